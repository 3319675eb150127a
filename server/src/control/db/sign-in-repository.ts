import { and, asc, count, desc, eq, gte, isNull, like, lt, max, or, sql, type SQL } from 'drizzle-orm'
import type { EnrolmentCodeRepository, FailureRepository, SignInRepository } from '../access/index.ts'
import type { Database } from './client.ts'
import { devices, enrolmentCodes, signInFailures, signIns } from './schema/access.ts'
import { people } from './schema/people.ts'
import { containing } from './search-pattern.ts'

const liveOrder = {
  person: sql`${people.displayName} collate nocase`,
  'signed-in': signIns.signedInAt,
  'last-active': signIns.lastActiveAt,
}

export function createSignInRepository(db: Database): SignInRepository {
  const live = isNull(signIns.endedAt)
  // Asked at each request, or for each row of a list: built once.
  const byHash = db
    .select()
    .from(signIns)
    .where(eq(signIns.sessionHash, sql.placeholder('sessionHash')))
    .prepare()
  const byId = db
    .select()
    .from(signIns)
    .where(eq(signIns.signInId, sql.placeholder('signInId')))
    .prepare()
  const ofDevice = db
    .select()
    .from(signIns)
    .where(and(live, eq(signIns.deviceId, sql.placeholder('deviceId'))))
    .prepare()
  const touched = db
    .update(signIns)
    .set({ lastActiveAt: sql`${sql.placeholder('atMs')}`, address: sql`${sql.placeholder('address')}` })
    .where(eq(signIns.signInId, sql.placeholder('signInId')))
    .prepare()

  return {
    insert: (signIn) => void db.insert(signIns).values(signIn).run(),
    findByHash: (sessionHash) => byHash.get({ sessionHash }) ?? null,
    find: (signInId) => byId.get({ signInId }) ?? null,
    live: () => db.select().from(signIns).where(live).all(),
    liveOfDevice: (deviceId) => ofDevice.all({ deviceId }),
    liveOfPerson: (personId) =>
      db
        .select()
        .from(signIns)
        .where(and(live, eq(signIns.personId, personId)))
        .all(),
    pageLive: ({ offset, limit, search, personId, sort, direction }) => {
      const conditions: (SQL | undefined)[] = [live]
      if (personId !== undefined) conditions.push(eq(signIns.personId, personId))
      if (search !== undefined && search !== '') {
        const pattern = containing(search)
        conditions.push(
          or(
            like(people.displayName, pattern),
            like(people.userName, pattern),
            like(devices.name, pattern),
            like(signIns.address, pattern),
          ),
        )
      }
      const where = and(...conditions)
      const order = direction === 'descending' ? desc : asc
      const items = db
        .select({ signIn: signIns })
        .from(signIns)
        .innerJoin(people, eq(people.personId, signIns.personId))
        .innerJoin(devices, eq(devices.deviceId, signIns.deviceId))
        .where(where)
        .orderBy(order(liveOrder[sort]), asc(signIns.signInId))
        .limit(limit)
        .offset(offset)
        .all()
        .map((row) => row.signIn)
      const total =
        db
          .select({ total: count() })
          .from(signIns)
          .innerJoin(people, eq(people.personId, signIns.personId))
          .innerJoin(devices, eq(devices.deviceId, signIns.deviceId))
          .where(where)
          .get()?.total ?? 0
      return { items, total }
    },
    newestActivity: () =>
      db
        .select({ at: max(signIns.lastActiveAt) })
        .from(signIns)
        .get()?.at ?? null,
    touch: (signInId, atMs, address) => void touched.run({ signInId, atMs, address }),
    end: (signInId, end) =>
      db
        .update(signIns)
        .set(end)
        .where(and(eq(signIns.signInId, signInId), live))
        .run().changes === 1,
  }
}

export function createEnrolmentCodeRepository(db: Database): EnrolmentCodeRepository {
  return {
    findBySelector: (selector) =>
      db.select().from(enrolmentCodes).where(eq(enrolmentCodes.selector, selector)).get() ?? null,
    put: (code) => {
      db.insert(enrolmentCodes)
        .values(code)
        .onConflictDoUpdate({ target: enrolmentCodes.personId, set: code })
        .run()
    },
    setTriesLeft: (personId, triesLeft) =>
      void db.update(enrolmentCodes).set({ triesLeft }).where(eq(enrolmentCodes.personId, personId)).run(),
    remove: (personId) => void db.delete(enrolmentCodes).where(eq(enrolmentCodes.personId, personId)).run(),
  }
}

export function createFailureRepository(db: Database): FailureRepository {
  return {
    add: (key, at) =>
      db.insert(signInFailures).values({ key, at }).returning({ id: signInFailures.failureId }).get().id,
    remove: (failureId) =>
      void db.delete(signInFailures).where(eq(signInFailures.failureId, failureId)).run(),
    removeAll: (key) => void db.delete(signInFailures).where(eq(signInFailures.key, key)).run(),
    since: (key, fromMs) => {
      const row = db
        .select({ count: count(), lastAt: max(signInFailures.at) })
        .from(signInFailures)
        .where(and(eq(signInFailures.key, key), gte(signInFailures.at, fromMs)))
        .get()
      return { count: row?.count ?? 0, lastAtMs: row?.lastAt ?? 0 }
    },
    prune: (beforeMs) => void db.delete(signInFailures).where(lt(signInFailures.at, beforeMs)).run(),
  }
}
