import { eq, sql } from 'drizzle-orm'
import type { AuditNames } from '../audit/index.ts'
import type { Database } from './client.ts'
import { containing } from './search-pattern.ts'
import { devices } from './schema/access.ts'
import { networkRules, people, sites, teams } from './schema/people.ts'
import { trunks } from './schema/trunks.ts'

/** Everything with a name that a row of the trail may be about, with the name of its id. */
const named = sql`(
  select ${people.personId} as id, ${people.displayName} as name, ${people.userName} as other from ${people}
  union all select ${teams.teamId}, ${teams.name}, null from ${teams}
  union all select ${sites.siteId}, ${sites.name}, null from ${sites}
  union all select ${devices.deviceId}, ${devices.name}, null from ${devices}
  union all select ${networkRules.ruleId}, ${networkRules.name}, null from ${networkRules}
  union all select ${trunks.trunkId}, ${trunks.name}, null from ${trunks}
)`

/** Looks ids up where they live, each by its primary key. */
export function createAuditNames(db: Database): AuditNames {
  const id = sql.placeholder('id')
  const person = db
    .select({ personId: people.personId, displayName: people.displayName })
    .from(people)
    .where(eq(people.personId, id))
    .prepare()
  // One statement for all tables would be shorter; prepared ones are ten times faster, and an export asks 500,000 times.
  const others = [
    db.select({ name: devices.name }).from(devices).where(eq(devices.deviceId, id)).prepare(),
    db.select({ name: teams.name }).from(teams).where(eq(teams.teamId, id)).prepare(),
    db.select({ name: sites.name }).from(sites).where(eq(sites.siteId, id)).prepare(),
    db.select({ name: networkRules.name }).from(networkRules).where(eq(networkRules.ruleId, id)).prepare(),
    db.select({ name: trunks.name }).from(trunks).where(eq(trunks.trunkId, id)).prepare(),
  ]
  return {
    personOf: (personId) => person.get({ id: personId }) ?? null,
    nameOf: (asked) => {
      const known = person.get({ id: asked })
      if (known !== undefined) return known.displayName
      for (const table of others) {
        const found = table.get({ id: asked })
        if (found !== undefined) return found.name
      }
      return null
    },
    idsNamed: (text, limit) => {
      const pattern = containing(text)
      return db
        .all<{ id: string }>(
          sql`select id from ${named} where name like ${pattern} or other like ${pattern} limit ${limit}`,
        )
        .map((found) => found.id)
    },
  }
}
