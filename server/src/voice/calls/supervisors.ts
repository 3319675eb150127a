import type { LegId } from '@hearthline/shared'
import { terminationFor, causeOf } from './termination.ts'
import type { CallEvent, Connected, Effect, Supervisor, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { journal } from './ending.ts'
import { reseat } from './seating.ts'

/** Legs of supervisors: they come, lose their connection, and go; the call stays. */

export const supervisorOf = (state: Connected, legId: LegId): Supervisor | undefined =>
  state.supervisors.find((supervisor) => supervisor.legId === legId)

/** A supervisor leg wants in. A second leg of the same person (a reloaded tab) takes the place of the first (LIS-2). */
export function supervisorArrived(
  state: Connected,
  event: Extract<CallEvent, { type: 'supervisor-arrived' }>,
): Transition {
  const { legId, personId, signInId, offerSdp } = event
  const cleared = cut(state, (supervisor) => supervisor.personId === personId)
  const arriving: Supervisor = {
    legId,
    personId,
    signInId,
    sinceMs: null,
    mode: 'listen',
    modeSinceMs: 0,
    line: 'up',
  }
  return moved({ ...cleared.state, supervisors: [...cleared.state.supervisors, arriving] }, [
    ...cleared.effects,
    {
      type: 'media',
      request: { type: 'answer-browser', callId: state.call.callId, legId, offerSdp },
    },
  ])
}

/** The media plane answered the supervisor's browser: from here the leg hears (LIS-1). */
export function supervisorAnswered(
  state: Connected,
  supervisor: Supervisor,
  sdp: string,
  atMs: number,
): Transition {
  const { legId, personId } = supervisor
  const { callId } = state.call
  const next: Connected = {
    ...state,
    supervisors: state.supervisors.map((other) =>
      other.legId === legId ? { ...other, sinceMs: atMs, modeSinceMs: atMs } : other,
    ),
  }
  return moved(next, [
    ...reseat(state, next),
    { type: 'line-accept', legId, sdp },
    journal({ type: 'leg-joined', callId, legId, role: 'supervisor', personId, mode: 'listen' }),
  ])
}

export function supervisorLeft(state: Connected, legId: LegId): Transition {
  return supervisorOf(state, legId)
    ? toTransition(cut(state, (supervisor) => supervisor.legId === legId))
    : refused(state, 'unknown-leg')
}

export function supervisorCut(
  state: Connected,
  who: Extract<CallEvent, { type: 'supervisor-cut' }>['who'],
): Transition {
  const isMeant = (supervisor: Supervisor): boolean =>
    'personId' in who ? supervisor.personId === who.personId : supervisor.signInId === who.signInId
  return state.supervisors.some(isMeant) ? toTransition(cut(state, isMeant)) : refused(state, 'no-change')
}

/**
 * SUP-9: a browser that died takes its connection with it at once, its media seconds later, and blocks meanwhile whoever
 * else wants to speak. So a lost connection is looked at twice, and the leg goes at the second look.
 */
export function supervisorLine(state: Connected, legId: LegId, line: 'up' | 'lost'): Transition {
  const known = supervisorOf(state, legId)
  if (known === undefined) return refused(state, 'unknown-leg')
  if ((known.line === 'up') === (line === 'up')) return refused(state, 'no-change')
  const isFirst = state.supervisors.every((each) => each.line === 'up')
  const supervisors = state.supervisors.map((each) => (each.legId === legId ? { ...each, line } : each))
  return moved({ ...state, supervisors }, line === 'lost' && isFirst ? [lookAgain] : [])
}

const lookAgain: Effect = { type: 'arm', timer: 'supervisor-lines', delayMs: callTimes.supervisorLineMs }

export function supervisorLinesLooked(state: Connected): Transition {
  const left = cut(state, ({ line }) => line === 'overdue')
  const supervisors = left.state.supervisors.map((each): Supervisor =>
    each.line === 'lost' ? { ...each, line: 'overdue' } : each,
  )
  const isAnyLost = supervisors.some(({ line }) => line !== 'up')
  return moved({ ...left.state, supervisors }, [...left.effects, ...(isAnyLost ? [lookAgain] : [])])
}

const toTransition = (result: { state: Connected; effects: Effect[] }): Transition =>
  moved(result.state, result.effects)

/** LIS-3: a supervisor goes in one step, whatever the mode: agent and customer hear each other as before. */
function cut(
  state: Connected,
  isMeant: (supervisor: Supervisor) => boolean,
): { state: Connected; effects: Effect[] } {
  const leaving = state.supervisors.filter(isMeant)
  if (leaving.length === 0) return { state, effects: [] }
  const { callId } = state.call
  const next: Connected = { ...state, supervisors: state.supervisors.filter((one) => !isMeant(one)) }
  const cause = causeOf(terminationFor('ended-by-lead'))
  return {
    state: next,
    effects: [
      ...reseat(state, next),
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
