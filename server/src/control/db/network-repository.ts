import { NetworkScope, type NetworkRuleId } from '@hearthline/shared'
import { and, asc, count, desc, eq, gt, inArray, isNull, like, or, sql } from 'drizzle-orm'
import type { NetworkRepository, StoredRule } from '../networks/index.ts'
import type { Database } from './client.ts'
import { containing } from './search-pattern.ts'
import { networkRules, people, settings, sites, teams } from './schema/people.ts'

const revisionName = 'networks'
const scopeNames = sql<string | null>`case scope_type
  when 'site' then (select name from sites where site_id = scope_id)
  when 'team' then (select name from teams where team_id = scope_id)
  when 'person' then (select display_name from people where person_id = scope_id)
end`

export function createNetworkRepository(db: Database): NetworkRepository {
  return {
    all: () => db.select().from(networkRules).orderBy(asc(networkRules.createdAt)).all().map(toRule),
    page: ({ offset, limit, search, scope, sort, direction }, nowMs, alsoFound) => {
      const pattern = containing(search ?? '')
      const where = and(
        or(isNull(networkRules.endsAt), gt(networkRules.endsAt, nowMs)),
        scope === undefined ? undefined : eq(networkRules.scopeType, scope),
        search === undefined || search === ''
          ? undefined
          : or(
              like(networkRules.cidr, pattern),
              like(networkRules.name, pattern),
              like(scopeNames, pattern),
              inArray(networkRules.ruleId, [...alsoFound]),
            ),
      )
      const order = direction === 'ascending' ? asc : desc
      // Rules without an end come last of those that end: that is how long they last.
      const column = {
        cidr: networkRules.cidr,
        name: sql`lower(${networkRules.name})`,
        kind: networkRules.kind,
        ends: sql`coalesce(${networkRules.endsAt}, 9e15)`,
        created: networkRules.createdAt,
      }[sort]
      const rows = db
        .select({ rule: networkRules, scopeName: scopeNames })
        .from(networkRules)
        .where(where)
        .orderBy(order(column), asc(networkRules.ruleId))
        .limit(limit)
        .offset(offset)
        .all()
      return {
        items: rows.map(({ rule, scopeName }) => ({ ...toRule(rule), scopeName })),
        total: db.select({ total: count() }).from(networkRules).where(where).get()?.total ?? 0,
      }
    },
    insert: ({ scope, ...rule }) =>
      void db
        .insert(networkRules)
        .values({ ...rule, scopeType: scope.type, scopeId: scopeIdOf(scope) })
        .run(),
    setEnd: (ruleId, endsAt) =>
      void db.update(networkRules).set({ endsAt }).where(eq(networkRules.ruleId, ruleId)).run(),
    remove: (ruleId: NetworkRuleId) =>
      void db.delete(networkRules).where(eq(networkRules.ruleId, ruleId)).run(),
    scopeName: (scope) => {
      switch (scope.type) {
        case 'everyone':
          return null
        case 'site':
          return db.select({ name: sites.name }).from(sites).where(eq(sites.siteId, scope.siteId)).get()?.name
        case 'team':
          return db.select({ name: teams.name }).from(teams).where(eq(teams.teamId, scope.teamId)).get()?.name
        case 'person':
          return db
            .select({ name: people.displayName })
            .from(people)
            .where(eq(people.personId, scope.personId))
            .get()?.name
        default:
          return scope satisfies never
      }
    },
    revision: () =>
      db.select({ revision: settings.revision }).from(settings).where(eq(settings.name, revisionName)).get()
        ?.revision ?? 0,
    setRevision: (revision, changedBy, changedAt) => {
      const row = { name: revisionName, value: null, revision, changedBy, changedAt } as const
      db.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row }).run()
    },
  }
}

const toRule = ({ scopeType, scopeId, ...rule }: typeof networkRules.$inferSelect): StoredRule => ({
  ...rule,
  scope: NetworkScope.parse({
    type: scopeType,
    ...(scopeType !== 'everyone' && { [`${scopeType}Id`]: scopeId }),
  }),
})

function scopeIdOf(scope: NetworkScope): string | null {
  switch (scope.type) {
    case 'everyone':
      return null
    case 'site':
      return scope.siteId
    case 'team':
      return scope.teamId
    case 'person':
      return scope.personId
    default:
      return scope satisfies never
  }
}
