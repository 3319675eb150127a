import { and, count, desc, eq, exists, gt, inArray, like, lte, min, ne, or, sql, type SQL } from 'drizzle-orm'
import type { AccessRequestQuery, AccessRequestRepository, RequestScope } from '../requests/index.ts'
import type { Database } from './client.ts'
import { accessRequests } from './schema/access.ts'
import { people, teamMembers } from './schema/people.ts'
import { containing } from './search-pattern.ts'

const waitsAt = (nowMs: number) =>
  and(eq(accessRequests.state, 'waiting'), gt(accessRequests.expiresAt, nowMs))

export function createAccessRequestRepository(db: Database): AccessRequestRepository {
  /** An administrator decides about all; a lead about networks and shifts of their people (rule ACCESS-42). */
  const within = ({ withinTeams }: RequestScope): SQL | undefined =>
    withinTeams === undefined
      ? undefined
      : and(
          ne(accessRequests.kind, 'step-up'),
          exists(
            db
              .select({ one: sql`1` })
              .from(teamMembers)
              .where(
                and(
                  eq(teamMembers.personId, accessRequests.personId),
                  inArray(teamMembers.teamId, [...withinTeams]),
                ),
              ),
          ),
        )
  const total = (where: SQL | undefined): number =>
    db
      .select({ total: count() })
      .from(accessRequests)
      .innerJoin(people, eq(people.personId, accessRequests.personId))
      .where(where)
      .get()?.total ?? 0

  return {
    insert: (request) => void db.insert(accessRequests).values(request).run(),
    find: (requestId, scope) =>
      db
        .select()
        .from(accessRequests)
        .where(and(eq(accessRequests.requestId, requestId), within(scope)))
        .get() ?? null,
    newestOfBrowser: (preLoginHash) =>
      db
        .select()
        .from(accessRequests)
        .where(eq(accessRequests.preLoginHash, preLoginHash))
        .orderBy(desc(accessRequests.requestedAt))
        .limit(1)
        .get() ?? null,
    waitingOf: (personId, nowMs) => total(and(waitsAt(nowMs), eq(accessRequests.personId, personId))),
    page: ({ offset, limit, search, state, kind }, scope, nowMs) => {
      const conditions: (SQL | undefined)[] = [within(scope), stateIs(state, nowMs)]
      if (kind !== undefined) conditions.push(eq(accessRequests.kind, kind))
      if (search !== undefined && search !== '') {
        const pattern = containing(search)
        conditions.push(
          or(
            like(people.displayName, pattern),
            like(people.userName, pattern),
            like(accessRequests.address, pattern),
          ),
        )
      }
      const where = and(...conditions)
      const items = db
        .select({ request: accessRequests })
        .from(accessRequests)
        .innerJoin(people, eq(people.personId, accessRequests.personId))
        .where(where)
        .orderBy(desc(accessRequests.requestedAt), desc(accessRequests.requestId))
        .limit(limit)
        .offset(offset)
        .all()
        .map((row) => row.request)
      return { items, total: total(where) }
    },
    waiting: (scope, but, nowMs) =>
      total(and(waitsAt(nowMs), within(scope), ne(accessRequests.personId, but))),
    nextLapse: (nowMs) =>
      db
        .select({ at: min(accessRequests.expiresAt) })
        .from(accessRequests)
        .where(waitsAt(nowMs))
        .get()?.at ?? null,
    decide: (requestId, decision, nowMs) =>
      db
        .update(accessRequests)
        .set(decision)
        .where(and(eq(accessRequests.requestId, requestId), waitsAt(nowMs)))
        .run().changes === 1,
  }
}

/** `lapsed` is a matter of time, not a stored state. */
function stateIs(state: AccessRequestQuery['state'], nowMs: number): SQL | undefined {
  switch (state) {
    case undefined:
      return undefined
    case 'waiting':
      return and(eq(accessRequests.state, 'waiting'), gt(accessRequests.expiresAt, nowMs))
    case 'lapsed':
      return and(eq(accessRequests.state, 'waiting'), lte(accessRequests.expiresAt, nowMs))
    case 'granted':
    case 'refused':
      return eq(accessRequests.state, state)
    default:
      return state satisfies never
  }
}
