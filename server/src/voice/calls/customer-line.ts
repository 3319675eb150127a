import type { CallEvent, Connected, Effect, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { callTimes } from './call-times.ts'

/** What comes of the customer's voice: RTP that stops (LINE-5), and a carrier that moves it or announces silence (LINE-3). */

const countSilence = (silentMs: number): Effect => ({
  type: 'arm',
  timer: 'customer-silence',
  delayMs: Math.max(0, callTimes.customerSilenceMs - silentMs),
})
const stopCounting: Effect = { type: 'disarm', timer: 'customer-silence' }

/** RTP of a leg that is not the speaker's stops or comes again; the customer's alone matters. */
export function customerHeard(
  state: Connected,
  event: Extract<CallEvent, { type: 'leg-silent' | 'leg-heard' }>,
): Transition {
  if (event.legId !== state.call.customerLegId) return refused(state, 'no-change')
  const customer = event.type === 'leg-silent'
  const next = { ...state, unheard: { ...state.unheard, customer } }
  if (event.type === 'leg-heard') return moved(next, [stopCounting])
  return moved(next, state.customerSilent ? [] : [countSilence(event.silentMs)])
}

export function customerReinvited(state: Connected, offerSdp: string | null, isSilent: boolean): Transition {
  const { callId, customerLegId: legId } = state.call
  // The media plane tells of a silence once, so one that was announced is counted when it no longer is.
  const isDue = state.customerSilent && !isSilent && state.unheard.customer
  return moved({ ...state, customerSilent: isSilent }, [
    {
      type: 'media',
      request:
        offerSdp === null
          ? { type: 'offer-rtp', callId, legId }
          : { type: 'answer-rtp', callId, legId, offerSdp },
    },
    ...(isSilent ? [stopCounting] : []),
    ...(isDue ? [countSilence(0)] : []),
  ])
}
