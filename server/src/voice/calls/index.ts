export { createLoopbacks } from './loopback.ts'
export { createCallService } from './call-service.ts'
export type { CallService } from './call-service.ts'
export type { CallServiceDeps } from './deps.ts'
