export * from './ids.ts'
export * from './problem.ts'
export * from './result.ts'
