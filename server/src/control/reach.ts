import type { PersonId, PersonRef, TeamId } from '@hearthline/shared'
import type { Audit } from './ports.ts'

/** A team lead who does something to somebody, and from where. */
export interface Lead {
  personId: PersonId
  /** Normalised. */
  address: string
  ledTeamIds: readonly TeamId[]
}

/** An agent as those who supervise them need to know them. */
export interface AgentOfTeams extends PersonRef {
  teams: { teamId: TeamId; name: string }[]
}

/** How far a lead's arm reaches: agents who work in a team that they lead (STEER-1). */
export interface Reach {
  /**
   * The agent, when the lead leads one of their teams. Null for anybody else, who does not exist for this lead; reaching
   * for somebody who does exist is a row of the trail.
   * @param action what was tried, as the trail names it.
   */
  agent(lead: Lead, personId: PersonId, action: string): AgentOfTeams | null
  /** A refused row for a team, call or person that the lead has nothing to do with. */
  foreign(lead: Lead, subjectId: string, action: string): void
}

export function createReach(deps: { agent(personId: PersonId): AgentOfTeams | null; audit: Audit }): Reach {
  const foreign: Reach['foreign'] = ({ personId, address }, subjectId, action) =>
    deps.audit.append({
      action,
      actorId: personId,
      subjectId,
      address,
      outcome: 'refused',
      reason: 'foreign-team',
    })
  return {
    agent: (lead, personId, action) => {
      const agent = deps.agent(personId)
      if (agent === null) return null
      if (agent.teams.some(({ teamId }) => lead.ledTeamIds.includes(teamId))) return agent
      foreign(lead, personId, action)
      return null
    },
    foreign,
  }
}
