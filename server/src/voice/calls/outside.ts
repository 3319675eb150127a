import type { LegId } from '@hearthline/shared'
import type { CallEvent, Effect, Outside, OutsideSide, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { endCall } from './ending.ts'
import type { SeatedLeg } from './hearing-matrix.ts'
import { afterLoss, recordAgain } from './re-anchor.ts'
import { terminationFor } from './termination.ts'

/** The room after a call was given to a number outside: that party sits where the agent sat. */
export const outsideSeats = (state: Outside): SeatedLeg[] => [
  { legId: state.party.legId, seat: 'agent' },
  { legId: state.customer.legId, seat: 'customer' },
]

/** CTL-14: two carrier legs talk until either hangs up; nobody of the house is in the call any more. */
export function outside(state: Outside, event: CallEvent): Transition {
  switch (event.type) {
    case 'timer':
      return event.timer === 'customer-silence'
        ? endCall(state, terminationFor('customer-line-lost'))
        : refused(state, 'not-in-this-phase')
    case 'room-lost':
      return roomLost(state)
    case 'recording-started':
      return moved({ ...state, recording: 'on' })
    case 'recording-failed':
      return moved({ ...state, recording: 'failed' })
    case 'end-requested':
      return endCall(state, terminationFor(event.kind))
    case 'media-refused':
      // The pool tells of a lost room by itself, once for all its legs, and of one that died while it opened (ANCH-10).
      if (event.code === 'worker-gone') return refused(state, 'no-change')
      // No worker took the room over (ANCH-2).
      if (event.step === 'open-room') return endCall(state, terminationFor('media-failed'))
      break
    default:
  }
  if (!('legId' in event)) return refused(state, 'not-in-this-phase')
  for (const name of ['party', 'customer'] as const)
    if (state[name].legId === event.legId) return ofSide(state, name, event)
  return refused(state, 'unknown-leg')
}

type SideName = 'party' | 'customer'

const withSide = (state: Outside, name: SideName, change: Partial<OutsideSide>): Outside => ({
  ...state,
  [name]: { ...state[name], ...change },
})

function ofSide(state: Outside, name: SideName, event: CallEvent & { legId: LegId | null }): Transition {
  const { legId, moving } = state[name]
  const to = (change: Partial<OutsideSide>): Outside => withSide(state, name, change)
  switch (event.type) {
    case 'line-ended':
      if (name === 'party') return endCall(state, terminationFor('agent-hung-up'))
      return endCall(state, terminationFor(event.end === 'gone' ? 'customer-line-lost' : 'customer-hung-up'))
    case 'line-reinvited':
      return reinvited(state, name, event)
    case 'line-late-answer':
      return moved(state, [take(state, legId, event.sdp)])
    case 'line-renegotiated':
      if (moving === 'stale') return moved(to({ moving: 'offering' }), [offer(state, legId)])
      if (moving !== 'offering' && moving !== 'offered') return refused(state, 'no-change')
      if (event.sdp === null) return endCall(state, terminationFor('media-failed'))
      return moved(to({ moving: 'taking' }), [take(state, legId, event.sdp)])
    case 'sdp-made':
      return moving === 'offering' && event.step === 'offer-rtp'
        ? moved(to({ moving: 'offered' }), [{ type: 'line-reinvite', legId, offerSdp: event.sdp }])
        : moved(state, [{ type: 'reinvite-accept', legId, sdp: event.sdp }])
    case 'sdp-taken':
      return moving === 'taking' ? moved(to({ moving: null })) : refused(state, 'no-change')
    case 'media-refused':
      if (event.step === 'accept-rtp-answer')
        return endCall(state, terminationFor('media-failed', { fault: 'carrier' }))
      if (event.step === 'offer-rtp' && moving !== null) return endCall(state, terminationFor('media-failed'))
      return moved(state, [{ type: 'reinvite-refuse', legId, status: 488 }])
    case 'leg-failed':
      return endCall(state, terminationFor('media-failed'))
    case 'leg-silent':
      return heard(state, to({ isMute: true }), event.silentMs)
    case 'leg-heard':
      return heard(state, to({ isMute: false }))
    default:
      return refused(state, 'not-in-this-phase')
  }
}

const take = ({ call: { callId } }: Outside, legId: LegId, answerSdp: string): Effect => ({
  type: 'media',
  request: { type: 'accept-rtp-answer', callId, legId, answerSdp },
})

const offer = ({ call: { callId } }: Outside, legId: LegId): Effect => ({
  type: 'media',
  request: { type: 'offer-rtp', callId, legId },
})

/** A carrier re-targets its leg, or announces silence (LINE-3); without an offer it waits for the end of a move (ANCH-8). */
function reinvited(
  state: Outside,
  name: SideName,
  { offerSdp, silent }: Extract<CallEvent, { type: 'line-reinvited' }>,
): Transition {
  const { callId } = state.call
  const { legId, moving } = state[name]
  if (offerSdp === null && moving !== null)
    return moved(state, [{ type: 'reinvite-refuse', legId, status: 491 }])
  const told = heard(state, withSide(state, name, { isSilent: silent }))
  return moved(told.state, [
    offerSdp === null
      ? offer(state, legId)
      : { type: 'media', request: { type: 'answer-rtp', callId, legId, offerSdp } },
    ...told.effects,
  ])
}

const lostSide = (side: OutsideSide): OutsideSide => ({
  ...side,
  isMute: false,
  moving: afterLoss(side.moving),
})

/** ANCH-9: as in a call with an agent, but two carriers have to follow, and nobody is waited for. */
function roomLost(state: Outside): Transition {
  const { callId } = state.call
  const next: Outside = { ...state, party: lostSide(state.party), customer: lostSide(state.customer) }
  const sides = [next.party, next.customer]
  return moved(next, [
    ...sides.map(({ legId }): Effect => ({ type: 'reinvite-refuse', legId, status: 491 })),
    { type: 'media', request: { type: 'open-room', callId } },
    { type: 'hearing', situation: 'two-party', legs: outsideSeats(next) },
    ...sides.filter(({ moving }) => moving === 'offering').map(({ legId }) => offer(next, legId)),
    ...recordAgain(next, { agentSide: [next.party.legId], customerSide: [next.customer.legId] }),
    { type: 'disarm', timer: 'customer-silence' },
  ])
}

/** Nothing comes from there though it should. */
const isMissed = ({ isMute, isSilent }: OutsideSide): boolean => isMute && !isSilent

/** LINE-5, of whichever side: one clock for both, which goes on as long as the one that set it is missed. */
function heard(before: Outside, after: Outside, silentMs = 0): Transition {
  const sides = ['party', 'customer'] as const
  const isAnyMissed = sides.some((name) => isMissed(after[name]))
  const goesOn = sides.some((name) => isMissed(before[name]) && isMissed(after[name]))
  if (!isAnyMissed)
    return moved(
      after,
      sides.some((name) => isMissed(before[name])) ? [{ type: 'disarm', timer: 'customer-silence' }] : [],
    )
  const isBack = sides.some((name) => isMissed(before[name]) && !isMissed(after[name]))
  return moved(after, goesOn && !isBack ? [] : [watchSilence(silentMs)])
}

const watchSilence = (silentMs: number): Effect => ({
  type: 'arm',
  timer: 'customer-silence',
  delayMs: Math.max(0, callTimes.customerSilenceMs - silentMs),
})
