import type { CallId, CustomerId, CustomerRef, LiveCall } from '@hearthline/shared'
import { type EndReason, reasonOfEnd, type SessionEnd } from './end-reason.ts'

/** The signalling line to the voice node. `reconnecting` keeps every call that stands. */
export type Line = 'off' | 'connecting' | 'registered' | 'reconnecting' | 'refused'

export type DialTarget = { type: 'number'; text: string } | { type: 'customer'; customerId: CustomerId }

export interface Party {
  callId: CallId
  direction: 'outbound' | 'inbound'
  /** Null until somebody has told us who it is. */
  customer: CustomerRef | null
}

/** The one call of this phone. Every state but `placing` and `incoming` was confirmed by the network. */
export type PhoneCall =
  | { type: 'idle' }
  /** Asking for the ticket; nothing has left towards the customer. */
  | { type: 'placing'; sinceMs: number }
  | { type: 'connecting'; party: Party; sinceMs: number; muted: boolean }
  | { type: 'ringing'; party: Party; sinceMs: number; muted: boolean }
  | { type: 'early-media'; party: Party; sinceMs: number; muted: boolean }
  | { type: 'incoming'; party: Party; sinceMs: number; ringEndsMs: number }
  | { type: 'answering'; party: Party; sinceMs: number }
  | { type: 'connected'; party: Party; sinceMs: number; muted: boolean }
  | { type: 'ending'; party: Party; sinceMs: number; hadBeen: 'outgoing' | 'connected' }
  | { type: 'ended'; party: Party | null; sinceMs: number; reason: EndReason }

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

export type PhoneEffect =
  | { type: 'ask-ticket'; to: DialTarget }
  | { type: 'invite'; callId: CallId; ticket: string }
  | { type: 'answer'; callId: CallId }
  | { type: 'decline'; callId: CallId }
  | { type: 'turn-away'; callId: CallId }
  | { type: 'hang-up'; callId: CallId }
  | { type: 'microphone'; live: boolean }
  | { type: 'ring'; on: boolean }

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
      if (!isOutgoing(call) && call.type !== 'answering') return stay
      if (call.party.callId !== event.callId) return stay
      return [
        {
          type: 'connected',
          party: call.party,
          sinceMs: nowMs,
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

type Outgoing = Extract<PhoneCall, { type: 'connecting' | 'ringing' | 'early-media' }>
export const isOutgoing = (call: PhoneCall): call is Outgoing =>
  call.type === 'connecting' || call.type === 'ringing' || call.type === 'early-media'

/** True while this browser holds, or is setting up, a session. */
export const hasSession = (call: PhoneCall): boolean =>
  call.type !== 'idle' && call.type !== 'placing' && call.type !== 'ended'

export const partyOf = (call: PhoneCall): Party | null =>
  call.type === 'idle' || call.type === 'placing' ? null : call.party

function stageOf(call: PhoneCall): 'outgoing' | 'ringing-here' | 'connected' {
  switch (call.type) {
    case 'incoming':
      return 'ringing-here'
    case 'ending':
      return call.hadBeen
    case 'connected':
    case 'answering':
      return 'connected'
    case 'idle':
    case 'placing':
    case 'connecting':
    case 'ringing':
    case 'early-media':
    case 'ended':
      return 'outgoing'
    default:
      return call satisfies never
  }
}
