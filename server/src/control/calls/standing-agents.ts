import type { CallId, PersonId } from '@hearthline/shared'
import type { AgentService } from '../agents/index.ts'
import { isWithAgent, type CallState } from './call-state.ts'
import type { CallStore, Directory } from './ports.ts'

/** Keeps agents and calls in agreement where no event of a voice node does: after a restart, a snapshot, a sign-in. */
export interface StandingAgents {
  /** Nobody stays on a call that is over (RECORD-9); inside the running dbTransaction. */
  freeAll(): void
  /** An agent who is here again is in the call that has waited for them (RECORD-17). */
  cameBack(personId: PersonId): void
}

export function createStandingAgents(deps: {
  calls: Pick<CallStore, 'find' | 'open'>
  agents: AgentService
  directory: Pick<Directory, 'wrapUpMs'>
}): StandingAgents {
  const { calls, agents, directory } = deps

  const free = (personId: PersonId, callId: CallId) => {
    const call = calls.find(callId)
    if (call !== null && standsIn(personId, call)) return
    agents.apply(personId, {
      type: 'call-ended',
      callId,
      answered: call?.agentId === personId && call.answeredAt !== null,
      wrapUpMs: directory.wrapUpMs(call?.teamId ?? null),
    })
  }

  return {
    freeAll: () => {
      for (const { personId, state } of agents.present())
        if (state.type === 'on-call') free(personId, state.callId)
    },
    cameBack: (personId) => {
      const { state } = agents.find(personId)
      if (state.type === 'offline' || state.type === 'on-call' || state.type === 'wrap-up') return
      const waiting = calls
        .open()
        .find((call) => call.agentId === personId && call.phase === 'connected' && isWithAgent(call))
      if (waiting !== undefined) agents.apply(personId, { type: 'call-opened', callId: waiting.callId })
    },
  }
}

/** Also somebody else's, in which they are asked. */
const standsIn = (personId: PersonId, call: CallState): boolean =>
  call.agentId === personId
    ? call.phase !== 'ended' && isWithAgent(call)
    : call.phase !== 'ended' && call.controls?.consult != null
