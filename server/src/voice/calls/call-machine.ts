import type { LegId } from '@hearthline/shared'
import type { CallEvent, CallState, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { connected } from './connected.ts'
import { refuseControl } from './controls.ts'
import { openLines } from './ending.ts'
import { joiningInbound, offering, ringingAgent, routing } from './inbound.ts'
import { prompting } from './no-agent.ts'
import { outside } from './outside.ts'
import { dialling, joiningOutbound, preparing } from './outbound.ts'

/**
 * The life of one call as a pure function: every state takes every event and answers with the next state, what is to be
 * done, or why nothing is. Rules CALL-*, OUT-*, IN-*, LINE-*, LIS-*, END-* of docs/spec/calls.md.
 */
export function transition(state: CallState, event: CallEvent): Transition {
  if (event.type === 'line-reinvited' && isTooEarly(state, event.legId))
    // RFC 3261 §14.2: 491 makes the peer try again in a moment; no answer at all would leave it hanging.
    return moved(state, [{ type: 'reinvite-refuse', legId: event.legId, status: 491 }])
  if (event.type === 'line-control' && isTooEarly(state, event.legId))
    return moved(state, [refuseControl(event)])
  switch (state.phase) {
    case 'preparing':
      return preparing(state, event)
    case 'dialling':
      return dialling(state, event)
    case 'joining-outbound':
      return joiningOutbound(state, event)
    case 'routing':
      return routing(state, event)
    case 'offering':
      return offering(state, event)
    case 'ringing-agent':
      return ringingAgent(state, event)
    case 'joining-inbound':
      return joiningInbound(state, event)
    case 'prompting':
      return prompting(state, event)
    case 'connected':
      return connected(state, event)
    case 'outside':
      return outside(state, event)
    case 'ended':
      // CALL-1. Whatever arrives late finds its leg closed already; the call stays as it ended.
      return refused(state, 'after-the-end')
    default:
      return state satisfies never
  }
}

const isTooEarly = (state: CallState, legId: LegId): boolean =>
  state.phase !== 'connected' && state.phase !== 'outside' && openLines(state).includes(legId)
