import { and, asc, countDistinct, desc, eq, inArray, isNull, max, sql } from 'drizzle-orm'
import type { NoticeStore, StoredNotice } from '../notices/index.ts'
import type { Database } from './client.ts'
import { notices } from './schema/supervision.ts'

/** SQLite takes so many values in one statement; a row here has 11. */
const rowsAtOnce = 500

/** Notices to agents, one row for each recipient. */
export function createNoticeStore(db: Database): NoticeStore {
  const ofBatch = db
    .select()
    .from(notices)
    .where(eq(notices.batchId, sql.placeholder('batchId')))
    .orderBy(asc(notices.noticeId))
    .prepare()
  const one = db
    .select()
    .from(notices)
    .where(eq(notices.noticeId, sql.placeholder('noticeId')))
    .prepare()
  const openOf = db
    .select()
    .from(notices)
    .where(and(eq(notices.toId, sql.placeholder('personId')), isNull(notices.acknowledgedAt)))
    .orderBy(asc(notices.at), asc(notices.noticeId))
    .limit(sql.placeholder('limit'))
    .prepare()

  return {
    insert: (rows) => {
      for (let from = 0; from < rows.length; from += rowsAtOnce)
        db.insert(notices)
          .values(rows.slice(from, from + rowsAtOnce))
          .run()
    },
    find: (noticeId) => one.get({ noticeId }) ?? null,
    batch: (batchId) => ofBatch.all({ batchId }),
    openOf: (personId, limit) => openOf.all({ personId, limit }),
    acknowledge: (noticeId, acknowledgedAt) =>
      db
        .update(notices)
        .set({ acknowledgedAt })
        .where(and(eq(notices.noticeId, noticeId), isNull(notices.acknowledgedAt)))
        .run().changes === 1,
    remove: (batchId) => void db.delete(notices).where(eq(notices.batchId, batchId)).run(),
    sentBy: (personId, { offset, limit }) => {
      const own = eq(notices.fromId, personId)
      const total = db
        .select({ total: countDistinct(notices.batchId) })
        .from(notices)
        .where(own)
        .get()?.total
      const batchIds = db
        .select({ batchId: notices.batchId })
        .from(notices)
        .where(own)
        .groupBy(notices.batchId)
        .orderBy(desc(max(notices.at)), desc(notices.batchId))
        .limit(limit)
        .offset(offset)
        .all()
        .map(({ batchId }) => batchId)
      const rows =
        batchIds.length === 0
          ? []
          : db
              .select()
              .from(notices)
              .where(inArray(notices.batchId, batchIds))
              .orderBy(asc(notices.noticeId))
              .all()
      const byBatch = new Map<string, StoredNotice[]>(batchIds.map((batchId) => [batchId, []]))
      for (const row of rows) byBatch.get(row.batchId)?.push(row)
      return { items: [...byBatch.values()], total: total ?? 0 }
    },
  }
}
