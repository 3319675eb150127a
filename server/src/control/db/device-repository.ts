import { and, asc, count, desc, eq, gt, inArray, like, lte, or, sql, type SQL } from 'drizzle-orm'
import type { DeviceQuery, DeviceRepository } from '../access/index.ts'
import type { Database } from './client.ts'
import { devices } from './schema/access.ts'
import { people } from './schema/people.ts'
import { containing } from './search-pattern.ts'

const dayMs = 24 * 60 * 60_000
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
  const ofPerson = (...states: ('approved' | 'suspended')[]) =>
    db
      .select({ total: count() })
      .from(devices)
      .where(
        and(
          eq(devices.personId, sql.placeholder('personId')),
          inArray(devices.state, states),
          gt(devices.expiresAt, sql.placeholder('nowMs')),
        ),
      )
      .prepare()
  const approved = ofPerson('approved')
  const held = ofPerson('approved', 'suspended')

  const set = (deviceId: StoredDeviceId, values: Partial<typeof devices.$inferInsert>) =>
    void db.update(devices).set(values).where(eq(devices.deviceId, deviceId)).run()

  return {
    insert: (row) => void db.insert(devices).values(row).run(),
    find: (deviceId) => device.get({ deviceId }) ?? null,
    withCredential: (credentialId) =>
      db.select().from(devices).where(eq(devices.credentialId, credentialId)).limit(1).get() ?? null,
    newestOfBrowser: (preLoginHash) =>
      db
        .select()
        .from(devices)
        .where(eq(devices.preLoginHash, preLoginHash))
        .orderBy(desc(devices.requestedAt))
        .limit(1)
        .get() ?? null,
    page: (query, nowMs) => {
      const where = matching(query, nowMs)
      const items = db
        .select({ device: devices })
        .from(devices)
        .innerJoin(people, eq(people.personId, devices.personId))
        .where(where)
        .orderBy(...orderOf(query))
        .limit(query.limit)
        .offset(query.offset)
        .all()
        .map((row) => row.device)
      return { items, total: total(where) }
    },
    approvedOf: (personId, nowMs) => approved.get({ personId, nowMs })?.total ?? 0,
    heldBy: (personId, nowMs) => held.get({ personId, nowMs })?.total ?? 0,
    pending: (nowMs) => total(pendingAt(nowMs)),
    lapsed: (fromMs, untilMs) =>
      db
        .select()
        .from(devices)
        .where(
          and(eq(devices.state, 'pending'), gt(devices.expiresAt, fromMs), lte(devices.expiresAt, untilMs)),
        )
        .all(),
    decide: (deviceId, decision) => set(deviceId, decision),
    setWrongShortCodes: (deviceId, wrongShortCodes) => set(deviceId, { wrongShortCodes }),
    rename: (deviceId, name) => set(deviceId, { name }),
    suspend: (deviceId, suspendedAt, suspendedReason) =>
      set(deviceId, { state: 'suspended', suspendedAt, suspendedReason }),
    restore: (deviceId) => set(deviceId, { state: 'approved', suspendedAt: null, suspendedReason: null }),
    setLastRefusal: (deviceId, refusal) =>
      set(deviceId, {
        lastRefusedAt: refusal?.atMs ?? null,
        lastRefusal: refusal?.reason ?? null,
        lastRefusalReference: refusal?.reference ?? null,
      }),
    setStepUp: (deviceId, stepUpAllowedUntil) => set(deviceId, { stepUpAllowedUntil }),
    setCredentialCounter: (deviceId, credentialCounter) => set(deviceId, { credentialCounter }),
    seen: (deviceId, atMs, address) => set(deviceId, { lastSeenAt: atMs, lastAddress: address }),
  }
}

type StoredDeviceId = (typeof devices.$inferSelect)['deviceId']

function matching(query: DeviceQuery, nowMs: number): SQL | undefined {
  const { search, state, grade, endsWithinDays } = query
  const conditions: (SQL | undefined)[] = [stateIs(state, nowMs)]
  if (grade !== undefined) conditions.push(eq(devices.grade, grade))
  if (endsWithinDays !== undefined)
    conditions.push(stateIs('approved', nowMs), lte(devices.expiresAt, nowMs + endsWithinDays * dayMs))
  if (search !== undefined && search !== '') {
    const pattern = containing(search)
    conditions.push(
      or(like(devices.name, pattern), like(people.displayName, pattern), like(people.userName, pattern)),
    )
  }
  return and(...conditions)
}

/** The id last, so that pages of equal rows neither repeat nor lose one. */
function orderOf({ sort, direction }: DeviceQuery): SQL[] {
  const by = direction === 'ascending' ? asc : desc
  const columns = {
    person: people.displayName,
    name: devices.name,
    grade: devices.grade,
    'last-seen': devices.lastSeenAt,
    ends: devices.expiresAt,
    requested: devices.requestedAt,
  } as const
  const column = columns[sort]
  const text = sort === 'person' || sort === 'name'
  return [by(text ? sql`${column} collate nocase` : column), by(devices.requestedAt), asc(devices.deviceId)]
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
    case 'suspended':
    case 'refused':
    case 'revoked':
      return eq(devices.state, state)
    default:
      return state satisfies never
  }
}
