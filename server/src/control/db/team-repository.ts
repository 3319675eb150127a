import type { PersonRef, Team, TeamId } from '@hearthline/shared'
import { and, asc, eq, isNull, sql, type SQL } from 'drizzle-orm'
import type { TeamRepository } from '../people/index.ts'
import type { Database } from './client.ts'
import { people, teamMembers, teams } from './schema/people.ts'

// Spelled out: drizzle drops table names from columns in a single-table select, which would break the correlation.
const workingAgents = sql<number>`(select count(*) from team_members m join people p on p.person_id = m.person_id where m.team_id = teams.team_id and p.role = 'agent' and p.disabled_at is null)`

export function createTeamRepository(db: Database): TeamRepository {
  const read = (where?: SQL): Team[] => {
    const rows = db
      .select({
        teamId: teams.teamId,
        name: teams.name,
        wrapUpSeconds: teams.wrapUpSeconds,
        onRevoke: teams.onRevoke,
        disclosure: teams.disclosure,
        members: workingAgents,
      })
      .from(teams)
      .where(where)
      .orderBy(asc(teams.name))
      .all()
    const leads = leadsByTeam()
    return rows.map((row) => ({ ...row, leads: leads.get(row.teamId) ?? [] }))
  }

  // Asked for each sign-in that a revocation ends: built once.
  const cutting = db
    .select({ teamId: teams.teamId })
    .from(teamMembers)
    .innerJoin(teams, eq(teams.teamId, teamMembers.teamId))
    .where(and(eq(teamMembers.personId, sql.placeholder('personId')), eq(teams.onRevoke, 'cut')))
    .limit(1)
    .prepare()

  const leadsByTeam = (): Map<TeamId, PersonRef[]> => {
    const found = new Map<TeamId, PersonRef[]>()
    const rows = db
      .select({
        teamId: teamMembers.teamId,
        personId: people.personId,
        displayName: people.displayName,
      })
      .from(teamMembers)
      .innerJoin(people, eq(people.personId, teamMembers.personId))
      .where(and(eq(people.role, 'lead'), isNull(people.disabledAt)))
      .orderBy(asc(people.displayName))
      .all()
    for (const { teamId, ...lead } of rows) {
      const leads = found.get(teamId) ?? []
      leads.push(lead)
      found.set(teamId, leads)
    }
    return found
  }

  return {
    all: () => read(),
    find: (teamId) => read(eq(teams.teamId, teamId))[0] ?? null,
    findByName: (name) => read(sql`lower(${teams.name}) = lower(${name})`)[0] ?? null,
    insert: (team) => void db.insert(teams).values(team).run(),
    change: (teamId, change) => {
      // An update of nothing is not SQL.
      if (Object.values(change).every((value) => value === undefined)) return
      db.update(teams).set(change).where(eq(teams.teamId, teamId)).run()
    },
    anyCuts: (personId) => cutting.get({ personId }) !== undefined,
  }
}
