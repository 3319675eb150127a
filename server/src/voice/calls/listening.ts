import type { LegId } from '@hearthline/shared'
import type { CallEvent, Connected, Effect, Listener, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { journal, seatedLegs, situationOf } from './ending.ts'
import { causeOf, terminationFor } from './termination.ts'

export const listenerOf = (state: Connected, legId: LegId): Listener | undefined =>
  state.listeners.find((listener) => listener.legId === legId)

/** A supervisor leg wants in. A second leg of the same person (a reloaded tab) takes the place of the first (LIS-2). */
export function listenerArrived(
  state: Connected,
  event: Extract<CallEvent, { type: 'listener-arrived' }>,
): Transition {
  const { legId, personId, signInId, offerSdp } = event
  const cleared = cut(state, (listener) => listener.personId === personId)
  const listeners = [...cleared.state.listeners, { legId, personId, signInId, sinceMs: null }]
  return moved({ ...cleared.state, listeners }, [
    ...cleared.effects,
    {
      type: 'media',
      request: { type: 'answer-browser', callId: state.call.callId, legId, offerSdp },
    },
  ])
}

/** The media plane answered the listener's browser: from here the leg hears (LIS-1). */
export function listenerAnswered(state: Connected, legId: LegId, sdp: string, atMs: number): Transition {
  const listener = listenerOf(state, legId)
  if (!listener) return refused(state, 'unknown-leg')
  const next: Connected = {
    ...state,
    listeners: state.listeners.map((other) => (other.legId === legId ? { ...other, sinceMs: atMs } : other)),
  }
  return moved(next, [
    { type: 'hearing', situation: situationOf(state.agentLine), legs: seatedLegs(next) },
    { type: 'line-accept', legId, sdp },
    journal({
      type: 'leg-joined',
      callId: state.call.callId,
      legId,
      role: 'supervisor',
      personId: listener.personId,
      mode: 'listen',
    }),
  ])
}

export function listenerLeft(state: Connected, legId: LegId): Transition {
  return listenerOf(state, legId)
    ? toTransition(cut(state, (listener) => listener.legId === legId))
    : refused(state, 'unknown-leg')
}

export function listeningCut(
  state: Connected,
  who: Extract<CallEvent, { type: 'listening-cut' }>['who'],
): Transition {
  const isMeant = (listener: Listener): boolean =>
    'personId' in who ? listener.personId === who.personId : listener.signInId === who.signInId
  return state.listeners.some(isMeant) ? toTransition(cut(state, isMeant)) : refused(state, 'no-change')
}

const toTransition = (result: { state: Connected; effects: Effect[] }): Transition =>
  moved(result.state, result.effects)

/** LIS-3: a listener goes without a sound for the others; the call stays. */
function cut(
  state: Connected,
  isMeant: (listener: Listener) => boolean,
): { state: Connected; effects: Effect[] } {
  const leaving = state.listeners.filter(isMeant)
  if (leaving.length === 0) return { state, effects: [] }
  const { callId } = state.call
  const next: Connected = { ...state, listeners: state.listeners.filter((one) => !isMeant(one)) }
  const cause = causeOf(terminationFor('ended-by-lead'))
  return {
    state: next,
    effects: [
      { type: 'hearing', situation: situationOf(state.agentLine), legs: seatedLegs(next) },
      ...leaving.flatMap(({ legId, personId, sinceMs }): Effect[] => [
        { type: 'line-end', legId, cause },
        { type: 'media', request: { type: 'close-leg', callId, legId } },
        ...(sinceMs === null
          ? []
          : [journal({ type: 'leg-left', callId, legId, role: 'supervisor', personId })]),
      ]),
    ],
  }
}
