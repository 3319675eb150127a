export type * from './refusal.ts'
export type * from './types.ts'
export { createSipStack } from './stack.ts'
export { SipBindError } from './transport/bind-error.ts'
