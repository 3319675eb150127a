import { Device, Me, pageOf, Problem, signedText } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDeviceKey, type Answer, type Browser } from '../testing/browser.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'
import { createSoftAuthenticator } from '../testing/soft-authenticator.ts'

const minute = 60_000
const hour = 60 * minute
const codeOf = (answer: Answer) => (answer.status < 300 ? 'ok' : Problem.parse(answer.body).code)

const clockTime = (ms: number) => new Date(ms).toISOString().slice(11, 16)

describe('the checks of a sign-in and what is told of them', () => {
  let house: House
  let browser: Browser

  beforeEach(async () => {
    house = await openHouse()
    browser = await house.signedIn(house.dana)
    await browser.send('POST', '/api/sign-out')
  })
  afterEach(() => house.dispose())

  type Body = Awaited<ReturnType<Browser['signInBody']>>
  const attempt = async (
    change: (body: Body) => object | Promise<object> = () => ({}),
    secret = password,
  ) => {
    const body = await browser.signInBody(house.dana, secret)
    return browser.send('POST', '/api/sign-in', { ...body, ...(await change(body)) })
  }
  const lastReason = () =>
    house.control.services.audit
      .page({ offset: 0, limit: 50, action: 'access.sign-in' })
      .items.find((row) => row.outcome === 'refused')?.reason
  const closeShift = () => {
    const from = Math.ceil(house.clock.nowMs() / hour) * hour + 4 * hour
    valueOf(
      house.control.services.shifts.setHours(
        { type: 'person', personId: house.dana.personId },
        [
          {
            days: [1, 2, 3, 4, 5, 6, 7],
            start: clockTime(from),
            end: clockTime(from + 2 * hour),
            timeZone: 'UTC',
          },
        ],
        null,
      ),
    )
    return from
  }

  it('ACCESS-6: outside the shift, only whose key and password are proved is told, and when it opens', async () => {
    const from = closeShift()
    expect(codeOf(await attempt(undefined, 'a wrong password'))).toBe('sign-in-refused')
    expect(lastReason()).toBe('shift')
    const problem = Problem.parse((await attempt()).body)
    expect(problem).toMatchObject({
      code: 'sign-in-shift',
      shift: { opensAt: from - 15 * minute, startsAt: from, endsAt: from + 2 * hour, timeZone: 'UTC' },
    })
  })

  it('ACCESS-7: network before shift: of two things only the first is told', async () => {
    closeShift()
    browser.address = '203.0.113.5'
    const problem = Problem.parse((await attempt()).body)
    expect(problem.code).toBe('sign-in-network')
    expect(problem.shift).toBeUndefined()
    expect(lastReason()).toBe('network')
  })

  it('ACCESS-6: a network refusal with a spoilt signature tells nothing', async () => {
    browser.address = '203.0.113.5'
    expect(codeOf(await attempt(() => ({ signature: 'A'.repeat(86) })))).toBe('sign-in-refused')
  })

  it('ACCESS-6: in the last minutes before the shift the door is open, with what is left of it in the answer', async () => {
    const from = closeShift()
    house.clock.leap(from - 15 * minute - house.clock.nowMs())
    const me = Me.parse((await attempt()).body)
    expect(me.expiresAt).toBe(from + 2 * hour + 30 * minute)
  })

  /** Each way to spoil the hand-over to the next key. */
  const spoilt: [string, (body: Body) => object | Promise<object>][] = [
    [
      'the current key did not release it',
      ({ next }) => ({ next: { ...next, byCurrentKey: next.byNextKey } }),
    ],
    ['the next key did not take it', ({ next }) => ({ next: { ...next, byNextKey: next.byCurrentKey } })],
    [
      'another key was slipped in',
      async ({ next }) => ({ next: { ...next, publicKey: (await createDeviceKey()).publicKey } }),
    ],
    [
      'it is no point of the curve',
      ({ next }) => ({ next: { ...next, publicKey: { ...next.publicKey, x: 'A'.repeat(43) } } }),
    ],
    ['nothing is signed', ({ next }) => ({ next: { ...next, byCurrentKey: '', byNextKey: '' } })],
  ]
  it.each(spoilt)('ACCESS-20: without a proper hand-over nobody gets in: %s', async (_name, change) => {
    expect(codeOf(await attempt(change))).toBe('sign-in-refused')
    expect(lastReason()).toBe('rotation')
    expect(codeOf(await attempt())).toBe('ok')
  })

  it('ACCESS-20: a device is not handed over to the key it has, nor to one of another device', async () => {
    const handOverTo = async (key: Browser['key']) => {
      const body = await browser.signInBody(house.dana, password)
      if (key === null || browser.key === null) throw new Error('no key')
      const challenge = await browser.challenge('sign-in')
      const part = {
        origin: browser.origin,
        personId: house.dana.personId,
        deviceId: body.deviceId,
        challenge,
      }
      const text = signedText.rotate({ ...part, next: key.publicKey })
      return browser.send('POST', '/api/sign-in', {
        ...body,
        challengeId: challenge.challengeId,
        signature: await browser.key.sign(signedText.signIn(part)),
        next: {
          publicKey: key.publicKey,
          byCurrentKey: await browser.key.sign(text),
          byNextKey: await key.sign(text),
        },
      })
    }
    expect(codeOf(await handOverTo(browser.key))).toBe('sign-in-refused')
    expect(lastReason()).toBe('rotation')
    const other = await house.signedIn(house.priya)
    expect(codeOf(await handOverTo(other.key))).toBe('sign-in-refused')
    expect(lastReason()).toBe('rotation')
  })

  it('ACCESS-7: a device with a hardware key wants its assertion too', async () => {
    const { enrolmentCodes } = house.control.services.access
    browser = house.browser()
    browser.authenticator = createSoftAuthenticator()
    await browser.enrol(valueOf(await enrolmentCodes.createConsoleEnrolment('dana.whitlock')).code)
    expect(codeOf(await attempt(() => ({ assertion: undefined })))).toBe('sign-in-refused')
    expect(lastReason()).toBe('assertion')
    const me = Me.parse((await attempt()).body)
    expect(me.device.grade).toBe('D2')
  })

  it('ACCESS-7: a role that wants a hardware key lets no other device in', async () => {
    const { policies } = house.control.services
    const { policies: before, revision } = policies.view()
    const minimumGrade = { ...before.minimumGrade, agent: 'D2' as const }
    const editor = { personId: house.ada.personId, address: '127.0.0.1' }
    valueOf(policies.set({ policies: { ...before, minimumGrade }, revision }, editor, () => true))
    expect(codeOf(await attempt())).toBe('sign-in-refused')
    expect(lastReason()).toBe('device-grade')
  })

  it('ACCESS-7: the list of devices says why its owner was refused, until they get in', async () => {
    const admin = await house.signedIn(house.ada)
    const shown = async () => {
      const { body } = await admin.send('GET', '/api/devices?search=dana')
      return pageOf(Device)
        .parse(body)
        .items.find((item) => item.deviceId === browser.deviceId)
    }
    const { reference } = Problem.parse((await attempt(undefined, 'a wrong password')).body)
    expect((await shown())?.lastRefusal).toEqual({
      at: house.clock.nowMs(),
      reason: 'password',
      reference,
    })
    // A stranger who knows name and device leaves no trace there.
    const stranger = house.browser('198.51.100.66')
    stranger.deviceId = browser.deviceId
    await stranger.send('POST', '/api/sign-in', await stranger.signInBody(house.dana, password))
    expect((await shown())?.lastRefusal?.reference).toBe(reference)
    await attempt()
    expect((await shown())?.lastRefusal).toBeNull()
  })
})

describe('a crowd at the door', () => {
  it('ACCESS-8: whoever comes when two hundred wait is told to come again, and nothing is counted', async () => {
    // Slow enough that hundreds wait at once, quick enough for a test.
    const house = await openHouse({ passwordCost: { memoryCost: 4096, timeCost: 1, parallelism: 1 } })
    const browser = await house.signedIn(house.dana)
    const request = await browser.signInBody(house.dana, password)
    const body = { ...request, deviceId: Device.shape.deviceId.parse(request.deviceId) }
    const stranger = { address: '198.51.100.66', origin: null, preLogin: null, userAgent: '' }
    const { desk } = house.control.services.access
    const crowd = Array.from({ length: 230 }, () =>
      desk.signIn({ ...body, challengeId: body.deviceId, userName: 'no.body' }, stranger),
    )
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
    const late = await browser.send('POST', '/api/sign-in', body)
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '5'])
    for (const outcome of await Promise.all(crowd)) expect(outcome.ok).toBe(false)
    // The challenge was not burnt: the same try passes when the crowd is gone.
    expect(codeOf(await browser.send('POST', '/api/sign-in', body))).toBe('ok')
    await house.dispose()
  })
})
