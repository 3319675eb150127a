import type { Clock } from '../../ports.ts'
import { createVirtualClock } from '../../testing/virtual-clock.ts'

/** A virtual clock whose waits of up to a second pass at once and are noted; longer ones need `advance`. */
export interface SteppedClock extends Clock {
  advance(byMs: number): void
  readonly shortWaitsMs: number[]
}

export function createSteppedClock(): SteppedClock {
  const virtual = createVirtualClock()
  const shortWaitsMs: number[] = []
  return {
    nowMs: () => virtual.nowMs(),
    advance: (byMs) => virtual.advance(byMs),
    shortWaitsMs,
    setTimer: (delayMs, fn) => {
      if (delayMs > 1000) return virtual.setTimer(delayMs, fn)
      shortWaitsMs.push(delayMs)
      const immediate = setImmediate(fn)
      return { cancel: () => clearImmediate(immediate) }
    },
  }
}
