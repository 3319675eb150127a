import type { CallId } from '@hearthline/shared'
import type { Clock, Timer } from '../ports.ts'
import { ticketLifeMs } from './ticket-life.ts'

/** A ticket used in its last second is news that still travels. */
const travelMs = 2_000

/** Gives up calls whose ticket nobody used (RECORD-5). */
export interface NeverDialled {
  /** @param placedAtMs when the ticket was sealed; in the past after a restart. */
  watch(callId: CallId, placedAtMs: number): void
  /** The ticket was used, or the call is over. */
  unwatch(callId: CallId): void
  dispose(): void
}

export function createNeverDialled(clock: Clock, giveUp: (callId: CallId) => void): NeverDialled {
  const timers = new Map<CallId, Timer>()
  const unwatch = (callId: CallId) => {
    timers.get(callId)?.cancel()
    timers.delete(callId)
  }
  return {
    watch: (callId, placedAtMs) => {
      unwatch(callId)
      const delayMs = Math.max(0, placedAtMs + ticketLifeMs + travelMs - clock.nowMs())
      timers.set(
        callId,
        clock.setTimer(delayMs, () => {
          timers.delete(callId)
          giveUp(callId)
        }),
      )
    },
    unwatch,
    dispose: () => {
      for (const timer of timers.values()) timer.cancel()
      timers.clear()
    },
  }
}
