import type { MediaProblemCode } from '../../protocol/media-ipc.ts'
import type { RoomRequest } from '../ports.ts'
import type { CallEvent, CallState, Effect, InboundCall, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { endCall } from './ending.ts'
import { terminationFor } from './termination.ts'

type Prompting = Extract<CallState, { phase: 'prompting' }>

/** 488 says that the carrier's own offer is at fault (RFC 3261 §21.4.26). */
export function mediaRefused(state: CallState, code: MediaProblemCode): Transition {
  return code === 'bad-sdp' || code === 'no-common-codec'
    ? endCall(state, terminationFor('media-failed', { fault: 'carrier', sipStatus: 488 }), 488)
    : endCall(state, terminationFor('media-failed'))
}

/** The carrier's side of an inbound call, as it comes into the room. */
export const customerSide = (call: InboundCall): RoomRequest =>
  call.offerSdp === null
    ? { type: 'offer-rtp', callId: call.callId, legId: call.customerLegId }
    : { type: 'answer-rtp', callId: call.callId, legId: call.customerLegId, offerSdp: call.offerSdp }

/** Nobody is there: the carrier's call is answered, told so once, and ended (IN-4). */
export function playNoAgent(call: InboundCall): Transition {
  return moved({ phase: 'prompting', call, playing: false }, [
    { type: 'disarm', timer: 'longest-wait' },
    { type: 'media', request: customerSide(call) },
    { type: 'arm', timer: 'prompt', delayMs: callTimes.promptMs },
  ])
}

export function prompting(state: Prompting, event: CallEvent): Transition {
  const { call } = state
  const over = (): Transition => endCall(state, terminationFor('no-agent'))
  switch (event.type) {
    case 'sdp-made':
      return event.legId === call.customerLegId && !state.playing
        ? moved({ ...state, playing: true }, [
            { type: 'line-accept', legId: call.customerLegId, sdp: event.sdp },
            {
              type: 'media',
              request: {
                type: 'play-once',
                callId: call.callId,
                legId: call.customerLegId,
                prompt: 'no-agent',
              },
            },
          ])
        : refused(state, 'unknown-leg')
    case 'line-late-answer':
      return moved(state, [lateAnswer(call, event.sdp)])
    case 'sdp-taken':
      return refused(state, 'no-change')
    case 'prompt-ended':
      return event.legId === call.customerLegId ? over() : refused(state, 'unknown-leg')
    case 'timer':
      return event.timer === 'prompt' ? over() : refused(state, 'not-in-this-phase')
    case 'line-ended':
    case 'line-cancelled':
      return event.legId === call.customerLegId ? over() : refused(state, 'unknown-leg')
    case 'media-refused':
      return mediaRefused(state, event.code)
    case 'leg-failed':
    case 'room-lost':
      return endCall(state, terminationFor('media-failed'))
    case 'end-requested':
      return endCall(state, terminationFor(event.kind))
    default:
      return refused(state, 'not-in-this-phase')
  }
}

const lateAnswer = (call: InboundCall, answerSdp: string): Effect => ({
  type: 'media',
  request: { type: 'accept-rtp-answer', callId: call.callId, legId: call.customerLegId, answerSdp },
})
