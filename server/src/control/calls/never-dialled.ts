import type { CallId } from '@hearthline/shared'
import type { Clock, Timer } from '../ports.ts'
import { ticketLifeMs } from './ticket-life.ts'

/** A ticket used in its last second is news that still travels. */
const travelMs = 2_000

/** Looks at each placed call again when its ticket has run out; `giveUp` knows whether it was used (RECORD-5). */
export interface NeverDialled {
  /** @param placedAtMs when the ticket was sealed; in the past after a restart. */
  watch(callId: CallId, placedAtMs: number): void
  dispose(): void
}

export function createNeverDialled(clock: Clock, giveUp: (callId: CallId) => void): NeverDialled {
  const timers = new Map<CallId, Timer>()
  return {
    watch: (callId, placedAtMs) => {
      timers.get(callId)?.cancel()
      const delayMs = Math.max(0, placedAtMs + ticketLifeMs + travelMs - clock.nowMs())
      timers.set(
        callId,
        clock.setTimer(delayMs, () => {
          timers.delete(callId)
          giveUp(callId)
        }),
      )
    },
    dispose: () => {
      for (const timer of timers.values()) timer.cancel()
      timers.clear()
    },
  }
}
