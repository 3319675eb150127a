import { type CallId, floorLimits } from '@hearthline/shared'
import type { Connection, OwnView } from '../../realtime/index.ts'
import { hasSession, type Owner, type PhoneState } from '../../softphone/index.ts'
import { shownState, type ShownState } from '../../ui/components/state-mark.tsx'
import { type CallFacts, parkMs } from './call-facts.ts'

/** The line under the state's word. */
export type DockDetail =
  | 'reachable'
  | 'noPhone'
  | 'checksMissed'
  | 'asking'
  | 'connecting'
  | 'ringingThere'
  | 'earlyMedia'
  | 'ringingHere'
  | 'answering'
  | 'afterCall'
  | 'holding'
  | 'consulting'
  | 'conference'
  | 'mayMissWords'
  | 'notHeard'
  | 'onTheLine'
  | 'backAgain'
  | 'otherTab'
  | 'otherDevice'
  | 'ending'
  | 'closing'
  | 'elsewhere'
  | 'wrapUp'
  | 'away'
  | 'missedRing'
  | 'signedIn'
  | 'lineLost'
  | 'controlAway'
  | 'loading'
  | 'signedOut'

export type DockClock =
  /** Counts up from a browser time, or from a server time. */
  { type: 'since'; atMs: number; clock: 'browser' | 'server' } | { type: 'until'; atMs: number } | null

export interface DockStatus {
  state: ShownState
  detail: DockDetail
  clock: DockClock
  /** Only then may the agent choose another state. */
  changeable: boolean
}

/** Which body the dock has. */
export type DockBody = 'idle' | 'ring' | 'ring-ahead' | 'call' | 'gone' | 'wrap-up' | 'elsewhere'

/**
 * What the dock shows, from what control and the phone have confirmed. The phone's own session speaks for the call,
 * since it stands even while control is away; for everything else control does.
 */
export function dockStatus(
  connection: Connection,
  own: OwnView | null,
  phone: PhoneState,
  facts: Pick<CallFacts, 'controls' | 'recovery'>,
  owner: Owner,
): DockStatus {
  const ofCall = callStatus(phone, facts)
  if (ofCall !== null) return ofCall
  if (connection.type === 'signed-out')
    return { state: 'offline', detail: 'signedOut', clock: null, changeable: false }
  if (connection.type !== 'live' || own === null)
    return {
      state: 'reconnecting',
      detail: connection.type === 'away' ? 'controlAway' : 'loading',
      clock:
        connection.type === 'away' ? { type: 'since', atMs: connection.sinceMs, clock: 'browser' } : null,
      changeable: false,
    }
  const status = ownStatus(own, phone)
  if (owner.type === 'here') return status
  const detail = owner.type === 'tab' ? 'otherTab' : 'otherDevice'
  // What is off for another reason says that one.
  return status.detail === 'elsewhere' || status.detail === 'noPhone' || status.detail === 'reachable'
    ? { ...status, ...(own.state.type === 'ready' ? { state: 'ready' } : {}), detail }
    : status
}

export function dockBody(own: OwnView | null, phone: PhoneState, owner: Owner): DockBody {
  // Another tab's call is shown and not steered from here: its phone would not know of the press.
  if (owner.type === 'tab')
    return own?.state.type === 'wrap-up' && !hasSession(phone.call) ? 'wrap-up' : 'elsewhere'
  if (phone.call.type === 'incoming') return 'ring'
  if (phone.call.type === 'placing' || hasSession(phone.call)) return 'call'
  if (own?.state.type === 'wrap-up') return 'wrap-up'
  if (owner.type !== 'here') return 'elsewhere'
  if (own?.state.type !== 'on-call') return 'idle'
  // While control has a call, the dial pad would only stand there refused.
  if (isOverHere(own.state.callId, phone)) return 'call'
  return isRingAhead(own) ? 'ring-ahead' : 'gone'
}

/** Which path missed its checks so that nothing is routed to the agent, though its connection may stand; null for none. */
export const unanswered = (own: OwnView | null): 'page' | 'phone' | null => {
  if (own === null || own.reachability.missedChecks < floorLimits.missedChecks) return null
  if (!own.reachability.socket) return 'page'
  return own.reachability.phone ? null : 'phone'
}

/** Over on the wire, and control has not said so yet; the end of an earlier call says nothing of this one. */
const isOverHere = (callId: CallId, { call }: PhoneState): boolean =>
  call.type === 'ended' && (call.party === null || call.party.callId === callId)

