import { eq, gte, or, sql } from 'drizzle-orm'
import type { TallyStore } from '../supervision/index.ts'
import type { Database } from './client.ts'
import { calls } from './schema/calls.ts'

/** Calls as they count towards a team's day. */
export function createTallyStore(db: Database): TallyStore {
  const columns = {
    callId: calls.callId,
    teamId: calls.teamId,
    direction: calls.direction,
    startedAt: calls.startedAt,
    answeredAt: calls.answeredAt,
    terminationKind: calls.terminationKind,
  }
  // Asked at each news of a call: built once.
  const one = db
    .select(columns)
    .from(calls)
    .where(eq(calls.callId, sql.placeholder('callId')))
    .prepare()
  return {
    callsSince: (startedAtMs, answeredAtMs) =>
      db
        .select(columns)
        .from(calls)
        .where(
          or(
            gte(calls.startedAt, startedAtMs),
            // By the start, which has an index: a conversation that began in the last hour was placed shortly before.
            sql`${calls.startedAt} >= ${answeredAtMs - longestRingMs} and ${calls.answeredAt} >= ${answeredAtMs}`,
          ),
        )
        .all(),
    find: (callId) => one.get({ callId }) ?? null,
  }
}

/** No call rings for longer. */
const longestRingMs = 3_600_000
