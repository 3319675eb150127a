import type { CallId, RecordingId } from '@hearthline/shared'
import type { JournalledEvent } from '../../protocol/voice-link.ts'
import type { Unfinished } from '../ports.ts'

/** How long after its call a ticket could be shown again: tickets live 60 s; the rest is for clocks. */
const ticketMemoryMs = 120_000

/** Follows the journal and knows what is still open in it. */
export interface OpenMatters {
  take(entry: JournalledEvent): void
  unfinished(): Unfinished
  /** Entries that a shorter journal must keep, although control has them. */
  worthKeeping(nowMs: number): JournalledEvent[]
  /** Calls that were opened so lately that their tickets might be shown again. */
  recentCallIds(nowMs: number): CallId[]
}

export function createOpenMatters(): OpenMatters {
  const calls = new Map<CallId, JournalledEvent>()
  const recordings = new Map<RecordingId, JournalledEvent>()
  /** In order of time. */
  const opened: { callId: CallId; entry: JournalledEvent }[] = []

  const forget = (nowMs: number): void => {
    const keepFrom = opened.findIndex(({ entry }) => entry.atMs > nowMs - ticketMemoryMs)
    opened.splice(0, keepFrom === -1 ? opened.length : keepFrom)
  }

  return {
    take: (entry) => {
      const { event } = entry
      switch (event.type) {
        case 'call-opened':
          calls.set(event.callId, entry)
          opened.push({ callId: event.callId, entry })
          if (opened.length % 1000 === 0) forget(entry.atMs)
          return
        case 'call-ended':
          calls.delete(event.callId)
          return
        case 'recording-started':
          recordings.set(event.recordingId, entry)
          return
        case 'recording-sealed':
          recordings.delete(event.recordingId)
          return
        case 'recording-failed':
          // It may have failed half way: what was written before is sealed when the call ends, or never.
          recordings.delete(event.recordingId)
          return
        case 'call-progressed':
        case 'call-answered':
        case 'agent-ringing':
        case 'agent-ring-ended':
        case 'agent-line':
        case 'leg-joined':
        case 'leg-mode':
        case 'call-taken-over':
        case 'leg-left':
        case 'controls-changed':
        case 'call-parked':
        case 'agent-rejoined':
        case 'consult-ended':
        case 'call-transferred':
        case 'invite-refused':
        case 'sip-refused':
          return
        default:
          event satisfies never
      }
    },
    unfinished: () => ({
      calls: [...calls.keys()],
      recordings: [...recordings.values()].flatMap(({ event }) =>
        event.type === 'recording-started'
          ? [{ callId: event.callId, recordingId: event.recordingId, fileName: event.fileName }]
          : [],
      ),
    }),
    worthKeeping: (nowMs) => {
      forget(nowMs)
      return [...calls.values(), ...recordings.values(), ...opened.map(({ entry }) => entry)]
    },
    recentCallIds: (nowMs) => {
      forget(nowMs)
      return opened.map(({ callId }) => callId)
    },
  }
}