/** Control told of an incoming call before its INVITE came over the other socket. */
const isRingAhead = ({ call }: OwnView): boolean =>
  call !== null && call.direction === 'inbound' && call.phase !== 'connected'

const status = (state: ShownState, detail: DockDetail, sinceMs: number): DockStatus => ({
  state,
  detail,
  clock: { type: 'since', atMs: sinceMs, clock: 'browser' },
  changeable: false,
})

function callStatus(
  { call }: PhoneState,
  facts: Pick<CallFacts, 'controls' | 'recovery'>,
): DockStatus | null {
  switch (call.type) {
    case 'idle':
    case 'ended':
      return null
    case 'placing':
      return status('calling', 'asking', call.sinceMs)
    case 'connecting':
      return status('calling', 'connecting', call.sinceMs)
    case 'ringing':
      return status('calling', 'ringingThere', call.sinceMs)
    case 'early-media':
      return status('calling', 'earlyMedia', call.sinceMs)
    case 'incoming':
      return status('ringing', 'ringingHere', call.sinceMs)
    case 'answering':
      return status('ringing', 'answering', call.sinceMs)
    case 'rejoining':
      return outage(facts, call.sinceMs) ?? status('reconnecting', 'onTheLine', call.sinceMs)
    case 'connected':
      return outage(facts, call.sinceMs) ?? talkStatus(facts, call.sinceMs)
    case 'ending':
      return status('on-call', 'ending', call.sinceMs)
    default:
      return call satisfies never
  }
}

/** The line is gone: how long already, and where the customer is. Null while there is one. */
function outage({ recovery }: Pick<CallFacts, 'recovery'>, sinceMs: number): DockStatus | null {
  if (recovery.type === 'lost') return status('reconnecting', 'notHeard', recovery.sinceMs)
  if (recovery.type !== 'parked') return null
  const { untilMs } = recovery
  return {
    ...status('reconnecting', 'onTheLine', sinceMs),
    ...(untilMs === null ? {} : { clock: { type: 'since', atMs: untilMs - parkMs, clock: 'server' } }),
  }
}

/** Who talks to whom in a call that stands, as confirmed. */
function talkStatus(
  { controls, recovery }: Pick<CallFacts, 'controls' | 'recovery'>,
  sinceMs: number,
): DockStatus {
  const consult = controls.consult.running
  if (consult !== null)
    return status('on-call', consult.speaking === 'all' ? 'conference' : 'consulting', sinceMs)
  if (controls.hold.sinceMs !== null)
    return {
      ...status('on-hold', 'holding', sinceMs),
      clock: { type: 'since', atMs: controls.hold.sinceMs, clock: 'server' },
    }
  if (recovery.type === 'poor') return status('on-call', 'mayMissWords', sinceMs)
  return status('on-call', recovery.type === 'back' ? 'backAgain' : 'afterCall', sinceMs)
}

function ownStatus(own: OwnView, phone: PhoneState): DockStatus {
  const { state, reachability, call } = own
  const since: DockClock = { type: 'since', atMs: state.since, clock: 'server' }
  const shown = shownState(state)
  switch (state.type) {
    case 'offline':
      return { state: shown, detail: 'signedOut', clock: null, changeable: false }
    case 'ready':
      if (unanswered(own) !== null)
        return { state: 'unreachable', detail: 'checksMissed', clock: null, changeable: true }
      return reachability.socket && reachability.phone && phone.line === 'registered'
        ? { state: shown, detail: 'reachable', clock: since, changeable: true }
        : { state: 'unreachable', detail: 'noPhone', clock: null, changeable: true }
    case 'break':
      return { state: shown, detail: 'away', clock: since, changeable: true }
    case 'not-ready':
      return {
        state: shown,
        detail:
          state.reason === 'missed-ring'
            ? 'missedRing'
            : state.reason === 'line-lost'
              ? 'lineLost'
              : 'signedIn',
        clock: since,
        changeable: true,
      }
    case 'wrap-up':
      return {
        state: shown,
        detail: 'wrapUp',
        clock: { type: 'until', atMs: state.endsAt },
        changeable: false,
      }
    case 'on-call':
      if (!isOverHere(state.callId, phone) && isRingAhead(own))
        return { state: 'ringing', detail: 'ringingHere', clock: since, changeable: false }
      return {
        state: call === null || call.phase === 'connected' ? 'on-call' : 'calling',
        detail: isOverHere(state.callId, phone) ? 'closing' : 'elsewhere',
        clock: since,
        changeable: false,
      }
    default:
      return state satisfies never
  }
}
