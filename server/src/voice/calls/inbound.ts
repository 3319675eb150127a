import type { LegId, PersonId, SignInId } from '@hearthline/shared'
import type { InboundRoute } from '../../protocol/voice-link.ts'
import type {
  CallEvent,
  CallState,
  Connected,
  Effect,
  InboundCall,
  Ringing,
  Transition,
} from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { connected } from './connected.ts'
import { endCall, journal } from './ending.ts'
import { enterConnected } from './joining.ts'
import { customerSide, mediaRefused, playNoAgent } from './no-agent.ts'
import { causeOf, readRingFailure, terminationFor } from './termination.ts'

type Phase<Name extends CallState['phase']> = Extract<CallState, { phase: Name }>
type Waiting = Phase<'routing' | 'offering' | 'ringing-agent' | 'joining-inbound'>

/** A carrier's INVITE: the caller hears ringing while control is asked who shall take the call (IN-1). */
export function receiveInbound(call: InboundCall): Transition {
  const { callId, trunkId, customerNumber } = call
  return moved({ phase: 'routing', call, tried: [] }, [
    journal({
      type: 'call-opened',
      callId,
      direction: 'inbound',
      agent: null,
      teamId: null,
      trunkId,
      customerNumber,
    }),
    { type: 'line-progress', legId: call.customerLegId, status: 180, sdp: null },
    { type: 'media', request: { type: 'open-room', callId } },
    { type: 'arm', timer: 'longest-wait', delayMs: callTimes.longestWaitMs },
    { type: 'ask-route', tried: [] },
  ])
}

export function routing(state: Phase<'routing'>, event: CallEvent): Transition {
  return event.type === 'routed' ? routed(state, event.route, event.legId) : whileWaiting(state, event)
}

function routed(state: Phase<'routing'>, route: InboundRoute, legId: LegId): Transition {
  const { call, tried } = state
  // Control may not send the same agent twice: an agent who just let it ring would be rung for ever.
  if (route.type === 'nobody' || tried.includes(route.personId)) return playNoAgent(call)
  const ringing: Ringing = { legId, route }
  return moved({ phase: 'offering', call, tried, ringing }, [
    { type: 'media', request: { type: 'offer-browser', callId: call.callId, legId } },
  ])
}

export function offering(state: Phase<'offering'>, event: CallEvent): Transition {
  const { call, tried, ringing } = state
  switch (event.type) {
    case 'sdp-made':
      if (event.legId !== ringing.legId) return refused(state, 'unknown-leg')
      return moved({ phase: 'ringing-agent', call, tried, ringing }, [
        journal({
          type: 'agent-ringing',
          callId: call.callId,
          personId: ringing.route.personId,
          signInId: ringing.route.signInId,
        }),
        { type: 'arm', timer: 'ring', delayMs: ringing.route.ringTimeoutMs },
        {
          type: 'ring-agent',
          legId: ringing.legId,
          signInId: ringing.route.signInId,
          display: ringing.route.display,
          offerSdp: event.sdp,
        },
      ])
    case 'media-refused':
      return endCall(state, terminationFor('media-failed'))
    default:
      return whileWaiting(state, event)
  }
}

export function ringingAgent(state: Phase<'ringing-agent'>, event: CallEvent): Transition {
  const { call, tried, ringing } = state
  switch (event.type) {
    case 'line-answered': {
      if (event.legId !== ringing.legId) return refused(state, 'unknown-leg')
      if (event.sdp === null) return nextAgent(state, 'unreachable')
      const { callId } = call
      return moved(
        {
          phase: 'joining-inbound',
          call,
          tried,
          ringing,
          agentAccepted: false,
          agentFailedMs: null,
          customerSdp: null,
        },
        [
          { type: 'disarm', timer: 'ring' },
          {
            type: 'media',
            request: {
              type: 'accept-browser-answer',
              callId,
              legId: ringing.legId,
              answerSdp: event.sdp,
            },
          },
          { type: 'media', request: customerSide(call) },
        ],
      )
    }
    case 'agent-dropped':
      return agentDropped(state, event.signInId)
    case 'line-progressed':
      return refused(state, 'no-change')
    case 'line-failed':
      return event.legId === ringing.legId
        ? nextAgent(state, readRingFailure(event.failure))
        : refused(state, 'unknown-leg')
    case 'leg-failed':
      return event.legId === ringing.legId
        ? nextAgent(state, 'unreachable')
        : endCall(state, terminationFor('media-failed'))
    case 'timer':
      if (event.timer === 'ring') return nextAgent(state, 'missed')
      return whileWaiting(state, event)
    default:
      return whileWaiting(state, event)
  }
}

