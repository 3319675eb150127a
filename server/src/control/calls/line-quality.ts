import type { CallId, LineQuality, PersonId } from '@hearthline/shared'
import type { NewsDesk } from '../news.ts'
import type { Clock } from '../ports.ts'
import type { CallStore } from './ports.ts'

/** Browsers report every 5 s; more than one a second is dropped. */
const leastGapMs = 1_000

/** The agents' lines as their browsers measure them, while the call runs; the worst goes into the record. */
export interface LineQualityBook {
  of(callId: CallId): LineQuality | null
  /** Takes a report of the agent of this very call; anything else, and what comes too often, is dropped. */
  report(personId: PersonId, callId: CallId, quality: LineQuality): boolean
  forget(callId: CallId): void
}

export function createLineQuality(deps: { calls: CallStore; news: NewsDesk; clock: Clock }): LineQualityBook {
  const { calls, news, clock } = deps
  const latest = new Map<CallId, { quality: LineQuality; atMs: number }>()
  return {
    of: (callId) => latest.get(callId)?.quality ?? null,
    report: (personId, callId, quality) => {
      const nowMs = clock.nowMs()
      const before = latest.get(callId)
      if (before && nowMs - before.atMs < leastGapMs) return false
      const call = calls.find(callId)
      if (call?.agentId !== personId || call.phase === 'ended' || call.takenOverAt !== null) return false
      latest.set(callId, { quality, atMs: nowMs })
      if (call.worstMos === null || quality.mos < call.worstMos) calls.saveWorstMos(callId, quality.mos)
      news.tell({ type: 'call', callId })
      return true
    },
    forget: (callId) => void latest.delete(callId),
  }
}
