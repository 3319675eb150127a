import { Me, Problem, signedText } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { telephony } from '../telephony.ts'
import { badSignatures, hasLengthOfSignature } from '../testing/bad-signatures.ts'
import type { Browser, DeviceKey } from '../testing/browser.ts'
import { slowStartMs } from '../testing/call-floor.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'
import { LiveSocket } from '../testing/live-socket.ts'
import { watchedLog } from '../testing/watched-log.ts'

const Refused = z.object({ ok: z.literal(false), problem: Problem })

const keyOf = (from: Browser): DeviceKey => {
  if (from.key === null) throw new Error('a browser without a key')
  return from.key
}

describe('signatures that are none', () => {
  let house: House
  let browser: Browser
  let me: Me
  const watched = watchedLog()

  beforeAll(async () => {
    house = await openHouse({ domains: [telephony], log: watched.log })
    browser = await house.signedIn(house.dana)
    me = Me.parse((await browser.send('GET', '/api/me')).body)
  }, slowStartMs)
  afterAll(() => house.dispose())

  const rowsOf = (action: string) =>
    house.control.services.audit
      .page({ offset: 0, limit: 200, action })
      .items.filter((row) => row.outcome === 'refused')

  it.each(badSignatures)('ACCESS-3: %s enrols nothing', async (_case, spoil) => {
    const before = rowsOf('access.enrolment').length
    const stranger = house.browser()
    const { code } = valueOf(
      await house.control.services.access.enrolmentCodes.createConsoleEnrolment('priya.raman'),
    )
    const body = await stranger.enrolmentBody(code)
    const challenge = await stranger.challenge('enrol')
    const { publicKey } = keyOf(stranger)
    const text = signedText.enrol({ origin: stranger.origin, challenge, publicKey })
    const signature = await spoil(keyOf(stranger), text)
    const answer = await stranger.send('POST', '/api/enrolments', {
      ...body,
      challengeId: challenge.challengeId,
      signature,
    })
    expect(answer.status).toBe(400)
    expect(Problem.parse(answer.body)).toMatchObject({ code: 'invalid-request', field: 'signature' })
    const rows = rowsOf('access.enrolment')
    expect(rows.slice(0, rows.length - before).map((row) => row.reason)).toEqual(
      hasLengthOfSignature(signature) ? ['signature'] : [],
    )
    expect(watched.errors).toEqual([])
  })

  it.each(badSignatures)('ACCESS-3, ACCESS-7: %s signs nobody in', async (_case, spoil) => {
    const stranger = house.browser('198.51.100.50')
    stranger.key = browser.key
    stranger.deviceId = browser.deviceId
    const before = rowsOf('access.sign-in').length
    const body = await stranger.signInBody(house.dana, password)
    const challenge = await stranger.challenge('sign-in')
    const part = {
      origin: stranger.origin,
      personId: house.dana.personId,
      deviceId: body.deviceId,
      challenge,
    }
    const answer = await stranger.send('POST', '/api/sign-in', {
      ...body,
      challengeId: challenge.challengeId,
      signature: await spoil(keyOf(stranger), signedText.signIn(part)),
      next: await stranger.rotation(part),
    })
    expect(answer.status).toBe(401)
    const rows = rowsOf('access.sign-in')
    expect(rows).toHaveLength(before + 1)
    expect(rows[0]).toMatchObject({ reason: 'signature', address: '198.51.100.50' })
    expect(answer.body).toEqual({
      code: 'sign-in-refused',
      detail: 'We could not sign you in.',
      reference: rows[0]?.reference,
    })
    // Twenty of them would close the address for the cases that follow.
    house.clock.advance(60_000)
    await browser.send('GET', '/api/me')
    expect(watched.errors).toEqual([])
  })

  it.each(badSignatures)('ACCESS-17: %s proves no socket', async (_case, spoil) => {
    const before = rowsOf('access.socket-proof').length
    const live = new LiveSocket(browser, null)
    try {
      await live.until(() => live.challenges.length > 0)
      const [challenge] = live.challenges
      if (challenge === undefined) throw new Error('no challenge')
      const text = signedText.socket({
        origin: browser.origin,
        personId: me.personId,
        deviceId: me.device.deviceId,
        challenge,
      })
      const signature = await spoil(keyOf(browser), text)
      const answer = await live.ask('prove', {
        challengeId: challenge.challengeId,
        keyId: keyOf(browser).keyId,
        signature,
      })
      const wellFormed = hasLengthOfSignature(signature)
      expect(Refused.parse(answer).problem.code).toBe(wellFormed ? 'not-allowed' : 'invalid-request')
      const rows = rowsOf('access.socket-proof')
      expect(rows.slice(0, rows.length - before).map((row) => row.reason)).toEqual(
        wellFormed ? ['signature'] : [],
      )
      if (wellFormed) await live.until(() => live.closed)
      expect(live.snapshots).toEqual([])
      expect(watched.errors).toEqual([])
    } finally {
      live.dispose()
    }
  })

  it.each(badSignatures)('ACCESS-21: %s proves no request', async (_case, spoil) => {
    house.clock.advance(60_000)
    await browser.send('GET', '/api/me')
    const before = rowsOf('access.request-proof').length
    const proof = await browser.proofOf('GET', '/api/me')
    const text = signedText.request({ ...proof, method: 'GET', path: '/api/me' })
    const signature = await spoil(keyOf(browser), text)
    const answer = await browser.send('GET', '/api/me', undefined, {}, () => ({ ...proof, signature }))
    expect([answer.status, Problem.parse(answer.body).code]).toEqual([401, 'proof-required'])
    const rows = rowsOf('access.request-proof')
    expect(rows.slice(0, rows.length - before).map((row) => row.reason)).toEqual([
      hasLengthOfSignature(signature) ? 'signature' : 'malformed',
    ])
    expect(watched.errors).toEqual([])
  })

  it.each([
    ['a point of no curve', (x: string, _y: string) => ({ x, y: x })],
    ['the point at infinity', () => ({ x: 'A'.repeat(43), y: 'A'.repeat(43) })],
    ['coordinates beyond p', () => ({ x: '_'.repeat(42) + '8', y: '_'.repeat(42) + '8' })],
  ])('ACCESS-3: %s is no key, neither for a device nor for its next', async (_case, spoil) => {
    const stranger = house.browser()
    const enrolment = await stranger.enrolmentBody('AAAAAAAAAA')
    const bad = { ...enrolment.publicKey, ...spoil(enrolment.publicKey.x, enrolment.publicKey.y) }
    const answer = await stranger.send('POST', '/api/enrolments', { ...enrolment, publicKey: bad })
    expect(Problem.parse(answer.body)).toMatchObject({ code: 'invalid-request', field: 'publicKey' })
    const body = await browser.signInBody(house.dana, password)
    const next = { ...body.next, publicKey: { ...body.next.publicKey, ...bad } }
    const refused = await browser.send('POST', '/api/sign-in', { ...body, next })
    expect([refused.status, Problem.parse(refused.body).code]).toEqual([401, 'sign-in-refused'])
    expect(rowsOf('access.sign-in')[0]?.reason).toBe('rotation')
    const p384 = await browser.send('POST', '/api/sign-in', {
      ...body,
      next: { ...body.next, publicKey: { ...body.next.publicKey, crv: 'P-384' } },
    })
    expect(Problem.parse(p384.body)).toMatchObject({ code: 'invalid-request', field: 'next.publicKey.crv' })
    expect(watched.errors).toEqual([])
  })
})