export function joiningInbound(state: Phase<'joining-inbound'>, event: CallEvent): Transition {
  const { call, ringing } = state
  switch (event.type) {
    case 'sdp-taken':
      return event.legId === ringing.legId
        ? join({ ...state, agentAccepted: true })
        : refused(state, 'unknown-leg')
    case 'sdp-made':
      return event.legId === call.customerLegId
        ? join({ ...state, customerSdp: event.sdp })
        : refused(state, 'unknown-leg')
    case 'media-refused':
      // A browser's answer that cannot be used costs that agent the call; a carrier's offer costs the call.
      return event.legId === ringing.legId && event.code !== 'worker-gone'
        ? nextAgent(state, 'unreachable')
        : mediaRefused(state, event.code)
    case 'line-ended':
      return event.legId === ringing.legId
        ? nextAgent(state, event.end === 'hung-up' ? 'declined' : 'unreachable')
        : refused(state, 'unknown-leg')
    case 'leg-failed':
      return event.legId === ringing.legId
        ? moved({ ...state, agentFailedMs: event.atMs })
        : endCall(state, terminationFor('media-failed'))
    case 'agent-dropped':
      return agentDropped(state, event.signInId)
    case 'timer':
      // Somebody has just answered: the longest wait no longer matters.
      return refused(state, 'no-change')
    default:
      return whileWaiting(state, event)
  }
}

function join(state: Phase<'joining-inbound'>): Transition {
  const { call, ringing, customerSdp } = state
  if (!state.agentAccepted || customerSdp === null) return moved(state)
  const { personId, signInId, record } = ringing.route
  const connectedState: Connected = {
    phase: 'connected',
    call,
    agent: { personId, signInId, legId: ringing.legId },
    takenOver: null,
    agentLine: { signalling: 'up', media: 'up' },
    unheard: { agent: false, customer: false },
    isFrozen: false,
    parked: null,
    rejoining: null,
    anchoring: null,
    customerSilent: false,
    recording: record ? 'starting' : 'off',
    recordingPause: null,
    aside: null,
    supervisors: [],
  }
  const joined = enterConnected(connectedState, [
    { type: 'disarm', timer: 'longest-wait' },
    { type: 'line-accept', legId: call.customerLegId, sdp: customerSdp },
  ])
  if (state.agentFailedMs === null) return joined
  const mending = connected(connectedState, {
    type: 'leg-failed',
    legId: ringing.legId,
    atMs: state.agentFailedMs,
  })
  return moved(mending.state, [...joined.effects, ...mending.effects])
}

/** IN-9: the customer did nothing; only this agent is out. */
const agentDropped = (state: Phase<'ringing-agent' | 'joining-inbound'>, signInId: SignInId): Transition =>
  state.ringing.route.signInId === signInId
    ? nextAgent(state, 'unreachable', 'revoked')
    : refused(state, 'no-change')

/** This agent is out of it; control is asked for another, with everyone who was tried (IN-3). */
function nextAgent(
  state: Phase<'ringing-agent' | 'joining-inbound'>,
  outcome: 'missed' | 'declined' | 'unreachable',
  cause: 'no-answer' | 'revoked' = 'no-answer',
): Transition {
  const { call, ringing } = state
  const { personId } = ringing.route
  const tried: PersonId[] = [...state.tried, personId]
  return moved({ phase: 'routing', call, tried }, [
    { type: 'disarm', timer: 'ring' },
    { type: 'line-end', legId: ringing.legId, cause: causeOf(terminationFor(cause)) },
    { type: 'media', request: { type: 'close-leg', callId: call.callId, legId: ringing.legId } },
    ...closeCustomerMedia(state),
    journal({ type: 'agent-ring-ended', callId: call.callId, personId, outcome }),
    { type: 'ask-route', tried },
  ])
}

/** The carrier's side was already answered in the room for the agent who fell away: the next answer starts anew. */
const closeCustomerMedia = (state: Phase<'ringing-agent' | 'joining-inbound'>): Effect[] =>
  state.phase === 'joining-inbound'
    ? [
        {
          type: 'media',
          request: { type: 'close-leg', callId: state.call.callId, legId: state.call.customerLegId },
        },
      ]
    : []

/** What can happen to a caller who still hears ringing, whichever agent is being tried. */
function whileWaiting(state: Waiting, event: CallEvent): Transition {
  const { call } = state
  switch (event.type) {
    case 'line-cancelled':
      return event.legId === call.customerLegId
        ? endCall(state, terminationFor('customer-abandoned'))
        : refused(state, 'unknown-leg')
    case 'timer':
      return event.timer === 'longest-wait' ? waitedTooLong(state) : refused(state, 'not-in-this-phase')
    case 'media-refused':
      return event.step === 'open-room'
        ? endCall(state, terminationFor('media-failed'))
        : refused(state, 'not-in-this-phase')
    case 'room-lost':
      return endCall(state, terminationFor('media-failed'))
    case 'end-requested':
      return endCall(state, terminationFor(event.kind))
    default:
      return refused(state, 'not-in-this-phase')
  }
}

function waitedTooLong(state: Waiting): Transition {
  const prompt = playNoAgent(state.call)
  if (state.phase !== 'ringing-agent') return prompt
  const { personId } = state.ringing.route
  return moved(prompt.state, [
    { type: 'disarm', timer: 'ring' },
    { type: 'line-end', legId: state.ringing.legId, cause: causeOf(terminationFor('no-agent')) },
    journal({ type: 'agent-ring-ended', callId: state.call.callId, personId, outcome: 'cancelled' }),
    ...prompt.effects,
  ])
}
