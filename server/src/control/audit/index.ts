export { createAuditLog, type AuditLog } from './audit-log.ts'
export { newWalk, walkRows, type ChainWalk } from './chain.ts'
export type { AuditQuery, AuditRepository } from './ports.ts'
