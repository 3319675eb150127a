import type { BreakMinutes, CallId, Floor, FloorAgent, PersonId, TeamId } from '@hearthline/shared'
import type { AgentService } from '../agents/index.ts'
import type { CallReads, CallState } from '../calls/index.ts'
import type { HelpDesk } from '../help/index.ts'
import type { TrunkService } from '../trunks/index.ts'
import type { Tallies } from './tallies.ts'

/** What a lead sees: their teams. An administrator sees all. */
export type FloorScope = { type: 'all' } | { type: 'teams'; teamIds: readonly TeamId[] }

type TeamRef = FloorAgent['teams'][number]
type Agent = NonNullable<ReturnType<AgentDirectory['agent']>>
type Standing = Pick<FloorAgent, 'state' | 'reachability' | 'missedRings'>

/** Agents as supervision needs them. */
export interface AgentDirectory {
  /** Agents who are not disabled. */
  agents(): { personId: PersonId; displayName: string; teams: TeamRef[] }[]
  agent(personId: PersonId): { personId: PersonId; displayName: string; teams: TeamRef[] } | null
}

/** The floor, projected for one viewer (REALTIME-5). */
export interface FloorView {
  floor(scope: FloorScope): Floor
  /** Null when the person is no agent. */
  agent(personId: PersonId): FloorAgent | null
  seesAgent(scope: FloorScope, agent: Pick<FloorAgent, 'teams'>): boolean
  seesCall(scope: FloorScope, call: Pick<CallState, 'teamId'>): boolean
  seesTeam(scope: FloorScope, teamId: TeamId): boolean
}

export function createFloorView(deps: {
  agents: AgentService
  directory: AgentDirectory
  reads: CallReads
  trunks: TrunkService
  help: Pick<HelpDesk, 'open'>
  tallies: Pick<Tallies, 'all'>
  /** How long each kind of break may last, minutes. */
  breakMinutes(): BreakMinutes
}): FloorView {
  const { agents, directory, reads, trunks, help, tallies } = deps

  const toFloorAgent = (person: Agent, standing: Standing): FloorAgent => ({
    ...person,
    ...standing,
    breakOverAt: breakOverAt(standing.state, deps.breakMinutes()),
  })

  return {
    floor: (scope) => {
      const standingOf = agents.standings()
      const seen = directory.agents().filter((person) => isSeen(scope, person))
      const seenIds = new Set(seen.map(({ personId }) => personId))
      return {
        agents: seen.map((person) => toFloorAgent(person, standingOf(person.personId))),
        calls: reads.allLive((call) => seesCall(scope, call)),
        trunks: trunks.statuses(),
        help: help.open().filter(({ agent }) => seenIds.has(agent.personId)),
        tallies: tallies.all((teamId) => seesTeam(scope, teamId)),
      }
    },
    agent: (personId) => {
      const person = directory.agent(personId)
      return person && toFloorAgent(person, agents.standing(personId))
    },
    seesAgent: isSeen,
    seesCall,
    seesTeam,
  }
}

const breakOverAt = (state: Standing['state'], minutes: BreakMinutes): number | null =>
  state.type === 'break' ? state.since + minutes[state.reason] * 60_000 : null

const sees = (scope: FloorScope, teamIds: readonly TeamId[]) =>
  scope.type === 'all' || teamIds.some((teamId) => scope.teamIds.includes(teamId))

const seesCall: FloorView['seesCall'] = (scope, { teamId }) =>
  scope.type === 'all' || (teamId !== null && scope.teamIds.includes(teamId))

const seesTeam: FloorView['seesTeam'] = (scope, teamId) => sees(scope, [teamId])

const isSeen = (scope: FloorScope, person: { teams: TeamRef[] }) =>
  sees(
    scope,
    person.teams.map((team) => team.teamId),
  )

export interface MonitorTicket {
  callId: CallId
  ticket: string
  expiresAt: number
}
