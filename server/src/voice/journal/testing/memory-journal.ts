import type { JournalledEvent, VoiceEvent } from '../../../protocol/voice-link.ts'
import type { Journal } from '../journal.ts'

/** A journal without a disk: what is appended is durable at once. */
export function createMemoryJournal(): Journal & { readonly events: VoiceEvent[] } {
  const listeners = new Set<(entries: readonly JournalledEvent[]) => void>()
  const events: VoiceEvent[] = []
  let entries: JournalledEvent[] = []
  let seq = 0
  return {
    events,
    append: (event) => {
      seq += 1
      events.push(event)
      const entry = {
        seq,
        eventId: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
        atMs: seq,
        event,
      }
      entries.push(entry)
      for (const listener of listeners) listener([entry])
    },
    hasRoom: () => true,
    onDurable: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    pendingAfter: (after, limit) => entries.filter((entry) => entry.seq > after).slice(0, limit),
    applied: (upTo) => {
      entries = entries.filter((entry) => entry.seq > upTo)
    },
    continueAfter: () => Promise.resolve(),
    backlog: () => entries.length,
    lastSeq: () => seq,
    appendedSeq: () => seq,
    flushed: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  }
}
