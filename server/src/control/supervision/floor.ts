import type { CallId, Floor, FloorAgent, PersonId, TeamId } from '@hearthline/shared'
import type { AgentService } from '../agents/index.ts'
import type { CallReads, CallState } from '../calls/index.ts'
import type { TrunkService } from '../trunks/index.ts'

/** What a lead sees: their teams. An administrator sees all. */
export type FloorScope = { type: 'all' } | { type: 'teams'; teamIds: readonly TeamId[] }

type TeamRef = FloorAgent['teams'][number]
type Agent = NonNullable<ReturnType<AgentDirectory['agent']>>
type Standing = Pick<FloorAgent, 'state' | 'reachability'>

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
}

export function createFloorView(deps: {
  agents: AgentService
  directory: AgentDirectory
  reads: CallReads
  trunks: TrunkService
}): FloorView {
  const { agents, directory, reads, trunks } = deps

  return {
    floor: (scope) => {
      const standingOf = agents.standings()
      return {
        agents: directory
          .agents()
          .filter((person) => isSeen(scope, person))
          .map((person) => toFloorAgent(person, standingOf(person.personId))),
        calls: reads.allLive((call) => seesCall(scope, call)),
        trunks: trunks.statuses(),
      }
    },
    agent: (personId) => {
      const person = directory.agent(personId)
      return person && toFloorAgent(person, agents.standing(personId))
    },
    seesAgent: isSeen,
    seesCall,
  }
}

const toFloorAgent = (person: Agent, standing: Standing): FloorAgent => ({ ...person, ...standing })

const sees = (scope: FloorScope, teamIds: readonly TeamId[]) =>
  scope.type === 'all' || teamIds.some((teamId) => scope.teamIds.includes(teamId))

const seesCall: FloorView['seesCall'] = (scope, { teamId }) =>
  scope.type === 'all' || (teamId !== null && scope.teamIds.includes(teamId))

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
