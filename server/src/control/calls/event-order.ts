import type { JournalledEvent } from '../../protocol/voice-link.ts'

/** What came from one link of one voice node and how far its journal is applied. */
export interface EventOrder {
  appliedSeq: number
  /** True until the first event after `welcome`: the node then re-sends from `appliedSeq + 1`. */
  first: boolean
  /** Events that overtook an earlier one, by seq. */
  held: ReadonlyMap<number, JournalledEvent>
}

/** More than this many out-of-order events means that the link lost something: it is closed and the node re-sends. */
export const maxHeld = 1000

export type Intake =
  | { type: 'apply'; entries: JournalledEvent[]; order: EventOrder; journalGap: number }
  | { type: 'hold'; order: EventOrder }
  | { type: 'known' }
  | { type: 'overflow' }

/** Starts over for a new link. */
export const orderAfterWelcome = (appliedSeq: number): EventOrder => ({
  appliedSeq,
  first: true,
  held: new Map(),
})

/**
 * Puts events in the order of `seq` (RECORD-6). An event from before is known; one from beyond the next is held until
 * the gap fills. The first one on a fresh link comes from the node's disk in order: if it lies beyond the next, the
 * journal itself has lost entries, and waiting would wait for ever; the gap is taken and reported.
 * @returns `apply` with everything that is now in order; `journalGap` counts the entries that no longer exist.
 */
export function takeEvent(order: EventOrder, entry: JournalledEvent): Intake {
  const next = order.appliedSeq + 1
  if (entry.seq < next) return { type: 'known' }
  if (entry.seq > next && !order.first) {
    if (order.held.size >= maxHeld) return { type: 'overflow' }
    return { type: 'hold', order: { ...order, held: new Map(order.held).set(entry.seq, entry) } }
  }
  const entries = [entry]
  const held = new Map(order.held)
  held.delete(entry.seq)
  let appliedSeq = entry.seq
  for (let follower = held.get(appliedSeq + 1); follower; follower = held.get(appliedSeq + 1)) {
    entries.push(follower)
    appliedSeq = follower.seq
    held.delete(appliedSeq)
  }
  return { type: 'apply', entries, journalGap: entry.seq - next, order: { appliedSeq, first: false, held } }
}
