import { AccessRequest, Me, OwnAccessRequest, pageOf, Problem, type Person } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'

const minute = 60_000
const day = 24 * 60 * minute
const elsewhere = '203.0.113.5'

const problemOf = (answer: Answer) => Problem.parse(answer.body)
const codeOf = (answer: Answer) => (answer.status < 300 ? 'ok' : problemOf(answer).code)

const ask = (browser: Browser, reference: string | undefined, note = 'My line changed.') =>
  browser.send('POST', '/api/access-requests', { reference, note })

const grant = (by: Browser, requestId: string, body: object = {}) =>
  by.send('POST', `/api/access-requests/${requestId}/grant`, body)

const list = async (by: Browser, query = '') =>
  pageOf(AccessRequest).parse((await by.send('GET', `/api/access-requests${query}`)).body)

describe('asking from the refusal screen', () => {
  let house: House
  let lead: Browser
  let admin: Browser

  beforeEach(async () => {
    house = await openHouse()
    lead = await house.signedIn(house.priya)
    admin = await house.signedIn(house.ada)
  })
  afterEach(() => house.dispose())

  const attempt = async (browser: Browser, person: Person = house.dana) =>
    browser.send('POST', '/api/sign-in', await browser.signInBody(person, password))
  /** Signed in once at home, then refused from a network that no rule covers. */
  const refused = async (person: Person = house.dana) => {
    const browser = await house.signedIn(person, '198.51.100.7')
    await browser.send('POST', '/api/sign-out')
    browser.address = elsewhere
    const problem = problemOf(await attempt(browser, person))
    return { browser, problem }
  }
  const asked = async (person: Person = house.dana) => {
    const { browser, problem } = await refused(person)
    const request = OwnAccessRequest.parse((await ask(browser, problem.reference)).body)
    return { browser, request }
  }
  const rows = (action: string) =>
    house.control.services.audit
      .page({ offset: 0, limit: 50, action })
      .items.map((row) => [row.outcome, row.reason])
  const standUp = async (userName: string, role: 'agent' | 'lead', team: string) => {
    const { people } = house.control.services
    const { teamId } =
      people.teams().find((one) => one.name === team) ?? valueOf(people.createTeam(team, null))
    return valueOf(
      await people.create(
        { userName, displayName: userName, role, teamIds: [teamId], siteId: house.site.siteId, password },
        null,
      ),
    )
  }

  it('ACCESS-41: the refusal says from where, and from where before; its reference asks once', async () => {
    const { browser, problem } = await refused()
    expect(problem).toMatchObject({
      code: 'sign-in-network',
      network: { address: elsewhere, lastAddress: '198.51.100.7' },
    })
    const answer = await ask(browser, problem.reference)
    expect(OwnAccessRequest.parse(answer.body)).toMatchObject({
      kind: 'network',
      state: 'waiting',
      expiresAt: house.clock.nowMs() + 30 * minute,
    })
    expect(codeOf(await ask(browser, problem.reference))).toBe('access-request-refused')
    expect(rows('access.request-asked')).toEqual([
      ['refused', 'reference'],
      ['done', 'network'],
    ])
  })

  it('ACCESS-41: a reference is worth nothing in another browser, and does not spoil it for its own', async () => {
    const { browser, problem } = await refused()
    const stranger = house.browser(elsewhere)
    await stranger.challenge('sign-in')
    expect(codeOf(await ask(stranger, problem.reference))).toBe('access-request-refused')
    expect(codeOf(await ask(house.browser(), problem.reference))).toBe('access-request-refused')
    expect(codeOf(await ask(browser, problem.reference))).toBe('ok')
  })

  it('ACCESS-41: a reference lives for 10 minutes', async () => {
    const { browser, problem } = await refused()
    house.clock.advance(10 * minute)
    expect(codeOf(await ask(browser, problem.reference))).toBe('access-request-refused')
  })

  it('ACCESS-41: the reference of a refusal that tells nothing asks for nothing', async () => {
    const browser = await house.signedIn(house.dana)
    const body = await browser.signInBody(house.dana, 'a wrong password')
    const { reference } = problemOf(await browser.send('POST', '/api/sign-in', body))
    expect(codeOf(await ask(browser, reference))).toBe('access-request-refused')
  })

  it('ACCESS-41: at most three requests of a person wait', async () => {
    const { browser, problem } = await refused()
    await ask(browser, problem.reference)
    for (const outcome of ['ok', 'ok', 'access-request-refused']) {
      const { reference } = problemOf(await attempt(browser))
      expect(codeOf(await ask(browser, reference))).toBe(outcome)
    }
  })

  it('ACCESS-43: a granted network lets the person in from there for seven days, and nobody else', async () => {
    const { browser, request } = await asked()
    const answer = await grant(lead, request.requestId)
    expect(AccessRequest.parse(answer.body)).toMatchObject({
      state: 'granted',
      decidedBy: { displayName: 'PRIYA.RAMAN' },
      grantEndsAt: house.clock.nowMs() + 7 * day,
    })
    expect(Me.parse((await attempt(browser)).body).personId).toBe(house.dana.personId)
    const omar = await house.person('omar.reyes', 'agent')
    const other = await house.signedIn(omar)
    other.address = elsewhere
    expect(codeOf(await attempt(other, omar))).toBe('sign-in-network')
    house.clock.leap(7 * day)
    expect(codeOf(await attempt(browser))).toBe('sign-in-network')
  })

  it('ACCESS-43: a granted shift opens it for as long as was said', async () => {
    const { shifts } = house.control.services
    const at = new Date(house.clock.nowMs())
    const hour = (offset: number) => `${String((at.getUTCHours() + offset) % 24).padStart(2, '0')}:00`
    const browser = await house.signedIn(house.dana)
    const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], start: hour(5), end: hour(8), timeZone: 'UTC' }]
    valueOf(shifts.setHours({ type: 'person', personId: house.dana.personId }, hours, null))
    const problem = problemOf(await attempt(browser))
    expect(problem).toMatchObject({ code: 'sign-in-shift', shift: { timeZone: 'UTC' } })
    expect(problem.shift?.opensAt).toBe((problem.shift?.startsAt ?? 0) - 15 * minute)
    const request = OwnAccessRequest.parse((await ask(browser, problem.reference)).body)
    await grant(lead, request.requestId, { minutes: 45 })
    const me = Me.parse((await attempt(browser)).body)
    expect(me).toMatchObject({ expiresAt: house.clock.nowMs() + 45 * minute, shift: null })
  })

  it('ACCESS-42: a lead decides for their own teams only, and sees no others', async () => {
    const jo = await standUp('jo.east', 'agent', 'East')
    const foreign = await asked(jo)
    const own = await asked()
    expect((await list(lead)).items.map((item) => item.requestId)).toEqual([own.request.requestId])
    expect((await list(admin)).total).toBe(2)
    expect(codeOf(await grant(lead, foreign.request.requestId))).toBe('not-found')
    const refuse = `/api/access-requests/${foreign.request.requestId}/refuse`
    expect(codeOf(await lead.send('POST', refuse, { reason: 'no' }))).toBe('not-found')
    expect(codeOf(await grant(admin, foreign.request.requestId))).toBe('ok')
  })

  it('ACCESS-42: nobody decides about themselves', async () => {
    const second = await asked(house.ada)
    expect(codeOf(await grant(admin, second.request.requestId))).toBe('own-request')
    const leads = await asked(house.priya)
    expect(codeOf(await grant(lead, leads.request.requestId))).toBe('own-request')
    expect(rows('access.request-granted')).toEqual([
      ['refused', 'own-request'],
      ['refused', 'own-request'],
    ])
  })

  it('ACCESS-42: of two grants at once one wins, and only one opens anything', async () => {
    const { request } = await asked()
    const answers = await Promise.all([grant(lead, request.requestId), grant(admin, request.requestId)])
    expect(answers.map(codeOf).toSorted((left, right) => left.localeCompare(right))).toEqual([
      'ok',
      'request-decided',
    ])
    expect(rows('networks.rule-added').filter(([, reason]) => reason === 'home-request')).toHaveLength(1)
  })

  it('ACCESS-43: a refusal is read by who asked, who waits for it at once', async () => {
    const { browser, request } = await asked()
    const waiting = browser.send('GET', '/api/access-requests/current?wait=change')
    await lead.send('GET', '/api/me')
    await lead.send('POST', `/api/access-requests/${request.requestId}/refuse`, { reason: 'Call me.' })
    expect(OwnAccessRequest.parse((await waiting).body)).toMatchObject({
      state: 'refused',
      decidedBy: 'PRIYA.RAMAN',
      reason: 'Call me.',
    })
  })

  it('ACCESS-43: what nobody answers lapses after 30 minutes', async () => {
    const { browser, request } = await asked()
    house.clock.advance(30 * minute)
    const own = await browser.send('GET', '/api/access-requests/current')
    expect(OwnAccessRequest.parse(own.body).state).toBe('lapsed')
    // The clock has gone on: who decides signs in anew.
    const fresh = await house.signedIn(house.ada)
    expect(codeOf(await grant(fresh, request.requestId))).toBe('request-decided')
    expect((await list(fresh, '?state=lapsed')).total).toBe(1)
    expect((await list(fresh, '?state=waiting')).total).toBe(0)
  })

  it('a browser that asked for nothing is told nothing', async () => {
    expect(codeOf(await house.browser().send('GET', '/api/access-requests/current'))).toBe('not-found')
    const { browser } = await asked()
    house.clock.leap(day)
    expect(codeOf(await browser.send('GET', '/api/access-requests/current'))).toBe('not-found')
  })
})
