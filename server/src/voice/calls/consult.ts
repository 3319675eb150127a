import type { ConsultOutcome } from '@hearthline/shared'
import type { Consulting } from './aside-state.ts'
import type { CallEvent, Connected, Effect, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { consultNews, consultOf } from './consult-news.ts'
import { controlsChanged, controlsNews } from './controls-news.ts'
import type { Controlled } from './controls-news.ts'
import { consultLegOf, reseat } from './seating.ts'

/** A call beside the customer's: how it begins, whom the speaker hears, how it comes to nothing (CTL-6 to CTL-12). */

/** All three hear each other. */
export const isThreeWay = (state: Connected): boolean => consultOf(state)?.speaking === 'all'

/** CTL-6: from the command on the customer hears music and the speaker ringback; a hold is over with it. */
export function consultAsked(
  state: Connected,
  event: Extract<CallEvent, { type: 'consult-asked' }>,
): Transition {
  if (consultOf(state) !== null) return refused(state, 'consult-running')
  const isThere = state.agentLine.media === 'up' && state.parked === null
  if (event.personId !== state.agent.personId || !isThere) return refused(state, 'not-in-this-state')
  const { target, route, blind, ringTimeoutMs, atMs } = event
  const consulting: Consulting = {
    kind: 'consult',
    target,
    route,
    blind,
    ringTimeoutMs,
    sinceMs: atMs,
    step: 'preparing',
    offerSdp: '',
    speaking: 'consult',
    signalling: 'up',
    isMoving: false,
  }
  if (consultLegOf(consulting) === null) return refused(state, 'not-in-this-state')
  const next: Connected = { ...state, aside: consulting }
  return moved(next, [...reseat(state, next), ...makeOffer(next, consulting), controlsChanged(next)])
}

/** The media plane makes our offer for whoever is called first, or next. */
export function makeOffer({ call: { callId } }: Connected, consulting: Consulting): Effect[] {
  const legId = consultLegOf(consulting)
  if (legId === null) return []
  const type = consulting.route.kind === 'ring' ? 'offer-browser' : 'offer-rtp'
  return [{ type: 'media', request: { type, callId, legId } }]
}

/** `other`: the one of the two whom the speaker does not hear now; from three-way it is the customer. */
export function speakWith(state: Connected, who: 'other' | 'all'): Controlled {
  const consulting = consultOf(state)
  if (consulting?.step !== 'connected') return null
  const speaking = who === 'all' ? who : consulting.speaking === 'customer' ? 'consult' : 'customer'
  if (speaking === consulting.speaking) return { state, effects: [] }
  const next: Connected = { ...state, aside: { ...consulting, speaking } }
  return { state: next, effects: [...reseat(state, next), ...controlsNews(state, next)] }
}

/** CTL-9: by the speaker's own press, at any moment of it. Without a consult call there is nothing to leave. */
export function leaveConsult(state: Connected): Controlled {
  return consultOf(state) === null ? null : backToCustomer(state, 'left', null)
}

/** CTL-9: whatever became of it, the customer is back with the speaker in one step. */
export function backToCustomer(
  state: Connected,
  outcome: ConsultOutcome,
  sipStatus: number | null,
): { state: Connected; effects: Effect[] } {
  const over = endAside(state, outcome, sipStatus)
  return { state: over.state, effects: [...reseat(state, over.state), ...over.effects] }
}

/** A hold or a consult call is over; how everybody is seated then is the caller's. */
export function endAside(
  state: Connected,
  outcome: ConsultOutcome,
  sipStatus: number | null = null,
): { state: Connected; effects: Effect[] } {
  if (state.aside === null) return { state, effects: [] }
  const next: Connected = { ...state, aside: null }
  const consulting = consultOf(state)
  return {
    state: next,
    effects: [
      ...(consulting === null ? [] : consultLegEnds(state, consulting)),
      ...(consulting === null ? [] : consultNews(state, consulting, outcome, sipStatus)),
      controlsChanged(next),
    ],
  }
}

/** The leg of whoever was called, and its media. */
export function consultLegEnds({ call: { callId } }: Connected, consulting: Consulting): Effect[] {
  const legId = consultLegOf(consulting)
  if (legId === null) return []
  return [
    { type: 'disarm', timer: 'consult-ring' },
    { type: 'line-end', legId, cause: { kind: 'consult-left', status: 480 } },
    { type: 'media', request: { type: 'close-leg', callId, legId } },
  ]
}

/**
 * The media worker of the call died: a party who talks is re-INVITEd to the new room, one who is only being called is let
 * go. What everybody hears is the caller's, in the room that is opened again.
 */
export function moveConsult(state: Connected): { state: Connected; effects: Effect[] } {
  const consulting = consultOf(state)
  if (consulting === null) return { state, effects: [] }
  if (consulting.step !== 'connected') return endAside(state, 'failed')
  const moving: Consulting = { ...consulting, isMoving: true }
  const legId = consultLegOf(moving)
  return {
    state: { ...state, aside: moving },
    effects: [
      // What the dead worker was to answer is tried again by its peer.
      ...(legId === null ? [] : [{ type: 'reinvite-refuse', legId, status: 491 } as const]),
      ...makeOffer(state, moving),
    ],
  }
}
