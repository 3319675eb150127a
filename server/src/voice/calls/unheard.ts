import type { VoiceStatus } from '../../protocol/voice-link.ts'
import type { CallState } from './call-state.ts'

type Unheard = Extract<VoiceStatus, { type: 'unheard' }>

/**
 * UNH-1: whose voice does not come though it should. Nothing is due of a speaker who holds the customer or whose loss is
 * known already (parked), nor of a customer whose carrier has announced silence, nor while the call moves to another worker.
 */
export function unheardSide(state: CallState): Unheard['side'] {
  if (state.phase !== 'connected' || state.anchoring !== null) return null
  const { agentLine, aside, parked, unheard } = state
  const isAgentDue =
    parked === null && aside?.kind !== 'hold' && agentLine.signalling === 'up' && agentLine.media === 'up'
  const isAgentUnheard = unheard.agent && isAgentDue
  const isCustomerUnheard = unheard.customer && !state.customerSilent
  if (isAgentUnheard) return isCustomerUnheard ? 'both' : 'agent'
  return isCustomerUnheard ? 'customer' : null
}

/** What there is to tell of it after a step of the call. */
export function unheardNews(before: CallState, after: CallState): Unheard | null {
  const side = unheardSide(after)
  return after.phase === 'ended' || side === unheardSide(before)
    ? null
    : { type: 'unheard', callId: after.call.callId, side }
}
