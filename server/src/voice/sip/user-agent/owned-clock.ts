import type { Clock, Timer } from '../../../ports.ts'
import type { SipLog } from '../types.ts'
import { guarded } from './guard.ts'

/** A clock whose timers all end with their owner, and whose functions are guarded. */
export interface OwnedClock extends Clock {
  dispose(): void
}

export function ownClock(clock: Clock, log: SipLog): OwnedClock {
  const running = new Set<Timer>()
  let disposed = false
  return {
    nowMs: () => clock.nowMs(),
    setTimer: (delayMs, fn) => {
      if (disposed) return { cancel: () => undefined }
      const timer = clock.setTimer(delayMs, () => {
        running.delete(owned)
        guarded(log, 'timer', fn)
      })
      const owned: Timer = {
        cancel: () => {
          running.delete(owned)
          timer.cancel()
        },
      }
      running.add(owned)
      return owned
    },
    dispose: () => {
      disposed = true
      for (const timer of running) timer.cancel()
      running.clear()
    },
  }
}
