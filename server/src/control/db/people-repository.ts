import type { Person, PersonId } from '@hearthline/shared'
import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  inArray,
  isNotNull,
  isNull,
  like,
  or,
  sql,
  type SQL,
} from 'drizzle-orm'
import { noPassword, type PeopleRepository } from '../people/index.ts'
import type { Database } from './client.ts'
import { containing } from './search-pattern.ts'
import { people, teamMembers, teams } from './schema/people.ts'

// Spelled out: drizzle drops table names from columns in a single-table select, which would break the correlation.
const approvedDevices = sql<number>`(select count(*) from devices d where d.person_id = people.person_id and d.state = 'approved')`

/** In the order of the roles' power, not of their letters. */
const byRole = sql`case ${people.role} when 'administrator' then 0 when 'lead' then 1 else 2 end`
const sorts = {
  name: sql`${people.displayName} collate nocase`,
  'user-name': people.userName,
  role: byRole,
  created: people.createdAt,
}

export function createPeopleRepository(db: Database): PeopleRepository {
  const select = () =>
    db
      .select({
        personId: people.personId,
        userName: people.userName,
        displayName: people.displayName,
        role: people.role,
        siteId: people.siteId,
        disabledAt: people.disabledAt,
        createdAt: people.createdAt,
        devices: approvedDevices,
        hasPassword: sql<number>`${people.passwordHash} <> ${noPassword}`.mapWith(Boolean),
        totpEnabled: sql<number>`${people.totpConfirmedAt} is not null`.mapWith(Boolean),
      })
      .from(people)

  const teamsOf = (personIds: readonly PersonId[]): Map<PersonId, Person['teams']> => {
    const found = new Map<PersonId, Person['teams']>()
    const rows = db
      .select({ personId: teamMembers.personId, teamId: teams.teamId, name: teams.name })
      .from(teamMembers)
      .innerJoin(teams, eq(teams.teamId, teamMembers.teamId))
      .where(inArray(teamMembers.personId, [...personIds]))
      .orderBy(asc(teams.name))
      .all()
    for (const { personId, teamId, name } of rows) {
      const refs = found.get(personId) ?? []
      refs.push({ teamId, name })
      found.set(personId, refs)
    }
    return found
  }

  const withTeams = (rows: ReturnType<ReturnType<typeof select>['all']>): Person[] => {
    const refs = teamsOf(rows.map((row) => row.personId))
    return rows.map(({ disabledAt, ...row }) => ({
      ...row,
      disabled: disabledAt !== null,
      teams: refs.get(row.personId) ?? [],
    }))
  }

  const memberOf = (condition: SQL): SQL =>
    exists(
      db
        .select({ one: sql`1` })
        .from(teamMembers)
        .where(and(eq(teamMembers.personId, people.personId), condition)),
    )

  // Asked for whoever is named on a screen, and for each sign-in of a sweep: built once.
  const person = select()
    .where(eq(people.personId, sql.placeholder('personId')))
    .prepare()
  const teamsOfPerson = db
    .select({ teamId: teams.teamId, name: teams.name })
    .from(teamMembers)
    .innerJoin(teams, eq(teams.teamId, teamMembers.teamId))
    .where(eq(teamMembers.personId, sql.placeholder('personId')))
    .orderBy(asc(teams.name))
    .prepare()

  // An import makes thousands in one dbTransaction: built once.
  const given = sql.placeholder
  const newPerson = db
    .insert(people)
    .values({
      personId: given('personId'),
      userName: given('userName'),
      displayName: given('displayName'),
      role: given('role'),
      siteId: given('siteId'),
      passwordHash: given('passwordHash'),
      createdAt: given('createdAt'),
    })
    .prepare()
  const newMember = db
    .insert(teamMembers)
    .values({ personId: given('personId'), teamId: given('teamId') })
    .prepare()

  const addTeams: PeopleRepository['addTeams'] = (personId, teamIds) => {
    for (const teamId of new Set(teamIds)) newMember.run({ personId, teamId })
  }

  return {
    page: ({ offset, limit, search, role, teamId, siteId, state, sort, direction, withinTeams }) => {
      const conditions: (SQL | undefined)[] = []
      if (role !== undefined) conditions.push(eq(people.role, role))
      if (siteId !== undefined) conditions.push(eq(people.siteId, siteId))
      if (state !== undefined)
        conditions.push(state === 'disabled' ? isNotNull(people.disabledAt) : isNull(people.disabledAt))
      if (teamId !== undefined) conditions.push(memberOf(eq(teamMembers.teamId, teamId)))
      if (withinTeams !== undefined) conditions.push(memberOf(inArray(teamMembers.teamId, [...withinTeams])))
      if (search !== undefined && search !== '') {
        const pattern = containing(search)
        conditions.push(or(like(people.displayName, pattern), like(people.userName, pattern)))
      }
      const where = and(...conditions)
      const order = direction === 'descending' ? desc : asc
      const rows = select()
        .where(where)
        .orderBy(order(sorts[sort ?? 'name']), asc(people.displayName), asc(people.personId))
        .limit(limit)
        .offset(offset)
        .all()
      const total = db.select({ total: count() }).from(people).where(where).get()?.total ?? 0
      return { items: withTeams(rows), total }
    },
    find: (personId) => {
      const row = person.get({ personId })
      if (row === undefined) return null
      const { disabledAt, ...facts } = row
      return { ...facts, disabled: disabledAt !== null, teams: teamsOfPerson.all({ personId }) }
    },
    secretOf: (userName) => {
      const row = db
        .select({
          personId: people.personId,
          passwordHash: people.passwordHash,
          disabledAt: people.disabledAt,
        })
        .from(people)
        .where(eq(people.userName, userName))
        .get()
      return row
        ? { personId: row.personId, passwordHash: row.passwordHash, disabled: row.disabledAt !== null }
        : null
    },
    insert: (row) => void newPerson.run({ ...row }),
    change: (personId, change) => {
      // An update of nothing is not SQL.
      if (Object.values(change).every((value) => value === undefined)) return
      db.update(people).set(change).where(eq(people.personId, personId)).run()
    },
    setTeams: (personId, teamIds) => {
      db.delete(teamMembers).where(eq(teamMembers.personId, personId)).run()
      addTeams(personId, teamIds)
    },
    addTeams,
    userNames: () =>
      new Set(
        db
          .select({ userName: people.userName })
          .from(people)
          .all()
          .map((row) => row.userName),
      ),
    enabledAdministrators: () =>
      db
        .select({ total: count() })
        .from(people)
        .where(and(eq(people.role, 'administrator'), isNull(people.disabledAt)))
        .get()?.total ?? 0,
  }
}
