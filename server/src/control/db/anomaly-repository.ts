import { and, count, desc, eq, gt, gte, isNull, like, or, type SQL } from 'drizzle-orm'
import type { AnomalyRepository, PastSignIns } from '../anomalies/index.ts'
import type { Database } from './client.ts'
import { anomalies, signIns } from './schema/access.ts'
import { people } from './schema/people.ts'
import { containing } from './search-pattern.ts'

export function createAnomalyRepository(db: Database): AnomalyRepository {
  return {
    insert: (anomaly) => void db.insert(anomalies).values(anomaly).run(),
    find: (anomalyId) => db.select().from(anomalies).where(eq(anomalies.anomalyId, anomalyId)).get() ?? null,
    page: ({ offset, limit, search, state, kind }) => {
      const conditions: (SQL | undefined)[] = []
      if (state !== undefined) conditions.push(eq(anomalies.state, state))
      if (kind !== undefined) conditions.push(eq(anomalies.kind, kind))
      if (search !== undefined && search !== '') {
        const pattern = containing(search)
        conditions.push(
          or(
            like(people.displayName, pattern),
            like(people.userName, pattern),
            like(anomalies.address, pattern),
          ),
        )
      }
      const where = and(...conditions)
      const items = db
        .select({ anomaly: anomalies })
        .from(anomalies)
        .innerJoin(people, eq(people.personId, anomalies.personId))
        .where(where)
        .orderBy(desc(anomalies.at), desc(anomalies.anomalyId))
        .limit(limit)
        .offset(offset)
        .all()
        .map((row) => row.anomaly)
      const total =
        db
          .select({ total: count() })
          .from(anomalies)
          .innerJoin(people, eq(people.personId, anomalies.personId))
          .where(where)
          .get()?.total ?? 0
      return { items, total }
    },
    open: () =>
      db.select({ total: count() }).from(anomalies).where(eq(anomalies.state, 'open')).get()?.total ?? 0,
    standing: ({ kind, personId, deviceId, address }, sinceMs) =>
      db
        .select()
        .from(anomalies)
        .where(
          and(
            eq(anomalies.personId, personId),
            eq(anomalies.kind, kind),
            eq(anomalies.address, address),
            deviceId === null ? isNull(anomalies.deviceId) : eq(anomalies.deviceId, deviceId),
            gte(anomalies.at, sinceMs),
          ),
        )
        .orderBy(desc(anomalies.at))
        .limit(1)
        .get() ?? null,
    steppedUpSince: (personId, sinceMs) =>
      db
        .select({ anomalyId: anomalies.anomalyId })
        .from(anomalies)
        .where(
          and(
            eq(anomalies.personId, personId),
            eq(anomalies.taken, 'step-up'),
            eq(anomalies.state, 'open'),
            gt(anomalies.at, sinceMs),
          ),
        )
        .limit(1)
        .get() !== undefined,
    setTaken: (anomalyId, taken) =>
      void db.update(anomalies).set({ taken }).where(eq(anomalies.anomalyId, anomalyId)).run(),
    close: (anomalyId, end) =>
      db
        .update(anomalies)
        .set({ ...end, state: 'closed' })
        .where(and(eq(anomalies.anomalyId, anomalyId), eq(anomalies.state, 'open')))
        .run().changes === 1,
  }
}

export function createPastSignIns(db: Database): PastSignIns {
  const columns = {
    deviceId: signIns.deviceId,
    address: signIns.address,
    siteId: signIns.siteId,
    signedInAt: signIns.signedInAt,
    lastActiveAt: signIns.lastActiveAt,
    endedAt: signIns.endedAt,
  }
  return {
    last: (personId) => {
      const row = db
        .select(columns)
        .from(signIns)
        .where(eq(signIns.personId, personId))
        .orderBy(desc(signIns.lastActiveAt))
        .limit(1)
        .get()
      return row === undefined ? null : { ...row, live: row.endedAt === null }
    },
    cameFrom: (personId, address, siteId) =>
      db
        .select({ signInId: signIns.signInId })
        .from(signIns)
        .where(
          and(
            eq(signIns.personId, personId),
            siteId === null
              ? eq(signIns.address, address)
              : or(eq(signIns.address, address), eq(signIns.siteId, siteId)),
          ),
        )
        .limit(1)
        .get() !== undefined,
    live: (personId) =>
      db
        .select(columns)
        .from(signIns)
        .where(and(eq(signIns.personId, personId), isNull(signIns.endedAt)))
        .all()
        .map((row) => ({ ...row, live: true })),
  }
}
