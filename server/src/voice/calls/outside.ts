import type { LegId } from '@hearthline/shared'
import type { CallEvent, Effect, Outside, Transition } from './call-state.ts'
import { callTimes, moved, refused } from './call-state.ts'
import { endCall } from './ending.ts'
import type { SeatedLeg } from './hearing-matrix.ts'
import { terminationFor } from './termination.ts'

/** The room after a call was given to a number outside: that party sits where the agent sat. */
export const outsideSeats = (state: Outside): SeatedLeg[] => [
  { legId: state.outsideLegId, seat: 'agent' },
  { legId: state.call.customerLegId, seat: 'customer' },
]

/** CTL-14: two carrier legs talk until either hangs up; nobody of the house is in the call any more. */
export function outside(state: Outside, event: CallEvent): Transition {
  const { customerLegId } = state.call
  const isCustomer = (legId: LegId): boolean => legId === customerLegId
  const isIn = (legId: LegId): boolean => isCustomer(legId) || legId === state.outsideLegId
  switch (event.type) {
    case 'line-ended': {
      if (!isIn(event.legId)) return refused(state, 'unknown-leg')
      if (!isCustomer(event.legId)) return endCall(state, terminationFor('agent-hung-up'))
      return endCall(state, terminationFor(event.end === 'gone' ? 'customer-line-lost' : 'customer-hung-up'))
    }
    case 'line-reinvited':
      return isIn(event.legId)
        ? retargeted(state, event.legId, event.offerSdp)
        : refused(state, 'unknown-leg')
    case 'line-late-answer': {
      const { callId } = state.call
      const { legId, sdp } = event
      if (!isIn(legId)) return refused(state, 'unknown-leg')
      return moved(state, [
        { type: 'media', request: { type: 'accept-rtp-answer', callId, legId, answerSdp: sdp } },
      ])
    }
    case 'sdp-made':
      return isIn(event.legId)
        ? moved(state, [{ type: 'reinvite-accept', legId: event.legId, sdp: event.sdp }])
        : refused(state, 'unknown-leg')
    case 'media-refused': {
      const { legId } = event
      if (legId === null || event.code === 'worker-gone') return refused(state, 'no-change')
      if (!isIn(legId)) return refused(state, 'unknown-leg')
      return event.step === 'accept-rtp-answer'
        ? endCall(state, terminationFor('media-failed', { fault: 'carrier' }))
        : moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
    }
    case 'leg-failed':
    case 'room-lost':
      if (event.type === 'leg-failed' && !isIn(event.legId)) return refused(state, 'unknown-leg')
      return endCall(state, terminationFor('media-failed'))
    case 'leg-silent':
      return isIn(event.legId) ? moved(state, [watchSilence(event.silentMs)]) : refused(state, 'unknown-leg')
    case 'leg-heard':
      return isIn(event.legId)
        ? moved(state, [{ type: 'disarm', timer: 'customer-silence' }])
        : refused(state, 'unknown-leg')
    case 'timer':
      return event.timer === 'customer-silence'
        ? endCall(state, terminationFor('customer-line-lost'))
        : refused(state, 'not-in-this-phase')
    case 'recording-started':
      return moved({ ...state, recording: 'on' })
    case 'recording-failed':
      return moved({ ...state, recording: 'failed' })
    case 'end-requested':
      return endCall(state, terminationFor(event.kind))
    default:
      return refused(state, 'not-in-this-phase')
  }
}

const watchSilence = (silentMs: number): Effect => ({
  type: 'arm',
  timer: 'customer-silence',
  delayMs: Math.max(0, callTimes.customerSilenceMs - silentMs),
})

function retargeted(state: Outside, legId: LegId, offerSdp: string | null): Transition {
  const { callId } = state.call
  return moved(state, [
    offerSdp === null
      ? { type: 'media', request: { type: 'offer-rtp', callId, legId } }
      : { type: 'media', request: { type: 'answer-rtp', callId, legId, offerSdp } },
  ])
}
