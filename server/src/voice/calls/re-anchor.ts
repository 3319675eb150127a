import type { LegId } from '@hearthline/shared'
import { lineNews, mendMedia } from './agent-line.ts'
import { settleAnchoring } from './anchoring.ts'
import type { Anchoring, CallEvent, Connected, Effect, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { moveConsult } from './consult.ts'
import { endCall } from './ending.ts'
import type { Sides } from './hearing-matrix.ts'
import { withParking } from './park.ts'
import { answerBrowser } from './rejoin.ts'
import { isSupervised, reseat, seatedLegs, sidesNow, situationOf } from './seating.ts'
import { terminationFor } from './termination.ts'

/**
 * The media worker of a connected call died: its room is opened again on another one, browsers and the carrier are
 * re-INVITEd to it, and the recording goes on in the same file (rules ANCH-*).
 */
export function roomLost(state: Connected, atMs: number): Transition {
  const { callId } = state.call
  const moving: Connected = {
    ...state,
    agentLine: { ...state.agentLine, media: 'lost' },
    unheard: { agent: false, customer: false },
    anchoring: { customer: afterLoss(state.anchoring?.customer ?? null), isInTime: true },
    // One who was just coming has no answer to wait for any more.
    supervisors: state.supervisors.filter(({ sinceMs }) => sinceMs !== null),
  }
  const { state: next, effects: consultMoves } = moveConsult(withParking(moving, atMs))
  const legs = seatedLegs(next)
  const situation = situationOf(next)
  return moved(next, [
    ...unanswered(state),
    { type: 'media', request: { type: 'open-room', callId } },
    { type: 'hearing', situation, legs },
    ...(isSupervised(next)
      ? [
          {
            type: 'media',
            request: { type: 'watch-levels', callId, everyMs: callTimes.levelsEveryMs },
          } as const,
        ]
      : []),
    ...offerCustomer(next),
    ...mendMedia(next),
    ...consultMoves,
    ...next.supervisors.map(({ legId }): Effect => offerBrowser(next, legId)),
    ...(next.rejoining === null ? [] : [answerBrowser(callId, next.rejoining)]),
    ...recordAgain(next, sidesNow(next)),
    { type: 'disarm', timer: 'customer-silence' },
    { type: 'arm', timer: 'anchor', delayMs: callTimes.anchorMs },
    ...lineNews(state, next),
  ])
}

/** A re-INVITE that is out cannot be taken back: what it brings is for a room that is gone, and the next one follows it. */
export const afterLoss = (before: Anchoring['customer'] | null): 'stale' | 'offering' =>
  before === 'offered' || before === 'stale' ? 'stale' : 'offering'

const offerBrowser = (state: Connected, legId: LegId): Effect => ({
  type: 'media',
  request: { type: 'offer-browser', callId: state.call.callId, legId },
})

const offerCustomer = (state: Connected): Effect[] =>
  state.anchoring?.customer === 'offering'
    ? [
        {
          type: 'media',
          request: { type: 'offer-rtp', callId: state.call.callId, legId: state.call.customerLegId },
        },
      ]
    : []

const refuse = (legId: LegId): Effect => ({ type: 'reinvite-refuse', legId, status: 491 })

/** Re-INVITEs that the dead worker was to answer are tried again by their peers (RFC 3261 §14.2); INVITEs are turned away. */
function unanswered(state: Connected): Effect[] {
  return [
    refuse(state.agent.legId),
    refuse(state.call.customerLegId),
    ...state.supervisors.map(({ legId, sinceMs }): Effect =>
      sinceMs === null
        ? { type: 'line-end', legId, cause: { kind: 'media-failed', status: 503 } }
        : refuse(legId),
    ),
  ]
}

/** ANCH-4: what was recorded before stays; a pause goes on as well. */
export function recordAgain(
  {
    call,
    recording,
    recordingPause = null,
  }: Pick<Connected, 'call' | 'recording'> & Partial<Pick<Connected, 'recordingPause'>>,
  sides: Sides,
): Effect[] {
  const { callId } = call
  const paused: Effect[] =
    recordingPause === null
      ? []
      : [{ type: 'media', request: { type: 'pause-recording', callId, paused: true } }]
  if (recording === 'on') return [{ type: 'resume-recording', ...sides }, ...paused]
  return recording === 'starting' ? [{ type: 'start-recording', ...sides }, ...paused] : []
}

/** Whether this is a word about the customer's side of a call that is moving. */
export const isAboutMoving = (state: Connected, event: CallEvent): boolean =>
  state.anchoring !== null &&
  state.anchoring.customer !== 'done' &&
  'legId' in event &&
  event.legId === state.call.customerLegId

/** The customer's side on its way to the new room; null for what is handled as in any other call. */
export function customerMoves(state: Connected, event: CallEvent): Transition | null {
  const { anchoring, call } = state
  if (anchoring === null) return null
  const { callId, customerLegId: legId } = call
  const at = (customer: Anchoring['customer']): Connected => ({
    ...state,
    anchoring: { ...anchoring, customer },
  })
  switch (event.type) {
    case 'sdp-made':
      return event.step === 'offer-rtp' && anchoring.customer === 'offering'
        ? moved(at('offered'), [{ type: 'line-reinvite', legId, offerSdp: event.sdp }])
        : null
    case 'line-renegotiated':
      if (anchoring.customer === 'stale') {
        const again = at('offering')
        return moved(again, offerCustomer(again))
      }
      if (anchoring.customer !== 'offered') return null
      if (event.sdp === null) return endCall(state, terminationFor('media-failed'))
      return moved(at('taking'), [
        { type: 'media', request: { type: 'accept-rtp-answer', callId, legId, answerSdp: event.sdp } },
      ])
    case 'sdp-taken':
      return anchoring.customer === 'taking' ? moved(settleAnchoring(at('done'))) : null
    case 'line-reinvited':
      // Two offers for one media plane port would cross; the peer tries again in a moment (RFC 3261 §14.2).
      return event.offerSdp === null ? moved(state, [{ type: 'reinvite-refuse', legId, status: 491 }]) : null
    case 'media-refused':
      return event.step === 'offer-rtp' && event.code !== 'worker-gone'
        ? endCall(state, terminationFor('media-failed'))
        : null
    default:
      return null
  }
}

/** ANCH-3: the speaker was not back soon enough for the customer not to notice: parked, as with any lost media. */
export function anchoredTooLong(state: Connected, atMs: number): Transition {
  const { anchoring } = state
  if (anchoring === null) return refused(state, 'no-change')
  const next = withParking({ ...state, anchoring: { ...anchoring, isInTime: false } }, atMs)
  return moved(next, [...reseat(state, next), ...lineNews(state, next)])
}
