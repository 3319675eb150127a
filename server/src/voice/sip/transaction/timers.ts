import type { Clock, Timer } from '../../../ports.ts'

/** The named timers of one state machine. */
export interface Timers<Name extends string> {
  start(name: Name, afterMs: number): void
  stop(name: Name): void
  stopAll(): void
}

export function createTimers<Name extends string>(clock: Clock, onDue: (name: Name) => void): Timers<Name> {
  const running = new Map<Name, Timer>()
  const stop = (name: Name): void => {
    running.get(name)?.cancel()
    running.delete(name)
  }
  return {
    start: (name, afterMs) => {
      stop(name)
      running.set(
        name,
        clock.setTimer(afterMs, () => {
          running.delete(name)
          onDue(name)
        }),
      )
    },
    stop,
    stopAll: () => {
      for (const timer of running.values()) timer.cancel()
      running.clear()
    },
  }
}
