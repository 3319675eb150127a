import type { ProvedRefusal, RefusalBook as Remembers } from '../access/index.ts'
import type { Clock } from '../ports.ts'

/** A refused person has this long to ask. */
const askWithinMs = 10 * 60_000
/** About 2 MB at worst; only proved people get in, and the oldest goes first. */
const capacity = 5_000

export interface RefusalBook extends Remembers {
  /** Burns the reference whatever comes of it; null when it is unknown, used, too old or another browser's. */
  take(reference: string, preLoginHash: string): ProvedRefusal | null
}

/** Kept in memory: after a restart the person signs in once more and gets another reference. */
export function createRefusalBook(clock: Clock): RefusalBook {
  const open = new Map<string, ProvedRefusal>()
  return {
    remember: (refusal) => {
      for (const [reference, { atMs }] of open) {
        if (atMs + askWithinMs > clock.nowMs() && open.size < capacity) break
        open.delete(reference)
      }
      open.set(refusal.reference, refusal)
    },
    take: (reference, preLoginHash) => {
      const refusal = open.get(reference)
      // Another browser that guessed a reference must not spoil it for the one it was given to.
      if (refusal === undefined || refusal.preLoginHash !== preLoginHash) return null
      open.delete(reference)
      return refusal.atMs + askWithinMs > clock.nowMs() ? refusal : null
    },
  }
}
