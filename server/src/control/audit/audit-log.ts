import type { AuditRow, Page } from '@hearthline/shared'
import type { Audit, Clock, Transact } from '../ports.ts'
import { chainStart, hashRow } from './chain.ts'
import type { AuditQuery, AuditRepository } from './ports.ts'

export interface AuditLog extends Audit {
  /** Newest first, read at once; for looks at a small trail. */
  page(query: AuditQuery): Page<AuditRow>
}

export function createAuditLog(deps: {
  repository: AuditRepository
  clock: Clock
  transact: Transact
}): AuditLog {
  const { repository, clock, transact } = deps
  return {
    append: (entry) =>
      transact(() => {
        const last = repository.last()
        const facts = {
          seq: (last?.seq ?? 0) + 1,
          at: clock.nowMs(),
          action: entry.action,
          actorId: entry.actorId,
          subjectId: entry.subjectId,
          address: entry.address,
          outcome: entry.outcome,
          reason: entry.reason ?? null,
          reference: entry.reference ?? null,
        }
        repository.insert({ ...facts, hash: hashRow(last?.hash ?? chainStart, facts) })
      }),
    page: (query) => repository.page(query),
  }
}
