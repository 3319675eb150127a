import type { CallId, LiveCall } from '@hearthline/shared'
import type { NewsDesk } from '../news.ts'
import type { CallStore } from './ports.ts'

type Side = LiveCall['unheard']

/** Whose voice does not come though it should, as voice nodes tell. True now, so kept in memory only (RECORD-15). */
export interface UnheardBook {
  of(callId: CallId): Side
  /** Dropped unless the call is connected. */
  told(callId: CallId, side: Side): void
  forget(callId: CallId): void
}

export function createUnheardBook({ calls, news }: { calls: CallStore; news: NewsDesk }): UnheardBook {
  const silent = new Map<CallId, NonNullable<Side>>()
  return {
    of: (callId) => silent.get(callId) ?? null,
    told: (callId, side) => {
      if ((silent.get(callId) ?? null) === side) return
      if (side === null) silent.delete(callId)
      else if (calls.find(callId)?.phase === 'connected') silent.set(callId, side)
      else return
      news.tell({ type: 'call', callId })
    },
    forget: (callId) => void silent.delete(callId),
  }
}
