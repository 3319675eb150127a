import type { CallId, PersonId } from '@hearthline/shared'
import type { Clock } from '../ports.ts'

/** From the answer to `route-inbound` until the voice node reports that the agent rings; its 2 s wait plus travel. */
const holdMs = 5_000

/** Agents promised to a customer who is calling in, so that neither the router nor a click gives them a second call. */
export interface Reservations {
  /** Which call holds the agent now, if any. */
  of(personId: PersonId): CallId | null
  hold(personId: PersonId, callId: CallId): void
  release(personId: PersonId): void
}

export function createReservations(clock: Clock): Reservations {
  const held = new Map<PersonId, { callId: CallId; untilMs: number }>()
  return {
    of: (personId) => {
      const reservation = held.get(personId)
      if (!reservation) return null
      if (clock.nowMs() < reservation.untilMs) return reservation.callId
      held.delete(personId)
      return null
    },
    hold: (personId, callId) => void held.set(personId, { callId, untilMs: clock.nowMs() + holdMs }),
    release: (personId) => void held.delete(personId),
  }
}
