import type { CallEvent, CallState, Transition } from './call-state.ts'
import { refused } from './call-state.ts'
import { connected } from './connected.ts'
import { joiningInbound, offering, prompting, ringingAgent, routing } from './inbound.ts'
import { dialling, joiningOutbound, preparing } from './outbound.ts'

/**
 * The life of one call as a pure function: every state takes every event and answers with the next state, what is to be
 * done, or why nothing is. Rules CALL-*, OUT-*, IN-*, LINE-*, LIS-*, END-* of docs/spec/calls.md.
 */
export function transition(state: CallState, event: CallEvent): Transition {
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
    case 'ended':
      // CALL-1. Whatever arrives late finds its leg closed already; the call stays as it ended.
      return refused(state, 'after-the-end')
    default:
      return state satisfies never
  }
}
