import type { TrunkId } from '@hearthline/shared'
import type { Line, LineEvent } from '../ports.ts'
import type { TrunkBook } from './trunk-book.ts'

/** Counts the calls on each trunk, in both directions, from the INVITE until either side has ended it (TRK-9). */
export interface Channels {
  /** Another call would be more than the trunk takes. */
  isFull(trunkId: TrunkId): boolean
  /** Counts one call. @returns what frees its channel again; more than once changes nothing. */
  take(trunkId: TrunkId): () => void
}

export function createChannels(book: Pick<TrunkBook, 'get'>): Channels {
  const taken = new Map<TrunkId, number>()
  return {
    isFull: (trunkId) => {
      const limit = book.get(trunkId)?.config.channels ?? null
      return limit !== null && (taken.get(trunkId) ?? 0) >= limit
    },
    take: (trunkId) => {
      taken.set(trunkId, (taken.get(trunkId) ?? 0) + 1)
      let isFree = false
      return () => {
        if (isFree) return
        isFree = true
        const left = (taken.get(trunkId) ?? 1) - 1
        if (left === 0) taken.delete(trunkId)
        else taken.set(trunkId, left)
      }
    },
  }
}

/** Whether nothing of a line follows this event. */
export const endsLine = (event: LineEvent): boolean =>
  event.type === 'line-failed' || event.type === 'line-cancelled' || event.type === 'line-ended'

/** A line that frees its channel when we end it. */
export const freeing = (line: Line, free: () => void): Line => ({
  ...line,
  end: (cause) => {
    free()
    line.end(cause)
  },
})
