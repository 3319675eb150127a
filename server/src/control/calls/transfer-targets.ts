import { ok, refuse } from '@hearthline/shared'
import type { Page, PersonId, Problem, Result, SignInId, TeamId } from '@hearthline/shared'
import type { AgentService, Presence } from '../agents/index.ts'
import type { Reservations } from './reservations.ts'

export interface FreeAgent {
  personId: PersonId
  signInId: SignInId
}

interface TeamNow {
  name: string
  /** Ready and reachable, longest Ready first; at most as many as a consult call rings. */
  free: FreeAgent[]
}

type Target =
  | { type: 'agent'; personId: PersonId; displayName: string; teams: string[]; free: boolean }
  | { type: 'team'; teamId: TeamId; name: string; freeAgents: number }

/** The house's agents and teams, as transfers need them. */
export interface TargetPeople {
  /** Agents who are not disabled. */
  agents(): { personId: PersonId; displayName: string; teams: { teamId: TeamId; name: string }[] }[]
  teams(): { teamId: TeamId; name: string }[]
}

/** To whom a call may be given (RECORD-15). */
export interface TransferTargets {
  /** Null when they can take no call now; `not-found` for somebody who is no agent. */
  agent(personId: PersonId): Result<FreeAgent | null>
  /** Without the asker; `not-found` for a team that is not there. */
  team(teamId: TeamId, asker: PersonId): Result<TeamNow>
  /** Who could take a call now first, then by name. */
  page(asker: PersonId, query: { offset: number; limit: number; search?: string | undefined }): Page<Target>
}

/** As many as one consult call rings, one after another. */
const mostRung = 20

export function createTransferTargets(deps: {
  people: TargetPeople
  agents: Pick<AgentService, 'present'>
  presence: Presence
  reservations: Reservations
}): TransferTargets {
  const { people, agents, presence, reservations } = deps

  /** Everybody who could be rung this moment, longest Ready first. */
  const freeNow = (): FreeAgent[] =>
    agents
      .present()
      .toSorted((one, two) => one.state.since - two.state.since || one.personId.localeCompare(two.personId))
      .flatMap(({ personId, signInId, state }) => {
        if (state.type !== 'ready' || signInId === null || reservations.of(personId) !== null) return []
        const { socket, phone } = presence.of(signInId)
        return socket && phone ? [{ personId, signInId }] : []
      })

  return {
    agent: (personId) =>
      people.agents().some((agent) => agent.personId === personId)
        ? ok(freeNow().find((agent) => agent.personId === personId) ?? null)
        : refuse(notThere),
    team: (teamId, asker) => {
      const team = people.teams().find((one) => one.teamId === teamId)
      if (team === undefined) return refuse(notThere)
      const members = new Set(
        people
          .agents()
          .flatMap(({ personId, teams }) => (teams.some((one) => one.teamId === teamId) ? [personId] : [])),
      )
      const free = freeNow().filter(({ personId }) => personId !== asker && members.has(personId))
      return ok({ name: team.name, free: free.slice(0, mostRung) })
    },
    page: (asker, { offset, limit, search }) => {
      const free = new Set(freeNow().map(({ personId }) => personId))
      const everybody = people.agents().filter(({ personId }) => personId !== asker)
      const all: { name: string; can: boolean; target: Target }[] = [
        ...people.teams().map(({ teamId, name }) => {
          const freeAgents = everybody.filter(
            ({ personId, teams }) => free.has(personId) && teams.some((team) => team.teamId === teamId),
          ).length
          const target = { type: 'team', teamId, name, freeAgents } as const
          return { name, can: freeAgents > 0, target }
        }),
        ...everybody.map(({ personId, displayName, teams }) => {
          const can = free.has(personId)
          const names = teams.map(({ name }) => name)
          const target = { type: 'agent', personId, displayName, teams: names, free: can } as const
          return { name: displayName, can, target }
        }),
      ]
      const text = search?.trim().toLocaleLowerCase() ?? ''
      const found = all
        .filter(({ name }) => name.toLocaleLowerCase().includes(text))
        .toSorted((one, two) => Number(two.can) - Number(one.can) || one.name.localeCompare(two.name))
      return {
        items: found.slice(offset, offset + limit).map(({ target }) => target),
        total: found.length,
      }
    },
  }
}

const notThere: Problem = { code: 'not-found', detail: 'There is no such agent or team.' }
