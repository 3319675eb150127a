import type { CallSupervisor, LiveCall } from '@hearthline/shared'

export type CoachMode = 'listen' | 'whisper' | 'barge'
/** A lead in the own call, as its agent may know. */
export interface Coach extends Omit<CallSupervisor, 'mode'> {
  mode: CoachMode
}

const strength = { listen: 1, whisper: 2, barge: 3 } as const satisfies Record<CoachMode, number>

/**
 * The leads whom the agent is told of, the loudest first. Control leaves out those whom the team's rule hides; one who
 * has taken over is no coach any more, for the agent is not in that call.
 */
export const coachesOf = (live: LiveCall | null): readonly Coach[] =>
  (live?.supervisors ?? [])
    .flatMap((one): Coach[] => (one.mode === 'take-over' ? [] : [{ ...one, mode: one.mode }]))
    .toSorted((one, other) => strength[other.mode] - strength[one.mode] || one.since - other.since)

export const coachMode = (coaches: readonly Coach[]): CoachMode | 'none' => coaches[0]?.mode ?? 'none'

/**
 * Which chime two views of the same call ask for, by the team's rule: up when somebody joins or begins to speak, down
 * when somebody leaves. Null for none: another rule, the first sight of a call, or another call.
 */
export const chimeOf = (before: LiveCall | null, after: LiveCall | null): 'up' | 'down' | null => {
  if (before === null || after === null || before.callId !== after.callId) return null
  if (after.disclosure !== 'chime') return null
  const known = new Map(coachesOf(before).map((coach) => [coach.personId, coach.mode]))
  const present = coachesOf(after)
  const louder = present.some(
    ({ personId, mode }) => strength[mode] > strength[known.get(personId) ?? 'listen'],
  )
  if (louder || present.some(({ personId }) => !known.has(personId))) return 'up'
  return present.length < known.size ? 'down' : null
}

export interface CoachEvent {
  atMs: number
  name: string
  what: CoachMode | 'left'
}

/** What to write into the list of what happened in the call; the agent reads it afterwards, so it tells of leaving too. */
export const coachEvents = (
  before: LiveCall | null,
  after: LiveCall,
  nowMs: number,
): readonly CoachEvent[] => {
  const earlier = before?.callId === after.callId ? coachesOf(before) : []
  const known = new Map(earlier.map((coach) => [coach.personId, coach.mode]))
  const present = coachesOf(after)
  const came = present
    .filter(({ personId, mode }) => known.get(personId) !== mode)
    .map(({ displayName, mode, modeSince }) => ({ atMs: modeSince, name: displayName, what: mode }))
  const left = earlier
    .filter(({ personId }) => !present.some((one) => one.personId === personId))
    .map(({ displayName }) => ({ atMs: nowMs, name: displayName, what: 'left' as const }))
  return [...left, ...came]
}
