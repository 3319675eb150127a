import type { Clock, Timer } from './ports.ts'

/** Tells of each thing at once, and then at most once in a while; the last word is never lost. */
export interface OnceInAWhile<Key> {
  /** Something about it changed. */
  changed(key: Key): void
  /** Idempotent; what waits is told no more. */
  dispose(): void
}

export function createOnceInAWhile<Key>(deps: {
  clock: Clock
  everyMs: number
  tell: (key: Key) => void
}): OnceInAWhile<Key> {
  const { clock, everyMs, tell } = deps
  /** Keys told lately, and whether they changed since. */
  const lately = new Map<Key, { timer: Timer; changed: boolean }>()

  const say = (key: Key) => {
    lately.set(key, { timer: clock.setTimer(everyMs, () => over(key)), changed: false })
    tell(key)
  }
  const over = (key: Key) => {
    const again = lately.get(key)?.changed ?? false
    lately.delete(key)
    if (again) say(key)
  }
  return {
    changed: (key) => {
      const told = lately.get(key)
      if (told) told.changed = true
      else say(key)
    },
    dispose: () => {
      for (const { timer } of lately.values()) timer.cancel()
      lately.clear()
    },
  }
}
