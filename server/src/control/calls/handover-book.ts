import type { PersonId } from '@hearthline/shared'
import type { AgentService } from '../agents/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, Log } from '../ports.ts'
import { isOutside, type CallEvent, type CallState } from './call-state.ts'
import type { LineQualityBook } from './line-quality.ts'
import type { Directory, PauseLedger, TransferStore } from './ports.ts'
import type { UnheardBook } from './unheard-book.ts'

type Of<Type extends CallEvent['type']> = Extract<CallEvent, { type: Type }>

/**
 * What holding, consulting, giving away and coming back mean beyond the call's own record: the agents who stand in the
 * call, the leaver's part, the trail, and what screens are told once. All of it inside the running dbTransaction.
 */
export interface HandoverBook {
  /** Call it before the record changes: the receiver of a call is in it before its agent leaves. */
  before(call: CallState, event: CallEvent, atMs: number): void
  /** The record as it is to be saved, with what only the house knows. */
  completed(call: CallState, event: CallEvent): CallState
  /** The record is saved and its agent moved. @param before the record of before the event. */
  after(before: CallState, call: CallState, event: CallEvent): void
  /** The record changed, by an event or a snapshot: pauses are kept, and nobody stays whom the call needs no more. */
  settled(before: CallState, call: CallState, atMs: number): void
}

export function createHandoverBook(deps: {
  agents: AgentService
  transfers: TransferStore
  pauses: PauseLedger
  quality: LineQualityBook
  unheard: UnheardBook
  directory: Pick<Directory, 'displayName'>
  news: NewsDesk
  audit: Audit
  log: Log
}): HandoverBook {
  const { agents, transfers, pauses, quality, unheard, directory, news, audit, log } = deps

  const gaveAway = (before: CallState, call: CallState, event: Of<'call-transferred'>) => {
    const { callId } = call
    const { from, to, blind } = event
    log.info({ callId, personId: from.personId, to: to.type, blind }, 'call transferred')
    // What was measured was the line of whoever has left.
    quality.forget(callId)
    unheard.forget(callId)
    audit.append({
      action: 'calls.transferred',
      actorId: from.personId,
      subjectId: callId,
      address: null,
      outcome: 'done',
      reason: blind ? 'blind' : 'consult',
    })
    for (const personId of new Set([from.personId, before.agentId ?? from.personId]))
      if (personId !== call.agentId || isOutside(call))
        news.tell({ type: 'call-left-agent', callId, personId })
    news.tell({ type: 'consult-ended', callId, personId: from.personId, outcome: 'completed' })
    news.tell({ type: 'records', callId })
  }

  /** Who was asked beside the call stands where they stood before. */
  const free = (call: CallState) => {
    const { callId } = call
    for (const personId of agents.inCall(callId))
      if (personId !== call.agentId) {
        agents.apply(personId, { type: 'ring-ended', callId, outcome: 'cancelled' })
        news.tell({ type: 'call-left-agent', callId, personId })
      }
  }

  return {
    before: (call, event, atMs) => {
      if (event.type !== 'call-transferred') return
      const { callId } = call
      const { from, to, blind } = event
      if (to.type === 'agent') agents.apply(to.personId, { type: 'call-opened', callId })
      const consulted = call.controls?.consult?.target
      transfers.add({
        callId,
        // Of a call that a supervisor had taken over the part is the agent's: a supervisor writes no outcome.
        fromPersonId: call.agentId ?? from.personId,
        fromSignInId: call.signInId ?? from.signInId,
        toPersonId: to.type === 'agent' ? to.personId : null,
        to:
          to.type === 'agent'
            ? agentTarget(directory.displayName(to.personId))
            : {
                kind: consulted?.kind === 'customer' ? 'customer' : 'number',
                displayName: consulted?.displayName ?? null,
                maskedNumber: to.maskedNumber,
              },
        blind,
        at: atMs,
      })
    },
    completed: (call, event) =>
      event.type === 'call-transferred' && event.to.type === 'agent'
        ? { ...call, transferredTo: agentTarget(directory.displayName(event.to.personId)) }
        : call,
    after: (before, call, event) => {
      const { callId } = call
      if (event.type === 'call-transferred') gaveAway(before, call, event)
      else if (event.type === 'consult-ended') {
        const personId = speakerOf(before)
        // That it has done its work is told with the transfer itself.
        if (personId !== null && event.outcome !== 'completed')
          news.tell({ type: 'consult-ended', callId, personId, outcome: event.outcome })
      } else if (event.type === 'agent-rejoined') {
        const { personId, signInId } = event.agent
        if (call.agentId === personId) agents.takePhone(personId, signInId, true)
        audit.append({
          action: 'calls.rejoined',
          actorId: personId,
          subjectId: callId,
          address: null,
          outcome: 'done',
        })
      }
    },
    settled: (before, call, atMs) => {
      pauses.follow(call, call.controls?.recordingPause ?? null, atMs)
      if (before.controls?.consult != null && call.controls?.consult == null) free(call)
    },
  }
}

/** Who speaks with the customer: the agent, or the supervisor in their place. */
const speakerOf = ({ agentId, takenOverBy }: CallState): PersonId | null => takenOverBy ?? agentId

const agentTarget = (displayName: string | null) =>
  ({ kind: 'agent', displayName, maskedNumber: null }) as const
