import type { CallId } from '@hearthline/shared'
import { type EndReason, reasonOfEnd, type SessionEnd } from './end-reason.ts'
import { isRunning, type Listening, type ListeningEnd } from './listening-state.ts'
import {
  releasing,
  type SeatEffect,
  type SeatEvent,
  seated,
  seatStep,
  tookOverAgain,
} from './seat-machine.ts'

export type ListeningEvent =
  // the lead
  | { type: 'listen'; callId: CallId }
  /** The customer of this call waits for this lead, whose leg is gone (PHONE-15). */
  | { type: 'come-back'; callId: CallId; speaking: boolean }
  | { type: 'stop' }
  | { type: 'dismiss' }
  // control
  | { type: 'ticket-given'; callId: CallId; ticket: string }
  | { type: 'refused'; callId: CallId; reason: EndReason }
  | { type: 'call-gone'; callId: CallId }
  // the SIP session
  | { type: 'accepted'; callId: CallId }
  | { type: 'session-ended'; callId: CallId; end: SessionEnd }
  | SeatEvent

export type ListeningEffect =
  | { type: 'ask-ticket'; callId: CallId }
  | { type: 'dial'; callId: CallId; ticket: string }
  | { type: 'ask-rejoin'; callId: CallId }
  | { type: 'rejoin'; callId: CallId; ticket: string }
  | { type: 'hang-up'; callId: CallId }
  | SeatEffect

type Step = { state: Listening; effects: ListeningEffect[] }

/** What a supervisor's leg does next; an event of a call that nobody listens to any more changes nothing. */
export function listeningStep(state: Listening, event: ListeningEvent, nowMs: number): Step {
  const stay: Step = { state, effects: [] }
  switch (event.type) {
    case 'listen': {
      if (isRunning(state) && state.callId === event.callId) return stay
      // The customer has nobody else: this leg is left by hanging up, not by the way.
      if (state.type === 'listening' && state.mode === 'take-over') return stay
      return {
        state: { type: 'asking', callId: event.callId },
        effects: [...leaving(state), { type: 'ask-ticket', callId: event.callId }],
      }
    }
    case 'come-back':
      if (isRunning(state)) return stay
      return {
        state: { type: 'asking', callId: event.callId, back: { speaking: event.speaking } },
        effects: [{ type: 'ask-rejoin', callId: event.callId }],
      }
    case 'stop':
      if (!isRunning(state)) return stay
      return { state: over(state, { type: 'left' }), effects: leaving(state) }
    case 'ticket-given':
      if (state.type !== 'asking' || state.callId !== event.callId) return stay
      return {
        state: { ...state, type: 'joining' },
        effects: [
          {
            type: state.back === undefined ? 'dial' : 'rejoin',
            callId: event.callId,
            ticket: event.ticket,
          },
        ],
      }
    case 'refused':
      if (state.type !== 'asking' || state.callId !== event.callId) return stay
      return { state: over(state, { type: 'failed', reason: event.reason }), effects: [] }
    case 'accepted':
      if (state.type !== 'joining' || state.callId !== event.callId) return stay
      if (state.back === undefined) return { state: seated(event.callId, nowMs), effects: [] }
      return {
        state: tookOverAgain(event.callId, state.back.speaking, nowMs),
        effects: [{ type: 'speak', on: state.back.speaking }],
      }
    case 'session-ended': {
      if ((state.type !== 'joining' && state.type !== 'listening') || state.callId !== event.callId)
        return stay
      const reason = reasonOfEnd(event.end, state.type === 'joining' ? 'outgoing' : 'connected')
      const ordinary = state.type === 'listening' && event.end.cause === 'hung-up'
      return {
        state: over(state, { type: ordinary ? 'hung-up' : 'failed', reason }),
        effects: state.type === 'listening' ? releasing(state) : [],
      }
    }
    case 'call-gone':
      if (!isRunning(state) || state.callId !== event.callId) return stay
      // Out of the lead's teams is out of their sight, and yet the customer goes on speaking with them.
      if (state.type === 'listening' && state.mode === 'take-over') return stay
      return {
        state: over(state, { type: 'hung-up', reason: { type: 'problem', code: 'call-ended' } }),
        effects: leaving(state),
      }
    case 'dismiss':
      return state.type === 'over' ? { state: { type: 'off' }, effects: [] } : stay
    case 'microphone-open':
      // Allowed too late: the lead has left meanwhile.
      if (state.type !== 'listening' || state.callId !== event.callId)
        return { state, effects: [{ type: 'release' }] }
      return seatStep(state, event, nowMs)
    case 'mode-set':
    case 'mode-refused':
    case 'seat-pushed':
      return state.type === 'listening' && state.callId === event.callId
        ? seatStep(state, event, nowMs)
        : stay
    case 'set-mode':
    case 'talk':
    case 'stay-on':
    case 'open-microphone':
    case 'microphone-failed':
    case 'rested':
      return state.type === 'listening' ? seatStep(state, event, nowMs) : stay
    default:
      return event satisfies never
  }
}

const leaving = (state: Listening): ListeningEffect[] => [
  ...(state.type === 'joining' || state.type === 'listening'
    ? [{ type: 'hang-up' as const, callId: state.callId }]
    : []),
  ...(state.type === 'listening' ? releasing(state) : []),
]

const over = (state: Extract<Listening, { callId: CallId }>, end: ListeningEnd): Listening => ({
  type: 'over',
  callId: state.callId,
  mode: state.type === 'listening' ? state.mode : null,
  end,
})
