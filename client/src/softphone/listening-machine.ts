import type { CallId } from '@hearthline/shared'
import { type EndReason, reasonOfEnd, type SessionEnd } from './end-reason.ts'

/** A lead's listening leg. No microphone is captured in any of these states. */
export type Listening =
  | { type: 'off' }
  | { type: 'asking'; callId: CallId }
  | { type: 'joining'; callId: CallId }
  /** The voice node has the leg in the room: audio flows. */
  | { type: 'listening'; callId: CallId; sinceMs: number }
  | { type: 'over'; callId: CallId; reason: EndReason | null }

export type ListeningEvent =
  | { type: 'listen'; callId: CallId }
  | { type: 'stop' }
  | { type: 'ticket-given'; callId: CallId; ticket: string }
  | { type: 'refused'; callId: CallId; reason: EndReason }
  | { type: 'accepted'; callId: CallId }
  | { type: 'session-ended'; callId: CallId; end: SessionEnd }
  | { type: 'dismiss' }

export type ListeningEffect =
  | { type: 'ask-ticket'; callId: CallId }
  | { type: 'dial'; callId: CallId; ticket: string }
  | { type: 'hang-up'; callId: CallId }

/** What a listening leg does next; an event of a call that nobody listens to any more changes nothing. */
export function listeningStep(
  state: Listening,
  event: ListeningEvent,
  nowMs: number,
): { state: Listening; effects: ListeningEffect[] } {
  const stay = { state, effects: [] }
  switch (event.type) {
    case 'listen': {
      if (isRunning(state) && state.callId === event.callId) return stay
      const leave: ListeningEffect[] =
        state.type === 'joining' || state.type === 'listening'
          ? [{ type: 'hang-up', callId: state.callId }]
          : []
      return {
        state: { type: 'asking', callId: event.callId },
        effects: [...leave, { type: 'ask-ticket', callId: event.callId }],
      }
    }
    case 'stop':
      if (!isRunning(state)) return stay
      return {
        state: { type: 'over', callId: state.callId, reason: null },
        effects: state.type === 'asking' ? [] : [{ type: 'hang-up', callId: state.callId }],
      }
    case 'ticket-given':
      if (state.type !== 'asking' || state.callId !== event.callId) return stay
      return {
        state: { type: 'joining', callId: event.callId },
        effects: [{ type: 'dial', callId: event.callId, ticket: event.ticket }],
      }
    case 'refused':
      if (state.type !== 'asking' || state.callId !== event.callId) return stay
      return { state: { type: 'over', callId: event.callId, reason: event.reason }, effects: [] }
    case 'accepted':
      if (state.type !== 'joining' || state.callId !== event.callId) return stay
      return { state: { type: 'listening', callId: event.callId, sinceMs: nowMs }, effects: [] }
    case 'session-ended': {
      if ((state.type !== 'joining' && state.type !== 'listening') || state.callId !== event.callId)
        return stay
      const reason = reasonOfEnd(event.end, state.type === 'joining' ? 'outgoing' : 'connected')
      // An ordinary end of the call is no trouble of the listener's.
      const ordinary = state.type === 'listening' && event.end.cause === 'hung-up'
      return {
        state: { type: 'over', callId: event.callId, reason: ordinary ? null : reason },
        effects: [],
      }
    }
    case 'dismiss':
      return state.type === 'over' ? { state: { type: 'off' }, effects: [] } : stay
    default:
      return event satisfies never
  }
}

export const isRunning = (
  state: Listening,
): state is Extract<Listening, { type: 'asking' | 'joining' | 'listening' }> =>
  state.type === 'asking' || state.type === 'joining' || state.type === 'listening'
