import { pageOf, Problem, Trunk, TrunkId } from '@hearthline/shared'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemRandom } from '../../system-ports.ts'
import { openStore } from '../db/client.ts'
import { trunks as table } from '../db/schema/trunks.ts'
import { createTrunkStore } from '../db/trunks-repository.ts'
import { createSecretBox } from '../secret-box.ts'
import { telephony } from '../telephony.ts'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, type House } from '../testing/house.ts'

const nobody = '00000000-0000-4000-8000-000000000001'
const secret = 'the carrier’s own secret'
const problemOf = (answer: Answer) => Problem.parse(answer.body)
const acme = {
  name: 'Acme',
  host: 'sip.acme.example',
  port: 5060,
  transport: 'udp',
  addresses: ['192.0.2.5'],
  username: 'hearth',
  password: secret,
  inboundTeamId: null,
  callerId: '+12025550100',
  enabled: true,
}

describe('trunks', () => {
  let house: House
  let admin: Browser
  /** What voice nodes were told. */
  let told: string[][]

  beforeEach(async () => {
    house = await openHouse({ domains: [telephony] })
    admin = await house.signedIn(house.ada)
    told = []
    service().whenConfigsChange(() =>
      told.push(
        service()
          .configs()
          .map(({ name }) => name),
      ),
    )
  })
  afterEach(() => house.dispose())

  const service = () => {
    const { trunks } = house.control.services
    if (!trunks) throw new Error('telephony offers trunks')
    return trunks
  }
  const create = (more: object = {}) => admin.send('POST', '/api/trunks', { ...acme, ...more })
  const made = async (more: object = {}) => Trunk.parse((await create(more)).body)
  const update = (trunkId: string, change: object) => admin.send('PATCH', `/api/trunks/${trunkId}`, change)
  const list = async (query = '') =>
    pageOf(Trunk).parse((await admin.send('GET', `/api/trunks?${query}`)).body)
  const passwordOf = (trunkId: string) =>
    service()
      .all()
      .find((trunk) => trunk.trunkId === trunkId)?.credentials?.password ?? null
  const steps = () =>
    house.control.services.audit
      .page({ offset: 0, limit: 50 })
      .items.map((row) => row.action)
      .filter((action) => action.startsWith('trunks.'))

  it('TRUNK-1: the password goes in and never comes out', async () => {
    const answer = await create()
    expect(answer.status).toBe(200)
    const trunk = Trunk.parse(answer.body)
    expect(trunk).toMatchObject({ name: 'Acme', hasPassword: true, username: 'hearth', callsNow: 0 })
    const said = JSON.stringify([answer.body, (await admin.send('GET', '/api/trunks')).body])
    expect(said).not.toContain(secret)
    expect(said).not.toContain('v1.')
    // The voice nodes need it as it is.
    expect(passwordOf(trunk.trunkId)).toBe(secret)
    expect(JSON.stringify(house.control.services.audit.page({ offset: 0, limit: 50 }))).not.toContain(secret)
  })

  it('TRUNK-2: the password lies sealed in the database; plain ones of older folders are sealed at start', async () => {
    const { trunkId } = await made()
    const other = await made({ name: 'Other', username: null, password: null })
    await house.control.dispose()
    const { dataDir } = house.config
    const store = openStore(dataDir)
    const stored = () => JSON.stringify(store.db.select().from(table).all())
    expect(stored()).not.toContain(secret)
    expect(stored()).toContain('v1.')
    // As an older version wrote it.
    store.db
      .update(table)
      .set({ credentials: { username: 'hearth', password: 'v1.plain' } })
      .run()
    const box = createSecretBox(Buffer.alloc(32, 7), systemRandom)
    const log = pino({ level: 'silent' })
    const trunks = createTrunkStore(store.db, box, log)
    expect(stored()).not.toContain('v1.plain')
    expect(trunks.find(trunkId)?.credentials).toEqual({ username: 'hearth', password: 'v1.plain' })
    const sealedOnce = stored()
    createTrunkStore(store.db, box, log)
    expect(stored()).toBe(sealedOnce)
    // One trunk's sealed password is none for another, and another key opens none: no credentials, no exception.
    const credentials = store.db.select().from(table).all()[0]?.credentials
    store.db.update(table).set({ credentials }).run()
    expect(trunks.all().filter((trunk) => trunk.credentials !== null)).toHaveLength(1)
    const foreign = createTrunkStore(store.db, createSecretBox(Buffer.alloc(32, 8), systemRandom), log)
    expect(foreign.find(TrunkId.parse(other.trunkId))?.credentials).toBeNull()
    store.dispose()
  })

  it('TRUNK-3: an update without a password keeps it; null takes it away', async () => {
    const { trunkId } = await made()
    expect(Trunk.parse((await update(trunkId, { port: 5080 })).body)).toMatchObject({
      port: 5080,
      hasPassword: true,
    })
    expect(passwordOf(trunkId)).toBe(secret)
    await update(trunkId, { password: 'another' })
    expect(passwordOf(trunkId)).toBe('another')
    expect(problemOf(await update(trunkId, { password: null })).field).toBe('password')
    const bare = await update(trunkId, { username: null, password: null })
    expect(Trunk.parse(bare.body)).toMatchObject({ username: null, hasPassword: false })
    expect(problemOf(await update(trunkId, { username: 'again' })).field).toBe('password')
    expect(problemOf(await update(trunkId, { password: 'again' })).field).toBe('username')
    expect(steps()).toEqual([
      'trunks.password-set',
      'trunks.changed',
      'trunks.password-set',
      'trunks.changed',
      'trunks.changed',
      'trunks.added',
    ])
  })

  it('TRUNK-4: voice nodes are told of each change', async () => {
    const { trunkId } = await made()
    const second = await made({ name: 'Second' })
    await update(trunkId, { name: 'First' })
    await admin.send('PUT', '/api/trunks/order', { trunkIds: [second.trunkId, trunkId] })
    await admin.send('DELETE', `/api/trunks/${trunkId}`)
    expect(told).toEqual([['Acme'], ['Acme', 'Second'], ['First', 'Second'], ['Second', 'First'], ['Second']])
    // A refusal tells nobody.
    await create({ name: 'SECOND' })
    expect(told).toHaveLength(5)
  })

  it('TRUNK-5: the order names every trunk once', async () => {
    const ids = [
      (await made()).trunkId,
      (await made({ name: 'B' })).trunkId,
      (await made({ name: 'C' })).trunkId,
    ]
    const order = async (trunkIds: (string | undefined)[]) =>
      (await admin.send('PUT', '/api/trunks/order', { trunkIds })).status
    expect(await order([ids[2], ids[0], ids[1]])).toBe(204)
    expect((await list()).items.map((trunk) => trunk.name)).toEqual(['C', 'Acme', 'B'])
    expect(await order([ids[0], ids[1]])).toBe(409)
    expect(await order([ids[0], ids[1], ids[1]])).toBe(409)
    expect(await order([...ids, ids[0]])).toBe(409)
    expect(await order([ids[0], ids[1], nobody])).toBe(409)
    // A trunk that is added after one was removed comes last.
    await admin.send('DELETE', `/api/trunks/${ids[0]}`)
    await made({ name: 'D' })
    expect((await list()).items.map((trunk) => trunk.name)).toEqual(['C', 'B', 'D'])
  })

  it('TRUNK-6: names are taken whatever their capitals; unknown trunks are not found', async () => {
    const { trunkId } = await made()
    expect(problemOf(await create({ name: 'ACME' })).code).toBe('name-taken')
    const second = await made({ name: 'Second' })
    expect(problemOf(await update(second.trunkId, { name: 'acme' })).code).toBe('name-taken')
    expect((await update(trunkId, { name: 'ACME' })).status).toBe(200)
    expect((await update(nobody, {})).status).toBe(404)
    expect((await admin.send('DELETE', `/api/trunks/${nobody}`)).status).toBe(404)
    expect((await list('search=second')).items.map((trunk) => trunk.name)).toEqual(['Second'])
    expect((await list('search=ACME.example')).total).toBe(2)
    expect(await list('limit=1&offset=1')).toMatchObject({ total: 2, items: [{ name: 'Second' }] })
  })

  it('TRUNK-7: shows how a trunk is doing, and its team', async () => {
    const trunk = await made({ inboundTeamId: house.team.teamId })
    expect(trunk).toMatchObject({ inboundTeam: { name: 'West' }, status: { state: 'unknown' } })
    service().setHealth('node', [{ trunkId: TrunkId.parse(trunk.trunkId), state: 'up', roundTripMs: 12 }])
    expect((await list()).items[0]?.status).toMatchObject({ state: 'up', roundTripMs: 12 })
    await update(trunk.trunkId, { enabled: false, inboundTeamId: null })
    expect((await list()).items[0]).toMatchObject({ status: null, inboundTeam: null, enabled: false })
  })

  it('TRUNK-8: administrators alone', async () => {
    const { trunkId } = await made()
    for (const browser of [await house.signedIn(house.priya), await house.signedIn(house.dana)]) {
      expect((await browser.send('GET', '/api/trunks')).status).toBe(403)
      expect((await browser.send('POST', '/api/trunks', acme)).status).toBe(403)
      expect((await browser.send('PATCH', `/api/trunks/${trunkId}`, { enabled: false })).status).toBe(403)
      expect((await browser.send('DELETE', `/api/trunks/${trunkId}`)).status).toBe(403)
      expect((await browser.send('PUT', '/api/trunks/order', { trunkIds: [trunkId] })).status).toBe(403)
    }
  })
})

describe('trunks that are refused', () => {
  let house: House
  let admin: Browser

  beforeAll(async () => {
    house = await openHouse({ domains: [telephony] })
    admin = await house.signedIn(house.ada)
  })
  afterAll(() => house.dispose())

  it.each([
    ['host', { host: 'sip acme' }],
    ['host', { host: '' }],
    ['port', { port: 0 }],
    ['transport', { transport: 'tls' }],
    ['addresses.0', { addresses: ['192.0.2.300'] }],
    ['callerId', { callerId: '5550100' }],
    ['inboundTeamId', { inboundTeamId: nobody }],
    ['trunkId', { trunkId: nobody }],
    ['status', { status: null }],
    ['password', { password: null }],
    ['username', { username: null }],
  ])('TRUNK-6: names the field %s', async (field, more) => {
    const answer = await admin.send('POST', '/api/trunks', { ...acme, ...more })
    expect([answer.status, problemOf(answer).field]).toEqual([400, field])
    expect((await admin.send('GET', '/api/trunks')).body).toEqual({ items: [], total: 0 })
  })
})
