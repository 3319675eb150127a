import type { PersonId, Team, TeamId } from '@hearthline/shared'
import { Temporal } from 'temporal-polyfill'
import type { Directory } from '../calls/index.ts'
import type { PeopleService } from '../people/index.ts'
import type { Clock, ShiftClock } from '../ports.ts'
import type { AgentDirectory } from '../supervision/index.ts'

/** Teams without a length of their own. */
const defaultWrapUpMs = 60_000
/** Calls of no team. */
const defaultDisclosure = 'sign'
/** More agents than one control serves. */
const everybody = { offset: 0, limit: 100_000 }

export interface CallDirectory extends Directory {
  /** Reads this team anew from now on. */
  forget(teamId: TeamId): void
}

/** People as calls needs them. Settings of teams are kept: they are asked for with every change of a call. */
export function directoryOf(people: PeopleService): CallDirectory {
  const kept = new Map<TeamId, Team | null>()
  const team = (teamId: TeamId | null): Team | null => {
    if (teamId === null) return null
    const known = kept.get(teamId)
    if (known !== undefined) return known
    const found = people.findTeam(teamId)
    kept.set(teamId, found)
    return found
  }
  return {
    displayName: (personId) => people.find(personId)?.displayName ?? null,
    teamIds: (personId) => people.find(personId)?.teams.map(({ teamId }) => teamId) ?? [],
    wrapUpMs: (teamId) => {
      const seconds = team(teamId)?.wrapUpSeconds
      return seconds === undefined ? defaultWrapUpMs : seconds * 1000
    },
    disclosure: (teamId) => team(teamId)?.disclosure ?? defaultDisclosure,
    forget: (teamId) => void kept.delete(teamId),
  }
}

/** Whether this person may reach into calls of this team now. */
export const leads = (people: PeopleService, personId: PersonId, teamId: TeamId): boolean => {
  const person = people.find(personId)
  return person?.role === 'lead' && !person.disabled && person.teams.some((team) => team.teamId === teamId)
}

/** Where it is day for this person: in the zone of the shift that they work now, else in that of this machine. */
export const zoneOf =
  ({ shifts, clock }: { shifts: Pick<ShiftClock, 'accessAt'>; clock: Clock }) =>
  (personId: PersonId): string => {
    const access = shifts.accessAt(personId, clock.nowMs())
    return (access.type === 'open' ? access.window?.timeZone : null) ?? Temporal.Now.timeZoneId()
  }

export function agentDirectoryOf(people: PeopleService): AgentDirectory {
  return {
    agents: () =>
      people
        .page({ ...everybody, role: 'agent' })
        .items.filter((person) => !person.disabled)
        .map(refOf),
    agent: (personId: PersonId) => {
      const person = people.find(personId)
      return person === null || person.disabled || person.role !== 'agent' ? null : refOf(person)
    },
  }
}

const refOf = ({ personId, displayName, teams }: NonNullable<ReturnType<PeopleService['find']>>) => ({
  personId,
  displayName,
  teams,
})
