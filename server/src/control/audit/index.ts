export { createAuditLog, type AuditLog } from './audit-log.ts'
export type { AuditQuery, AuditRepository } from './ports.ts'
