import type { CallId, PersonId } from '@hearthline/shared'
import { and, asc, count, desc, eq, gte, isNotNull, sql } from 'drizzle-orm'
import type { CallStore, TransferStore } from '../calls/index.ts'
import type { Database } from './client.ts'
import { calls, callTransfers as transfers } from './schema/calls.ts'

/** Who gave which call to whom, and what they wrote of their part. */
export function createTransferStore(db: Database): TransferStore {
  const partOf: TransferStore['partOf'] = (callId, personId) =>
    db
      .select()
      .from(transfers)
      .where(and(eq(transfers.callId, callId), eq(transfers.fromPersonId, personId)))
      .orderBy(desc(transfers.step))
      .limit(1)
      .get() ?? null

  return {
    ofCall: (callId) =>
      db.select().from(transfers).where(eq(transfers.callId, callId)).orderBy(asc(transfers.step)).all(),
    partOf,
    add: (transfer) => {
      const { callId, toPersonId } = transfer
      const record = db
        .select({
          note: calls.note,
          disposition: calls.disposition,
          wrapUpStartedAt: calls.wrapUpStartedAt,
          wrapUpEndedAt: calls.wrapUpEndedAt,
        })
        .from(calls)
        .where(eq(calls.callId, callId))
        .get()
      if (record === undefined) return
      const steps = db.select({ steps: count() }).from(transfers).where(eq(transfers.callId, callId)).get()
      db.insert(transfers)
        .values({ ...transfer, ...record, step: steps?.steps ?? 0 })
        .run()
      if (toPersonId === null) return
      db.update(calls)
        .set({ disposition: null, wrapUpStartedAt: null, wrapUpEndedAt: null })
        .where(eq(calls.callId, callId))
        .run()
    },
    savePart: ({ callId, step }, change) =>
      void db
        .update(transfers)
        .set(change)
        .where(and(eq(transfers.callId, callId), eq(transfers.step, step)))
        .run(),
  }
}

interface Counted {
  callId: CallId
  startedAt: number
  talkMs: number | null
  wrapUpMs: number | null
}

/** An agent's own talk and wrap-up of each call that they had, from when they got it until they gave it away or lost it. */
export function createCounters(db: Database): CallStore['countersOf'] {
  const gotAt = sql<number | null>`(select max(got.at) from ${transfers} as got
    where got.call_id = ${calls.callId} and got.to_person_id = ${calls.agentId})`
  const gaveOutAt = sql<number | null>`(select max(gave.at) from ${transfers} as gave
    where gave.call_id = ${calls.callId} and gave.to_person_id is null)`
  const before = sql<number | null>`(select max(before.at) from ${transfers} as before
    where before.call_id = ${transfers.callId} and before.step < ${transfers.step})`

  return (personId: PersonId, sinceMs) => {
    const own = db
      .select({
        callId: calls.callId,
        startedAt: calls.startedAt,
        talkMs: sql<
          number | null
        >`coalesce(${calls.takenOverAt}, ${gaveOutAt}, ${calls.endedAt}) - coalesce(${gotAt}, ${calls.answeredAt})`,
        wrapUpMs: sql<number | null>`${calls.wrapUpEndedAt} - ${calls.wrapUpStartedAt}`,
      })
      .from(calls)
      .where(and(eq(calls.agentId, personId), gte(calls.startedAt, sinceMs)))
      .all()
    const given = db
      .select({
        callId: calls.callId,
        startedAt: calls.startedAt,
        talkMs: sql<number | null>`${transfers.at} - coalesce(${before}, ${calls.answeredAt})`,
        wrapUpMs: sql<number | null>`${transfers.wrapUpEndedAt} - ${transfers.wrapUpStartedAt}`,
      })
      .from(transfers)
      .innerJoin(calls, eq(calls.callId, transfers.callId))
      .where(
        and(
          eq(transfers.fromPersonId, personId),
          isNotNull(transfers.toPersonId),
          gte(calls.startedAt, sinceMs),
        ),
      )
      .all()
    const parts = new Map<CallId, Counted>()
    for (const part of [...own, ...given]) {
      const known = parts.get(part.callId)
      parts.set(
        part.callId,
        known === undefined
          ? part
          : {
              ...known,
              talkMs: plus(known.talkMs, part.talkMs),
              wrapUpMs: plus(known.wrapUpMs, part.wrapUpMs),
            },
      )
    }
    return [...parts.values()]
  }
}

const plus = (one: number | null, other: number | null): number | null =>
  one === null ? other : one + (other ?? 0)
