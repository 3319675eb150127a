import type { TrunkId } from '@hearthline/shared'
import { and, asc, count, eq, gte, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Log } from '../ports.ts'
import type { SecretBox } from '../secret-box.ts'
import type { Trunk, TrunkStore } from '../trunks/index.ts'
import type { Database } from './client.ts'
import { calls } from './schema/calls.ts'
import { trunks } from './schema/trunks.ts'

/** Spelled as a list, so that the index on `phase` finds the few open calls among all that ever were. */
const isOpen = inArray(calls.phase, ['placed', 'connecting', 'ringing', 'early-media', 'connected'])

/**
 * Trunks by rank. Passwords lie sealed in the database; those of a data folder from before there was
 * a box are sealed here, once.
 */
export function createTrunkStore(db: Database, box: SecretBox, log: Log): TrunkStore {
  const seal = ({ credentials, ...trunk }: Trunk): Trunk => ({
    ...trunk,
    credentials: credentials && {
      ...credentials,
      password: box.seal(credentials.password, placeOf(trunk.trunkId)),
    },
  })
  const read = ({ credentials, ...trunk }: typeof trunks.$inferSelect): Trunk => {
    const password = credentials && box.open(credentials.password, placeOf(trunk.trunkId))
    if (credentials !== null && password === null)
      log.error({ trunkId: trunk.trunkId }, 'the password of this trunk cannot be opened; set it again')
    return { ...trunk, credentials: credentials && password !== null ? { ...credentials, password } : null }
  }

  for (const row of db.select().from(trunks).all()) {
    const { trunkId, credentials } = row
    if (credentials === null || looksSealed(credentials.password)) continue
    db.update(trunks)
      .set({ credentials: seal({ ...row, credentials }).credentials })
      .where(eq(trunks.trunkId, trunkId))
      .run()
  }

  return {
    all: () => db.select().from(trunks).orderBy(asc(trunks.rank), asc(trunks.name)).all().map(read),
    find: (trunkId) => {
      const row = db.select().from(trunks).where(eq(trunks.trunkId, trunkId)).get()
      return row ? read(row) : null
    },
    insert: (trunk) => void db.insert(trunks).values(seal(trunk)).run(),
    replace: (trunk) => {
      const { trunkId, ...settings } = seal(trunk)
      db.update(trunks).set(settings).where(eq(trunks.trunkId, trunkId)).run()
    },
    remove: (trunkId) => void db.delete(trunks).where(eq(trunks.trunkId, trunkId)).run(),
    callsNow: () => {
      const rows = db
        .select({ trunkId: calls.trunkId, total: count() })
        .from(calls)
        .where(and(isOpen, isNotNull(calls.trunkId)))
        .groupBy(calls.trunkId)
        .all()
      const found = new Map<TrunkId, number>()
      for (const { trunkId, total } of rows) if (trunkId !== null) found.set(trunkId, total)
      return found
    },
    callsSince: (sinceMs) => {
      const rows = db
        .select({
          trunkId: calls.trunkId,
          placed: count(),
          failed: sql<number>`sum(${calls.terminationFault} is 'carrier')`,
        })
        .from(calls)
        .where(and(gte(calls.startedAt, sinceMs), eq(calls.direction, 'outbound'), isNotNull(calls.trunkId)))
        .groupBy(calls.trunkId)
        .all()
      const found = new Map<TrunkId, { placed: number; failed: number }>()
      for (const { trunkId, placed, failed } of rows)
        if (trunkId !== null) found.set(trunkId, { placed, failed })
      return found
    },
  }
}

/** One trunk's sealed password is none for another. */
const placeOf = (trunkId: TrunkId): string => `trunk:${trunkId}`

/** `v1.` and at least a nonce and a tag in base64url: see secret-box.ts. */
const looksSealed = (password: string): boolean => /^v1\.[\w-]{38,}$/.test(password)
