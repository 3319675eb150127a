import { LiveSignIn, pageOf, Problem, signedText, type Person } from '@hearthline/shared'
import { TOTP } from 'otpauth'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'

const minute = 60_000
const other = 'quite another sentence'

const codeOf = (answer: Answer) => (answer.status < 300 ? 'ok' : Problem.parse(answer.body).code)
const detailOf = (answer: Answer) => Problem.parse(answer.body).detail

const isIn = async (browser: Browser) => codeOf(await browser.send('GET', '/api/me'))

const own = async (browser: Browser) =>
  z.object({ items: z.array(LiveSignIn) }).parse((await browser.send('GET', '/api/me/sign-ins')).body).items

const proof = async (browser: Browser) => {
  const challenge = await browser.challenge('reset')
  const text = signedText.reset({
    origin: browser.origin,
    deviceId: browser.deviceId ?? '',
    challenge,
  })
  return {
    deviceId: browser.deviceId,
    challengeId: challenge.challengeId,
    keyId: browser.key?.keyId,
    signature: await browser.key?.sign(text),
  }
}

describe('my account', () => {
  let house: House
  let agent: Browser
  let admin: Browser

  beforeEach(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
    agent = await house.signedIn(house.dana)
  })
  afterEach(() => house.dispose())

  const attempt = async (
    browser: Browser,
    secret = password,
    more: object = {},
    person: Person = house.dana,
  ) => {
    const body = await browser.signInBody(person, secret)
    return browser.send('POST', '/api/sign-in', { ...body, ...more })
  }
  const rows = (action: string) =>
    house.control.services.audit
      .page({ offset: 0, limit: 50, action })
      .items.map(({ outcome, reason }) => [outcome, reason])

  it('ACCESS-36: I see where I am signed in, and end one, or all but this', async () => {
    const first = await house.signedIn(house.priya)
    const second = await house.signedIn(house.priya, '198.51.100.7')
    const third = await house.signedIn(house.priya)
    const items = await own(first)
    expect(items.map((item) => [item.own, item.address])).toEqual(
      expect.arrayContaining([
        [true, '127.0.0.1'],
        [false, '198.51.100.7'],
      ]),
    )
    const named = items.find((item) => item.address === '198.51.100.7')
    const end = (body: object) => first.send('POST', '/api/me/sign-outs', body)
    expect((await end({ signInId: named?.signInId })).body).toEqual({ ended: 1 })
    expect([await isIn(second), await isIn(third)]).toEqual(['signed-out', 'ok'])
    expect(codeOf(await end({ signInId: named?.signInId }))).toBe('not-found')
    expect((await end({})).body).toEqual({ ended: 1 })
    expect([await isIn(third), await isIn(first)]).toEqual(['signed-out', 'ok'])
  })

  it('ACCESS-36: I do not end the sign-in of somebody else', async () => {
    const [theirs] = await own(admin)
    const answer = await agent.send('POST', '/api/me/sign-outs', { signInId: theirs?.signInId })
    expect(codeOf(answer)).toBe('not-found')
    expect(await isIn(admin)).toBe('ok')
  })

  it('ACCESS-37: an administrator sees everybody, and ends a sign-in or a person', async () => {
    const list = async (query: string) =>
      pageOf(LiveSignIn).parse((await admin.send('GET', `/api/sign-ins${query}`)).body)
    const all = await list('?sort=person&direction=ascending')
    expect(all.items.map((item) => [item.person.displayName, item.own])).toEqual([
      ['ADA.MERCER', true],
      ['DANA.WHITLOCK', false],
    ])
    const [danas] = (await list('?search=whitlock')).items
    const end = (signInId: string | undefined) =>
      admin.send('POST', `/api/sign-ins/${signInId}/end`, { reason: 'on leave' })
    expect(codeOf(await end(danas?.signInId))).toBe('ok')
    expect(await isIn(agent)).toBe('signed-out')
    expect(codeOf(await end(danas?.signInId))).toBe('not-found')
    const again = await house.signedIn(house.dana)
    const out = (personId: string) =>
      admin.send('POST', `/api/people/${personId}/sign-outs`, { reason: 'on leave' })
    expect((await out(house.dana.personId)).body).toEqual({ ended: 1 })
    expect(await isIn(again)).toBe('signed-out')
    expect(codeOf(await out(house.ada.personId))).toBe('would-lock-out')
    expect(await isIn(admin)).toBe('ok')
  })

  const change = (body: object, by = agent) => by.send('POST', '/api/me/password', body)

  it('ACCESS-31: changing it ends my other sign-ins, and the old one works no more', async () => {
    const second = await house.signedIn(house.dana)
    expect(codeOf(await change({ current: password, next: other }))).toBe('ok')
    expect([await isIn(agent), await isIn(second)]).toEqual(['ok', 'signed-out'])
    expect(codeOf(await attempt(second))).toBe('sign-in-refused')
    expect(codeOf(await attempt(second, other))).toBe('ok')
  })

  it.each([
    ['Rk7%vq2', 'too-short'],
    ['password123', 'common'],
    ['  Password  ', 'common'],
    ['abcabcabcabcabc', 'common'],
    ['my whitlock 77', 'contains-name'],
    [password, 'same-as-before'],
  ])('ACCESS-30: %s is refused: %s', async (next, fault) => {
    const answer = await change({ current: password, next })
    expect([answer.status, detailOf(answer)]).toEqual([422, fault])
    expect(codeOf(await attempt(agent))).toBe('ok')
  })

  it('ACCESS-30: eight characters are enough on an approved device', async () => {
    expect(codeOf(await change({ current: password, next: 'Rk7%vq2x' }))).toBe('ok')
  })

  it('ACCESS-31: a wrong current password is counted and delayed like at the sign-in', async () => {
    const wrong = () => change({ current: 'not this one at all', next: other })
    for (let tries = 0; tries < 5; tries += 1) expect(codeOf(await wrong())).toBe('password-wrong')
    expect(codeOf(await change({ current: password, next: other }))).toBe('too-many-requests')
    house.clock.advance(30_000)
    expect(codeOf(await change({ current: password, next: other }))).toBe('ok')
  })

  const link = async (personId = house.dana.personId) => {
    const answer = await admin.send('POST', `/api/people/${personId}/password-resets`)
    const { link: made } = z.object({ link: z.string(), expiresAt: z.int() }).parse(answer.body)
    expect(made).toMatch(/^https?:\/\/[^/]+\/reset#[\w-]{43}$/)
    return made.split('#')[1] ?? ''
  }
  const reset = (body: object, browser = house.browser()) =>
    browser.send('POST', '/api/password-resets', body)

  it('ACCESS-34: the link sets a password once and ends every sign-in', async () => {
    const token = await link()
    expect((await reset({ token, password: other })).body).toEqual({ userName: 'dana.whitlock' })
    expect(await isIn(agent)).toBe('signed-out')
    expect(codeOf(await attempt(agent, other))).toBe('ok')
    expect(codeOf(await reset({ token, password: `${other}!` }))).toBe('reset-link-refused')
    expect(rows('account.password-reset')).toEqual([
      ['refused', 'link'],
      ['done', null],
    ])
  })

  it('ACCESS-34: it lives for 30 minutes, is replaced by the next, and cannot be guessed', async () => {
    const first = await link()
    const second = await link()
    expect(codeOf(await reset({ token: first, password: other }))).toBe('reset-link-refused')
    house.clock.advance(30 * minute)
    expect(codeOf(await reset({ token: second, password: other }))).toBe('reset-link-refused')
    for (const token of ['', 'x', 'A'.repeat(43), "' or 1=1"])
      expect(codeOf(await reset({ token, password: other }))).toBe('reset-link-refused')
  })

  it('ACCESS-34: only its hash is kept', async () => {
    const token = await link()
    expect(rows('account.reset-link-made')).toEqual([['done', null]])
    expect(JSON.stringify(house.control.services.audit.page({ offset: 0, limit: 200 }))).not.toContain(token)
  })

  it('ACCESS-34: an administrator makes no link for themselves: their current password is asked for', async () => {
    const path = `/api/people/${house.ada.personId}/password-resets`
    expect(codeOf(await admin.send('POST', path))).toBe('own-request')
    expect(rows('account.reset-link-made')).toEqual([['refused', 'own-request']])
  })

  it('ACCESS-35: an administrator ends their own second factor with password and code only', async () => {
    const started = await admin.send('POST', '/api/me/totp', { password })
    const { secret } = z.object({ secret: z.string() }).parse(started.body)
    const code = new TOTP({ secret }).generate({ timestamp: house.clock.nowMs() })
    expect(codeOf(await admin.send('POST', '/api/me/totp/confirmation', { code }))).toBe('ok')
    const path = `/api/people/${house.ada.personId}/totp-removals`
    expect(codeOf(await admin.send('POST', path, { reason: 'lost' }))).toBe('own-request')
    expect(rows('account.totp-removed')).toEqual([['refused', 'own-request']])
    expect(codeOf(await attempt(admin, password, {}, house.ada))).toBe('second-factor-needed')
  })

  it('ACCESS-34: a password that is refused leaves the link as it was', async () => {
    const token = await link()
    expect(detailOf(await reset({ token, password: 'Rk7%vq2x' }))).toBe('too-short')
    expect(detailOf(await reset({ token, password }))).toBe('same-as-before')
    expect(codeOf(await reset({ token, password: other }))).toBe('ok')
  })

  it('ACCESS-30: on an approved device of the person eight characters are enough, on no other', async () => {
    const token = await link()
    const short = 'Rk7%vq2x'
    const foreign = await proof(admin)
    expect(detailOf(await reset({ token, password: short, device: foreign }, admin))).toBe('too-short')
    const elsewhere = await proof(agent)
    expect(detailOf(await reset({ token, password: short, device: elsewhere }))).toBe('too-short')
    const device = await proof(agent)
    expect(codeOf(await reset({ token, password: short, device }, agent))).toBe('ok')
  })

  it('ACCESS-34: somebody without a password sets their first one by a link of three days', async () => {
    const { people, account, transact } = house.control.services
    const made = await people.create(
      {
        userName: 'omar.reyes',
        displayName: 'Omar Reyes',
        role: 'agent',
        teamIds: [house.team.teamId],
        siteId: house.site.siteId,
        password: null,
      },
      null,
    )
    const omar = valueOf(made)
    const editor = { personId: house.ada.personId, address: '127.0.0.1' }
    const first = transact(() => account.links.firstPasswordLink(omar.personId, editor))
    const browser = house.browser()
    const { enrolmentCodes } = house.control.services.access
    await browser.enrol(valueOf(await enrolmentCodes.createConsoleEnrolment('omar.reyes')).code)
    for (const guess of ['!', ''])
      expect(codeOf(await attempt(browser, guess, {}, omar))).toBe('sign-in-refused')
    house.clock.leap(71 * 60 * minute)
    const token = first.split('#')[1]
    expect((await reset({ token, password: other })).body).toEqual({ userName: 'omar.reyes' })
    expect(codeOf(await attempt(browser, other, {}, omar))).toBe('ok')
  })

  it('ACCESS-34: somebody disabled gets none, and cannot use one', async () => {
    const token = await link()
    await admin.send('PATCH', `/api/people/${house.dana.personId}`, { disabled: true })
    expect(codeOf(await reset({ token, password: other }))).toBe('reset-link-refused')
    const path = `/api/people/${house.dana.personId}/password-resets`
    expect(codeOf(await admin.send('POST', path))).toBe('person-disabled')
  })

  const start = async (browser = agent) => {
    const answer = await browser.send('POST', '/api/me/totp', { password })
    const made = z.object({ secret: z.string(), uri: z.string() }).parse(answer.body)
    expect(made.uri).toMatch(/^otpauth:\/\/totp\/.*dana\.whitlock\?.*secret=/)
    return (aheadMs = 0) =>
      new TOTP({ secret: made.secret }).generate({ timestamp: house.clock.nowMs() + aheadMs })
  }
  const confirm = (code: string) => agent.send('POST', '/api/me/totp/confirmation', { code })
  const on = async () => {
    const codeAt = await start()
    expect(codeOf(await confirm(codeAt()))).toBe('ok')
    house.clock.advance(30_000)
    return codeAt
  }

  it('ACCESS-35: nothing counts until the app has shown a code', async () => {
    await start()
    expect(codeOf(await attempt(agent))).toBe('ok')
    expect(codeOf(await confirm('000000'))).toBe('totp-wrong')
    expect(codeOf(await agent.send('POST', '/api/me/totp', { password: other }))).toBe('password-wrong')
    const codeAt = await start()
    expect(codeOf(await confirm(codeAt()))).toBe('ok')
    expect(codeOf(await agent.send('POST', '/api/me/totp', { password }))).toBe('totp-already-on')
  })

  it('ACCESS-35: a sign-in asks for a code, takes it once, and a step either way', async () => {
    const codeAt = await on()
    expect(codeOf(await attempt(agent))).toBe('second-factor-needed')
    expect(codeOf(await attempt(agent, password, { totp: codeAt(-60_000) }))).toBe('second-factor-needed')
    const code = codeAt()
    expect(codeOf(await attempt(agent, password, { totp: code }))).toBe('ok')
    expect(codeOf(await attempt(agent, password, { totp: code }))).toBe('second-factor-needed')
    // An older code was never taken, but lies before the newest one.
    expect(codeOf(await attempt(agent, password, { totp: codeAt(-30_000) }))).toBe('second-factor-needed')
    expect(codeOf(await attempt(agent, password, { totp: codeAt(30_000) }))).toBe('ok')
    expect(codeOf(await attempt(agent, 'a wrong password', { totp: codeAt() }))).toBe('sign-in-refused')
  })

  it('ACCESS-35: wrong codes are counted and delayed', async () => {
    const codeAt = await on()
    for (let tries = 0; tries < 5; tries += 1)
      expect(codeOf(await attempt(agent, password, { totp: '000000' }))).toBe('second-factor-needed')
    expect(codeOf(await attempt(agent, password, { totp: codeAt() }))).toBe('sign-in-refused')
    house.clock.advance(30_000)
    expect(codeOf(await attempt(agent, password, { totp: codeAt() }))).toBe('ok')
  })

  it('ACCESS-35: turning it off wants password and code; an administrator can do it for a lost phone', async () => {
    const codeAt = await on()
    const end = (body: object) => agent.send('POST', '/api/me/totp/removal', body)
    expect(codeOf(await end({ password: other, code: codeAt() }))).toBe('password-wrong')
    expect(codeOf(await end({ password, code: '000000' }))).toBe('totp-wrong')
    expect(codeOf(await end({ password, code: codeAt() }))).toBe('ok')
    expect(codeOf(await attempt(agent))).toBe('ok')
    house.clock.advance(60_000)
    await on()
    const remove = () =>
      admin.send('POST', `/api/people/${house.dana.personId}/totp-removals`, { reason: 'lost' })
    expect(codeOf(await remove())).toBe('ok')
    expect(codeOf(await remove())).toBe('totp-not-started')
    expect(codeOf(await attempt(agent))).toBe('ok')
  })
})
