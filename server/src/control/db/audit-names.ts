import { PersonId } from '@hearthline/shared'
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

/** Looks ids up where they live. SQLite pushes the condition into each part, so an id goes by the six primary keys. */
export function createAuditNames(db: Database): AuditNames {
  const person = db
    .select({ personId: people.personId, displayName: people.displayName })
    .from(people)
    .where(eq(people.personId, sql.placeholder('personId')))
    .prepare()
  return {
    personOf: (id) => {
      const personId = PersonId.safeParse(id)
      return personId.success ? (person.get({ personId: personId.data }) ?? null) : null
    },
    nameOf: (id) =>
      db.get<{ name: string } | undefined>(sql`select name from ${named} where id = ${id} limit 1`)?.name ??
      null,
    idsNamed: (text, limit) => {
      const pattern = containing(text)
      return db
        .all<{ id: string }>(
          sql`select id from ${named} where name like ${pattern} or other like ${pattern} limit ${limit}`,
        )
        .map(({ id }) => id)
    },
  }
}
