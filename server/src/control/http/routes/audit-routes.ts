import { auditRoutes, ok } from '@hearthline/shared'
import type { AuditLog } from '../../audit/index.ts'
import { bind, type BoundRoute } from '../bind.ts'

export function bindAuditRoutes(audit: AuditLog): BoundRoute[] {
  return [
    bind(auditRoutes.list, ({ query }) => ok(audit.page(query))),
    bind(auditRoutes.verify, async () => ok(await audit.verify())),
  ]
}
