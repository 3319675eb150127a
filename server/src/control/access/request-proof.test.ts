import { nonceHeader, Problem, proofHeader, signedText, timeHeader, writeProof } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer, Browser } from '../testing/browser.ts'
import { createDeviceKey } from '../testing/browser.ts'
import { openHouse, password, type House } from '../testing/house.ts'

const minute = 60_000
const codeOf = (answer: Answer) =>
  answer.status === 200 || answer.status === 204 ? 'ok' : Problem.parse(answer.body).code

/** A team in half a body. */
const badTeam = (from: Browser, headers: Record<string, string>, proof: 'auto' | 'none') =>
  from.send('POST', '/api/teams', '{', headers, proof)

describe('the proof of each request', () => {
  let house: House
  let browser: Browser

  beforeEach(async () => {
    house = await openHouse()
    browser = await house.signedIn(house.dana)
  })
  afterEach(() => house.dispose())

  const refusals = () =>
    house.control.services.audit
      .page({ offset: 0, limit: 50, action: 'access.request-proof' })
      .items.map((row) => row.reason)
  /** Sends exactly this header. */
  const askWith = (header: string, method = 'GET', path = '/api/me', from = browser) =>
    from.send(method, path, method === 'GET' ? undefined : {}, {}, () => header)

  const proofOfQuery = async () => writeProof(await browser.proofOf('GET', '/api/me?x=1'))
  const askedAt = async (byMs: number) => {
    const proof = await browser.proofOf('GET', '/api/me', { atMs: house.clock.nowMs() + byMs })
    return codeOf(await askWith(writeProof(proof)))
  }

  it('ACCESS-21: the cookie alone gets nothing, but a fresh nonce and the time', async () => {
    const answer = await browser.send('GET', '/api/me', undefined, {}, 'none')
    expect([answer.status, codeOf(answer)]).toEqual([401, 'proof-required'])
    expect(answer.headers.get(nonceHeader)).toMatch(/^[\w-]{43}$/)
    expect(answer.headers.get(timeHeader)).toBe(String(house.clock.nowMs()))
    expect(codeOf(await browser.send('POST', '/api/sign-out', undefined, {}, 'none'))).toBe('proof-required')
    expect(codeOf(await browser.send('GET', '/api/me'))).toBe('ok')
    expect(refusals()).toEqual([])
  })

  it('ACCESS-21: the sign-in itself brings the first nonce', () => {
    expect(browser.nonce).toMatch(/^[\w-]{43}$/)
    expect(browser.controlTimeMs).toBe(house.clock.nowMs())
  })

  it('ACCESS-21: a proof works once', async () => {
    const header = writeProof(await browser.proofOf('GET', '/api/me'))
    expect(codeOf(await askWith(header))).toBe('ok')
    expect(codeOf(await askWith(header))).toBe('proof-required')
    expect(refusals()).toEqual(['replayed'])
  })

  it('ACCESS-21, ACCESS-2: a clock set back gives neither a proof nor a challenge a second life', async () => {
    house.clock.advance(minute)
    await browser.send('GET', '/api/me')
    const header = writeProof(await browser.proofOf('GET', '/api/me'))
    const signIn = await browser.signInBody(house.dana, password)
    expect(codeOf(await askWith(header))).toBe('ok')
    house.clock.leap(-30_000)
    expect(codeOf(await askWith(header))).toBe('proof-required')
    expect(codeOf(await browser.send('POST', '/api/sign-in', signIn))).toBe('sign-in-refused')
    house.clock.leap(-10 * minute)
    expect(codeOf(await askWith(header))).toBe('proof-required')
    expect(codeOf(await browser.send('GET', '/api/me'))).toBe('ok')
  })

  it('ACCESS-21: it covers method, path and query, byte for byte', async () => {
    expect(codeOf(await askWith(await proofOfQuery(), 'POST', '/api/sign-out'))).toBe('proof-required')
    expect(codeOf(await askWith(await proofOfQuery(), 'GET', '/api/me'))).toBe('proof-required')
    expect(codeOf(await askWith(await proofOfQuery(), 'GET', '/api/me?x=2'))).toBe('proof-required')
    expect(codeOf(await askWith(await proofOfQuery(), 'GET', '/api/me?x=1#'))).toBe('ok')
    expect(refusals()).toEqual(['signature'])
  })

  it('ACCESS-21: a nonce lives for its minute and the next; then the browser asks again by itself', async () => {
    const old = async () =>
      writeProof(await browser.proofOf('GET', '/api/me', { nonce, atMs: house.clock.nowMs() }))
    house.clock.advance(minute - (house.clock.nowMs() % minute))
    await browser.send('GET', '/api/me')
    const nonce = browser.nonce ?? ''
    house.clock.advance(2 * minute - 1)
    expect(codeOf(await askWith(await old()))).toBe('ok')
    house.clock.advance(1)
    expect(codeOf(await askWith(await old()))).toBe('proof-required')
    expect(codeOf(await browser.send('GET', '/api/me'))).toBe('ok')
    expect(refusals()).toEqual([])
  })

  it('ACCESS-21: the signed time lies within 90 s of control’s', async () => {
    expect(await askedAt(-90_000)).toBe('ok')
    expect(await askedAt(90_000)).toBe('ok')
    expect(await askedAt(-90_001)).toBe('proof-required')
    expect(await askedAt(90_001)).toBe('proof-required')
    expect(refusals()).toEqual([])
  })

  it('ACCESS-21: a nonce of another sign-in is none of ours', async () => {
    const other = await house.signedIn(house.priya)
    const header = writeProof(await browser.proofOf('GET', '/api/me', { nonce: other.nonce ?? '' }))
    expect(codeOf(await askWith(header))).toBe('proof-required')
  })

  it('ACCESS-21: a stolen cookie is worth nothing in another browser, whatever key signs', async () => {
    const thief = house.browser()
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value)
    expect(codeOf(await thief.send('GET', '/api/me'))).toBe('proof-required')
    thief.key = await createDeviceKey()
    expect(codeOf(await thief.send('GET', '/api/me'))).toBe('proof-required')
    expect(refusals()).toEqual(['key-unknown'])
    const colleague = await house.signedIn(house.priya)
    thief.key = colleague.key
    expect(codeOf(await thief.send('POST', '/api/sign-out'))).toBe('proof-required')
    expect(codeOf(await browser.send('GET', '/api/me'))).toBe('ok')
  })

  it('ACCESS-21: a stolen cookie keeps no sign-in awake and does not move it', async () => {
    const thief = house.browser('198.51.100.77')
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value)
    for (let minutes = 0; minutes < 30; minutes += 5) {
      house.clock.advance(5 * minute)
      await thief.send('GET', '/api/me')
    }
    expect(codeOf(await browser.send('GET', '/api/me'))).toBe('signed-out')
    const admin = await house.signedIn(house.ada)
    expect(JSON.stringify((await admin.send('GET', '/api/devices')).body)).not.toContain('198.51.100.77')
  })

  it('ACCESS-21: a cookie without proof, or with an old one, is a row where its owner is not', async () => {
    const header = writeProof(await browser.proofOf('GET', '/api/me'))
    house.clock.advance(2 * minute)
    const thief = house.browser('198.51.100.77')
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value)
    thief.key = await createDeviceKey()
    for (let tries = 0; tries < 3; tries += 1) {
      expect(codeOf(await thief.send('GET', '/api/people', undefined, {}, 'none'))).toBe('proof-required')
      expect(codeOf(await askWith(header, 'GET', '/api/me', thief))).toBe('proof-required')
      // The owner's own browser has lost its nonce, say by a reload: nothing to tell.
      expect(codeOf(await browser.send('GET', '/api/me', undefined, {}, 'none'))).toBe('proof-required')
    }
    const { items } = house.control.services.audit.page({
      offset: 0,
      limit: 50,
      action: 'access.request-proof',
    })
    expect(items.map(({ reason, address, outcome }) => [reason, address, outcome])).toEqual([
      ['stale', '198.51.100.77', 'refused'],
      ['missing', '198.51.100.77', 'refused'],
    ])
  })

  const spoilt: readonly [string, string, (browser: Browser) => Promise<string>][] = [
    ['nothing', 'malformed', () => Promise.resolve('x')],
    ['too many parts', 'malformed', async (own) => `${writeProof(await own.proofOf('GET', '/api/me'))}.x`],
    ['500 characters and more', 'malformed', () => Promise.resolve('A'.repeat(501))],
    [
      'a time that is no number',
      'malformed',
      async (own) => writeProof(await own.proofOf('GET', '/api/me')).replace(/\.\d+\./, '.1e3.'),
    ],
    [
      'the signature of another text',
      'signature',
      async (own) => {
        const proof = await own.proofOf('GET', '/api/me')
        const text = signedText.request({ ...proof, method: 'GET', path: '/api/me/' })
        return writeProof({ ...proof, signature: (await own.key?.sign(text)) ?? '' })
      },
    ],
  ]
  it.each(spoilt)(
    'ACCESS-21: %s for a proof is one row, %s, and no exception',
    async (_case, reason, make) => {
      for (let tries = 0; tries < 3; tries += 1)
        expect(codeOf(await askWith(await make(browser)))).toBe('proof-required')
      expect(refusals()).toEqual([reason])
      house.clock.advance(minute)
      await browser.send('GET', '/api/me')
      await askWith(await make(browser))
      expect(refusals()).toEqual([reason, reason])
    },
  )

  it('ACCESS-21: origin, sign-in, proof, role, body: the first that fails answers', async () => {
    const none = house.browser()
    expect(codeOf(await badTeam(none, { Origin: 'https://evil.example' }, 'none'))).toBe('origin-refused')
    expect(codeOf(await badTeam(none, {}, 'none'))).toBe('not-signed-in')
    expect(codeOf(await badTeam(browser, {}, 'none'))).toBe('proof-required')
    expect(codeOf(await badTeam(browser, {}, 'auto'))).toBe('not-allowed')
    const admin = await house.signedIn(house.ada)
    expect(codeOf(await badTeam(admin, {}, 'auto'))).toBe('invalid-request')
  })

  it('ACCESS-21: sixty wrong proofs a minute from one line are enough; the owner’s line is not touched', async () => {
    const thief = house.browser('198.51.100.77')
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value)
    thief.key = await createDeviceKey()
    const wrong = () => thief.send('GET', '/api/me', undefined, { [proofHeader]: 'x' }, 'none')
    for (let tries = 0; tries < 60; tries += 1) expect((await wrong()).status).toBe(401)
    const limited = await wrong()
    expect([limited.status, codeOf(limited)]).toEqual([429, 'too-many-requests'])
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(codeOf(await browser.send('GET', '/api/me'))).toBe('ok')
  })

  it('ACCESS-25: a sign-in may ask so much a minute', async () => {
    const strict = await openHouse({ signedInPerMinute: 3 })
    try {
      const busy = await strict.signedIn(strict.dana)
      for (let asked = 0; asked < 3; asked += 1) expect((await busy.send('GET', '/api/me')).status).toBe(200)
      const limited = await busy.send('GET', '/api/me')
      expect([limited.status, codeOf(limited)]).toEqual([429, 'too-many-requests'])
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
      const other = await strict.signedIn(strict.priya)
      expect((await other.send('GET', '/api/me')).status).toBe(200)
    } finally {
      await strict.dispose()
    }
  })

  it('ACCESS-24: from a network that no rule covers the cookie is nobody’s; at home the sign-in goes on', async () => {
    const { address } = browser
    browser.address = '203.0.113.9'
    for (let tries = 0; tries < 3; tries += 1)
      expect(codeOf(await browser.send('GET', '/api/me'))).toBe('not-signed-in')
    const rows = house.control.services.audit.page({ offset: 0, limit: 50, action: 'access.request-network' })
    expect(rows.items.map(({ reason, address: from }) => [reason, from])).toEqual([
      ['network', '203.0.113.9'],
    ])
    browser.address = address
    expect(codeOf(await browser.send('GET', '/api/me'))).toBe('ok')
  })
})
