import { and, asc, count, desc, eq, gt, like, or, type SQL } from 'drizzle-orm'
import type { AuditRepository } from '../audit/index.ts'
import type { Database } from './client.ts'
import { containing } from './search-pattern.ts'
import { auditRows } from './schema/audit.ts'

export function createAuditRepository(db: Database): AuditRepository {
  return {
    last: () =>
      db
        .select({ seq: auditRows.seq, hash: auditRows.hash })
        .from(auditRows)
        .orderBy(desc(auditRows.seq))
        .limit(1)
        .get() ?? null,
    insert: (row) => void db.insert(auditRows).values(row).run(),
    page: ({ offset, limit, search, action }) => {
      const conditions: SQL[] = []
      if (action !== undefined) conditions.push(eq(auditRows.action, action))
      if (search !== undefined && search !== '') {
        const pattern = containing(search)
        const anywhere = or(
          ...[auditRows.actorId, auditRows.subjectId, auditRows.reference, auditRows.address].map((column) =>
            like(column, pattern),
          ),
          like(auditRows.action, pattern),
          like(auditRows.reason, pattern),
        )
        if (anywhere !== undefined) conditions.push(anywhere)
      }
      const where = and(...conditions)
      const items = db
        .select()
        .from(auditRows)
        .where(where)
        .orderBy(desc(auditRows.seq))
        .limit(limit)
        .offset(offset)
        .all()
      const total = db.select({ total: count() }).from(auditRows).where(where).get()?.total ?? 0
      return { items, total }
    },
    after: (afterSeq, limit) =>
      db
        .select()
        .from(auditRows)
        .where(gt(auditRows.seq, afterSeq))
        .orderBy(asc(auditRows.seq))
        .limit(limit)
        .all(),
  }
}
