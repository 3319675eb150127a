import type { Clock, Timer } from '../../../ports.ts'
import { lifetimeMs, t1Ms, t2Ms } from '../transaction/timing.ts'

/** A 2xx that is sent again until its ACK comes (RFC 3261 §13.3.1.4), over any transport: a proxy may lose it. */
export interface PendingAnswer {
  stop(): void
}

/** `onTimeout` after 64·T1 without `stop`. */
export function resendUntilAck(clock: Clock, resend: () => void, onTimeout: () => void): PendingAnswer {
  let intervalMs = t1Ms
  let next: Timer = clock.setTimer(intervalMs, again)
  const end = clock.setTimer(lifetimeMs, () => {
    next.cancel()
    onTimeout()
  })
  function again(): void {
    intervalMs = Math.min(intervalMs * 2, t2Ms)
    next = clock.setTimer(intervalMs, again)
    resend()
  }
  return {
    stop: () => {
      next.cancel()
      end.cancel()
    },
  }
}
