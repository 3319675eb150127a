import { ok, refuse } from '@hearthline/shared'
import type { AgentState, CallId, ChosenDisposition, PersonId, Result } from '@hearthline/shared'
import type { AgentService, WrapUpRecord } from '../agents/index.ts'
import type { NewsDesk } from '../news.ts'
import { callNotFound } from './call-reads.ts'
import type { CallStore } from './ports.ts'

/** What an agent writes about an own call, during and after it. */
export interface WrapUpDesk {
  /** In the call or its wrap-up; `call-ended` afterwards. */
  saveNote(personId: PersonId, callId: CallId, note: string): Result<null>
  /** Saves the outcome and leaves wrap-up; `conflict` outside of the wrap-up of this call. */
  save(
    personId: PersonId,
    callId: CallId,
    outcome: { disposition: ChosenDisposition; note?: string | undefined; next: 'ready' | 'break' },
  ): Result<AgentState>
  /** 30 s more, at most twice. */
  extend(personId: PersonId, callId: CallId): Result<AgentState>
}

export function createWrapUpDesk(deps: {
  calls: CallStore
  agents: AgentService
  news: NewsDesk
}): WrapUpDesk {
  const { calls, agents, news } = deps
  const isOwn = (personId: PersonId, callId: CallId) => calls.find(callId)?.agentId === personId

  return {
    saveNote: (personId, callId, note) => {
      const call = calls.find(callId)
      if (call?.agentId !== personId) return refuse(callNotFound)
      const { state } = agents.find(personId)
      const inWrapUp = state.type === 'wrap-up' && state.callId === callId
      if ((call.phase === 'ended' || call.takenOverAt !== null) && !inWrapUp)
        return refuse({ code: 'call-ended', detail: 'The wrap-up of this call is over.' })
      calls.saveNote(callId, note)
      return ok(null)
    },
    save: (personId, callId, { disposition, note, next }) => {
      if (!isOwn(personId, callId)) return refuse(callNotFound)
      return news.commit(() => {
        const moved = agents.apply(personId, { type: 'wrap-up-saved', callId, next })
        if (!moved.ok) return moved
        calls.saveDisposition(callId, disposition)
        if (note !== undefined) calls.saveNote(callId, note)
        news.tell({ type: 'records', callId })
        return moved
      })
    },
    extend: (personId, callId) =>
      isOwn(personId, callId)
        ? agents.apply(personId, { type: 'wrap-up-extended', callId })
        : refuse(callNotFound),
  }
}

/** Lets the agent machine write into records how their wrap-up went. */
export function wrapUpRecordOf(calls: CallStore, news: NewsDesk): WrapUpRecord {
  return {
    started: (callId, atMs) => calls.wrapUpStarted(callId, atMs),
    unfinished: (callId) => {
      if (calls.find(callId)?.disposition !== null) return
      calls.saveDisposition(callId, 'unfinished')
      news.tell({ type: 'records', callId })
    },
    closed: (callId, atMs) => calls.wrapUpEnded(callId, atMs),
  }
}
