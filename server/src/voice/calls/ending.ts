import type { LegId, PersonId, Termination } from '@hearthline/shared'
import type { VoiceEvent } from '../../protocol/voice-link.ts'
import type { AgentLine, CallState, Connected, Effect, Transition } from './call-state.ts'
import { moved } from './call-state.ts'
import type { SeatedLeg, Situation } from './hearing-matrix.ts'
import { causeOf } from './termination.ts'

export const journal = (event: VoiceEvent): Effect => ({ type: 'journal', event })

export const situationOf = (line: AgentLine): Situation => (line.media === 'up' ? 'two-party' : 'parked')

/** Legs that sit in the room of a connected call, agent first. */
export function seatedLegs(state: Connected): SeatedLeg[] {
  return [
    { legId: state.agent.legId, role: 'agent' },
    { legId: state.call.customerLegId, role: 'customer' },
    ...state.listeners
      .filter((listener) => listener.sinceMs !== null)
      .map((listener): SeatedLeg => ({ legId: listener.legId, role: 'supervisor' })),
  ]
}

/** Every SIP leg that may still be open, whatever the state: nothing is left ringing. */
export function openLines(state: CallState): LegId[] {
  switch (state.phase) {
    case 'preparing':
      return [state.call.agentLegId]
    case 'dialling':
    case 'joining-outbound':
      return [state.call.agentLegId, state.call.customerLegId]
    case 'routing':
    case 'offering':
    case 'prompting':
      return [state.call.customerLegId]
    case 'ringing-agent':
    case 'joining-inbound':
      return [state.call.customerLegId, state.ringing.legId]
    case 'connected':
      return [
        state.agent.legId,
        state.call.customerLegId,
        ...state.listeners.map((listener) => listener.legId),
      ]
    case 'ended':
      return []
    default:
      return state satisfies never
  }
}

function departures(state: CallState): Effect[] {
  const { callId } = state.call
  if (state.phase !== 'connected') return []
  const personOf = (leg: SeatedLeg): PersonId | null => {
    if (leg.role === 'agent') return state.agent.personId
    return state.listeners.find((listener) => listener.legId === leg.legId)?.personId ?? null
  }
  return seatedLegs(state).map((leg) =>
    journal({ type: 'leg-left', callId, legId: leg.legId, role: leg.role, personId: personOf(leg) }),
  )
}

/**
 * END-1: every end, from any state, closes every leg with the same cause and says `call-ended` exactly once.
 * @param legStatus final status for unanswered legs where the usual one of the termination says too little.
 */
export function endCall(state: CallState, termination: Termination, legStatus?: number): Transition {
  const { callId } = state.call
  const usual = causeOf(termination)
  const cause = { kind: usual.kind, status: legStatus ?? usual.status }
  const ringOver: Effect[] =
    state.phase === 'ringing-agent' || state.phase === 'joining-inbound'
      ? [
          journal({
            type: 'agent-ring-ended',
            callId,
            personId: state.ringing.route.personId,
            outcome: 'cancelled',
          }),
        ]
      : []
  return moved({ phase: 'ended', call: state.call, termination }, [
    ...openLines(state).map((legId): Effect => ({ type: 'line-end', legId, cause })),
    ...ringOver,
    ...departures(state),
    journal({ type: 'call-ended', callId, termination }),
    { type: 'close' },
  ])
}
