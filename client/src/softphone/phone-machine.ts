import type { CallId, LiveCall } from '@hearthline/shared'
import { type EndReason, reasonOfEnd, type SessionEnd } from './end-reason.ts'
import {
  type DialTarget,
  isOutgoing,
  type Line,
  type Party,
  partyOf,
  type PhoneCall,
  stageOf,
} from './phone-call.ts'

export type { DialTarget, Line, Party, PhoneCall } from './phone-call.ts'
export { hasSession, isOutgoing, partyOf } from './phone-call.ts'

export interface PhoneState {
  line: Line
  call: PhoneCall
}

export type PhoneEvent =
  | { type: 'line'; line: Line }
  // the agent
  | { type: 'place'; to: DialTarget }
  | { type: 'answer' }
  | { type: 'decline' }
  | { type: 'hang-up' }
  | { type: 'set-mute'; muted: boolean }
  | { type: 'dismiss' }
  // control
  | { type: 'ticket-given'; party: Party; ticket: string }
  | { type: 'not-placed'; reason: EndReason }
  | { type: 'call-pushed'; call: LiveCall }
  | { type: 'call-ended'; callId: CallId; reason: EndReason }
  // the SIP session
  | { type: 'progressed'; callId: CallId; status: number }
  | { type: 'accepted'; callId: CallId }
  | { type: 'session-ended'; callId: CallId; end: SessionEnd }
  | { type: 'invited'; party: Party; ringEndsMs: number }
  | { type: 'not-answered'; reason: EndReason }
  // an own call that runs without this phone
  | { type: 'rejoin'; party: Party; talkSinceMs: number; muted: boolean }
  | { type: 'rejoin-ticket'; callId: CallId; ticket: string }
  | { type: 'rejoin-over'; callId: CallId; reason: EndReason | null }

export type PhoneEffect =
  | { type: 'ask-ticket'; to: DialTarget }
  | { type: 'invite'; callId: CallId; ticket: string }
  | { type: 'answer'; callId: CallId }
  | { type: 'decline'; callId: CallId }
  | { type: 'turn-away'; callId: CallId }
  | { type: 'hang-up'; callId: CallId }
  | { type: 'microphone'; live: boolean }
  | { type: 'ring'; on: boolean }
  /** A ticket for an own leg in a call that runs; `again` after an INVITE that came to nothing. */
  | { type: 'ask-rejoin'; callId: CallId; again: boolean }
  | { type: 'rejoin'; callId: CallId; ticket: string }

export const initialPhone: PhoneState = { line: 'off', call: { type: 'idle' } }

type Step = { state: PhoneState; effects: PhoneEffect[] }

/**
 * What the phone does next. Events that come too late (a ring that is over, an answer to a call that ended) change
 * nothing. The same event at the same state and time always gives the same step.
 */
export function transition(state: PhoneState, event: PhoneEvent, nowMs: number): Step {
  if (event.type === 'line') return { state: { ...state, line: event.line }, effects: [] }
  const [call, effects] = callStep(state, event, nowMs)
  return { state: call === state.call ? state : { ...state, call }, effects }
}

type CallStep = [PhoneCall, PhoneEffect[]]

