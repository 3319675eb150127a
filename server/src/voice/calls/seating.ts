import type { LegId } from '@hearthline/shared'
import type { AgentLine, Connected, Effect } from './call-state.ts'
import { callTimes } from './call-state.ts'
import type { SeatedLeg, Situation } from './hearing-matrix.ts'
import { sidesOf } from './hearing-matrix.ts'

/** The room of a connected call: who sits where, and what a change of seats asks of the media plane. */

const situationOf = (line: AgentLine): Situation => (line.media === 'up' ? 'two-party' : 'parked')

/** Legs that sit in the room of a connected call, agent first. */
export function seatedLegs(state: Connected): SeatedLeg[] {
  return [
    { legId: state.agent.legId, seat: 'agent' },
    { legId: state.call.customerLegId, seat: 'customer' },
    ...state.supervisors
      .filter((supervisor) => supervisor.sinceMs !== null)
      .map(({ legId, mode }): SeatedLeg => ({ legId, seat: mode })),
  ]
}

/** Whether any lead is in the call, in whatever mode. */
const isSupervised = (state: Connected): boolean =>
  state.takenOver !== null || state.supervisors.some(({ sinceMs }) => sinceMs !== null)

/**
 * The whole matrix at once, so that no ear ever hears half a change. A voice leaves its recorded side before the customer
 * ceases to hear it and joins it after they do: what was only whispered is never on record (SUP-3).
 */
export function reseat(before: Connected, after: Connected): Effect[] {
  const { callId } = after.call
  const legs = seatedLegs(after)
  const situation = situationOf(after.agentLine)
  const isSame = situation === situationOf(before.agentLine) && sameSeats(legs, seatedLegs(before))
  const sides = sidesOf(legs)
  const sidesBefore = sidesOf(seatedLegs(before))
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

const isRecording = ({ recording }: Connected): boolean => recording === 'starting' || recording === 'on'

/** Levels are for the leads who watch them; without any they are not made. */
function watchLevels(before: Connected, after: Connected): Effect[] {
  if (isSupervised(before) === isSupervised(after)) return []
  const everyMs = isSupervised(after) ? callTimes.levelsEveryMs : null
  return [{ type: 'media', request: { type: 'watch-levels', callId: after.call.callId, everyMs } }]
}
