import type { ConsultOutcome, TerminationKind } from '@hearthline/shared'
import type { Consulting } from './aside-state.ts'
import type { CallEvent, Connected, Effect, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { backToCustomer, consultLegEnds, makeOffer } from './consult.ts'
import { consultOf, consultSeatOf, isRinging } from './consult-news.ts'
import { controlsNews } from './controls-news.ts'
import { refuseControl } from './controls.ts'
import { journal } from './journal-effect.ts'
import { consultLegOf, reseat } from './seating.ts'
import { readDialFailure, readRingFailure } from './termination.ts'
import { complete } from './transfer.ts'

type LegEvent = Extract<CallEvent, { legId: unknown }>

/** What the leg of the consult party says, or the media plane about it (CTL-6 to CTL-9). */
export function consultLeg(state: Connected, consulting: Consulting, event: LegEvent): Transition {
  const { step, route } = consulting
  switch (event.type) {
    case 'sdp-made':
      if (step === 'preparing') return call(state, { ...consulting, step: 'calling', offerSdp: event.sdp })
      return step === 'connected' ? answered(state, consulting, event) : refused(state, 'no-change')
    case 'line-progressed':
      return progressed(state, consulting, event.sdp)
    case 'line-answered':
      return accepted(state, consulting, event.sdp)
    case 'sdp-taken':
      return step === 'joining' ? joined(state, consulting) : refused(state, 'no-change')
    case 'media-refused':
      return mediaRefused(state, consulting, event)
    case 'line-failed': {
      if (!isOut(step)) return refused(state, 'no-change')
      if (route.kind === 'ring')
        return nextAgent(state, consulting, readRingFailure(event.failure), ringOutcome(event.failure))
      const reading = readDialFailure(event.failure)
      if (reading.verdict === 'next-trunk') return nextRoute(state, consulting, reading.sipStatus)
      const { kind, sipStatus } = reading.termination
      return over(state, outcomeOf(kind), sipStatus)
    }
    case 'line-ended':
      if (step === 'connected') return over(state, event.end === 'gone' ? 'failed' : 'hung-up')
      return step === 'joining'
        ? nextAgent(state, consulting, event.end === 'gone' ? 'unreachable' : 'declined', 'hung-up')
        : refused(state, 'no-change')
    case 'line-lost':
    case 'line-restored': {
      const signalling = event.type === 'line-lost' ? 'lost' : 'up'
      if (signalling === consulting.signalling) return refused(state, 'no-change')
      return moved({ ...state, aside: { ...consulting, signalling } })
    }
    case 'line-reinvited':
      return reinvited(state, consulting, event)
    case 'line-late-answer':
      return step === 'connected'
        ? moved(state, [take(state, consulting, event.sdp)])
        : refused(state, 'no-change')
    case 'line-renegotiated':
      if (step !== 'connected' || !consulting.isMoving) return refused(state, 'no-change')
      return event.sdp === null
        ? over(state, 'failed')
        : moved({ ...state, aside: { ...consulting, isMoving: false } }, [take(state, consulting, event.sdp)])
    case 'leg-failed':
      return step === 'connected' || route.kind === 'dial'
        ? over(state, 'failed')
        : nextAgent(state, consulting, 'unreachable', 'failed')
    case 'line-control':
      return moved(state, [refuseControl(event)])
    case 'line-cancelled':
    case 'leg-connected':
    case 'leg-silent':
    case 'leg-heard':
    case 'phone-frozen':
    case 'prompt-ended':
    case 'digit':
    case 'routed':
    case 'supervisor-arrived':
    case 'agent-returned':
      return refused(state, 'no-change')
    default:
      return event satisfies never
  }
}

/** CTL-7: nobody answered in time: the next agent, or nobody. */
export function consultRangOut(state: Connected): Transition {
  const consulting = consultOf(state)
  if (consulting === null || consulting.step === 'connected' || consulting.step === 'joining')
    return refused(state, 'no-change')
  return nextAgent(state, consulting, 'missed', 'no-answer')
}

/** CTL-12: the sign-in of an agent who is rung, waits to be rung, or has to leave is over. */
export function consultDropped(state: Connected, consulting: Consulting, signInId: string): Transition {
  const { route, step } = consulting
  if (route.kind === 'dial') return refused(state, 'no-change')
  if (consultSeatOf(consulting)?.signInId === signInId)
    return step === 'connected'
      ? over(state, 'failed')
      : nextAgent(state, consulting, 'unreachable', 'failed')
  const agents = route.agents.filter((each) => each.signInId !== signInId)
  if (agents.length === route.agents.length) return refused(state, 'no-change')
  return moved({ ...state, aside: { ...consulting, route: { ...route, agents } } })
}

/** The INVITE is out and not answered. */
const isOut = (step: Consulting['step']): boolean =>
  step === 'calling' || step === 'ringing' || step === 'early-media'

const over = (state: Connected, outcome: ConsultOutcome, sipStatus: number | null = null): Transition => {
  const back = backToCustomer(state, outcome, sipStatus)
  return moved(back.state, back.effects)
}

/** The INVITE goes out: to a browser as an inbound call rings it, to a carrier as an outbound call dials it. */
function call(state: Connected, consulting: Consulting): Transition {
  const { callId } = state.call
  const { route, offerSdp, ringTimeoutMs } = consulting
  const next: Connected = { ...state, aside: consulting }
  const patience: Effect = { type: 'arm', timer: 'consult-ring', delayMs: ringTimeoutMs }
  if (route.kind === 'ring') {
    const seat = consultSeatOf(consulting)
    if (seat === null) return over(state, 'failed')
    const { legId, personId, signInId } = seat
    return moved(next, [
      journal({ type: 'agent-ringing', callId, personId, signInId }),
      patience,
      { type: 'ring-agent', legId, signInId, display: route.display, offerSdp },
    ])
  }
  const first = route.routes[0]
  if (first === undefined) return over(state, 'failed')
  return moved(next, [patience, { type: 'dial', legId: route.legId, route: first, offerSdp }])
}

function progressed(state: Connected, consulting: Consulting, sdp: string | null): Transition {
  const { step, route } = consulting
  if (!isOut(step)) return refused(state, 'no-change')
  if (sdp !== null && route.kind === 'dial') {
    const next: Connected = { ...state, aside: { ...consulting, step: 'early-media' } }
    return moved(next, [
      take(state, consulting, sdp),
      ...reseat(state, next),
      ...phaseNews(state, next, step),
    ])
  }
  if (step !== 'calling') return refused(state, 'no-change')
  const next: Connected = { ...state, aside: { ...consulting, step: 'ringing' } }
  return moved(next, controlsNews(state, next))
}

/** Ringing with a tone of the carrier's is still ringing. */
const phaseNews = (before: Connected, after: Connected, step: Consulting['step']): Effect[] =>
  step === 'calling' ? controlsNews(before, after) : []

function accepted(state: Connected, consulting: Consulting, sdp: string | null): Transition {
  const { step } = consulting
  if (!isOut(step)) return refused(state, 'no-change')
  if (sdp === null)
    // RFC 3261 §13.2.1: after a reliable 183 with the answer, the 200 may come without one.
    return step === 'early-media'
      ? joined(state, consulting)
      : nextAgent(state, consulting, 'unreachable', 'failed')
  const next: Connected = { ...state, aside: { ...consulting, step: 'joining' } }
  return moved(next, [{ type: 'disarm', timer: 'consult-ring' }, take(state, consulting, sdp)])
}

/** CTL-6, CTL-13: the party is in the room: the speaker talks to it, or, blind, leaves the call to it. */
function joined(state: Connected, consulting: Consulting): Transition {
  const { callId } = state.call
  const legId = consultLegOf(consulting)
  if (legId === null) return over(state, 'failed')
  const next: Connected = { ...state, aside: { ...consulting, step: 'connected' } }
  const personId = consultSeatOf(consulting)?.personId ?? null
  const arrival: Effect[] = [
    { type: 'disarm', timer: 'consult-ring' },
    journal({ type: 'leg-joined', callId, legId, role: 'consult', personId, mode: null }),
  ]
  const given = consulting.blind ? complete(next, state) : null
  if (given !== null) return moved(given.state, [...arrival, ...given.effects])
  return moved(next, [...reseat(state, next), ...arrival, ...controlsNews(state, next)])
}

/** CTL-7: agents are rung one after the other; the customer's music and the speaker's ringback go on. */
function nextAgent(
  state: Connected,
  consulting: Consulting,
  ring: 'missed' | 'declined' | 'unreachable',
  outcome: ConsultOutcome,
): Transition {
  const { callId } = state.call
  const { route } = consulting
  const seat = consultSeatOf(consulting)
  if (route.kind === 'dial' || seat === null) return over(state, outcome)
  const ended: Effect[] = isRinging(consulting)
    ? [journal({ type: 'agent-ring-ended', callId, personId: seat.personId, outcome: ring })]
    : []
  const agents = route.agents.slice(1)
  if (agents.length === 0) {
    // `preparing` says that nobody rings any more: the ring's end is told here, by its own word.
    const back = backToCustomer({ ...state, aside: { ...consulting, step: 'preparing' } }, outcome, null)
    return moved(back.state, [...ended, ...back.effects])
  }
  const next: Consulting = { ...consulting, route: { ...route, agents }, step: 'preparing', signalling: 'up' }
  const after: Connected = { ...state, aside: next }
  return moved(after, [
    ...consultLegEnds(state, consulting),
    ...ended,
    ...reseat(state, after),
    ...makeOffer(after, next),
    ...(consulting.step === 'calling' || consulting.step === 'preparing' ? [] : controlsNews(state, after)),
  ])
}

/** CTL-8: another trunk only as long as no phone has rung. */
function nextRoute(state: Connected, consulting: Consulting, sipStatus: number | null): Transition {
  const { route } = consulting
  if (route.kind === 'ring' || consulting.step !== 'calling') return over(state, 'failed', sipStatus)
  const routes = route.routes.slice(1)
  const next = routes[0]
  if (next === undefined) return over(state, 'failed', sipStatus)
  const { legId } = route
  return moved({ ...state, aside: { ...consulting, route: { ...route, routes } } }, [
    { type: 'dial', legId, route: next, offerSdp: consulting.offerSdp },
  ])
}

function mediaRefused(
  state: Connected,
  consulting: Consulting,
  event: Extract<CallEvent, { type: 'media-refused' }>,
): Transition {
  const { legId } = event
  // The pool tells of a lost room by itself, once for all its legs.
  if (legId === null || event.code === 'worker-gone') return refused(state, 'no-change')
  switch (consulting.step) {
    case 'early-media': {
      // The 200 brings the answer that counts.
      const next: Connected = { ...state, aside: { ...consulting, step: 'ringing' } }
      return moved(next, reseat(state, next))
    }
    case 'connected':
      return event.step === 'answer-browser' || event.step === 'answer-rtp'
        ? moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
        : over(state, 'failed')
    case 'preparing':
    case 'calling':
    case 'ringing':
    case 'joining':
      return nextAgent(state, consulting, 'unreachable', 'failed')
    default:
      return consulting.step satisfies never
  }
}

/** The party of a running consult call renegotiates (LINE-3). */
function reinvited(
  state: Connected,
  { step, route }: Consulting,
  { legId, offerSdp }: Extract<CallEvent, { type: 'line-reinvited' }>,
): Transition {
  const { callId } = state.call
  if (step !== 'connected') return moved(state, [{ type: 'reinvite-refuse', legId, status: 491 }])
  if (route.kind === 'dial')
    return moved(state, [
      offerSdp === null
        ? { type: 'media', request: { type: 'offer-rtp', callId, legId } }
        : { type: 'media', request: { type: 'answer-rtp', callId, legId, offerSdp } },
    ])
  if (offerSdp === null) return moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
  return moved(state, [{ type: 'media', request: { type: 'answer-browser', callId, legId, offerSdp } }])
}

/** SDP for a peer's re-INVITE, or our own offer of a fresh session. */
const answered = (
  state: Connected,
  { isMoving }: Consulting,
  { legId, sdp, step }: Extract<CallEvent, { type: 'sdp-made' }>,
): Transition =>
  moved(state, [
    isMoving && (step === 'offer-browser' || step === 'offer-rtp')
      ? { type: 'line-reinvite', legId, offerSdp: sdp }
      : { type: 'reinvite-accept', legId, sdp },
  ])

function take({ call: { callId } }: Connected, consulting: Consulting, answerSdp: string): Effect {
  const { route } = consulting
  const legId = route.kind === 'dial' ? route.legId : route.agents[0]?.legId
  if (legId === undefined) return { type: 'disarm', timer: 'consult-ring' }
  const type = route.kind === 'dial' ? 'accept-rtp-answer' : 'accept-browser-answer'
  return { type: 'media', request: { type, callId, legId, answerSdp } }
}

const ringOutcome = (failure: Extract<CallEvent, { type: 'line-failed' }>['failure']): ConsultOutcome => {
  if (failure.kind === 'rejected' && failure.status === 486) return 'busy'
  return ({ missed: 'no-answer', declined: 'declined', unreachable: 'failed' } as const)[
    readRingFailure(failure)
  ]
}

const outcomeOf = (kind: TerminationKind): ConsultOutcome =>
  kind === 'busy' || kind === 'no-answer' || kind === 'declined' ? kind : 'failed'
