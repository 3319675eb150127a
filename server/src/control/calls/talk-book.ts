import type { CallId, LiveCall } from '@hearthline/shared'
import type { NewsDesk } from '../news.ts'
import type { CallStore } from './ports.ts'

type Spoken = NonNullable<LiveCall['talk']>

/** What is said in each connected call, as its voice node tells when it changes. True now, so kept in memory only. */
export interface TalkBook {
  of(callId: CallId): Spoken | null
  /** Dropped unless the call is connected: what a node says late is of no call. */
  heard(callId: CallId, spoken: Spoken): void
  forget(callId: CallId): void
}

export function createTalkBook({ calls, news }: { calls: CallStore; news: NewsDesk }): TalkBook {
  const latest = new Map<CallId, Spoken>()
  return {
    of: (callId) => latest.get(callId) ?? null,
    heard: (callId, spoken) => {
      const before = latest.get(callId)
      if (before?.state === spoken.state && before.since === spoken.since) return
      if (calls.find(callId)?.phase !== 'connected') return
      latest.set(callId, spoken)
      news.tell({ type: 'call', callId })
    },
    forget: (callId) => void latest.delete(callId),
  }
}
