import type { AgentLine, CallEvent, Connected, Effect, Transition } from './call-state.ts'
import { callTimes, moved, refused } from './call-state.ts'
import { endCall, journal, seatedLegs, situationOf } from './ending.ts'
import { listenerAnswered, listenerArrived, listenerLeft, listeningCut, listenerOf } from './listening.ts'
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
        : refused(state, 'no-change')
    case 'line-restored':
      return isAgent(state, event.legId)
        ? agentLine(state, { ...state.agentLine, signalling: 'up' })
        : refused(state, 'no-change')
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
      if (event.timer === 'agent-line') return endCall(state, terminationFor('agent-line-lost'))
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
    case 'listener-arrived':
      return listenerArrived(state, event)
    case 'listening-cut':
      return listeningCut(state, event.who)
    case 'line-progressed':
    case 'line-answered':
    case 'line-failed':
    case 'prompt-ended':
    case 'routed':
    case 'agent-dropped':
      return refused(state, 'not-in-this-phase')
    default:
      return event satisfies never
  }
}

const isAgent = (state: Connected, legId: string): boolean => legId === state.agent.legId

function lineEnded(state: Connected, legId: Connected['agent']['legId'], gone: boolean): Transition {
  if (isAgent(state, legId)) return endCall(state, terminationFor(gone ? 'agent-line-lost' : 'agent-hung-up'))
  if (legId === state.call.customerLegId)
    return endCall(state, terminationFor(gone ? 'customer-line-lost' : 'customer-hung-up'))
  return listenerLeft(state, legId)
}

const isUp = (line: AgentLine): boolean => line.signalling === 'up' && line.media === 'up'

/**
 * LINE-1, LINE-2: the agent's line is up only while its connection and its media both are; the first loss starts the
 * grace, only the return of both ends it. Lost media parks the customer with a comfort prompt.
 */
function agentLine(state: Connected, line: AgentLine): Transition {
  const before = state.agentLine
  if (before.signalling === line.signalling && before.media === line.media) return refused(state, 'no-change')
  const next: Connected = { ...state, agentLine: line }
  const effects: Effect[] = []
  if (before.media !== line.media)
    effects.push({ type: 'hearing', situation: situationOf(line), legs: seatedLegs(next) })
  const { callId } = state.call
  // Once the media is lost, or the browser is back while it still is, it is offered another peer.
  if (line.media === 'lost') effects.push(...mendMedia(next))
  if (isUp(before) && !isUp(line))
    effects.push(
      { type: 'arm', timer: 'agent-line', delayMs: callTimes.agentLineGraceMs },
      journal({ type: 'agent-line', callId, state: 'lost' }),
    )
  if (!isUp(before) && isUp(line))
    effects.push(
      { type: 'disarm', timer: 'agent-line' },
      { type: 'disarm', timer: 'repair' },
      journal({ type: 'agent-line', callId, state: 'up' }),
    )
  return moved(next, effects)
}

/**
 * LINE-4: a browser whose media died while its connection lives is offered a fresh peer by re-INVITE, again and again while
 * the grace lasts (libdatachannel as the offerer fails now and then; there is no ICE restart).
 */
function mendMedia(state: Connected): Effect[] {
  if (state.agentLine.media === 'up' || state.agentLine.signalling === 'lost') return []
  const { callId } = state.call
  return [{ type: 'media', request: { type: 'offer-browser', callId, legId: state.agent.legId } }]
}

const tryAgainLater: Effect = { type: 'arm', timer: 'repair', delayMs: callTimes.repairEveryMs }

function renegotiated(
  state: Connected,
  legId: Connected['agent']['legId'],
  answerSdp: string | null,
): Transition {
  if (!isAgent(state, legId)) return refused(state, 'unknown-leg')
  if (answerSdp === null) return moved(state, [tryAgainLater])
  const { callId } = state.call
  return moved(state, [
    { type: 'media', request: { type: 'accept-browser-answer', callId, legId, answerSdp } },
  ])
}

/** SDP was asked for by a new listener, by our own mending, or by a peer's re-INVITE. */
function sdpMade(state: Connected, event: Extract<CallEvent, { type: 'sdp-made' }>): Transition {
  const { legId, sdp, step } = event
  if (listenerOf(state, legId)?.sinceMs === null) return listenerAnswered(state, legId, sdp, event.atMs)
  return step === 'offer-browser'
    ? moved(state, [{ type: 'line-reinvite', legId, offerSdp: sdp }])
    : moved(state, [{ type: 'reinvite-accept', legId, sdp }])
}

/** A peer renegotiates: a browser brings a fresh peer, a carrier moves its media or puts us on hold (LINE-3). */
function reinvited(
  state: Connected,
  legId: Connected['agent']['legId'],
  offerSdp: string | null,
  silent: boolean,
): Transition {
  const { callId, customerLegId } = state.call
  if (legId === customerLegId) {
    const request: Effect =
      offerSdp === null
        ? { type: 'media', request: { type: 'offer-rtp', callId, legId } }
        : { type: 'media', request: { type: 'answer-rtp', callId, legId, offerSdp } }
    const calm: Effect[] = silent ? [{ type: 'disarm', timer: 'customer-silence' }] : []
    return moved({ ...state, customerSilent: silent }, [request, ...calm])
  }
  if (!isAgent(state, legId) && !listenerOf(state, legId)) return refused(state, 'unknown-leg')
  // A browser always brings the offer; one without is refused rather than given a peer it may never answer.
  if (offerSdp === null) return moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
  return moved(state, [{ type: 'media', request: { type: 'answer-browser', callId, legId, offerSdp } }])
}

function mediaRefused(state: Connected, event: Extract<CallEvent, { type: 'media-refused' }>): Transition {
  const { legId } = event
  // The pool tells of a lost room by itself, once for all its legs.
  if (legId === null || event.code === 'worker-gone') return refused(state, 'no-change')
  const listener = listenerOf(state, legId)
  if (listener?.sinceMs === null) return listenerLeft(state, legId)
  if (event.step === 'offer-browser' || event.step === 'accept-browser-answer')
    return moved(state, [tryAgainLater])
  if (event.step === 'accept-rtp-answer')
    return endCall(state, terminationFor('media-failed', { fault: 'carrier' }))
  return moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
}

function legFailed(state: Connected, legId: Connected['agent']['legId']): Transition {
  if (isAgent(state, legId)) return agentLine(state, { ...state.agentLine, media: 'lost' })
  if (legId === state.call.customerLegId) return endCall(state, terminationFor('media-failed'))
  return listenerLeft(state, legId)
}
