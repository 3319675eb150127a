import type { AuditRow, Page } from '@hearthline/shared'
import type { Audit, Clock, Transact } from '../ports.ts'
import { chainStart, hashRow, newWalk, walkRows, type ChainWalk } from './chain.ts'
import type { AuditQuery, AuditRepository } from './ports.ts'

export interface AuditLog extends Audit {
  page(query: AuditQuery): Page<AuditRow>
  /** Walks the whole chain in chunks, letting other work in between. Rows appended meanwhile are walked too. */
  verify(): Promise<ChainWalk>
}

const rowsPerChunk = 500

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
    verify: async () => {
      let walk = newWalk()
      let afterSeq = 0
      for (;;) {
        const rows = repository.after(afterSeq, rowsPerChunk)
        const last = rows.at(-1)
        if (last === undefined) return walk
        walk = walkRows(walk, rows)
        afterSeq = last.seq
        await new Promise<void>((resolve) => {
          setImmediate(resolve)
        })
      }
    },
  }
}
