import { randomFillSync, randomUUID } from 'node:crypto'
import type { Clock, RandomSource } from './ports.ts'

/** The two clocks of a machine. */
export interface MachineClocks {
  /** The wall clock, unix ms: anybody with the right to may set it. */
  wallMs(): number
  /** Runs on evenly from some moment, whatever the wall clock is set to. */
  monotonicMs(): number
}

/**
 * A clock that only goes forward: the wall's time at its making plus what has passed since, so that a wall clock which is
 * set back prolongs nothing. A wall clock that runs ahead is followed: a machine that slept has to catch up.
 */
export function createForwardClock(clocks: MachineClocks): Pick<Clock, 'nowMs'> {
  let offsetMs = clocks.wallMs() - clocks.monotonicMs()
  return {
    nowMs: () => {
      const elapsedMs = clocks.monotonicMs()
      offsetMs = Math.max(offsetMs, clocks.wallMs() - elapsedMs)
      return Math.floor(offsetMs + elapsedMs)
    },
  }
}

/** The machine's clock. Timers do not keep the process alive: whoever owns a process owns its life. */
export const systemClock: Clock = {
  ...createForwardClock({ wallMs: () => Date.now(), monotonicMs: () => performance.now() }),
  setTimer: (delayMs, fn) => {
    const timeout = setTimeout(fn, delayMs)
    timeout.unref()
    return { cancel: () => clearTimeout(timeout) }
  },
}

/** Small requests are cut from one filling: a call takes some twenty of them, at 20 µs each when asked for singly. */
const poolBytes = 4096

function createSystemRandom(): RandomSource {
  const pool = new Uint8Array(poolBytes)
  let used = poolBytes
  return {
    bytes: (count) => {
      if (count > poolBytes / 4) return randomFillSync(new Uint8Array(count))
      if (used + count > poolBytes) {
        randomFillSync(pool)
        used = 0
      }
      const bytes = pool.slice(used, used + count)
      // What was given out is not kept here.
      pool.fill(0, used, used + count)
      used += count
      return bytes
    },
    uuid: () => randomUUID(),
  }
}

export const systemRandom: RandomSource = createSystemRandom()
