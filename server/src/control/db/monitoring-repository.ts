import type { CallId } from '@hearthline/shared'
import { and, asc, count, desc, eq, gte, inArray, isNull, like, lt, or, sql, type SQL } from 'drizzle-orm'
import { maskNumber } from '../calls/index.ts'
import type {
  MarkerStore,
  SpanCursor,
  SpanFilter,
  SpanRow,
  SpanScope,
  SpanStore,
} from '../supervision/index.ts'
import type { Database } from './client.ts'
import { calls } from './schema/calls.ts'
import { people, teams } from './schema/people.ts'
import { callMarkers, helpRequests, monitoringSpans as spans } from './schema/supervision.ts'
import { containing } from './search-pattern.ts'

/** The supervision log. */
export function createSpanStore(db: Database): SpanStore {
  const rows = (where: SQL | undefined) =>
    db
      .select({
        span: spans,
        row,
        direction: calls.direction,
        customerId: calls.customerId,
        customerName: calls.customerName,
        maskedNumber: calls.maskedNumber,
        teamName: teams.name,
      })
      .from(spans)
      .leftJoin(calls, eq(calls.callId, spans.callId))
      .leftJoin(teams, eq(teams.teamId, spans.teamId))
      .where(where)

  return {
    insert: (span) => void db.insert(spans).values(span).run(),
    close: (legId, atMs) =>
      void db
        .update(spans)
        .set({ endedAt: sql`max(${spans.startedAt}, ${atMs})` })
        .where(and(eq(spans.legId, legId), isNull(spans.endedAt)))
        .run(),
    ofCall: (callId) =>
      db.select().from(spans).where(eq(spans.callId, callId)).orderBy(asc(spans.startedAt), asc(row)).all(),
    page: (scope, filter, { offset, limit }) =>
      rows(and(inScope(scope), ...conditions(db, filter)))
        .orderBy(desc(spans.startedAt), desc(row))
        .limit(limit)
        .offset(offset)
        .all()
        .map(toRow),
    lastRow: () =>
      db
        .select({ last: sql<number>`coalesce(max(${row}), 0)` })
        .from(spans)
        .get()?.last ?? 0,
    totals: (scope, filter, { from, until }, nowMs) => {
      const lasted = sql<number>`coalesce(sum(max(0, coalesce(${spans.endedAt}, ${nowMs}) - ${spans.startedAt})), 0)`
      const found = db
        .select({ total: count(), totalMs: lasted })
        .from(spans)
        .where(and(sql`${row} between ${from} and ${until}`, inScope(scope), ...conditions(db, filter)))
        .get()
      return found ?? { total: 0, totalMs: 0 }
    },
    after: (scope, filter, cursor, limit) =>
      rows(and(inScope(scope), beyond(cursor), ...conditions(db, filter)))
        .orderBy(asc(spans.startedAt), asc(row))
        .limit(limit)
        .all()
        .map(toRow),
  }
}

/** What leads have marked in calls. */
export function createMarkerStore(db: Database): MarkerStore {
  return {
    insert: (marker) => void db.insert(callMarkers).values(marker).run(),
    find: (markerId) => db.select().from(callMarkers).where(eq(callMarkers.markerId, markerId)).get() ?? null,
    remove: (markerId) => void db.delete(callMarkers).where(eq(callMarkers.markerId, markerId)).run(),
    ofCall: (callId) =>
      db.select().from(callMarkers).where(ofCall(callId)).orderBy(asc(callMarkers.at)).all(),
    count: (callId) =>
      db.select({ total: count() }).from(callMarkers).where(ofCall(callId)).get()?.total ?? 0,
    helpOfCall: (callId) =>
      db
        .select({
          agentId: helpRequests.agentId,
          note: helpRequests.note,
          askedAt: helpRequests.askedAt,
          endedAt: helpRequests.endedAt,
        })
        .from(helpRequests)
        .where(eq(helpRequests.callId, callId))
        .orderBy(asc(helpRequests.askedAt))
        .all(),
  }
}

const ofCall = (callId: CallId) => eq(callMarkers.callId, callId)

/** SQLite's own, in the order of writing. */
const row = sql<number>`${spans}.rowid`

interface JoinedRow {
  row: number
  span: typeof spans.$inferSelect
  direction: SpanRow['direction'] | null
  customerId: SpanRow['customer']['customerId']
  customerName: string | null
  maskedNumber: string | null
  teamName: string | null
}

/** A span outlives nothing: calls are never deleted; what is missing all the same reads as a withheld number. */
const toRow = (joined: JoinedRow): SpanRow => ({
  ...joined.span,
  row: joined.row,
  direction: joined.direction ?? 'outbound',
  customer: {
    customerId: joined.customerId,
    displayName: joined.customerName,
    maskedNumber: joined.maskedNumber ?? maskNumber(null),
  },
  teamName: joined.teamName,
})

/**
 * With one team its index has the spans in the order of time. With several, SQLite would collect and sort them all (3.5 s
 * for 300,000): the plus makes it walk the index by time instead.
 */
function inScope(scope: SpanScope): SQL | undefined {
  if (scope.type === 'all') return undefined
  const [first, ...more] = scope.teamIds
  if (first === undefined) return sql`0`
  return more.length === 0 ? eq(spans.teamId, first) : sql`+${spans.teamId} in ${[first, ...more]}`
}

const beyond = (cursor: SpanCursor | null): SQL | undefined =>
  cursor === null ? undefined : sql`(${spans.startedAt}, ${row}) > (${cursor.startedAt}, ${cursor.row})`

function conditions(db: Database, filter: SpanFilter): (SQL | undefined)[] {
  return [
    filter.leadId === undefined ? undefined : eq(spans.leadId, filter.leadId),
    filter.agentId === undefined ? undefined : eq(spans.agentId, filter.agentId),
    filter.teamId === undefined ? undefined : eq(spans.teamId, filter.teamId),
    filter.callId === undefined ? undefined : eq(spans.callId, filter.callId),
    filter.mode === undefined ? undefined : eq(spans.mode, filter.mode),
    filter.from === undefined ? undefined : gte(spans.startedAt, filter.from),
    filter.until === undefined ? undefined : lt(spans.startedAt, filter.until),
    namedBy(db, filter.search),
  ]
}

/** A part of the lead's or the agent's name. */
function namedBy(db: Database, search: string | undefined): SQL | undefined {
  const text = search?.trim() ?? ''
  if (text === '') return undefined
  const named = db
    .select({ personId: people.personId })
    .from(people)
    .where(like(people.displayName, containing(text)))
  return or(inArray(spans.leadId, named), inArray(spans.agentId, named))
}
