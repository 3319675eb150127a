import type { CallEvent, CallState, Connected, Effect, OutboundCall, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { endCall, journal } from './ending.ts'
import { enterConnected } from './joining.ts'
import { readDialFailure, terminationFor } from './termination.ts'

type Phase<Name extends CallState['phase']> = Extract<CallState, { phase: Name }>

/** A ticket was opened and burnt: the room opens, both SDPs are asked for at once (OUT-1). */
export function placeOutbound(call: OutboundCall, agentOfferSdp: string): Transition {
  const { callId, agent, teamId, number } = call
  return moved({ phase: 'preparing', call, agentSdp: null, customerSdp: null }, [
    journal({
      type: 'call-opened',
      callId,
      direction: 'outbound',
      agent,
      teamId,
      trunkId: call.routes[0]?.trunkId ?? null,
      customerNumber: number,
    }),
    { type: 'media', request: { type: 'open-room', callId } },
    {
      type: 'media',
      request: { type: 'answer-browser', callId, legId: call.agentLegId, offerSdp: agentOfferSdp },
    },
    { type: 'media', request: { type: 'offer-rtp', callId, legId: call.customerLegId } },
  ])
}

export function preparing(state: Phase<'preparing'>, event: CallEvent): Transition {
  const { call } = state
  switch (event.type) {
    case 'sdp-made': {
      const agentSdp = event.legId === call.agentLegId ? event.sdp : state.agentSdp
      const customerSdp = event.legId === call.customerLegId ? event.sdp : state.customerSdp
      if (agentSdp === null || customerSdp === null)
        return moved({ phase: 'preparing', call, agentSdp, customerSdp })
      const ready: Phase<'dialling'> = {
        phase: 'dialling',
        call,
        trunkIndex: 0,
        progress: 'none',
        agentSdp,
        customerSdp,
        customerMute: false,
      }
      return dial(ready, [
        { type: 'line-progress', legId: call.agentLegId, status: 183, sdp: agentSdp },
        { type: 'arm', timer: 'ring', delayMs: call.ringTimeoutMs },
      ])
    }
    case 'media-refused':
      return event.code === 'bad-sdp' || event.code === 'no-common-codec'
        ? endCall(state, terminationFor('media-failed', { fault: 'agent' }), 488)
        : endCall(state, terminationFor('media-failed'))
    default:
      return agentGoesFirst(state, event)
  }
}

function dial(state: Phase<'dialling'>, before: readonly Effect[]): Transition {
  const { call } = state
  const route = call.routes[state.trunkIndex]
  if (route === undefined) return endCall(state, terminationFor('trunk-unavailable'))
  return moved(state, [
    ...before,
    journal({
      type: 'call-progressed',
      callId: call.callId,
      phase: 'connecting',
      trunkId: route.trunkId,
    }),
    { type: 'dial', legId: call.customerLegId, route, offerSdp: state.customerSdp },
  ])
}

export function dialling(state: Phase<'dialling'>, event: CallEvent): Transition {
  const { call, agentSdp, customerMute } = state
  switch (event.type) {
    case 'line-progressed':
      return event.legId === call.customerLegId ? progressed(state, event.sdp) : refused(state, 'unknown-leg')
    case 'line-answered': {
      if (event.legId !== call.customerLegId) return refused(state, 'unknown-leg')
      if (event.sdp === null) {
        // RFC 3261 §13.2.1: after a reliable 183 with the answer, the 200 may come without one.
        return state.progress === 'early-media'
          ? answered(state)
          : endCall(state, terminationFor('media-failed', { fault: 'carrier' }))
      }
      return moved({ phase: 'joining-outbound', call, agentSdp, customerMute }, [
        { type: 'disarm', timer: 'ring' },
        takeAnswer(call, event.sdp),
      ])
    }
    case 'line-failed': {
      if (event.legId !== call.customerLegId) return refused(state, 'unknown-leg')
      const reading = readDialFailure(event.failure)
      if (reading.verdict === 'final') return endCall(state, reading.termination)
      const trunkIndex = state.trunkIndex + 1
      // A phone that has rung is never rung again over another trunk (OUT-7).
      if (state.progress !== 'none' || trunkIndex >= call.routes.length)
        return endCall(state, terminationFor('trunk-unavailable', { sipStatus: reading.sipStatus }))
      return dial({ ...state, trunkIndex }, [])
    }
    case 'media-refused':
      return event.step === 'accept-rtp-answer' && event.code !== 'worker-gone'
        ? // Early media that we cannot take is no reason to lose the call: the 200 brings the answer that counts.
          moved({ ...state, progress: 'ringing' }, [
            { type: 'hearing', situation: 'ringing', legs: bothLegs(call) },
          ])
        : endCall(state, terminationFor('media-failed'))
    case 'leg-silent':
    case 'leg-heard':
      return event.legId === call.customerLegId
        ? moved({ ...state, customerMute: event.type === 'leg-silent' })
        : refused(state, 'no-change')
    case 'timer':
      return event.timer === 'ring'
        ? endCall(state, terminationFor('no-answer'))
        : refused(state, 'not-in-this-phase')
    default:
      return agentGoesFirst(state, event)
  }
}

/** Waiting for the media plane to take the carrier's answer: milliseconds, but either side may still go. */
export function joiningOutbound(state: Phase<'joining-outbound'>, event: CallEvent): Transition {
  const { call } = state
  switch (event.type) {
    case 'sdp-taken':
      return event.legId === call.customerLegId ? answered(state) : refused(state, 'unknown-leg')
    case 'leg-silent':
    case 'leg-heard':
      return event.legId === call.customerLegId
        ? moved({ ...state, customerMute: event.type === 'leg-silent' })
        : refused(state, 'no-change')
    case 'media-refused':
      return endCall(
        state,
        terminationFor('media-failed', { fault: event.code === 'worker-gone' ? 'hearthline' : 'carrier' }),
      )
    case 'line-ended':
      return event.legId === call.customerLegId
        ? endCall(state, terminationFor('customer-hung-up'))
        : refused(state, 'unknown-leg')
    default:
      return agentGoesFirst(state, event)
  }
}

const bothLegs = (call: OutboundCall) =>
  [
    { legId: call.agentLegId, seat: 'agent' },
    { legId: call.customerLegId, seat: 'customer' },
  ] as const

const takeAnswer = (call: OutboundCall, answerSdp: string): Effect => ({
  type: 'media',
  request: { type: 'accept-rtp-answer', callId: call.callId, legId: call.customerLegId, answerSdp },
})

/** 180 rings; SDP before the answer is early media, which a later bare 180 does not take away (OUT-3). */
function progressed(state: Phase<'dialling'>, sdp: string | null): Transition {
  const { call } = state
  const trunkId = call.routes[state.trunkIndex]?.trunkId ?? null
  const told = (phase: 'ringing' | 'early-media'): Effect =>
    journal({ type: 'call-progressed', callId: call.callId, phase, trunkId })
  if (sdp !== null) {
    const news: Effect[] = state.progress === 'early-media' ? [] : [told('early-media')]
    return moved({ ...state, progress: 'early-media' }, [
      takeAnswer(call, sdp),
      { type: 'hearing', situation: 'early-media', legs: bothLegs(call) },
      ...news,
    ])
  }
  if (state.progress !== 'none') return refused(state, 'no-change')
  return moved({ ...state, progress: 'ringing' }, [
    { type: 'hearing', situation: 'ringing', legs: bothLegs(call) },
    { type: 'line-progress', legId: call.agentLegId, status: 180, sdp: null },
    told('ringing'),
  ])
}

function answered({ call, agentSdp, customerMute }: Phase<'dialling' | 'joining-outbound'>): Transition {
  const connected: Connected = {
    phase: 'connected',
    call,
    agent: { ...call.agent, legId: call.agentLegId },
    takenOver: null,
    agentLine: { signalling: 'up', media: 'up' },
    unheard: { agent: false, customer: false },
    isFrozen: false,
    parked: null,
    rejoining: null,
    anchoring: null,
    customerSilent: false,
    recording: call.record ? 'starting' : 'off',
    recordingPause: null,
    aside: null,
    supervisors: [],
  }
  return enterConnected(connected, [
    { type: 'disarm', timer: 'ring' },
    { type: 'line-accept', legId: call.agentLegId, sdp: agentSdp },
    ...(customerMute ? [watchSilence] : []),
  ])
}

const watchSilence: Effect = {
  type: 'arm',
  timer: 'customer-silence',
  delayMs: callTimes.customerSilenceMs,
}

/** What the agent's own side can do to a call that nobody has answered (OUT-4, OUT-5). */
function agentGoesFirst(
  state: Phase<'preparing' | 'dialling' | 'joining-outbound'>,
  event: CallEvent,
): Transition {
  const { call } = state
  switch (event.type) {
    case 'line-cancelled':
      return event.legId === call.agentLegId
        ? endCall(state, terminationFor('agent-cancelled'))
        : refused(state, 'unknown-leg')
    // A browser whose connection breaks drops its unanswered INVITE by itself: nobody would be there to talk.
    case 'line-lost':
      return event.legId === call.agentLegId
        ? endCall(state, terminationFor('agent-line-lost'))
        : refused(state, 'no-change')
    case 'leg-failed':
      return endCall(
        state,
        terminationFor(event.legId === call.agentLegId ? 'agent-line-lost' : 'media-failed'),
      )
    case 'room-lost':
      return endCall(state, terminationFor('media-failed'))
    case 'end-requested':
      return endCall(state, terminationFor(event.kind))
    default:
      return refused(state, 'not-in-this-phase')
  }
}
