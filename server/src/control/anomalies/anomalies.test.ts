import {
  Anomaly,
  DeviceId,
  OwnAccessRequest,
  pageOf,
  Problem,
  type AnomalyAction,
  type AnomalyKind,
  type Person,
  type Site,
} from '@hearthline/shared'
import { TOTP } from 'otpauth'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'

const minute = 60_000
const hour = 60 * minute
const sydneyAddress = '192.0.2.7'

const codeOf = (answer: Answer) => (answer.status < 300 ? 'ok' : Problem.parse(answer.body).code)

describe('what looks odd about sign-ins', () => {
  let house: House
  let admin: Browser
  let sydney: Site

  beforeEach(async () => {
    house = await openHouse()
    const { people, networks } = house.control.services
    valueOf(people.changeSite(house.site.siteId, { position: { latitude: 52.52, longitude: 13.405 } }, null))
    sydney = valueOf(
      people.createSite(
        { name: 'Sydney', position: { latitude: -33.8688, longitude: 151.2093 }, cidrs: [] },
        null,
      ),
    )
    admin = await house.signedIn(house.ada)
    // A person's rule that belongs to the other site: they may come from there too.
    house.control.services.transact(() => networks.addOfSite(sydney.siteId, 'Sydney', ['192.0.2.0/24'], null))
  })
  afterEach(() => house.dispose())

  const cards = async (query = '') =>
    pageOf(Anomaly).parse((await admin.send('GET', `/api/anomalies${query}`)).body)
  const kinds = async () => (await cards()).items.map((card) => card.kind)
  const attempt = async (browser: Browser, person: Person = house.dana, more: object = {}) => {
    const body = await browser.signInBody(person, password)
    return browser.send('POST', '/api/sign-in', { ...body, ...more })
  }
  const policy = (kind: AnomalyKind, action: AnomalyAction) => {
    const { policies } = house.control.services
    const { policies: before, revision } = policies.view()
    const after = { ...before, anomalies: { ...before.anomalies, [kind]: action } }
    const editor = { personId: house.ada.personId, address: '127.0.0.1' }
    valueOf(policies.set({ policies: after, revision }, editor, () => true))
  }
  const close = (anomalyId: string, body: object = {}, by = admin) =>
    by.send('POST', `/api/anomalies/${anomalyId}/close`, body)
  /** Dana moves to the other site: only that one's networks cover them. */
  const move = (site: Site) =>
    valueOf(house.control.services.people.change(house.dana.personId, { siteId: site.siteId }, null))
  /** Signs out at home and tries from Sydney, some minutes later. */
  const fly = async (minutes: number) => {
    const browser = await house.signedIn(house.dana, '198.51.100.7')
    await browser.send('POST', '/api/sign-out')
    move(sydney)
    house.clock.leap(minutes * minute)
    browser.address = sydneyAddress
    return browser
  }

  it('ACCESS-44: the first sign-in of a person is not odd, nor the next from the same line', async () => {
    const browser = await house.signedIn(house.dana)
    await attempt(browser)
    expect(await kinds()).toEqual([])
  })

  it('ACCESS-44: another address of a known site is no news; a network never come from is a card', async () => {
    const browser = await house.signedIn(house.dana, '198.51.100.7')
    browser.address = '198.51.100.8'
    house.clock.advance(minute)
    await attempt(browser)
    expect(await kinds()).toEqual([])
    const { networks } = house.control.services
    house.control.services.transact(() =>
      networks.allowHome(house.dana.personId, '203.0.113.5', house.clock.nowMs() + hour, house.ada.personId),
    )
    house.clock.advance(minute)
    browser.address = '203.0.113.5'
    expect(codeOf(await attempt(browser))).toBe('ok')
    expect((await cards()).items).toMatchObject([
      {
        kind: 'new-address',
        person: { displayName: 'DANA.WHITLOCK' },
        address: '203.0.113.5',
        facts: { lastAddress: '198.51.100.8' },
        taken: 'card',
        state: 'open',
      },
    ])
  })

  it('ACCESS-44: two devices at once are a card that names the other', async () => {
    await house.signedIn(house.dana)
    await house.signedIn(house.dana)
    expect((await cards()).items).toMatchObject([
      { kind: 'two-devices', facts: { otherDevice: 'home laptop' }, taken: 'card' },
    ])
    expect((await cards('?kind=new-address')).total).toBe(0)
  })

  it('ACCESS-44: nobody flies to Sydney in twenty minutes', async () => {
    const browser = await fly(20)
    expect(codeOf(await attempt(browser))).toBe('sign-in-step-up')
    const travel = (await cards()).items.find((card) => card.kind === 'impossible-travel')
    expect(travel).toMatchObject({
      facts: { site: 'Sydney', lastSite: 'Home offices', minutes: 20, lastAddress: '198.51.100.7' },
      taken: 'step-up',
    })
    expect(travel?.facts.kilometres).toBeGreaterThan(16_000)
  })

  it('ACCESS-44: in a day they may', async () => {
    const browser = await fly(24 * 60)
    expect(codeOf(await attempt(browser))).toBe('ok')
  })

  it('ACCESS-45: trying again tells the same card once', async () => {
    const browser = await fly(20)
    await attempt(browser)
    await attempt(browser)
    expect((await kinds()).filter((kind) => kind === 'impossible-travel')).toHaveLength(1)
  })

  it('ACCESS-45: an administrator who allows it lets the sign-in pass once', async () => {
    const browser = await fly(20)
    await attempt(browser)
    const travel = (await cards('?kind=impossible-travel')).items[0]
    const closed = await close(travel?.anomalyId ?? '', { note: 'Rang them.', allow: true })
    expect(Anomaly.parse(closed.body)).toMatchObject({
      state: 'closed',
      closedBy: { displayName: 'ADA.MERCER' },
      note: 'Rang them.',
    })
    expect(codeOf(await close(travel?.anomalyId ?? ''))).toBe('request-decided')
    expect(codeOf(await attempt(browser))).toBe('ok')
  })

  it('ACCESS-45: the permission to step up passes after 15 minutes', async () => {
    const browser = await fly(20)
    await attempt(browser)
    const travel = (await cards('?kind=impossible-travel')).items[0]
    await close(travel?.anomalyId ?? '', { allow: true })
    house.clock.advance(15 * minute)
    expect(codeOf(await attempt(browser))).toBe('sign-in-step-up')
  })

  it('ACCESS-45: who has a second factor steps up with it', async () => {
    const browser = await house.signedIn(house.dana, '198.51.100.7')
    const started = await browser.send('POST', '/api/me/totp', { password })
    const { secret } = z.object({ secret: z.string() }).parse(started.body)
    const totp = new TOTP({ secret })
    const code = () => totp.generate({ timestamp: house.clock.nowMs() })
    expect(codeOf(await browser.send('POST', '/api/me/totp/confirmation', { code: code() }))).toBe('ok')
    await browser.send('POST', '/api/sign-out')
    move(sydney)
    house.clock.advance(10 * minute)
    browser.address = sydneyAddress
    expect(codeOf(await attempt(browser))).toBe('second-factor-needed')
    expect(codeOf(await attempt(browser, house.dana, { totp: code() }))).toBe('ok')
    expect(await kinds()).toContain('impossible-travel')
  })

  it('ACCESS-45: a step-up may be asked for; administrators decide, leads do not see it', async () => {
    const lead = await house.signedIn(house.priya)
    const browser = await fly(20)
    const { reference } = Problem.parse((await attempt(browser)).body)
    const answer = await browser.send('POST', '/api/access-requests', { reference })
    const { requestId, kind } = OwnAccessRequest.parse(answer.body)
    expect(kind).toBe('step-up')
    const path = `/api/access-requests/${requestId}/grant`
    expect(codeOf(await lead.send('POST', path, {}))).toBe('not-found')
    expect(codeOf(await admin.send('POST', path, {}))).toBe('ok')
    expect(codeOf(await attempt(browser))).toBe('ok')
  })

  it('ACCESS-45: locked by policy, the device is suspended and the answer tells nothing', async () => {
    policy('impossible-travel', 'lock')
    const browser = await fly(20)
    expect(codeOf(await attempt(browser))).toBe('sign-in-refused')
    const { access } = house.control.services
    const device = access.devices
      .page({ offset: 0, limit: 9, sort: 'requested', direction: 'descending' }, house.ada.personId)
      .items.find((one) => one.deviceId === browser.deviceId)
    expect(device).toMatchObject({ state: 'suspended', suspended: { reason: 'anomaly' } })
    // Somebody looked at it: the same oddity does not lock it again.
    const travel = (await cards('?kind=impossible-travel')).items[0]
    await close(travel?.anomalyId ?? '')
    await admin.send('POST', `/api/devices/${browser.deviceId}/restore`, { reason: 'It was them.' })
    expect(codeOf(await attempt(browser))).toBe('ok')
  })

  it('ACCESS-44: proved outside the shift, or let in by overtime, is a card', async () => {
    const { shifts } = house.control.services
    const browser = await house.signedIn(house.dana)
    const at = new Date(house.clock.nowMs())
    const clockTime = (offset: number) => `${String((at.getUTCHours() + offset) % 24).padStart(2, '0')}:00`
    const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], start: clockTime(5), end: clockTime(8), timeZone: 'UTC' }]
    valueOf(shifts.setHours({ type: 'person', personId: house.dana.personId }, hours, null))
    expect(codeOf(await attempt(browser))).toBe('sign-in-shift')
    expect(await kinds()).toEqual(['outside-shift'])
    policy('outside-shift', 'lock')
    expect(codeOf(await attempt(browser))).toBe('sign-in-refused')
    expect((await cards()).items[0]?.taken).toBe('lock')
  })

  it('ACCESS-44: a device whose key was copied is a card of its own', async () => {
    const browser = await house.signedIn(house.dana)
    const deviceId = DeviceId.parse(browser.deviceId)
    house.control.services.access.devices.suspend(deviceId, 'key-reused', '203.0.113.9')
    expect((await cards()).items).toMatchObject([
      { kind: 'key-reused', address: '203.0.113.9', device: { deviceId }, taken: 'lock' },
    ])
  })

  it('ACCESS-46: nobody closes a card about themselves', async () => {
    await house.signedIn(house.ada)
    const [card] = (await cards()).items
    expect(card?.kind).toBe('two-devices')
    expect(codeOf(await close(card?.anomalyId ?? ''))).toBe('own-request')
    expect(codeOf(await close('00000000-0000-4000-8000-000000000000'))).toBe('not-found')
  })
})
