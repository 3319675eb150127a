import type { LegId } from '@hearthline/shared'
import type { Aside, Consulting } from './aside-state.ts'
import type { Connected, Effect } from './call-state.ts'
import { callTimes } from './call-times.ts'
import type { SeatedLeg, Sides, Situation } from './hearing-matrix.ts'
import { sidesOf } from './hearing-matrix.ts'

/** The room of a connected call: who sits where, and what a change of seats asks of the media plane. */

/** The row of the hearing matrix that holds now. */
export function situationOf({ parked, aside }: Connected): Situation {
  const situation = withAgent(aside)
  if (parked === null) return situation
  return situation === 'three-way' ? 'parked-three-way' : 'parked'
}

/** The row that holds as long as the agent has a voice. */
function withAgent(aside: Aside | null): Situation {
  if (aside === null) return 'two-party'
  if (aside.kind === 'hold') return 'held'
  const { step, speaking } = aside
  if (step === 'early-media') return 'calling-early-media'
  if (step !== 'connected') return 'calling'
  return ({ consult: 'consulting', customer: 'swapped', all: 'three-way' } as const)[speaking]
}

/** Legs that sit in the room of a connected call, agent first. */
export function seatedLegs(state: Connected): SeatedLeg[] {
  return [
    { legId: state.agent.legId, seat: 'agent' },
    { legId: state.call.customerLegId, seat: 'customer' },
    ...consultSeat(state.aside),
    ...state.supervisors
      .filter((supervisor) => supervisor.sinceMs !== null)
      .map(({ legId, mode }): SeatedLeg => ({ legId, seat: mode })),
  ]
}

/** The consult party sits in the room as soon as there is something to hear of it. */
function consultSeat(aside: Aside | null): SeatedLeg[] {
  if (aside?.kind !== 'consult' || (aside.step !== 'connected' && aside.step !== 'early-media')) return []
  const legId = consultLegOf(aside)
  return legId === null ? [] : [{ legId, seat: 'consult' }]
}

/** The one leg that is being tried, or talks. */
export const consultLegOf = ({ route }: Consulting): LegId | null =>
  route.kind === 'dial' ? route.legId : (route.agents[0]?.legId ?? null)

/** Both sides of the talk. They stay as they are while the agent's voice is lost: it comes back to where it was. */
export const sidesNow = (state: Connected): Sides => sidesOf(withAgent(state.aside), seatedLegs(state))

/** Whether any lead is in the call, in whatever mode. */
export const isSupervised = (state: Connected): boolean =>
  state.takenOver !== null || state.supervisors.some(({ sinceMs }) => sinceMs !== null)

/**
 * The whole matrix at once, so that no ear ever hears half a change. A voice leaves its recorded side before the customer
 * ceases to hear it and joins it after they do: what was only whispered is never on record (SUP-3).
 */
export function reseat(before: Connected, after: Connected): Effect[] {
  const { callId } = after.call
  const legs = seatedLegs(after)
  const situation = situationOf(after)
  const legsBefore = seatedLegs(before)
  const isSame = situation === situationOf(before) && sameSeats(legs, legsBefore)
  const sides = sidesNow(after)
  const sidesBefore = sidesNow(before)
  const lasting = sidesBefore.agentSide.filter((legId) => sides.agentSide.includes(legId))
  const record = (agentSide: LegId[], agentSideBefore: LegId[]): Effect[] =>
    agentSide.length === agentSideBefore.length || !isRecording(after)
      ? []
      : [{ type: 'media', request: { type: 'set-recorded-sides', callId, ...sides, agentSide } }]
  return [
    ...record(lasting, sidesBefore.agentSide),
    ...(isSame ? [] : [{ type: 'hearing', situation, legs } as const]),
    ...record(sides.agentSide, lasting),
    ...watchLevels(before, after),
  ]
}

const sameSeats = (one: readonly SeatedLeg[], other: readonly SeatedLeg[]): boolean =>
  one.length === other.length &&
  one.every(({ legId, seat }, at) => legId === other[at]?.legId && seat === other[at].seat)

export const isRecording = ({ recording }: Connected): boolean =>
  recording === 'starting' || recording === 'on'

/** Levels are for the leads who watch them; without any they are not made. */
function watchLevels(before: Connected, after: Connected): Effect[] {
  if (isSupervised(before) === isSupervised(after)) return []
  const everyMs = isSupervised(after) ? callTimes.levelsEveryMs : null
  return [{ type: 'media', request: { type: 'watch-levels', callId: after.call.callId, everyMs } }]
}
