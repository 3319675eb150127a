import type { CallId, PersonId, RecordingPauseReason } from '@hearthline/shared'
import type { PauseLedger } from '../calls/index.ts'

export interface StoredPause {
  callId: CallId
  byId: PersonId | null
  reason: RecordingPauseReason
  startedAt: number
  endedAt: number | null
}

export interface PauseStore {
  /** The one that lasts. */
  open(callId: CallId): StoredPause | null
  start(pause: StoredPause): void
  /** Ends the one that lasts, if any. */
  end(callId: CallId, atMs: number): void
  ofCall(callId: CallId): StoredPause[]
}

/** Keeps where a recording is silent on purpose, so that who listens later sees why (RECORD-18). */
export function createPauseLedger(store: Pick<PauseStore, 'open' | 'start' | 'end'>): PauseLedger {
  return {
    follow: ({ callId, agentId, takenOverBy }, pause, atMs) => {
      const open = store.open(callId)
      if (open !== null && open.startedAt === pause?.since) return
      if (open !== null) store.end(callId, Math.max(open.startedAt, pause?.since ?? atMs))
      if (pause === null) return
      const { since: startedAt, reason } = pause
      store.start({ callId, byId: takenOverBy ?? agentId, reason, startedAt, endedAt: null })
    },
  }
}
