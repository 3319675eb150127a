import type { Clock, RandomSource, Timer } from '../ports.ts'

interface PendingTimer {
  readonly atMs: number
  readonly order: number
  readonly fn: () => void
}

/** A clock that stands still until it is told to move. Timers run in the order of their time, then of their making. */
export interface VirtualClock extends Clock {
  /** Moves time forward, running each timer that falls due, at its own time. */
  advance(byMs: number): void
  /** Timers set and neither run nor cancelled. */
  pendingTimers(): number
}

export function createVirtualClock(startMs = 1_700_000_000_000): VirtualClock {
  let now = startMs
  let made = 0
  const pending = new Set<PendingTimer>()

  const nextDue = (untilMs: number): PendingTimer | null => {
    let next: PendingTimer | null = null
    for (const timer of pending) {
      if (timer.atMs > untilMs) continue
      if (next === null || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order)) {
        next = timer
      }
    }
    return next
  }

  return {
    nowMs: () => now,
    setTimer: (delayMs, fn): Timer => {
      const timer: PendingTimer = { atMs: now + Math.max(0, delayMs), order: made++, fn }
      pending.add(timer)
      return { cancel: () => void pending.delete(timer) }
    },
    advance: (byMs) => {
      const untilMs = now + byMs
      for (let timer = nextDue(untilMs); timer !== null; timer = nextDue(untilMs)) {
        pending.delete(timer)
        now = timer.atMs
        timer.fn()
      }
      now = untilMs
    },
    pendingTimers: () => pending.size,
  }
}

/** Random bytes that are the same in each run (xorshift32), so that a failing test fails again. */
export function createSeededRandom(seed = 1): RandomSource {
  let state = seed | 0 || 1
  const nextByte = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 16) & 0xff
  }
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, nextByte)
  return {
    bytes,
    uuid: () => {
      const hex = Buffer.from(bytes(16)).toString('hex')
      const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
    },
  }
}
