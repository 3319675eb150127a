import { auditRoutes, ok } from '@hearthline/shared'
import { exportAudit, type AuditKeeper, type AuditReader } from '../../audit/index.ts'
import type { Audit, Clock } from '../../ports.ts'
import { bind, type BoundRoute } from '../bind.ts'

export function bindAuditRoutes(deps: {
  audit: Audit
  reader: AuditReader
  keeper: AuditKeeper
  clock: Clock
}): BoundRoute[] {
  const { reader, keeper } = deps
  return [
    bind(auditRoutes.list, async ({ query }) => ok(await reader.list(query))),
    bind(auditRoutes.actions, () => ok({ actions: reader.actions() })),
    bind(auditRoutes.exportRows, ({ body, current }) => {
      const asker = { personId: current.person.personId, address: current.address }
      const { fileName, csv } = exportAudit(deps, body, asker)
      return ok({
        status: 200,
        headers: {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': `attachment; filename="${fileName}"`,
        },
        body: csv,
      })
    }),
    bind(auditRoutes.verification, async () => ok(await keeper.verification())),
    bind(auditRoutes.verify, async () => ok(await keeper.verifyAll())),
  ]
}
