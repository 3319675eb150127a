import { and, asc, countDistinct, desc, eq, getTableColumns, inArray, isNull, max, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { NamedNotice, NoticeStore } from '../notices/index.ts'
import type { Database } from './client.ts'
import { people, teams } from './schema/people.ts'
import { notices } from './schema/supervision.ts'

/** SQLite takes so many values in one statement; a row here has 11. */
const rowsAtOnce = 500

/** Notices to agents, one row for each recipient. */
export function createNoticeStore(db: Database): NoticeStore {
  const [sender, recipient] = [alias(people, 'sender'), alias(people, 'recipient')]
  const named = () =>
    db
      .select({
        ...getTableColumns(notices),
        fromName: sql<string>`coalesce(${sender.displayName}, '')`,
        toName: sql<string>`coalesce(${recipient.displayName}, '')`,
        teamName: sql<string>`coalesce(${teams.name}, '')`,
      })
      .from(notices)
      .leftJoin(sender, eq(sender.personId, notices.fromId))
      .leftJoin(recipient, eq(recipient.personId, notices.toId))
      .leftJoin(teams, eq(teams.teamId, notices.teamId))
  const ofBatch = named()
    .where(eq(notices.batchId, sql.placeholder('batchId')))
    .orderBy(asc(recipient.displayName), asc(notices.noticeId))
    .prepare()
  const one = named()
    .where(eq(notices.noticeId, sql.placeholder('noticeId')))
    .prepare()
  const openOf = named()
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
          : named()
              .where(inArray(notices.batchId, batchIds))
              .orderBy(asc(recipient.displayName), asc(notices.noticeId))
              .all()
      const byBatch = new Map<string, NamedNotice[]>(batchIds.map((batchId) => [batchId, []]))
      for (const row of rows) byBatch.get(row.batchId)?.push(row)
      return { items: [...byBatch.values()], total: total ?? 0 }
    },
  }
}
