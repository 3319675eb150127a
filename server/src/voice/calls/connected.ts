import type { LegId } from '@hearthline/shared'
import { agentLine, mendMedia, tryAgainLater } from './agent-line.ts'
import type { CallEvent, Connected, Effect, Transition } from './call-state.ts'
import { callTimes, moved, refused } from './call-state.ts'
import { endCall } from './ending.ts'
import { bargingIn, modeAsked, speakerReturned, takeOver } from './monitor-mode.ts'
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
  switch (event.type) {
    case 'line-ended':
    case 'line-cancelled':
      return lineEnded(state, event.legId, event.type === 'line-ended' && event.end === 'gone')
    case 'line-lost':
      return isAgent(state, event.legId)
        ? agentLine(state, { ...state.agentLine, signalling: 'lost' })
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
      return legFailed(state, event.legId)
    case 'leg-silent':
      return event.legId === state.call.customerLegId && !state.customerSilent
        ? moved(state, [
            {
              type: 'arm',
              timer: 'customer-silence',
              delayMs: Math.max(0, callTimes.customerSilenceMs - event.silentMs),
            },
          ])
        : refused(state, 'no-change')
    case 'leg-heard':
      return event.legId === state.call.customerLegId
        ? moved(state, [{ type: 'disarm', timer: 'customer-silence' }])
        : refused(state, 'no-change')
    case 'timer':
      if (event.timer === 'agent-line') return agentGone(state, event.atMs)
      if (event.timer === 'supervisor-lines') return supervisorLinesLooked(state)
      if (event.timer === 'repair') return moved(state, mendMedia(state))
      if (event.timer === 'customer-silence') return endCall(state, terminationFor('customer-line-lost'))
      return refused(state, 'not-in-this-phase')
    case 'room-lost':
      return endCall(state, terminationFor('media-failed'))
    case 'recording-started':
      return moved({ ...state, recording: 'on' })
    case 'recording-failed':
      return moved({ ...state, recording: 'failed' })
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
    case 'prompt-ended':
    case 'routed':
    case 'agent-dropped':
    case 'consult-asked':
    case 'line-control':
    case 'digit':
      return refused(state, 'not-in-this-phase')
    default:
      return event satisfies never
  }
}

const isAgent = (state: Connected, legId: LegId): boolean => legId === state.agent.legId

/** A leg that was closed may still have words on the way. */
const isInCall = (state: Connected, legId: LegId): boolean =>
  isAgent(state, legId) || legId === state.call.customerLegId || supervisorOf(state, legId) !== undefined

/** LINE-2, SUP-11: nobody came back in time. Who barges already talks to the customer, and goes on in the agent's place. */
function agentGone(state: Connected, atMs: number): Transition {
  const barging = state.takenOver === null ? bargingIn(state) : undefined
  return barging === undefined
    ? endCall(state, terminationFor('agent-line-lost'))
    : takeOver(state, barging, atMs)
}

function lineEnded(state: Connected, legId: LegId, gone: boolean): Transition {
  if (isAgent(state, legId)) return endCall(state, terminationFor(gone ? 'agent-line-lost' : 'agent-hung-up'))
  if (legId === state.call.customerLegId)
    return endCall(state, terminationFor(gone ? 'customer-line-lost' : 'customer-hung-up'))
  return supervisorLeft(state, legId)
}

function renegotiated(state: Connected, legId: LegId, answerSdp: string | null): Transition {
  if (!isAgent(state, legId)) return refused(state, 'unknown-leg')
  if (answerSdp === null) return moved(state, [tryAgainLater])
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
  if (legId === customerLegId) {
    const request: Effect =
      offerSdp === null
        ? { type: 'media', request: { type: 'offer-rtp', callId, legId } }
        : { type: 'media', request: { type: 'answer-rtp', callId, legId, offerSdp } }
    const calm: Effect[] = silent ? [{ type: 'disarm', timer: 'customer-silence' }] : []
    return moved({ ...state, customerSilent: silent }, [request, ...calm])
  }
  if (!isInCall(state, legId)) return refused(state, 'unknown-leg')
  // A browser always brings the offer; one without is refused rather than given a peer it may never answer.
  if (offerSdp === null) return moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
  return moved(state, [{ type: 'media', request: { type: 'answer-browser', callId, legId, offerSdp } }])
}

function mediaRefused(state: Connected, event: Extract<CallEvent, { type: 'media-refused' }>): Transition {
  const { legId } = event
  // The pool tells of a lost room by itself, once for all its legs.
  if (legId === null || event.code === 'worker-gone') return refused(state, 'no-change')
  if (!isInCall(state, legId)) return refused(state, 'unknown-leg')
  if (supervisorOf(state, legId)?.sinceMs === null) return supervisorLeft(state, legId)
  if (event.step === 'offer-browser' || event.step === 'accept-browser-answer')
    return moved(state, [tryAgainLater])
  if (event.step === 'accept-rtp-answer')
    return endCall(state, terminationFor('media-failed', { fault: 'carrier' }))
  return moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
}

function legFailed(state: Connected, legId: LegId): Transition {
  if (isAgent(state, legId)) return agentLine(state, { ...state.agentLine, media: 'lost' })
  if (legId === state.call.customerLegId) return endCall(state, terminationFor('media-failed'))
  return supervisorLeft(state, legId)
}
