import type { CallBackId, CallId, CustomerId, CustomerRef } from '@hearthline/shared'
import type { EndReason } from './end-reason.ts'

/** The signalling line to the voice node. `reconnecting` keeps every call that stands. */
export type Line = 'off' | 'connecting' | 'registered' | 'reconnecting' | 'refused'

export type DialTarget =
  | { type: 'number'; text: string }
  | { type: 'customer'; customerId: CustomerId }
  /** The customer of an own call: this browser knows the number only masked. */
  | { type: 'call'; callId: CallId }
  | { type: 'call-back'; callBackId: CallBackId }

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
  /** Getting the voice of an own call back that runs without this phone: after a reload, a crash, a lost line. */
  | { type: 'rejoining'; party: Party; sinceMs: number; talkSinceMs: number; muted: boolean }
  | { type: 'connected'; party: Party; sinceMs: number; muted: boolean }
  | { type: 'ending'; party: Party; sinceMs: number; hadBeen: 'outgoing' | 'connected' }
  | { type: 'ended'; party: Party | null; sinceMs: number; reason: EndReason }

type Outgoing = Extract<PhoneCall, { type: 'connecting' | 'ringing' | 'early-media' }>
export const isOutgoing = (call: PhoneCall): call is Outgoing =>
  call.type === 'connecting' || call.type === 'ringing' || call.type === 'early-media'

/** True while this browser holds, or is setting up, a session. */
export const hasSession = (call: PhoneCall): boolean =>
  call.type !== 'idle' && call.type !== 'placing' && call.type !== 'ended'

export const partyOf = (call: PhoneCall): Party | null =>
  call.type === 'idle' || call.type === 'placing' ? null : call.party

/** How far a session had come that ends now. */
export function stageOf(call: PhoneCall): 'outgoing' | 'ringing-here' | 'connected' {
  switch (call.type) {
    case 'incoming':
      return 'ringing-here'
    case 'ending':
      return call.hadBeen
    case 'connected':
    case 'answering':
    case 'rejoining':
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
