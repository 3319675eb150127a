import { and, count, desc, eq, gt, inArray, like, lte, or, sql, type SQL } from 'drizzle-orm'
import type { DeviceQuery, DeviceRepository } from '../access/index.ts'
import type { Database } from './client.ts'
import { devices } from './schema/access.ts'
import { people } from './schema/people.ts'
import { containing } from './search-pattern.ts'

const pendingAt = (nowMs: number) => and(eq(devices.state, 'pending'), gt(devices.expiresAt, nowMs))

export function createDeviceRepository(db: Database): DeviceRepository {
  const total = (where: SQL | undefined): number =>
    db
      .select({ total: count() })
      .from(devices)
      .innerJoin(people, eq(people.personId, devices.personId))
      .where(where)
      .get()?.total ?? 0

  // Asked at each request and for each sign-in of a sweep, or for each row of a list: built once.
  const device = db
    .select()
    .from(devices)
    .where(eq(devices.deviceId, sql.placeholder('deviceId')))
    .prepare()
  const approved = db
    .select({ total: count() })
    .from(devices)
    .where(
      and(
        eq(devices.personId, sql.placeholder('personId')),
        eq(devices.state, 'approved'),
        gt(devices.expiresAt, sql.placeholder('nowMs')),
      ),
    )
    .prepare()

  return {
    insert: (row) => void db.insert(devices).values(row).run(),
    find: (deviceId) => device.get({ deviceId }) ?? null,
    withKey: (thumbprint) =>
      db
        .select()
        .from(devices)
        .where(and(eq(devices.thumbprint, thumbprint), inArray(devices.state, ['pending', 'approved'])))
        .all(),
    newestOfBrowser: (preLoginHash) =>
      db
        .select()
        .from(devices)
        .where(eq(devices.preLoginHash, preLoginHash))
        .orderBy(desc(devices.requestedAt))
        .limit(1)
        .get() ?? null,
    page: ({ offset, limit, search, state, grade }, nowMs) => {
      const conditions: (SQL | undefined)[] = [stateIs(state, nowMs)]
      if (grade !== undefined) conditions.push(eq(devices.grade, grade))
      if (search !== undefined && search !== '') {
        const pattern = containing(search)
        conditions.push(
          or(like(devices.name, pattern), like(people.displayName, pattern), like(people.userName, pattern)),
        )
      }
      const where = and(...conditions)
      const items = db
        .select({ device: devices })
        .from(devices)
        .innerJoin(people, eq(people.personId, devices.personId))
        .where(where)
        .orderBy(desc(devices.requestedAt))
        .limit(limit)
        .offset(offset)
        .all()
        .map((row) => row.device)
      return { items, total: total(where) }
    },
    approvedOf: (personId, nowMs) => approved.get({ personId, nowMs })?.total ?? 0,
    pending: (nowMs) => total(pendingAt(nowMs)),
    lapsed: (fromMs, untilMs) =>
      db
        .select()
        .from(devices)
        .where(
          and(eq(devices.state, 'pending'), gt(devices.expiresAt, fromMs), lte(devices.expiresAt, untilMs)),
        )
        .all(),
    decide: (deviceId, decision) =>
      void db.update(devices).set(decision).where(eq(devices.deviceId, deviceId)).run(),
    setWrongShortCodes: (deviceId, wrongShortCodes) =>
      void db.update(devices).set({ wrongShortCodes }).where(eq(devices.deviceId, deviceId)).run(),
    seen: (deviceId, atMs, address) =>
      void db
        .update(devices)
        .set({ lastSeenAt: atMs, lastAddress: address })
        .where(eq(devices.deviceId, deviceId))
        .run(),
  }
}

/** `expired` is a matter of time, not a stored state. */
function stateIs(state: DeviceQuery['state'], nowMs: number): SQL | undefined {
  switch (state) {
    case undefined:
      return undefined
    case 'pending':
    case 'approved':
      return and(eq(devices.state, state), gt(devices.expiresAt, nowMs))
    case 'expired':
      return and(inArray(devices.state, ['pending', 'approved']), lte(devices.expiresAt, nowMs))
    case 'refused':
    case 'revoked':
      return eq(devices.state, state)
    default:
      return state satisfies never
  }
}
