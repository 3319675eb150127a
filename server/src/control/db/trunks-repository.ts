import { asc, count, eq } from 'drizzle-orm'
import type { TrunkStore } from '../trunks/index.ts'
import type { Database } from './client.ts'
import { trunks } from './schema/trunks.ts'

/** Trunks in the order of `position`. */
export function createTrunkStore(db: Database): TrunkStore {
  return {
    all: () => db.select().from(trunks).orderBy(asc(trunks.position)).all().map(toTrunk),
    find: (trunkId) => {
      const row = db.select().from(trunks).where(eq(trunks.trunkId, trunkId)).get()
      return row ? toTrunk(row) : null
    },
    insert: (trunk) => {
      const position = db.select({ total: count() }).from(trunks).get()?.total ?? 0
      db.insert(trunks)
        .values({ ...trunk, position })
        .run()
    },
    replace: ({ trunkId, ...settings }) => {
      db.update(trunks).set(settings).where(eq(trunks.trunkId, trunkId)).run()
    },
  }
}

const toTrunk = ({ position: _position, ...trunk }: typeof trunks.$inferSelect) => trunk
