import {
  NetworkPreview,
  NetworkRule,
  pageOf,
  Problem,
  Site,
  Team,
  type NetworkScope,
  type Person,
} from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'

const List = pageOf(NetworkRule).extend({ revision: z.int(), yourAddress: z.string() })
const Published = z.object({ revision: z.int(), ended: z.int() })
const everyone: NetworkScope = { type: 'everyone' }
const dayMs = 24 * 60 * 60_000

const problemOf = (answer: Answer) => Problem.parse(answer.body)
const add = (cidr: string, scope: NetworkScope = everyone, more: object = {}) => ({
  type: 'add',
  cidr,
  name: `Rule ${cidr}`,
  scope,
  ...more,
})

describe('network rules', () => {
  let house: House
  let admin: Browser

  beforeEach(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
  })
  afterEach(() => house.dispose())

  const list = async (query = '') => List.parse((await admin.send('GET', `/api/networks?${query}`)).body)
  const preview = (...changes: object[]) => admin.send('POST', '/api/networks/preview', { changes })
  const publish = async (...changes: object[]) => {
    const { revision } = await list()
    return admin.send('POST', '/api/networks/changes', { changes, revision })
  }
  const ruleOf = async (cidr: string) => {
    const found = (await list(`search=${encodeURIComponent(cidr)}`)).items.find((rule) => rule.cidr === cidr)
    if (!found) throw new Error(`no rule ${cidr}`)
    return found
  }
  const remove = async (cidr: string) => ({ type: 'remove', ruleId: (await ruleOf(cidr)).ruleId })
  const steps = (limit = 100) =>
    house.control.services.audit
      .page({ offset: 0, limit })
      .items.filter((row) => row.action.startsWith('networks.'))
      .map((row) => `${row.action} ${row.outcome} ${row.reason}`)
  const comesFrom = (person: Person, address: string) =>
    house.control.services.networks.ruleFor(person.personId, address)?.name ?? null

  it('NETWORK-3: a rule lets in whom it is for: everyone, a site, a team, a person', async () => {
    const east = Team.parse((await admin.send('POST', '/api/teams', { name: 'East' })).body)
    const attic = Site.parse((await admin.send('POST', '/api/sites', { name: 'Attic' })).body)
    const published = await publish(
      add('203.0.113.0/28'),
      add('203.0.113.16/28', { type: 'site', siteId: attic.siteId }),
      add('203.0.113.32/28', { type: 'team', teamId: east.teamId }),
      add('203.0.113.48/28', { type: 'person', personId: house.dana.personId }),
    )
    expect(published.status).toBe(200)
    const eve = await house.person('eve.stone', 'agent')
    const move = { teamIds: [east.teamId], siteId: attic.siteId }
    await admin.send('PATCH', `/api/people/${eve.personId}`, move)
    const from = (person: Person) =>
      ['203.0.113.1', '203.0.113.17', '203.0.113.33', '203.0.113.49', '203.0.113.65', '198.51.100.1'].map(
        (address) => comesFrom(person, address) !== null,
      )
    expect(from(house.dana)).toEqual([true, false, false, true, false, true])
    expect(from(eve)).toEqual([true, true, true, false, false, false])
    expect(from({ ...house.dana, personId: eve.personId })).toEqual(from(eve))
    expect(comesFrom(house.dana, '203.0.113.49')).toBe('Rule 203.0.113.48/28')
    const { networks } = house.control.services
    expect(networks.nameOf(house.dana.personId, '203.0.113.17')).toBe('Rule 203.0.113.16/28')
    expect(networks.nameOf(house.dana.personId, '192.0.2.1')).toBeNull()
    expect(networks.ruleFor(eve.personId, '203.0.113.17')?.siteId).toBe(attic.siteId)
    expect(networks.ruleFor(eve.personId, 'nonsense')).toBeNull()
  })

  it('NETWORK-1: an IPv4 address in IPv6 clothes is the IPv4 address', () => {
    expect(comesFrom(house.dana, '::ffff:198.51.100.7')).toBe('Home offices')
    expect(comesFrom(house.dana, '::ffff:c633:6407')).toBe('Home offices')
  })

  it('NETWORK-2: a mapped network is kept as IPv4', async () => {
    await publish(add('::ffff:203.0.113.0/120'))
    expect((await list('search=203.0.113')).items.map((rule) => rule.cidr)).toEqual(['203.0.113.0/24'])
  })

  it('NETWORK-4: a network is on the list of one scope once', async () => {
    const toDana = { type: 'person', personId: house.dana.personId } as const
    expect((await publish(add('192.0.2.0/24'), add('192.0.2.0/24', toDana))).status).toBe(200)
    expect(problemOf(await publish(add('192.0.2.0/24'))).field).toBe('changes.0.cidr')
    expect(problemOf(await publish(add('192.0.3.0/24'), add('192.0.3.0/24'))).field).toBe('changes.1.cidr')
    // One draft may replace a rule.
    expect(
      (
        await publish(
          add('198.51.100.0/24', { type: 'site', siteId: house.site.siteId }),
          await remove('198.51.100.0/24'),
        )
      ).status,
    ).toBe(200)
    const twice = await remove('127.0.0.0/8')
    expect(problemOf(await publish(twice, twice)).field).toBe('changes.1.ruleId')
  })

  it('NETWORK-5: of two editors the later one gets a conflict', async () => {
    const { revision } = await list()
    const send = (cidr: string) =>
      admin.send('POST', '/api/networks/changes', { changes: [add(cidr)], revision })
    const first = await send('192.0.2.0/24')
    expect(Published.parse(first.body)).toEqual({ revision: revision + 1, ended: 0 })
    const second = await send('192.0.3.0/24')
    expect([second.status, problemOf(second).code]).toEqual([409, 'conflict'])
    expect((await list()).revision).toBe(revision + 1)
    expect((await list('search=192.0.3')).total).toBe(0)
  })

  it('NETWORK-6: a preview says who would lose access, and changes nothing', async () => {
    const dana = await house.signedIn(house.dana, '198.51.100.7')
    await house.signedIn(house.priya)
    const before = await list()
    const draft = [await remove('198.51.100.0/24'), add('203.0.113.0/24')]
    const seen = NetworkPreview.parse((await preview(...draft)).body)
    expect(seen).toEqual({
      added: [{ cidr: '203.0.113.0/24', online: 0 }],
      losing: [
        {
          personId: house.dana.personId,
          displayName: house.dana.displayName,
          you: false,
          address: '198.51.100.7',
          outcome: 'signed-out',
        },
      ],
      losingTotal: 1,
      youLose: false,
      yourAddress: '127.0.0.1',
    })
    expect(await list()).toEqual(before)
    expect((await dana.send('GET', '/api/me')).status).toBe(200)

    // What the preview said is what happens: within the same answer.
    expect(Published.parse((await publish(...draft)).body).ended).toBe(1)
    expect((await dana.send('GET', '/api/me')).status).toBe(401)
    expect((await admin.send('GET', '/api/me')).status).toBe(200)
    expect(steps().slice(0, 2)).toEqual([
      'networks.rule-added done company',
      'networks.rule-removed done null',
    ])
    const ended = house.control.services.audit.page({ offset: 0, limit: 9, search: 'access.sign-in-ended' })
    expect(ended.items.map((row) => row.reason)).toContain('network')
  })

  it('NETWORK-6: an added network that holds them keeps people in', async () => {
    await house.signedIn(house.dana, '198.51.100.7')
    const draft = [await remove('198.51.100.0/24'), add('198.51.100.0/25')]
    const seen = NetworkPreview.parse((await preview(...draft)).body)
    expect(seen).toMatchObject({ added: [{ online: 1 }], losingTotal: 0 })
    const narrow = [
      await remove('198.51.100.0/24'),
      add('198.51.100.0/25', { type: 'person', personId: house.priya.personId }),
    ]
    expect(NetworkPreview.parse((await preview(...narrow)).body)).toMatchObject({
      added: [{ online: 0 }],
      losingTotal: 1,
    })
  })

  it('NETWORK-7: a draft that locks its editor out is refused', async () => {
    const own = await remove('127.0.0.0/8')
    const seen = NetworkPreview.parse((await preview(own)).body)
    expect(seen).toMatchObject({ youLose: true, losing: [{ you: true, address: '127.0.0.1' }] })
    const answer = await publish(own)
    expect([answer.status, problemOf(answer).code]).toEqual([409, 'would-lock-out'])
    expect(problemOf(answer).detail).toContain('127.0.0.1')
    expect(steps()[0]).toBe('networks.published refused would-lock-out')
    const forOther = add('127.0.0.0/8', { type: 'person', personId: house.dana.personId })
    expect((await publish(own, forOther)).status).toBe(409)
    const forEditor = add('127.0.0.0/8', { type: 'person', personId: house.ada.personId })
    expect((await publish(own, forEditor)).status).toBe(200)
    expect((await admin.send('GET', '/api/me')).status).toBe(200)
  })

  it('NETWORK-7: nor may the editor be left with rules that end: nobody could open the list again', async () => {
    const untilTomorrow = { ...add('127.0.0.1/32'), endsAt: house.clock.nowMs() + dayMs }
    const changes = [await remove('127.0.0.0/8'), untilTomorrow]
    const answer = await publish(...changes)
    expect([answer.status, problemOf(answer).code]).toEqual([409, 'would-lock-out'])
    expect((await publish(...changes, add('127.0.0.0/16'))).status).toBe(200)
  })

  it('NETWORK-8: a rule that ends lets nobody in, is swept, and signs out whom it held', async () => {
    const endsAt = house.clock.nowMs() + 20 * 60_000
    await publish(add('203.0.113.0/24', { type: 'person', personId: house.dana.personId }, { endsAt }))
    expect(await ruleOf('203.0.113.0/24')).toMatchObject({ kind: 'home-lead', endsAt })
    const dana = await house.signedIn(house.dana, '203.0.113.9')
    const told: unknown[] = []
    house.control.services.networks.whenChanged((by) => told.push(by))
    // No timer has run yet, but the time has come.
    house.clock.leap(20 * 60_000)
    expect(comesFrom(house.dana, '203.0.113.9')).toBeNull()
    expect((await list('search=203.0.113')).total).toBe(0)
    house.clock.advance(20 * 60_000)
    expect(told).toEqual([null])
    expect(steps()[0]).toBe('networks.rule-ended done null')
    expect((await dana.send('GET', '/api/me')).status).toBe(401)
  })

  it('NETWORK-9: an address that was asked for is allowed to one person, for a time', async () => {
    const { networks, transact } = house.control.services
    const endsAt = house.clock.nowMs() + 7 * dayMs
    const told: unknown[] = []
    networks.whenChanged((by) => told.push(by))
    const allow = (address: string, until = endsAt) =>
      transact(() => networks.allowHome(house.dana.personId, address, until, house.priya.personId))
    allow('192.0.2.7')
    expect(comesFrom(house.dana, '192.0.2.7')).toBe('Home')
    expect(comesFrom(house.priya, '192.0.2.7')).toBeNull()
    expect(comesFrom(house.dana, '192.0.2.8')).toBeNull()
    await Promise.resolve()
    expect(told).toEqual([house.priya.personId])
    // A home line in IPv6 changes its address inside its /64.
    allow('2001:db8:1:2::5')
    expect(comesFrom(house.dana, '2001:db8:1:2:ffff::1')).toBe('Home')
    expect(comesFrom(house.dana, '2001:db8:1:3::5')).toBeNull()
    // Asked for again: one rule, the later end.
    allow('192.0.2.7', endsAt + dayMs)
    allow('192.0.2.7', endsAt - dayMs)
    expect(await ruleOf('192.0.2.7/32')).toMatchObject({
      kind: 'home-request',
      endsAt: endsAt + dayMs,
      scopeName: house.dana.displayName,
      createdBy: { personId: house.priya.personId },
    })
    expect((await list('search=192.0.2')).total).toBe(1)
  })

  it('NETWORK-9: what is rolled back lets nobody in', async () => {
    const { networks, transact } = house.control.services
    const undone = () =>
      transact(() => {
        networks.allowHome(
          house.dana.personId,
          '192.0.2.7',
          house.clock.nowMs() + dayMs,
          house.priya.personId,
        )
        expect(comesFrom(house.dana, '192.0.2.7')).toBe('Home')
        throw new Error('undone')
      })
    expect(undone).toThrow('undone')
    await Promise.resolve()
    expect(comesFrom(house.dana, '192.0.2.7')).toBeNull()
  })

  it('NETWORK-10: lists by search, scope, order and page, and counts who is inside', async () => {
    await house.signedIn(house.dana, '198.51.100.7')
    await publish(
      add('203.0.113.0/24', everyone, { name: 'vpn', endsAt: house.clock.nowMs() + dayMs }),
      add('2001:db8::/48', { type: 'person', personId: house.dana.personId }, { name: 'Attic' }),
      add('192.0.2.0/24', { type: 'team', teamId: house.team.teamId }, { name: '100% office' }),
    )
    const names = async (query: string) => (await list(query)).items.map((rule) => rule.cidr)
    const all = await list('sort=cidr&direction=ascending')
    expect(all.items.map((rule) => rule.cidr)).toEqual([
      '127.0.0.0/8',
      '192.0.2.0/24',
      '198.51.100.0/24',
      '2001:db8::/48',
      '203.0.113.0/24',
      '::1/128',
    ])
    expect(all.yourAddress).toBe('127.0.0.1')
    expect(Object.fromEntries(all.items.map((rule) => [rule.cidr, rule.online]))).toMatchObject({
      '127.0.0.0/8': 1,
      '198.51.100.0/24': 1,
      '203.0.113.0/24': 0,
    })
    expect(await names('search=attic')).toEqual(['2001:db8::/48'])
    expect(await names('search=west')).toEqual(['192.0.2.0/24'])
    expect(await names('search=%25')).toHaveLength(6)
    // An address finds the rules that hold it.
    expect(await names('search=203.0.113.77')).toEqual(['203.0.113.0/24'])
    expect(await names('search=2001:db8::1')).toEqual(['2001:db8::/48'])
    expect(await names('scope=team')).toEqual(['192.0.2.0/24'])
    expect(await names('scope=site&sort=name')).toHaveLength(3)
    expect((await names('sort=ends&direction=ascending'))[0]).toBe('203.0.113.0/24')
    const [first, second] = [await list('sort=cidr&limit=2'), await list('sort=cidr&limit=2&offset=2')]
    expect(first.total).toBe(6)
    expect([...first.items, ...second.items].map((rule) => rule.cidr)).toEqual(
      (await names('sort=cidr')).slice(0, 4),
    )
    expect((await admin.send('GET', '/api/networks?sort=scope_id')).status).toBe(400)
  })

  it('NETWORK-11: only administrators see and change rules', async () => {
    const [dana, priya] = [await house.signedIn(house.dana), await house.signedIn(house.priya)]
    const changes = [add('192.0.2.0/24')]
    for (const browser of [dana, priya]) {
      expect((await browser.send('GET', '/api/networks')).status).toBe(403)
      expect((await browser.send('POST', '/api/networks/preview', { changes })).status).toBe(403)
      expect((await browser.send('POST', '/api/networks/changes', { changes, revision: 1 })).status).toBe(403)
    }
    expect((await house.browser().send('GET', '/api/networks')).status).toBe(401)
  })

  it('NETWORK-3: somebody whom no rule holds is not let in', async () => {
    const { people, access } = house.control.services
    const far = valueOf(
      await people.create(
        { userName: 'far.away', displayName: 'Far', role: 'agent', teamIds: [], siteId: null, password },
        null,
      ),
    )
    const browser = house.browser()
    const { code } = valueOf(await access.enrolmentCodes.createConsoleEnrolment('far.away'))
    await browser.enrol(code)
    const refused = await browser.send('POST', '/api/sign-in', await browser.signInBody(far, password))
    expect(problemOf(refused).code).toBe('sign-in-network')
    const rule = add('127.0.0.0/8', { type: 'person', personId: far.personId })
    expect((await publish(rule)).status).toBe(200)
    expect((await browser.signIn(far, password)).personId).toBe(far.personId)
  })
})
