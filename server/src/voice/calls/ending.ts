import type { LegId, Termination } from '@hearthline/shared'
import { consultNews, consultOf } from './consult-news.ts'
import type { CallState, Connected, Effect, Transition } from './call-state.ts'
import { moved } from './call-state.ts'
import { journal } from './journal-effect.ts'
import { consultLegOf } from './seating.ts'
import { causeOf } from './termination.ts'

export { journal }

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
        ...(state.rejoining === null ? [] : [state.rejoining.legId]),
        ...consultLine(state),
        ...state.supervisors.map((supervisor) => supervisor.legId),
      ]
    case 'outside':
      return [state.party.legId, state.call.customerLegId]
    case 'ended':
      return []
    default:
      return state satisfies never
  }
}

const consultLine = ({ aside }: Connected): LegId[] => {
  const legId = aside?.kind === 'consult' ? consultLegOf(aside) : null
  return legId === null ? [] : [legId]
}

/** Everybody who sat in the room leaves it, the one who spoke to the customer first. */
function departures(state: CallState): Effect[] {
  const { callId, customerLegId } = state.call
  if (state.phase === 'outside')
    return [
      journal({ type: 'leg-left', callId, legId: state.party.legId, role: 'consult', personId: null }),
      journal({ type: 'leg-left', callId, legId: customerLegId, role: 'customer', personId: null }),
    ]
  if (state.phase !== 'connected') return []
  const { legId, personId } = state.agent
  const role = state.takenOver === null ? 'agent' : 'supervisor'
  return [
    journal({ type: 'leg-left', callId, legId, role, personId }),
    journal({ type: 'leg-left', callId, legId: customerLegId, role: 'customer', personId: null }),
    ...state.supervisors
      .filter(({ sinceMs }) => sinceMs !== null)
      .map((each) =>
        journal({
          type: 'leg-left',
          callId,
          legId: each.legId,
          role: 'supervisor',
          personId: each.personId,
        }),
      ),
  ]
}

/** CTL-9: with its call a consult call ends, too. */
function consultOver(state: CallState, { kind }: Termination): Effect[] {
  const consulting = state.phase === 'connected' ? consultOf(state) : null
  if (state.phase !== 'connected' || consulting === null) return []
  const isCustomer = kind === 'customer-hung-up' || kind === 'customer-line-lost'
  return consultNews(state, consulting, isCustomer ? 'customer-left' : 'left', null)
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
    ...consultOver(state, termination),
    journal({ type: 'call-ended', callId, termination }),
    { type: 'close' },
  ])
}
