import { Me, Problem, signedText } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer, Browser } from '../testing/browser.ts'
import { createDeviceKey } from '../testing/browser.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'
import { delayAfter } from './sign-in-limits.ts'
import { refusalFloorMs } from './sign-in-service.ts'

const minute = 60_000

const wrongPassword = () => ({ password: 'a wrong password' })

const problemOf = (answer: Answer) => Problem.parse(answer.body)

const valueOfDevice = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`

describe('signing in', () => {
  let house: House
  let browser: Browser

  beforeEach(async () => {
    house = await openHouse()
    browser = await deviceOf('dana.whitlock')
  })
  afterEach(() => house.dispose())

  /** A browser with an approved device, not signed in. */
  const deviceOf = async (userName: string, address?: string) => {
    const enrolling = house.browser(address)
    const { code } = valueOf(
      await house.control.services.access.enrolmentCodes.createConsoleEnrolment(userName),
    )
    await enrolling.enrol(code)
    return enrolling
  }
  type Body = Awaited<ReturnType<Browser['signInBody']>>
  const attempt = async (
    change: (body: Body) => Partial<Body> = () => ({}),
    from = browser,
    person = house.dana,
  ) => {
    const body = await from.signInBody(person, password)
    return from.send('POST', '/api/sign-in', { ...body, ...change(body) })
  }
  const lastRefusal = () => {
    const { items } = house.control.services.audit.page({ offset: 0, limit: 50, action: 'access.sign-in' })
    return items.find((row) => row.outcome === 'refused')
  }

  it('ACCESS-6: key and password together open a sign-in', async () => {
    const answer = await attempt()
    expect(answer.status).toBe(200)
    expect(Me.parse(answer.body)).toMatchObject({
      personId: house.dana.personId,
      role: 'agent',
      teams: [{ teamId: house.team.teamId }],
      device: { deviceId: browser.deviceId, grade: 'D1' },
      expiresAt: house.clock.nowMs() + 12 * 60 * minute,
      serverNow: house.clock.nowMs(),
    })
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(
      /^hearthline-sign-in=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect((await browser.send('GET', '/api/me')).status).toBe(200)
  })

  it('ACCESS-6: the user name may be typed with capitals and spaces', async () => {
    expect((await attempt(() => ({ userName: ' Dana.Whitlock ' }))).status).toBe(200)
  })

  /** Each way to fail, and what the trail must call it. */
  const refusals: [string, () => Promise<Answer>][] = [
    ['password', () => attempt(wrongPassword)],
    ['unknown-person', () => attempt(() => ({ userName: 'no.body' }))],
    ['unknown-person', () => attempt(() => ({ userName: "' or 1=1 --" }))],
    ['device-unknown', () => attempt(() => ({ deviceId: valueOfDevice('0') }))],
    [
      'device-foreign',
      async () => {
        const priyas = await deviceOf('priya.raman')
        return attempt(undefined, priyas)
      },
    ],
    ['signature', () => attempt((body) => ({ signature: body.signature.toUpperCase() }))],
    ['signature', () => attempt(() => ({ signature: '' }))],
    ['signature', () => attempt(() => ({ signature: 'x'.repeat(200) }))],
    [
      'key-unknown', // another key of the browser's
      async () => {
        browser.key = await createDeviceKey()
        return attempt()
      },
    ],
    [
      'signature', // DER instead of P1363
      async () => {
        const body = await browser.signInBody(house.dana, password)
        const challenge = await browser.challenge('sign-in')
        const text = signedText.signIn({
          origin: browser.origin,
          personId: house.dana.personId,
          deviceId: body.deviceId,
          challenge,
        })
        const signature = (await browser.key?.signDer(text)) ?? ''
        return browser.send('POST', '/api/sign-in', {
          ...body,
          challengeId: challenge.challengeId,
          signature,
        })
      },
    ],
    [
      'challenge', // replayed
      async () => {
        const body = await browser.signInBody(house.dana, password)
        await browser.send('POST', '/api/sign-in', body)
        return browser.send('POST', '/api/sign-in', body)
      },
    ],
    [
      'challenge', // expired
      async () => {
        const body = await browser.signInBody(house.dana, password)
        house.clock.advance(minute)
        return browser.send('POST', '/api/sign-in', body)
      },
    ],
    [
      'challenge', // another browser's
      async () => {
        const body = await browser.signInBody(house.dana, password)
        return house.browser().send('POST', '/api/sign-in', body)
      },
    ],
    [
      'challenge', // fetched at another address
      async () => {
        const body = await browser.signInBody(house.dana, password)
        browser.address = '198.51.100.8'
        return browser.send('POST', '/api/sign-in', body)
      },
    ],
    [
      'challenge', // made for enrolling
      async () => {
        const challenge = await browser.challenge('enrol')
        return attempt(() => ({ challengeId: challenge.challengeId }))
      },
    ],
    [
      'disabled',
      async () => {
        valueOf(house.control.services.people.change(house.dana.personId, { disabled: true }, null))
        return attempt()
      },
    ],
    [
      'device-expired',
      async () => {
        house.clock.leap(90 * 24 * 60 * minute)
        return attempt()
      },
    ],
    [
      'device-pending',
      async () => {
        const admin = await house.signedIn(house.ada)
        const { body } = await admin.send('POST', `/api/people/${house.dana.personId}/enrolment-codes`)
        const second = house.browser()
        await second.enrol(JSON.parse(JSON.stringify(body)).code)
        return attempt(undefined, second)
      },
    ],
    [
      'device-revoked',
      async () => {
        const admin = await house.signedIn(house.ada)
        await admin.send('POST', `/api/devices/${browser.deviceId}/revoke`, { reason: 'lost' })
        return attempt()
      },
    ],
    [
      'network', // and a wrong password: nothing is said of the network
      () => {
        browser.address = '203.0.113.5'
        return attempt(wrongPassword)
      },
    ],
  ]

  it.each(refusals)(
    'ACCESS-6, ACCESS-7: the trail says %s, the answer and its time say nothing',
    async (reason, refused) => {
      const answer = await refused()
      expect(answer.status).toBe(401)
      const reference = lastRefusal()?.reference ?? ''
      expect(answer.body).toEqual({
        code: 'sign-in-refused',
        detail: 'We could not sign you in.',
        reference,
      })
      expect(reference).toMatch(/^[2-9A-Z]{3}-[2-9A-Z]{3}$/)
      expect(lastRefusal()?.reason).toBe(reason)
      expect(answer.headers.getSetCookie()).toEqual([])
      // Time stands still while the checks run, so all of the floor is left to wait, whatever was wrong.
      expect(house.clock.shortWaitsMs.at(-1)).toBe(refusalFloorMs)
    },
  )

  it('ACCESS-6: only whose key and password are both proved is told of the network', async () => {
    browser.address = '203.0.113.5'
    const answer = await attempt()
    expect([answer.status, problemOf(answer).code]).toEqual([403, 'sign-in-network'])
    expect(lastRefusal()).toMatchObject({ reason: 'network', reference: problemOf(answer).reference })
    browser.address = '198.51.100.200'
    expect((await attempt()).status).toBe(200)
  })

  it('ACCESS-11: without a site there is no network to come from', async () => {
    valueOf(house.control.services.people.change(house.dana.personId, { siteId: null }, null))
    expect(problemOf(await attempt()).code).toBe('sign-in-network')
  })

  it('ACCESS-8: five wrong passwords close this person on this device, for longer each time', async () => {
    for (let tries = 0; tries < 4; tries += 1) await attempt(wrongPassword)
    expect((await attempt()).status).toBe(200)
    for (let tries = 0; tries < 5; tries += 1) await attempt(wrongPassword)
    expect((await attempt()).status).toBe(401)
    expect(lastRefusal()?.reason).toBe('rate-device')
    house.clock.advance(30_000)
    await attempt(wrongPassword)
    house.clock.advance(59_000)
    expect((await attempt()).status).toBe(401)
    house.clock.advance(1000)
    expect((await attempt()).status).toBe(200)
  })

  it('ACCESS-8: the count survives a restart of control', async () => {
    for (let tries = 0; tries < 5; tries += 1) await attempt(wrongPassword)
    await house.restart()
    expect((await attempt()).status).toBe(401)
    expect(lastRefusal()?.reason).toBe('rate-device')
  })

  it('ACCESS-8: parallel tries cannot outrun the count', async () => {
    const bodies = await Promise.all(
      Array.from({ length: 8 }, () => browser.signInBody(house.dana, 'a wrong password')),
    )
    await Promise.all(bodies.map((body) => browser.send('POST', '/api/sign-in', body)))
    const { items } = house.control.services.audit.page({ offset: 0, limit: 50, action: 'access.sign-in' })
    expect(
      items.map((row) => row.reason ?? 'none').toSorted((left, right) => left.localeCompare(right)),
    ).toEqual([
      ...Array.from({ length: 5 }, () => 'password'),
      ...Array.from({ length: 3 }, () => 'rate-device'),
    ])
  })

  it('ACCESS-8: without the key a stranger who knows name and device locks nobody out', async () => {
    const stranger = house.browser('198.51.100.66')
    stranger.deviceId = browser.deviceId
    for (let tries = 0; tries < 10; tries += 1) await attempt(undefined, stranger)
    expect((await attempt()).status).toBe(200)
  })

  it('ACCESS-8: twenty failures close an address, and no other', async () => {
    const stranger = house.browser('198.51.100.66')
    for (let tries = 0; tries < 20; tries += 1) await attempt(undefined, stranger)
    browser.address = '198.51.100.66'
    expect((await attempt()).status).toBe(401)
    expect(lastRefusal()?.reason).toBe('rate-address')
    browser.address = '198.51.100.67'
    expect((await attempt()).status).toBe(200)
  })

  it('ACCESS-8: delays begin at the limit, double, and end at the window', () => {
    expect([4, 5, 6, 7, 9, 10, 40].map((failures) => delayAfter(failures, 5))).toEqual([
      0, 30_000, 60_000, 120_000, 480_000, 900_000, 900_000,
    ])
  })

  it('ACCESS-14: a sign-in that misses a field, or brings one too many, is 400', async () => {
    const { signature: _signature, ...rest } = await browser.signInBody(house.dana, password)
    expect(problemOf(await browser.send('POST', '/api/sign-in', rest)).field).toBe('signature')
    const body = await browser.signInBody(house.dana, password)
    const more = await browser.send('POST', '/api/sign-in', { ...body, role: 'administrator' })
    expect(problemOf(more).field).toBe('role')
  })
})
