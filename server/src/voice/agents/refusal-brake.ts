/** Lets each key through so many times in a window, so that a stubborn peer cannot fill the journal. */
export interface RefusalBrake {
  mayRecord(key: string, nowMs: number): boolean
}

const maxKeys = 10_000

/** Ten times in ten seconds, unless told otherwise. */
export function createRefusalBrake(perWindow = 10, windowMs = 10_000): RefusalBrake {
  const windows = new Map<string, { sinceMs: number; count: number }>()
  return {
    mayRecord: (key, nowMs) => {
      const current = windows.get(key)
      if (current !== undefined && nowMs - current.sinceMs < windowMs) {
        current.count += 1
        return current.count <= perWindow
      }
      if (windows.size >= maxKeys)
        for (const [other, { sinceMs }] of windows) if (nowMs - sinceMs >= windowMs) windows.delete(other)
      if (windows.size >= maxKeys) return false
      windows.set(key, { sinceMs: nowMs, count: 1 })
      return true
    },
  }
}
