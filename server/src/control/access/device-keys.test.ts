import { DeviceId, Problem, signedText } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Browser, DeviceKey } from '../testing/browser.ts'
import { createDeviceKey } from '../testing/browser.ts'
import { openHouse, password, type House } from '../testing/house.ts'

const minute = 60_000

describe('keys that pass from one to the next', () => {
  let house: House
  let browser: Browser

  beforeEach(async () => {
    house = await openHouse()
    browser = await house.signedIn(house.dana)
  })
  afterEach(() => house.dispose())

  const keys = () => house.control.services.access.deviceKeys
  const stateOf = (key: DeviceKey | null | undefined) =>
    key ? (keys().find(key.keyId)?.state ?? null) : null
  const rows = (action: string) =>
    house.control.services.audit
      .page({ offset: 0, limit: 50, action })
      .items.map(({ outcome, reason }) => ({ outcome, reason }))
  const deviceState = async () => {
    const admin = await house.signedIn(house.ada)
    const { body } = await admin.send('GET', '/api/devices?state=suspended')
    return JSON.stringify(body).includes(String(browser.deviceId)) ? 'suspended' : 'other'
  }
  const me = () => browser.send('GET', '/api/me')
  /** A copy of the browser's profile with the key that it held then. */
  const copyWith = (key: DeviceKey | null | undefined) => {
    const copy = house.browser()
    copy.key = key ?? null
    copy.deviceId = browser.deviceId
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    return copy
  }

  it('ACCESS-20: a sign-in promises the next key; its first request retires the old one', async () => {
    const [first] = browser.retiredKeys
    expect([stateOf(first), stateOf(browser.key)]).toEqual(['current', 'next'])
    expect((await me()).status).toBe(200)
    expect([stateOf(first), stateOf(browser.key)]).toEqual(['retired', 'current'])
    const second = browser.key
    await browser.signIn(house.dana, password)
    expect([stateOf(second), stateOf(browser.key)]).toEqual(['current', 'next'])
  })

  it('ACCESS-20: an answer lost on the way locks nobody out: the old key signs in again', async () => {
    await me()
    const held = browser.key
    const lost = await browser.signInBody(house.dana, password)
    expect((await browser.send('POST', '/api/sign-in', lost)).status).toBe(200)
    const promised = browser.key
    browser.key = held
    await browser.signIn(house.dana, password)
    expect([stateOf(held), stateOf(promised), stateOf(browser.key)]).toEqual(['current', null, 'next'])
    expect((await me()).status).toBe(200)
    expect(stateOf(held)).toBe('retired')
  })

  it('ACCESS-20: a sign-in with the promised key itself promotes it', async () => {
    const promised = browser.key
    await browser.signIn(house.dana, password)
    expect([stateOf(browser.retiredKeys[0]), stateOf(promised), stateOf(browser.key)]).toEqual([
      'retired',
      'current',
      'next',
    ])
  })

  it('ACCESS-20: a retired key over an older nonce was on its way: refused, no more', async () => {
    const nonce = browser.nonce ?? ''
    const old = browser.retiredKeys[0]
    await me()
    const late = copyWith(old)
    late.nonce = nonce
    late.controlTimeMs = house.clock.nowMs()
    const answer = await late.send('GET', '/api/me', undefined, {}, (proof) => proof)
    expect(Problem.parse(answer.body).code).toBe('proof-required')
    expect(await deviceState()).toBe('other')
    expect((await me()).status).toBe(200)
  })

  it('ACCESS-20: a retired key that signs a request later is a copy: the device is suspended and its sign-in ends', async () => {
    await me()
    house.clock.advance(2 * minute)
    await me()
    const copy = copyWith(browser.retiredKeys[0])
    expect(Problem.parse((await copy.send('GET', '/api/me')).body).code).toBe('proof-required')
    expect(await deviceState()).toBe('suspended')
    expect(rows('access.device-suspended')).toEqual([{ outcome: 'done', reason: 'key-reused' }])
    expect(rows('access.request-proof')).toEqual([{ outcome: 'refused', reason: 'key-reused' }])
    expect(rows('access.sign-in-ended')[0]).toEqual({ outcome: 'done', reason: 'suspended' })
    expect(Problem.parse((await me()).body).code).toBe('signed-out')
    const again = await browser.send('POST', '/api/sign-in', await browser.signInBody(house.dana, password))
    expect([again.status, Problem.parse(again.body).code]).toEqual([401, 'sign-in-refused'])
  })

  it('ACCESS-20: a retired key that signs in is a copy, and is told nothing else than anybody', async () => {
    await me()
    house.clock.advance(minute)
    const copy = copyWith(browser.retiredKeys[0])
    copy.cookies.clear()
    const answer = await copy.send('POST', '/api/sign-in', await copy.signInBody(house.dana, password))
    expect([answer.status, Problem.parse(answer.body).code]).toEqual([401, 'sign-in-refused'])
    expect(rows('access.sign-in')[0]).toEqual({ outcome: 'refused', reason: 'key-reused' })
    expect(await deviceState()).toBe('suspended')
    expect(Problem.parse((await me()).body).code).toBe('signed-out')
  })

  it('ACCESS-20: subscribers hear of a suspension once, after its commit', async () => {
    const heard: unknown[] = []
    const { devices } = house.control.services.access
    const end = devices.whenSuspended((suspended) => heard.push(suspended))
    const deviceId = DeviceId.parse(browser.deviceId)
    expect(devices.suspend(deviceId, 'anomaly', null)).toBe(true)
    expect(devices.suspend(deviceId, 'anomaly', null)).toBe(false)
    end()
    expect(heard).toEqual([
      {
        deviceId,
        personId: house.dana.personId,
        reason: 'anomaly',
        address: null,
        atMs: house.clock.nowMs(),
      },
    ])
  })

  it('ACCESS-20: nobody takes over a device with a key of their own', async () => {
    await me()
    const body = await browser.signInBody(house.dana, password)
    const thief = await createDeviceKey()
    const challenge = await browser.challenge('sign-in')
    const part = {
      origin: browser.origin,
      personId: house.dana.personId,
      deviceId: body.deviceId,
      challenge,
    }
    const rotate = signedText.rotate({ ...part, next: thief.publicKey })
    const held = browser.key
    if (held === null) throw new Error('the browser holds a key')
    const wrong = [
      // The key in use never said so.
      {
        publicKey: thief.publicKey,
        byCurrentKey: await thief.sign(rotate),
        byNextKey: await thief.sign(rotate),
      },
      // Nobody holds the next key.
      {
        publicKey: thief.publicKey,
        byCurrentKey: await held.sign(rotate),
        byNextKey: await held.sign(rotate),
      },
      // The next key is the one in use.
      {
        publicKey: held.publicKey,
        byCurrentKey: await held.sign(signedText.rotate({ ...part, next: held.publicKey })),
        byNextKey: await held.sign(signedText.rotate({ ...part, next: held.publicKey })),
      },
    ]
    for (const next of wrong) {
      const fresh = await browser.signInBody(house.dana, password)
      const answer = await browser.send('POST', '/api/sign-in', { ...fresh, next })
      expect([answer.status, Problem.parse(answer.body).code]).toEqual([401, 'sign-in-refused'])
      expect(rows('access.sign-in')[0]).toEqual({ outcome: 'refused', reason: 'rotation' })
    }
    expect([stateOf(thief), stateOf(held)]).toEqual([null, 'current'])
  })
})
