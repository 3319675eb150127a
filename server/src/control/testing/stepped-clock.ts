import type { Clock } from '../../ports.ts'
import { createVirtualClock } from '../../testing/virtual-clock.ts'

/** A virtual clock whose waits of up to a second pass at once and are noted; longer ones need `advance`. */
export interface SteppedClock extends Clock {
  /** Runs what falls due on the way, each at its own time. */
  advance(byMs: number): void
  /** Moves time at once, as if the machine had slept; what is due then runs with the next `advance`. */
  leap(byMs: number): void
  readonly shortWaitsMs: number[]
}

export function createSteppedClock(): SteppedClock {
  const virtual = createVirtualClock()
  let leaptMs = 0
  const shortWaitsMs: number[] = []
  return {
    nowMs: () => virtual.nowMs() + leaptMs,
    advance: (byMs) => virtual.advance(byMs),
    leap: (byMs) => {
      leaptMs += byMs
    },
    shortWaitsMs,
    setTimer: (delayMs, fn) => {
      if (delayMs > 1000) return virtual.setTimer(delayMs, fn)
      shortWaitsMs.push(delayMs)
      const immediate = setImmediate(fn)
      return { cancel: () => clearImmediate(immediate) }
    },
  }
}
