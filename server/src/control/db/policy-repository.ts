import { eq } from 'drizzle-orm'
import type { PolicyRepository } from '../policies/index.ts'
import type { Database } from './client.ts'
import { settings } from './schema/people.ts'

const name = 'policies'

export function createPolicyRepository(db: Database): PolicyRepository {
  return {
    read: () => {
      const row = db.select().from(settings).where(eq(settings.name, name)).get()
      if (row === undefined) return null
      const { value, revision, changedBy, changedAt } = row
      return { value, revision, changedBy, changedAt }
    },
    write: (policies) => {
      db.insert(settings)
        .values({ name, ...policies })
        .onConflictDoUpdate({ target: settings.name, set: policies })
        .run()
    },
  }
}
