import type { LineCause } from '../ports.ts'
import { lineNews } from './agent-line.ts'
import { settleAnchoring } from './anchoring.ts'
import type { CallEvent, Connected, Effect, Rejoining, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { journal } from './ending.ts'
import { reseat } from './seating.ts'

/**
 * The speaker's phone comes back with another leg: a reloaded page, another tab, device or sign-in (rules REJOIN-*). The
 * old leg stays in its seat until the new one can take it, also while it still looks alive.
 */

/** How the old leg is told; it is answered, so this goes into a BYE (TERM-3). */
const rejoined: LineCause = { kind: 'rejoined', status: 480 }

/** The leg that is coming, if any, is not wanted any more. */
export const withdrawReturn = ({ rejoining: coming, call }: Connected, cause: LineCause): Effect[] =>
  coming === null
    ? []
    : [
        { type: 'line-end', legId: coming.legId, cause },
        { type: 'media', request: { type: 'close-leg', callId: call.callId, legId: coming.legId } },
      ]

/** REJOIN-1: only who speaks to the customer has a leg here that another one could replace. */
export function agentReturned(
  state: Connected,
  { legId, personId, signInId, offerSdp }: Extract<CallEvent, { type: 'agent-returned' }>,
): Transition {
  if (personId !== state.agent.personId)
    // Taken over or transferred between the question and now.
    return moved(state, [{ type: 'line-end', legId, cause: { kind: 'rejected', status: 403 } }])
  const next: Connected = { ...state, rejoining: { legId, personId, signInId, offerSdp } }
  return moved(next, [
    // The latest page is the one in front of a person.
    ...withdrawReturn(state, rejoined),
    answerBrowser(next.call.callId, { legId, offerSdp }),
  ])
}

export const answerBrowser = (
  callId: Connected['call']['callId'],
  { legId, offerSdp }: Pick<Rejoining, 'legId' | 'offerSdp'>,
): Effect => ({ type: 'media', request: { type: 'answer-browser', callId, legId, offerSdp } })

/** Whatever happens to the leg that is coming. */
export function rejoining(state: Connected, coming: Rejoining, event: CallEvent): Transition {
  const without = { ...state, rejoining: null }
  switch (event.type) {
    case 'sdp-made':
      return seated(state, coming, event.sdp, event.atMs)
    case 'media-refused': {
      // The room is opened again elsewhere, and the leg asked for once more.
      if (event.code === 'worker-gone') return refused(state, 'no-change')
      const isTheirs = event.code === 'bad-sdp' || event.code === 'no-common-codec'
      return moved(without, withdrawReturn(state, { kind: 'media-failed', status: isTheirs ? 488 : 503 }))
    }
    case 'line-cancelled':
    case 'line-ended':
    // A browser whose connection breaks drops its unanswered INVITE by itself.
    case 'line-lost':
    case 'leg-failed':
      return moved(without, withdrawReturn(state, { kind: 'agent-line-lost', status: 480 }))
    case 'line-reinvited':
      return moved(state, [{ type: 'reinvite-refuse', legId: coming.legId, status: 491 }])
    default:
      return refused(state, 'no-change')
  }
}

/** REJOIN-2: the new leg has the seat, the customer has the speaker, and only then the old leg goes. */
function seated(state: Connected, coming: Rejoining, sdp: string, atMs: number): Transition {
  const { callId } = state.call
  const { legId, personId, signInId } = coming
  const { takenOver } = state
  const next: Connected = settleAnchoring({
    ...state,
    agent: { legId, personId, signInId },
    takenOver: takenOver === null ? null : { ...takenOver, joinedMs: atMs },
    agentLine: { signalling: 'up', media: 'up' },
    unheard: { ...state.unheard, agent: false },
    parked: null,
    rejoining: null,
  })
  const role = takenOver === null ? 'agent' : 'supervisor'
  const mode = takenOver === null ? null : 'listen'
  return moved(next, [
    ...reseat(state, next),
    { type: 'line-accept', legId, sdp },
    { type: 'line-end', legId: state.agent.legId, cause: rejoined },
    { type: 'media', request: { type: 'close-leg', callId, legId: state.agent.legId } },
    journal({ type: 'leg-left', callId, legId: state.agent.legId, role, personId }),
    journal({ type: 'leg-joined', callId, legId, role, personId, mode }),
    ...(takenOver === null
      ? []
      : [journal({ type: 'leg-mode', callId, legId, personId, mode: 'take-over' })]),
    journal({ type: 'agent-rejoined', callId, agent: { personId, signInId } }),
    ...lineNews(state, next),
  ])
}