function callStep(
  { line, call }: PhoneState,
  event: Exclude<PhoneEvent, { type: 'line' }>,
  nowMs: number,
): CallStep {
  const stay: CallStep = [call, []]
  switch (event.type) {
    case 'place':
      if (call.type !== 'idle' && call.type !== 'ended') return stay
      if (line !== 'registered') return [over(null, { type: 'phone', failure: 'no-line' }, nowMs), []]
      return [{ type: 'placing', sinceMs: nowMs }, [{ type: 'ask-ticket', to: event.to }]]

    case 'ticket-given':
      if (call.type !== 'placing') return stay
      return [
        { type: 'connecting', party: event.party, sinceMs: nowMs, muted: false },
        [
          { type: 'microphone', live: true },
          { type: 'invite', callId: event.party.callId, ticket: event.ticket },
        ],
      ]

    case 'not-placed':
      return call.type === 'placing' ? [over(null, event.reason, nowMs), []] : stay

    case 'invited':
      if (call.type !== 'idle' && call.type !== 'ended')
        return [call, [{ type: 'turn-away', callId: event.party.callId }]]
      return [
        { type: 'incoming', party: event.party, sinceMs: nowMs, ringEndsMs: event.ringEndsMs },
        [{ type: 'ring', on: true }],
      ]

    case 'answer':
      if (call.type !== 'incoming') return stay
      return [
        { type: 'answering', party: call.party, sinceMs: nowMs },
        [
          { type: 'ring', on: false },
          { type: 'microphone', live: true },
          { type: 'answer', callId: call.party.callId },
        ],
      ]

    case 'not-answered':
      if (call.type !== 'answering') return stay
      return [over(call.party, event.reason, nowMs), [{ type: 'decline', callId: call.party.callId }]]

    case 'decline':
      if (call.type !== 'incoming') return stay
      return [
        over(call.party, { type: 'phone', failure: 'ring-declined' }, nowMs),
        [
          { type: 'ring', on: false },
          { type: 'decline', callId: call.party.callId },
        ],
      ]

    case 'progressed':
      if (!isOutgoing(call) || call.party.callId !== event.callId) return stay
      // 183 is only the voice node's own answer to our offer; 180 is the customer's side ringing.
      return event.status === 180 && call.type === 'connecting' ? [{ ...call, type: 'ringing' }, []] : stay

    case 'call-pushed':
      return [pushed(call, event.call), []]

    case 'accepted':
      if (!isOutgoing(call) && call.type !== 'answering' && call.type !== 'rejoining') return stay
      if (call.party.callId !== event.callId) return stay
      return [
        {
          type: 'connected',
          party: call.party,
          sinceMs: call.type === 'rejoining' ? call.talkSinceMs : nowMs,
          muted: call.type === 'answering' ? false : call.muted,
        },
        [],
      ]

    case 'set-mute':
      if (!isOutgoing(call) && call.type !== 'connected') return stay
      return [{ ...call, muted: event.muted }, [{ type: 'microphone', live: !event.muted }]]

    case 'hang-up':
      if (!isOutgoing(call) && call.type !== 'connected' && call.type !== 'answering') return stay
      return [
        {
          type: 'ending',
          party: call.party,
          sinceMs: nowMs,
          hadBeen: isOutgoing(call) ? 'outgoing' : 'connected',
        },
        [
          { type: 'microphone', live: false },
          { type: 'hang-up', callId: call.party.callId },
        ],
      ]

    case 'session-ended': {
      const party = partyOf(call)
      if (party?.callId !== event.callId || call.type === 'ended') return stay
      // The call itself goes on without us: the next INVITE may reach it. Control says when it is over.
      if (call.type === 'rejoining')
        return [call, [{ type: 'ask-rejoin', callId: event.callId, again: true }]]
      return [
        over(party, reasonOfEnd(event.end, stageOf(call)), nowMs),
        [
          { type: 'ring', on: false },
          // Nothing is sent any more; the level meter of the idle dock wants to hear.
          { type: 'microphone', live: true },
        ],
      ]
    }

    case 'call-ended': {
      const party = partyOf(call)
      if (party?.callId !== event.callId) return stay
      // Control knows better than the wire why it ended; and a voice node that died says nothing on the wire.
      if (call.type === 'ended')
        // How the call went on without this agent is no news about them.
        return call.reason.type === 'taken-over' ? stay : [{ ...call, reason: event.reason }, []]
      return [
        over(party, event.reason, nowMs),
        [
          { type: 'ring', on: false },
          { type: 'microphone', live: true },
          { type: 'hang-up', callId: event.callId },
        ],
      ]
    }

    case 'rejoin': {
      const ours = call.type === 'connected' && call.party.callId === event.party.callId
      if (call.type !== 'idle' && call.type !== 'ended' && !ours) return stay
      const { party, talkSinceMs, muted } = event
      return [
        { type: 'rejoining', party, sinceMs: nowMs, talkSinceMs, muted },
        [{ type: 'ask-rejoin', callId: party.callId, again: false }],
      ]
    }

    case 'rejoin-ticket':
      if (call.type !== 'rejoining' || call.party.callId !== event.callId) return stay
      return [
        call,
        [
          { type: 'microphone', live: !call.muted },
          { type: 'rejoin', callId: event.callId, ticket: event.ticket },
        ],
      ]

    case 'rejoin-over':
      if (call.type !== 'rejoining' || call.party.callId !== event.callId) return stay
      return [event.reason === null ? { type: 'idle' } : over(call.party, event.reason, nowMs), []]

    case 'dismiss':
      return call.type === 'ended' ? [{ type: 'idle' }, []] : stay

    default:
      return event satisfies never
  }
}

const over = (party: Party | null, reason: EndReason, nowMs: number): PhoneCall => ({
  type: 'ended',
  party,
  reason,
  sinceMs: nowMs,
})

/** Control's view of our call: who it is, and how far the customer's side has come. */
function pushed(call: PhoneCall, live: LiveCall): PhoneCall {
  if (call.type === 'idle' || call.type === 'placing' || call.party?.callId !== live.callId) return call
  const known: Party = { ...call.party, customer: live.customer }
  const renamed =
    call.party.customer?.maskedNumber === live.customer.maskedNumber &&
    call.party.customer.displayName === live.customer.displayName
      ? call
      : { ...call, party: known }
  if (renamed.type === 'connecting' && (live.phase === 'ringing' || live.phase === 'early-media'))
    return { ...renamed, type: live.phase }
  if (renamed.type === 'ringing' && live.phase === 'early-media') return { ...renamed, type: 'early-media' }
  return renamed
}
