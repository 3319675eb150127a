import { and, asc, eq, gt, inArray, or } from 'drizzle-orm'
import type { DialledCalls } from '../dialling/index.ts'
import type { Database } from './client.ts'
import { calls, callTransfers } from './schema/calls.ts'

/** Spelled as a list, so that the index on `phase` finds the few open calls among all that ever were. */
const isOpen = inArray(calls.phase, ['placed', 'connecting', 'ringing', 'early-media', 'connected'])

const outside = (target: { kind: string } | null | undefined) =>
  target?.kind === 'number' || target?.kind === 'customer'

/** Calls out, read from call records and transfers. */
export function createDialledCalls(db: Database): DialledCalls {
  return {
    outNow: () =>
      db
        .select({
          direction: calls.direction,
          controls: calls.controls,
          transferredTo: calls.transferredTo,
        })
        .from(calls)
        .where(isOpen)
        .all()
        .reduce((sum, { direction, controls, transferredTo }) => {
          const numbers = [
            direction === 'outbound',
            outside(controls?.consult?.target),
            outside(transferredTo),
          ]
          return sum + numbers.filter(Boolean).length
        }, 0),
    placedSince: (personId, sinceMs) => {
      // Who has placed a call is its agent until it is transferred for the first time.
      const first = and(eq(callTransfers.callId, calls.callId), eq(callTransfers.step, 0))
      return db
        .select({ at: calls.startedAt, agentId: calls.agentId, firstId: callTransfers.fromPersonId })
        .from(calls)
        .leftJoin(callTransfers, first)
        .where(
          and(
            gt(calls.startedAt, sinceMs),
            eq(calls.direction, 'outbound'),
            or(eq(calls.agentId, personId), eq(callTransfers.fromPersonId, personId)),
          ),
        )
        .orderBy(asc(calls.startedAt))
        .all()
        .filter(({ agentId, firstId }) => (firstId ?? agentId) === personId)
        .map(({ at }) => at)
    },
  }
}
