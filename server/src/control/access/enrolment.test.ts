import { Device, EnrolledDevice, pageOf, Problem } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { createDeviceKey } from '../testing/browser.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'

const minute = 60_000
const day = 24 * 60 * minute
const NewCode = z.object({ code: z.string(), link: z.string(), expiresAt: z.int() })

const redeem = async (browser: Browser, code: string) =>
  browser.send('POST', '/api/enrolments', await browser.enrolmentBody(code))

const codeOf = (answer: Answer) => Problem.parse(answer.body).code

const anotherCode = (code: string) => `${code.slice(0, 9)}${code.endsWith('A') ? 'B' : 'A'}`

const refusedField = (answer: Answer) => Problem.parse(answer.body).field

const wrong = (shortCode: string) => (shortCode === '000000' ? '000001' : '000000')

describe('enrolling and approving a device', () => {
  let house: House
  let admin: Browser

  beforeEach(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
  })
  afterEach(() => house.dispose())

  const codeFor = async (personId: string, by = admin) =>
    NewCode.parse((await by.send('POST', `/api/people/${personId}/enrolment-codes`)).body)
  const approve = (deviceId: string, shortCode: string, by = admin) =>
    by.send('POST', `/api/devices/${deviceId}/approve`, { shortCode })
  const reasons = (action: string) =>
    house.control.services.audit.page({ offset: 0, limit: 50, action }).items.map((row) => row.reason)
  const enrolled = async (browser = house.browser()) => {
    const { code } = await codeFor(house.dana.personId)
    return { browser, device: await browser.enrol(code) }
  }

  it('ACCESS-1: a code has 10 base32 characters, a link with it in the fragment, and 10 minutes', async () => {
    const made = await codeFor(house.dana.personId)
    expect(made.code).toMatch(/^[A-Z2-7]{10}$/)
    expect(made.link).toBe(`http://localhost:8080/enrol#${made.code}`)
    expect(made.expiresAt).toBe(house.clock.nowMs() + 10 * minute)
  })

  it('ACCESS-1: typed with small letters, spaces and dashes it works, once', async () => {
    const { code } = await codeFor(house.dana.personId)
    const typed = `${code.slice(0, 5).toLowerCase()}- ${code.slice(5)}`
    expect((await redeem(house.browser(), typed)).status).toBe(200)
    const again = await redeem(house.browser(), code)
    expect([again.status, codeOf(again)]).toEqual([403, 'enrolment-code-refused'])
  })

  it('ACCESS-1: two browsers with one code at once: one wins', async () => {
    const { code } = await codeFor(house.dana.personId)
    const answers = await Promise.all([redeem(house.browser(), code), redeem(house.browser(), code)])
    expect(answers.map((answer) => answer.status).toSorted((left, right) => left - right)).toEqual([200, 403])
  })

  it('ACCESS-1: after 10 minutes it is void', async () => {
    const { code } = await codeFor(house.dana.personId)
    house.clock.advance(10 * minute)
    expect((await redeem(house.browser(), code)).status).toBe(403)
    expect(reasons('access.enrolment')).toEqual(['code-void'])
  })

  it('ACCESS-1: five wrong tries make it void, four do not', async () => {
    const first = await codeFor(house.dana.personId)
    for (let tries = 0; tries < 4; tries += 1)
      expect((await redeem(house.browser(), anotherCode(first.code))).status).toBe(403)
    expect((await redeem(house.browser(), first.code)).status).toBe(200)

    const second = await codeFor(house.dana.personId)
    for (let tries = 0; tries < 5; tries += 1) await redeem(house.browser(), anotherCode(second.code))
    expect((await redeem(house.browser(), second.code)).status).toBe(403)
    expect(reasons('access.enrolment').slice(0, 2)).toEqual(['code-void', 'code-wrong'])
  })

  it('ACCESS-1: a new code replaces the old one', async () => {
    const old = await codeFor(house.dana.personId)
    const fresh = await codeFor(house.dana.personId)
    expect((await redeem(house.browser(), old.code)).status).toBe(403)
    expect((await redeem(house.browser(), fresh.code)).status).toBe(200)
  })

  it('ACCESS-1: nobody gets a code who does not exist or is disabled', async () => {
    const nobody = await admin.send(
      'POST',
      '/api/people/00000000-0000-4000-8000-000000000001/enrolment-codes',
    )
    expect(nobody.status).toBe(404)
    await admin.send('PATCH', `/api/people/${house.dana.personId}`, { disabled: true })
    const disabled = await admin.send('POST', `/api/people/${house.dana.personId}/enrolment-codes`)
    expect([disabled.status, codeOf(disabled)]).toEqual([409, 'person-disabled'])
  })

  it('ACCESS-8: twenty refused codes from one address close it for everybody there', async () => {
    for (let tries = 0; tries < 20; tries += 1) await redeem(house.browser('198.51.100.66'), 'AAAAAAAAAA')
    const { code } = await codeFor(house.dana.personId)
    expect((await redeem(house.browser('198.51.100.66'), code)).status).toBe(403)
    expect(reasons('access.enrolment')[0]).toBe('rate-address')
    expect((await redeem(house.browser('198.51.100.67'), code)).status).toBe(200)
  })

  it('ACCESS-2: a challenge works once, for 60 seconds, for its browser, its address and its purpose', async () => {
    const { code } = await codeFor(house.dana.personId)
    const browser = house.browser()

    const late = await browser.enrolmentBody(code)
    house.clock.advance(minute)
    expect(refusedField(await browser.send('POST', '/api/enrolments', late))).toBe('challengeId')

    const foreign = await browser.enrolmentBody(code)
    expect(refusedField(await house.browser().send('POST', '/api/enrolments', foreign))).toBe('challengeId')

    const moved = await browser.enrolmentBody(code)
    browser.address = '198.51.100.7'
    expect(refusedField(await browser.send('POST', '/api/enrolments', moved))).toBe('challengeId')
    browser.address = null

    const challenge = await browser.challenge('sign-in')
    const purpose = { ...(await browser.enrolmentBody(code)), challengeId: challenge.challengeId }
    expect(refusedField(await browser.send('POST', '/api/enrolments', purpose))).toBe('challengeId')

    const good = await browser.enrolmentBody(code)
    expect((await browser.send('POST', '/api/enrolments', good)).status).toBe(200)
    expect(refusedField(await browser.send('POST', '/api/enrolments', good))).toBe('challengeId')
  })

  it('ACCESS-3: no code is spent when possession of the key is not proved', async () => {
    const { code } = await codeFor(house.dana.personId)
    const browser = house.browser()
    const other = await createDeviceKey()
    for (let tries = 0; tries < 6; tries += 1) {
      const body = { ...(await browser.enrolmentBody(code)), publicKey: other.publicKey }
      const answer = await browser.send('POST', '/api/enrolments', body)
      expect(Problem.parse(answer.body)).toMatchObject({ code: 'invalid-request', field: 'signature' })
    }
    const body = await browser.enrolmentBody(code)
    const y = Buffer.from(body.publicKey.y, 'base64url')
    y[0] = (y[0] ?? 0) ^ 1
    const offCurve = { ...body, publicKey: { ...body.publicKey, y: y.toString('base64url') } }
    const answer = await browser.send('POST', '/api/enrolments', offCurve)
    expect(Problem.parse(answer.body)).toMatchObject({ code: 'invalid-request', field: 'publicKey' })
    expect((await redeem(browser, code)).status).toBe(200)
  })

  it('ACCESS-3: a key that is approved already, or is another person’s, is refused', async () => {
    const { browser, device } = await enrolled()
    await approve(device.deviceId, device.shortCode)
    const { code } = await codeFor(house.priya.personId)
    expect((await redeem(browser, code)).status).toBe(403)
    expect(reasons('access.enrolment')).toEqual(['key-in-use'])
  })

  it('ACCESS-4: asking again with the same key takes the place of the pending request', async () => {
    const { browser, device } = await enrolled()
    const { device: second } = await enrolled(browser)
    expect(second.deviceId).not.toBe(device.deviceId)
    expect(second.shortCode).not.toBe(device.shortCode)
    expect(codeOf(await approve(device.deviceId, device.shortCode))).toBe('device-not-pending')
    expect((await approve(second.deviceId, second.shortCode)).status).toBe(200)
  })

  it('ACCESS-4: pending shows who, what and where, and the short code to its owner only', async () => {
    const { browser, device } = await enrolled()
    expect(device).toMatchObject({
      state: 'pending',
      grade: 'D1',
      name: 'home laptop',
      address: '127.0.0.1',
      person: { userName: 'dana.whitlock' },
      expiresAt: house.clock.nowMs() + 10 * minute,
      decidedBy: null,
    })
    const own = await browser.send('GET', '/api/enrolments/current')
    expect(EnrolledDevice.parse(own.body).shortCode).toBe(device.shortCode)
    const list = await admin.send('GET', '/api/devices?state=pending')
    expect(pageOf(Device).parse(list.body)).toMatchObject({
      total: 1,
      items: [{ personRole: 'agent', blocked: null }],
    })
    expect(JSON.stringify(list.body)).not.toContain(device.shortCode)
    expect((await house.browser().send('GET', '/api/enrolments/current')).status).toBe(404)
  })

  it('ACCESS-4: approved with the right code, for 90 days, by a named administrator', async () => {
    const { browser, device } = await enrolled()
    const answer = await approve(device.deviceId, device.shortCode)
    expect(Device.parse(answer.body)).toMatchObject({
      state: 'approved',
      expiresAt: house.clock.nowMs() + 90 * day,
      decidedBy: { personId: house.ada.personId },
    })
    const own = await browser.send('GET', '/api/enrolments/current')
    expect(EnrolledDevice.parse(own.body).state).toBe('approved')
    expect(codeOf(await approve(device.deviceId, device.shortCode))).toBe('device-not-pending')
  })

  it('ACCESS-4: five wrong short codes refuse the request, four do not', async () => {
    const first = await enrolled()
    for (let tries = 0; tries < 4; tries += 1)
      expect(codeOf(await approve(first.device.deviceId, wrong(first.device.shortCode)))).toBe(
        'short-code-mismatch',
      )
    expect((await approve(first.device.deviceId, first.device.shortCode)).status).toBe(200)

    const second = await enrolled()
    for (let tries = 0; tries < 5; tries += 1)
      await approve(second.device.deviceId, wrong(second.device.shortCode))
    expect(codeOf(await approve(second.device.deviceId, second.device.shortCode))).toBe('device-not-pending')
    const own = await second.browser.send('GET', '/api/enrolments/current')
    expect(EnrolledDevice.parse(own.body).state).toBe('refused')
    expect(reasons('access.device-approved').slice(0, 3)).toEqual([
      'device-not-pending',
      'short-code-exhausted',
      'short-code',
    ])
  })

  it('ACCESS-4: a request lapses after 10 minutes and is listed as expired', async () => {
    const { device } = await enrolled()
    expect(house.control.services.access.devices.pendingCount()).toBe(1)
    house.clock.advance(10 * minute)
    expect(house.control.services.access.devices.pendingCount()).toBe(0)
    expect(codeOf(await approve(device.deviceId, device.shortCode))).toBe('device-not-pending')
    const list = await admin.send('GET', '/api/devices?state=expired')
    expect(
      pageOf(Device)
        .parse(list.body)
        .items.map((item) => item.state),
    ).toEqual(['expired'])
  })

  it('ACCESS-4: the waiting browser is told at once of the decision, of the lapse, and within 25 s in any case', async () => {
    const { browser, device } = await enrolled()
    const changes: string[] = []
    house.control.services.access.whenDevicesChange((deviceId) => changes.push(deviceId))
    const waiting = browser.send('GET', '/api/enrolments/current?wait=change')
    // The request is on its way while the administrator decides; either order must end in `approved`.
    await approve(device.deviceId, device.shortCode)
    expect(EnrolledDevice.parse((await waiting).body).state).toBe('approved')
    expect(changes).toEqual([device.deviceId])

    const { enrolments } = house.control.services.access
    const third = await enrolled()
    const secret = third.browser.cookies.get('hearthline-browser') ?? ''
    const stays = enrolments.currentAfterChange(secret, new AbortController().signal)
    house.clock.advance(25_000)
    expect(valueOf(await stays).state).toBe('pending')
    const gone = new AbortController()
    const left = enrolments.currentAfterChange(secret, gone.signal)
    gone.abort()
    expect(valueOf(await left).state).toBe('pending')
    house.clock.advance(10 * minute - 26_000)
    const lapses = enrolments.currentAfterChange(secret, new AbortController().signal)
    house.clock.advance(1000)
    expect(valueOf(await lapses).state).toBe('expired')
    house.clock.advance(30_000)
    expect(changes.at(-1)).toBe(third.device.deviceId)
  })

  it('ACCESS-8: while too many hashes wait, a code is neither checked nor burnt', async () => {
    const { code } = await codeFor(house.dana.personId)
    const browser = house.browser()
    const body = await browser.enrolmentBody(code)
    const { enrolmentCodes } = house.control.services.access
    const busy = Promise.all(
      Array.from({ length: 210 }, () => enrolmentCodes.createConsoleEnrolment('priya.raman')),
    )
    const request = { ...body, platformAuthenticator: false }
    const answer = await house.control.services.access.enrolments.enrol(request, {
      address: '127.0.0.1',
      origin: browser.origin,
      preLogin: browser.cookies.get('hearthline-browser') ?? null,
      userAgent: '',
    })
    expect(answer.ok ? 'ok' : answer.problem.code).toBe('too-many-requests')
    await busy
    expect((await browser.send('POST', '/api/enrolments', body)).status).toBe(200)
  })

  it('ACCESS-5: a third device of an agent waits until one is revoked', async () => {
    for (let count = 0; count < 2; count += 1) {
      const { device } = await enrolled()
      expect((await approve(device.deviceId, device.shortCode)).status).toBe(200)
    }
    const { device: third } = await enrolled()
    expect(codeOf(await approve(third.deviceId, third.shortCode))).toBe('device-limit-reached')
    const list = pageOf(Device).parse((await admin.send('GET', '/api/devices')).body)
    expect(list.items.find((item) => item.deviceId === third.deviceId)?.blocked).toBe('device-limit')
    const old = list.items.find((item) => item.state === 'approved' && item.personRole === 'agent')
    await admin.send('POST', `/api/devices/${old?.deviceId}/revoke`, { reason: 'replaced' })
    expect((await approve(third.deviceId, third.shortCode)).status).toBe(200)
  })

  const redeemAtConsole = async () => {
    const { code } = valueOf(
      await house.control.services.access.enrolmentCodes.createConsoleEnrolment('dana.whitlock'),
    )
    return redeem(house.browser(), code)
  }

  it('ACCESS-5: a console code counts against the limit of an agent too', async () => {
    expect((await redeemAtConsole()).status).toBe(200)
    expect((await redeemAtConsole()).status).toBe(200)
    expect(codeOf(await redeemAtConsole())).toBe('device-limit-reached')
  })

  it('ACCESS-5: nobody approves their own device, nor alone another administrator’s', async () => {
    const bella = await house.person('bella.stone', 'administrator')
    const bellas = await house.signedIn(bella)

    const own = house.browser()
    const ownDevice = await own.enrol((await codeFor(house.ada.personId)).code)
    expect(codeOf(await approve(ownDevice.deviceId, ownDevice.shortCode))).toBe('second-administrator-needed')

    const second = house.browser()
    const device = await second.enrol((await codeFor(bella.personId)).code)
    expect(codeOf(await approve(device.deviceId, device.shortCode))).toBe('second-administrator-needed')
    const list = pageOf(Device).parse((await admin.send('GET', '/api/devices?state=pending')).body)
    expect(Object.fromEntries(list.items.map((item) => [item.deviceId, item.blocked]))).toEqual({
      [ownDevice.deviceId]: 'own-device',
      [device.deviceId]: 'second-administrator',
    })
    expect(reasons('access.device-approved').slice(0, 2)).toEqual(['second-administrator', 'own-device'])
    expect((await approve(ownDevice.deviceId, ownDevice.shortCode, bellas)).status).toBe(200)
  })

  it('ACCESS-5: a device that one administrator let in alone does not become an administrator’s by a new role', async () => {
    const { browser, device } = await enrolled()
    expect((await approve(device.deviceId, device.shortCode)).status).toBe(200)
    await browser.signIn(house.dana, password)
    const role = (wanted: string) =>
      admin.send('PATCH', `/api/people/${house.dana.personId}`, { role: wanted })
    const signIn = async () =>
      browser.send('POST', '/api/sign-in', await browser.signInBody(house.dana, password))
    expect((await role('administrator')).status).toBe(200)
    expect(codeOf(await signIn())).toBe('sign-in-refused')
    expect(reasons('access.sign-in')[0]).toBe('second-administrator')
    await role('lead')
    expect((await signIn()).status).toBe(200)

    const bellas = await house.signedIn(await house.person('bella.stone', 'administrator'))
    const two = await enrolled()
    expect((await approve(two.device.deviceId, two.device.shortCode, bellas)).status).toBe(200)
    await role('administrator')
    expect((await two.browser.signIn(house.dana, password)).role).toBe('administrator')
  })

  it('ACCESS-5: the console approves at once and the trail says so', async () => {
    const { code, displayName } = valueOf(
      await house.control.services.access.enrolmentCodes.createConsoleEnrolment(' Dana.Whitlock '),
    )
    expect(displayName).toBe('DANA.WHITLOCK')
    const device = await house.browser().enrol(code)
    expect(device).toMatchObject({ state: 'approved', expiresAt: house.clock.nowMs() + 90 * day })
    expect(reasons('access.device-approved')[0]).toBe('console')
    const unknown = await house.control.services.access.enrolmentCodes.createConsoleEnrolment('no.body')
    expect(unknown).toMatchObject({ ok: false, problem: { code: 'not-found' } })
  })

  it('ACCESS-5: refusing ends the wait; a decided device cannot be refused or revoked again', async () => {
    const { browser, device } = await enrolled()
    const refusal = await admin.send('POST', `/api/devices/${device.deviceId}/refuse`, {
      reason: 'not yours',
    })
    expect(Device.parse(refusal.body).state).toBe('refused')
    expect(EnrolledDevice.parse((await browser.send('GET', '/api/enrolments/current')).body).state).toBe(
      'refused',
    )
    const again = await admin.send('POST', `/api/devices/${device.deviceId}/refuse`, { reason: 'again' })
    expect(codeOf(again)).toBe('device-not-pending')
    const revoke = await admin.send('POST', `/api/devices/${device.deviceId}/revoke`, { reason: 'again' })
    expect(codeOf(revoke)).toBe('device-decided')
    const nothing = '/api/devices/00000000-0000-4000-8000-000000000001/revoke'
    expect((await admin.send('POST', nothing, { reason: 'x' })).status).toBe(404)
  })

  it('AUDIT-5: the trail holds ids, never codes, keys or notes', async () => {
    const { device } = await enrolled()
    await admin.send('POST', `/api/devices/${device.deviceId}/refuse`, { reason: 'told me by phone' })
    const trail = JSON.stringify((await admin.send('GET', '/api/audit?limit=200')).body)
    for (const secret of ['told me', device.shortCode, admin.key?.publicKey.x ?? 'no key', admin.key?.keyId])
      expect(trail).not.toContain(secret)
    const verification = await admin.send('GET', '/api/audit/verification')
    expect(verification.body).toMatchObject({ firstBadSeq: null })
  })
})
