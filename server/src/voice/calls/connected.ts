import type { LegId } from '@hearthline/shared'
import { agentHeard, agentLine, mendMedia, tryAgainLater, phoneFrozen } from './agent-line.ts'
import type { CallEvent, Connected, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { consultAsked } from './consult.ts'
import { consultOf } from './consult-news.ts'
import { consultDropped, consultLeg, consultRangOut } from './consult-leg.ts'
import { controlAsked } from './controls.ts'
import { digitPressed } from './digits.ts'
import { endCall } from './ending.ts'
import { pauseEnded, recordingBroke } from './recording-pause.ts'
import { consultLegOf } from './seating.ts'
import { leaverGone } from './transfer.ts'
import { customerHeard, customerReinvited } from './customer-line.ts'
import { modeAsked, speakerReturned } from './monitor-mode.ts'
import { anchoredTooLong, customerMoves, isAboutMoving, roomLost } from './re-anchor.ts'
import { agentReturned, rejoining } from './rejoin.ts'
import { agentGone, goodbyeSaid, parkedTooLong } from './speaker-gone.ts'
import {
  supervisorAnswered,
  supervisorArrived,
  supervisorCut,
  supervisorLeft,
  supervisorLine,
  supervisorLinesLooked,
  supervisorOf,
} from './supervisors.ts'
import { terminationFor } from './termination.ts'

/** A call in which both sides have answered. */
export function connected(state: Connected, event: CallEvent): Transition {
  if (state.rejoining !== null && 'legId' in event && event.legId === state.rejoining.legId)
    return rejoining(state, state.rejoining, event)
  const consulting = consultOf(state)
  if (consulting !== null && 'legId' in event && event.legId === consultLegOf(consulting))
    return consultLeg(state, consulting, event)
  return (isAboutMoving(state, event) ? customerMoves(state, event) : null) ?? talking(state, event)
}

function talking(state: Connected, event: CallEvent): Transition {
  switch (event.type) {
    case 'line-ended':
    case 'line-cancelled':
      return lineEnded(state, event.legId, event.type === 'line-ended' && event.end === 'gone')
    case 'line-lost':
      return isAgent(state, event.legId)
        ? agentLine(state, { ...state.agentLine, signalling: 'lost' }, event.atMs)
        : supervisorLine(state, event.legId, 'lost')
    case 'line-restored':
      return isAgent(state, event.legId)
        ? agentLine(state, { ...state.agentLine, signalling: 'up' })
        : supervisorLine(state, event.legId, 'up')
    case 'line-reinvited':
      return reinvited(state, event.legId, event.offerSdp, event.silent)
    case 'line-renegotiated':
      return renegotiated(state, event.legId, event.sdp)
    case 'line-late-answer':
      return event.legId === state.call.customerLegId
        ? moved(state, [
            {
              type: 'media',
              request: {
                type: 'accept-rtp-answer',
                callId: state.call.callId,
                legId: event.legId,
                answerSdp: event.sdp,
              },
            },
          ])
        : refused(state, 'unknown-leg')
    case 'sdp-made':
      return sdpMade(state, event)
    case 'sdp-taken':
      return refused(state, 'no-change')
    case 'media-refused':
      return mediaRefused(state, event)
    case 'leg-connected':
      return isAgent(state, event.legId)
        ? agentLine(state, { ...state.agentLine, media: 'up' })
        : refused(state, 'no-change')
    case 'leg-failed':
      return legFailed(state, event.legId, event.atMs)
    case 'leg-silent':
      if (isAgent(state, event.legId)) return agentHeard(state, false, event.atMs)
      return customerHeard(state, event)
    case 'leg-heard':
      if (isAgent(state, event.legId)) return agentHeard(state, true, 0)
      return customerHeard(state, event)
    case 'phone-frozen':
      return phoneFrozen(state, event.legId, event.atMs)
    case 'timer':
      if (event.timer === 'agent-line') return agentGone(state, event.atMs)
      if (event.timer === 'supervisor-lines') return supervisorLinesLooked(state)
      if (event.timer === 'repair') return moved(state, mendMedia(state))
      if (event.timer === 'park') return parkedTooLong(state, event.atMs)
      if (event.timer === 'goodbye') return goodbyeSaid(state)
      if (event.timer === 'anchor') return anchoredTooLong(state, event.atMs)
      if (event.timer === 'consult-ring') return consultRangOut(state)
      if (event.timer === 'recording-pause') return pauseEnded(state)
      if (event.timer === 'customer-silence') return endCall(state, terminationFor('customer-line-lost'))
      return refused(state, 'not-in-this-phase')
    case 'room-lost':
      return roomLost(state, event.atMs)
    case 'agent-returned':
      return agentReturned(state, event)
    case 'prompt-ended':
      return event.legId === state.call.customerLegId
        ? goodbyeSaid(state)
        : refused(state, 'not-in-this-phase')
    case 'recording-started':
      return moved({ ...state, recording: 'on' })
    case 'recording-failed':
      return recordingBroke(state)
    case 'end-requested':
      return endCall(state, terminationFor(event.kind))
    case 'supervisor-arrived':
      return supervisorArrived(state, event)
    case 'supervisor-cut':
      return supervisorCut(state, event.who)
    case 'mode-asked':
      return modeAsked(state, event)
    case 'line-progressed':
    case 'line-answered':
    case 'line-failed':
    case 'routed':
      return refused(state, 'not-in-this-phase')
    case 'consult-asked':
      return consultAsked(state, event)
    case 'agent-dropped': {
      const consulting = consultOf(state)
      return consulting === null
        ? refused(state, 'no-change')
        : consultDropped(state, consulting, event.signInId)
    }
    case 'line-control':
      return isInCall(state, event.legId) ? controlAsked(state, event) : refused(state, 'unknown-leg')
    case 'digit':
      return isAgent(state, event.legId) ? digitPressed(state, event.digit) : refused(state, 'no-change')
    default:
      return event satisfies never
  }
}

const isAgent = (state: Connected, legId: LegId): boolean => legId === state.agent.legId

/** A leg that was closed may still have words on the way. */
const isInCall = (state: Connected, legId: LegId): boolean =>
  isAgent(state, legId) || legId === state.call.customerLegId || supervisorOf(state, legId) !== undefined

function lineEnded(state: Connected, legId: LegId, gone: boolean): Transition {
  if (isAgent(state, legId))
    return leaverGone(state) ?? endCall(state, terminationFor(gone ? 'agent-line-lost' : 'agent-hung-up'))
  if (legId === state.call.customerLegId)
    return endCall(state, terminationFor(gone ? 'customer-line-lost' : 'customer-hung-up'))
  return supervisorLeft(state, legId)
}

function renegotiated(state: Connected, legId: LegId, answerSdp: string | null): Transition {
  if (!isAgent(state, legId) && supervisorOf(state, legId) === undefined) return refused(state, 'unknown-leg')
  // Only the speaker's browser is worth another try; a supervisor joins again.
  if (answerSdp === null)
    return isAgent(state, legId) ? moved(state, [tryAgainLater]) : supervisorLeft(state, legId)
  const { callId } = state.call
  return moved(state, [
    { type: 'media', request: { type: 'accept-browser-answer', callId, legId, answerSdp } },
  ])
}

/** SDP was asked for by a new supervisor, by our own mending, or by a peer's re-INVITE. */
function sdpMade(state: Connected, event: Extract<CallEvent, { type: 'sdp-made' }>): Transition {
  const { legId, sdp, step } = event
  const arriving = supervisorOf(state, legId)
  if (arriving?.sinceMs === null)
    return state.takenOver !== null && arriving.personId === state.agent.personId
      ? speakerReturned(state, arriving, sdp, event.atMs)
      : supervisorAnswered(state, arriving, sdp, event.atMs)
  if (!isInCall(state, legId)) return refused(state, 'unknown-leg')
  return step === 'offer-browser'
    ? moved(state, [{ type: 'line-reinvite', legId, offerSdp: sdp }])
    : moved(state, [{ type: 'reinvite-accept', legId, sdp }])
}

/** A peer renegotiates: a browser brings a fresh peer, a carrier moves its media or puts us on hold (LINE-3). */
function reinvited(state: Connected, legId: LegId, offerSdp: string | null, silent: boolean): Transition {
  const { callId, customerLegId } = state.call
  if (legId === customerLegId) return customerReinvited(state, offerSdp, silent)
  if (!isInCall(state, legId)) return refused(state, 'unknown-leg')
  // A browser always brings the offer; one without is refused rather than given a peer it may never answer.
  if (offerSdp === null) return moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
  // What the browser brings itself is not to be replaced by our own mending before it could connect.
  const isMending = isAgent(state, legId) && state.agentLine.media === 'lost'
  return moved(state, [
    { type: 'media', request: { type: 'answer-browser', callId, legId, offerSdp } },
    ...(isMending ? [tryAgainLater] : []),
  ])
}

function mediaRefused(state: Connected, event: Extract<CallEvent, { type: 'media-refused' }>): Transition {
  const { legId } = event
  // The pool tells of a lost room by itself, once for all its legs, and of one that died while it opened (ANCH-10).
  if (event.code === 'worker-gone') return refused(state, 'no-change')
  // No worker took the room over (ANCH-2).
  if (legId === null) return endCall(state, terminationFor('media-failed'))
  if (!isInCall(state, legId)) return refused(state, 'unknown-leg')
  if (supervisorOf(state, legId)?.sinceMs === null) return supervisorLeft(state, legId)
  if (event.step === 'offer-browser' || event.step === 'accept-browser-answer')
    return isAgent(state, legId) ? moved(state, [tryAgainLater]) : supervisorLeft(state, legId)
  if (event.step === 'accept-rtp-answer')
    return endCall(state, terminationFor('media-failed', { fault: 'carrier' }))
  return moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
}

function legFailed(state: Connected, legId: LegId, atMs: number): Transition {
  if (isAgent(state, legId)) return agentLine(state, { ...state.agentLine, media: 'lost' }, atMs)
  if (legId === state.call.customerLegId) return endCall(state, terminationFor('media-failed'))
  return supervisorLeft(state, legId)
}
