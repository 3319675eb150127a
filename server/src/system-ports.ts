import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock, RandomSource } from './ports.ts'

/** The machine's clock. Timers do not keep the process alive: whoever owns a process owns its life. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  setTimer: (delayMs, fn) => {
    const timeout = setTimeout(fn, delayMs)
    timeout.unref()
    return { cancel: () => clearTimeout(timeout) }
  },
}

export const systemRandom: RandomSource = {
  bytes: (count) => randomBytes(count),
  uuid: () => randomUUID(),
}
