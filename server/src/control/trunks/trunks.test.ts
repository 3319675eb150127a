import { generateKeyPairSync } from 'node:crypto'
import { CallId, pageOf, Problem, SignInId, Trunk, TrunkId } from '@hearthline/shared'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemRandom } from '../../system-ports.ts'
import { openStore } from '../db/client.ts'
import { trunks as table } from '../db/schema/trunks.ts'
import { createTrunkStore } from '../db/trunks-repository.ts'
import { createSecretBox } from '../secret-box.ts'
import { telephony } from '../telephony.ts'
import type { Answer, Browser } from '../testing/browser.ts'
import { certificate } from '../testing/certificate.ts'
import { openHouse, type House } from '../testing/house.ts'
import { outboundScript, ScriptedVoiceNode } from '../testing/scripted-voice-node.ts'
import { plainTrunk } from './ports.ts'

const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
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
  ...plainTrunk,
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
  const share = async () => (await list()).items[0]?.failedShare
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

  it.each(['a\r\nVia: x', 'half \ud83d', ''])('TRK-10: %j is no user name', async (username) => {
    const { status, body } = await admin.send('POST', '/api/trunks', { ...acme, username })
    expect({ status, field: Problem.parse(body).field }).toEqual({ status: 400, field: 'username' })
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
    await made({ name: 'Second' })
    await update(trunkId, { name: 'First' })
    await update(trunkId, { rank: 2 })
    await admin.send('DELETE', `/api/trunks/${trunkId}`)
    expect(told).toEqual([['Acme'], ['Acme', 'Second'], ['First', 'Second'], ['Second', 'First'], ['Second']])
    // A refusal tells nobody.
    await create({ name: 'SECOND' })
    expect(told).toHaveLength(5)
  })

  it('TRUNK-5: listed by rank, then by name', async () => {
    await made({ rank: 2 })
    await made({ name: 'C', rank: 1 })
    const { trunkId } = await made({ name: 'B', rank: 1 })
    const names = async () => (await list()).items.map((trunk) => trunk.name)
    expect(await names()).toEqual(['B', 'C', 'Acme'])
    await update(trunkId, { rank: 3, weight: 7 })
    expect(await names()).toEqual(['C', 'Acme', 'B'])
    expect((await list()).items.at(-1)).toMatchObject({ rank: 3, weight: 7 })
  })

  it('TRUNK-9: every field is kept as it was given, and stays when a change leaves it out', async () => {
    const fields = {
      rank: 4,
      weight: 30,
      channels: 12,
      prefixes: [{ prefix: '+49', strip: 3, prepend: '0' }],
      callerIds: [{ prefix: '+44', callerId: '+442079460958' }],
      digits: 'info',
      transport: 'tls',
      tlsTrust: certificate,
      register: true,
    }
    const { trunkId } = await made(fields)
    await update(trunkId, { port: 5061 })
    await house.restart()
    expect((await list()).items[0]).toMatchObject({ ...fields, port: 5061 })
    expect(service().configs()[0]).toEqual({
      trunkId,
      name: 'Acme',
      host: 'sip.acme.example',
      port: 5061,
      transport: 'tls',
      tlsTrust: certificate,
      addresses: ['192.0.2.5'],
      credentials: { username: 'hearth', password: secret },
      register: true,
      channels: 12,
      digits: 'info',
      inboundTeamId: null,
      enabled: true,
    })
    await update(trunkId, { channels: null, tlsTrust: null, register: false })
    expect((await list()).items[0]).toMatchObject({ channels: null, tlsTrust: null, register: false })
  })

  it('TRUNK-10: to register, a trunk needs a user and a password', async () => {
    const bare = { username: null, password: null }
    expect(problemOf(await create({ ...bare, register: true })).field).toBe('username')
    const { trunkId } = await made({ register: true })
    expect(problemOf(await update(trunkId, bare)).field).toBe('username')
    expect((await update(trunkId, { ...bare, register: false })).status).toBe(200)
    expect(problemOf(await update(trunkId, { register: true })).field).toBe('username')
  })

  it('TRUNK-11: the registration is what voice nodes say, of the trunks that register', async () => {
    const registering = await made({ register: true })
    const other = await made({ name: 'Other' })
    expect([registering.registration, other.registration]).toEqual([
      { state: 'trying', since: 0, sipStatus: null },
      null,
    ])
    const node = new ScriptedVoiceNode(house)
    await node.link()
    const say = async (state: 'registered' | 'refused', sipStatus: number | null) => {
      const trunkId = TrunkId.parse(registering.trunkId)
      node.send({ type: 'status', status: { type: 'trunk-registration', trunkId, state, sipStatus } })
      await node.settled()
      return (await list('search=acme')).items[0]?.registration
    }
    expect(await say('refused', 403)).toEqual({
      state: 'refused',
      since: house.clock.nowMs(),
      sipStatus: 403,
    })
    const since = house.clock.nowMs()
    expect(await say('registered', 200)).toEqual({ state: 'registered', since, sipStatus: 200 })
    house.clock.advance(1_000)
    expect(await say('registered', 200)).toMatchObject({ since })
    await update(registering.trunkId, { enabled: false })
    expect((await list('search=acme')).items[0]?.registration).toBeNull()
    await update(registering.trunkId, { enabled: true })
    expect((await list('search=acme')).items[0]?.registration).toMatchObject({ state: 'trying' })
  })

  it('TRUNK-12: the share of calls out of the last hour that the carrier let fail', async () => {
    const { trunkId } = await made()
    expect(await share()).toBeNull()
    const node = new ScriptedVoiceNode(house)
    await node.link()
    const ends = [
      { kind: 'rejected', fault: 'carrier', sipStatus: 503 },
      { kind: 'busy', fault: 'customer', sipStatus: 486 },
      { kind: 'customer-hung-up', fault: 'nobody', sipStatus: null },
      { kind: 'rejected', fault: 'carrier', sipStatus: 500 },
      { kind: 'no-answer', fault: 'customer', sipStatus: 480 },
    ] as const
    for (const termination of ends) {
      const callId = CallId.parse(crypto.randomUUID())
      const agent = { personId: house.dana.personId, signInId: SignInId.parse(crypto.randomUUID()) }
      const { opened } = outboundScript(callId, agent, house.team.teamId, TrunkId.parse(trunkId))
      await node.say(opened, { type: 'call-ended', callId, termination })
    }
    expect(await share()).toBe(0.4)
    house.clock.advance(3_600_001)
    // An hour without a click ends a sign-in.
    admin = await house.signedIn(house.ada)
    expect(await share()).toBeNull()
  })

  it('TRUNK-13: a test asks a voice node, which tells health and registration before it answers', async () => {
    const { trunkId } = await made({ register: true })
    const test = () => admin.send('POST', `/api/trunks/${trunkId}/test`)
    expect(problemOf(await test()).code).toBe('voice-unavailable')
    const node = new ScriptedVoiceNode(house)
    await node.link()
    const asked: string[] = []
    const tell = (state: 'up' | 'down', registration: 'registered' | 'refused', sipStatus: number) => {
      node.answer = (command) => {
        if (command.type !== 'test-trunk') return null
        asked.push(command.trunkId)
        const { trunkId: id } = command
        const roundTripMs = state === 'up' ? 31 : null
        node.send({ type: 'status', status: { type: 'trunk-health', trunkId: id, state, roundTripMs } })
        node.send({
          type: 'status',
          status: { type: 'trunk-registration', trunkId: id, state: registration, sipStatus },
        })
        return null
      }
    }
    tell('up', 'registered', 200)
    expect((await test()).body).toEqual({
      reachable: true,
      roundTripMs: 31,
      sipStatus: 200,
      registered: true,
    })
    tell('down', 'refused', 403)
    expect((await test()).body).toEqual({
      reachable: false,
      roundTripMs: null,
      sipStatus: 403,
      registered: false,
    })
    // Before it is switched on, too.
    await update(trunkId, { enabled: false, register: false })
    expect((await test()).body).toMatchObject({ reachable: false, registered: null })
    expect(asked).toEqual([trunkId, trunkId, trunkId])
    node.answer = () => ({ code: 'internal', detail: 'no socket' })
    expect(problemOf(await test()).code).toBe('voice-unavailable')
    expect((await admin.send('POST', `/api/trunks/${nobody}/test`)).status).toBe(404)
    expect(steps().filter((step) => step === 'trunks.tested')).toHaveLength(5)
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
      expect((await browser.send('POST', `/api/trunks/${trunkId}/test`)).status).toBe(403)
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
    ['transport', { transport: 'sctp' }],
    ['rank', { rank: 0 }],
    ['weight', { weight: 101 }],
    ['channels', { channels: 0 }],
    ['digits', { digits: 'inband' }],
    ['prefixes.0.prefix', { prefixes: [{ prefix: '0', strip: 0, prepend: '' }] }],
    ['prefixes.0.prepend', { prefixes: [{ prefix: '+', strip: 0, prepend: 'p1' }] }],
    ['callerIds.0.callerId', { callerIds: [{ prefix: '+1', callerId: '2025550100' }] }],
    ['tlsTrust', { tlsTrust: 'a certificate' }],
    ['tlsTrust', { tlsTrust: '' }],
    ['tlsTrust', { tlsTrust: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }],
    ['tlsTrust', { tlsTrust: `${certificate}\nand more` }],
    ['tlsTrust', { tlsTrust: `${certificate}\n${privateKey}` }],
    ['tlsTrust', { tlsTrust: privateKey }],
    ['username', { username: null, password: null, register: true }],
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
