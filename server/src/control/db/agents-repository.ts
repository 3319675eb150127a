import { and, eq, sql } from 'drizzle-orm'
import type { AgentStore } from '../agents/index.ts'
import type { Database } from './client.ts'
import { agents } from './schema/agents.ts'

/** Agent states, saved by compare-and-set on `version`. */
export function createAgentStore(db: Database): AgentStore {
  // Asked for each agent of a floor: built once.
  const agent = db
    .select()
    .from(agents)
    .where(eq(agents.personId, sql.placeholder('personId')))
    .prepare()
  const all = db.select().from(agents).prepare()
  const present = db
    .select()
    .from(agents)
    .where(sql`json_extract(${agents.state}, '$.type') <> 'offline'`)
    .prepare()

  const onCall = db
    .select({ personId: agents.personId })
    .from(agents)
    .where(
      and(
        eq(agents.signInId, sql.placeholder('signInId')),
        sql`json_extract(${agents.state}, '$.type') = 'on-call'`,
      ),
    )
    .prepare()

  return {
    find: (personId) => agent.get({ personId }) ?? null,
    all: () => all.all(),
    present: () => present.all(),
    isOnCall: (signInId) => onCall.get({ signInId }) !== undefined,
    save: ({ personId, signInId, state, before, missedRings, version }) => {
      const values = { signInId, state, before, missedRings, version: version + 1 }
      const { changes } =
        version === 0
          ? db
              .insert(agents)
              .values({ personId, ...values })
              .onConflictDoNothing()
              .run()
          : db
              .update(agents)
              .set(values)
              .where(and(eq(agents.personId, personId), eq(agents.version, version)))
              .run()
      return changes === 1
    },
  }
}
