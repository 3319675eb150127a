import { and, count, desc, eq } from 'drizzle-orm'
import type { LineCheckStore } from '../line-checks/index.ts'
import type { Database } from './client.ts'
import { lineChecks, readyOverrides } from './schema/line-checks.ts'

/** Pre-shift checks, and leads' words in their place. */
export function createLineCheckStore(db: Database): LineCheckStore {
  return {
    insert: (check) => void db.insert(lineChecks).values(check).run(),
    newestOf: (signInId) =>
      db
        .select()
        .from(lineChecks)
        .where(eq(lineChecks.signInId, signInId))
        .orderBy(desc(lineChecks.at))
        .get() ?? null,
    hasPassed: (signInId) =>
      db
        .select({ at: lineChecks.at })
        .from(lineChecks)
        .where(and(eq(lineChecks.signInId, signInId), eq(lineChecks.passed, true)))
        .get() !== undefined,
    page: (personId, { offset, limit }) => {
      const own = eq(lineChecks.personId, personId)
      const items = db
        .select()
        .from(lineChecks)
        .where(own)
        .orderBy(desc(lineChecks.at), desc(lineChecks.lineCheckId))
        .limit(limit)
        .offset(offset)
        .all()
      return { items, total: db.select({ total: count() }).from(lineChecks).where(own).get()?.total ?? 0 }
    },
    override: ({ signInId, ...word }) =>
      void db
        .insert(readyOverrides)
        .values({ signInId, ...word })
        .onConflictDoUpdate({ target: readyOverrides.signInId, set: word })
        .run(),
    overrideOf: (signInId) =>
      db.select().from(readyOverrides).where(eq(readyOverrides.signInId, signInId)).get() ?? null,
  }
}
