import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { HelpStore } from '../help/index.ts'
import type { Database } from './client.ts'
import { helpRequests } from './schema/supervision.ts'

/** Requests for help; each step is a compare-and-set on what must be true for it. */
export function createHelpStore(db: Database): HelpStore {
  const stands = isNull(helpRequests.endedAt)
  // Asked at each change of an agent: built once.
  const asked = {
    one: db
      .select()
      .from(helpRequests)
      .where(eq(helpRequests.helpId, sql.placeholder('helpId')))
      .prepare(),
    openOf: db
      .select()
      .from(helpRequests)
      .where(and(eq(helpRequests.agentId, sql.placeholder('agentId')), stands))
      .prepare(),
    open: db.select().from(helpRequests).where(stands).orderBy(asc(helpRequests.askedAt)).prepare(),
  }
  return {
    find: (helpId) => asked.one.get({ helpId }) ?? null,
    openOf: (agentId) => asked.openOf.get({ agentId }) ?? null,
    open: () => asked.open.all(),
    insert: (help) => void db.insert(helpRequests).values(help).run(),
    claim: (helpId, claimedBy, claimedAt) =>
      db
        .update(helpRequests)
        .set({ claimedBy, claimedAt })
        .where(and(eq(helpRequests.helpId, helpId), stands, isNull(helpRequests.claimedBy)))
        .run().changes === 1,
    release: (helpId, by) =>
      db
        .update(helpRequests)
        .set({ claimedBy: null, claimedAt: null })
        .where(and(eq(helpRequests.helpId, helpId), stands, eq(helpRequests.claimedBy, by)))
        .run().changes === 1,
    end: (helpId, end, endedBy, endedAt) =>
      db
        .update(helpRequests)
        .set({ end, endedBy, endedAt })
        .where(and(eq(helpRequests.helpId, helpId), stands))
        .run().changes === 1,
  }
}
