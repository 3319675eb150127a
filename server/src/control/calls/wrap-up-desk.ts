import { ok, refuse } from '@hearthline/shared'
import type { AgentState, CallId, ChosenDisposition, Disposition, PersonId, Result } from '@hearthline/shared'
import type { AgentService, WrapUpRecord } from '../agents/index.ts'
import type { NewsDesk } from '../news.ts'
import { callNotFound } from './call-reads.ts'
import { isWithAgent } from './call-state.ts'
import type { CallStore, PartChange, TransferStore } from './ports.ts'

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
  transfers: TransferStore
  agents: AgentService
  news: NewsDesk
}): WrapUpDesk {
  const { calls, transfers, agents, news } = deps
  const pages = createCallPages(calls, transfers)

  return {
    saveNote: (personId, callId, note) => {
      const page = pages.of(personId, callId)
      if (page === null) return refuse(callNotFound)
      const { state } = agents.find(personId)
      const inWrapUp = state.type === 'wrap-up' && state.callId === callId
      if (!page.runs && !inWrapUp)
        return refuse({ code: 'call-ended', detail: 'The wrap-up of this call is over.' })
      page.save({ note })
      return ok(null)
    },
    save: (personId, callId, { disposition, note, next }) => {
      const page = pages.of(personId, callId)
      if (page === null) return refuse(callNotFound)
      return news.commit(() => {
        const moved = agents.apply(personId, { type: 'wrap-up-saved', callId, next })
        if (!moved.ok) return moved
        page.save({ disposition, ...(note !== undefined && { note }) })
        news.tell({ type: 'records', callId })
        return moved
      })
    },
    extend: (personId, callId) =>
      pages.of(personId, callId) === null
        ? refuse(callNotFound)
        : agents.apply(personId, { type: 'wrap-up-extended', callId }),
  }
}

/** Lets the agent machine write into records how their wrap-up went. */
export function wrapUpRecordOf(calls: CallStore, transfers: TransferStore, news: NewsDesk): WrapUpRecord {
  const pages = createCallPages(calls, transfers)
  return {
    started: (personId, callId, atMs) => pages.of(personId, callId)?.save({ wrapUpStartedAt: atMs }),
    unfinished: (personId, callId) => {
      const page = pages.of(personId, callId)
      if (page?.disposition !== null) return
      page.save({ disposition: 'unfinished' })
      news.tell({ type: 'records', callId })
    },
    closed: (personId, callId, atMs) => pages.of(personId, callId)?.save({ wrapUpEndedAt: atMs }),
    carried: (personId, callId, signInId) => {
      const call = calls.find(callId)
      // After a number outside the record is in nobody's sign-in; the part has whose it was.
      return call?.agentId === personId && call.signInId !== null
        ? call.signInId === signInId
        : transfers.partOf(callId, personId)?.fromSignInId === signInId
    },
  }
}

/** Where an agent writes about a call: in its record while it is theirs, else in the part that they had of it. */
interface CallPage {
  /** Whether it is still theirs and not over. */
  runs: boolean
  disposition: Disposition | null
  save(change: PartChange): void
}

function createCallPages(
  calls: CallStore,
  transfers: TransferStore,
): { of(personId: PersonId, callId: CallId): CallPage | null } {
  return {
    of: (personId, callId) => {
      const call = calls.find(callId)
      if (call === null) return null
      if (call.agentId === personId)
        return {
          runs: call.phase !== 'ended' && isWithAgent(call),
          disposition: call.disposition,
          save: ({ note, disposition, wrapUpStartedAt, wrapUpEndedAt }) => {
            if (note !== undefined) calls.saveNote(callId, note)
            if (disposition != null) calls.saveDisposition(callId, disposition)
            if (wrapUpStartedAt != null) calls.wrapUpStarted(callId, wrapUpStartedAt)
            if (wrapUpEndedAt != null) calls.wrapUpEnded(callId, wrapUpEndedAt)
          },
        }
      const part = transfers.partOf(callId, personId)
      return (
        part && {
          runs: false,
          disposition: part.disposition,
          save: (change) => transfers.savePart(part, change),
        }
      )
    },
  }
}
