import {
  AgentState,
  defaultPolicies,
  LineCheck,
  pageOf,
  Problem,
  ReadyGate,
  type CheckName,
  type LineCheckFindings,
} from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTicket } from '../../protocol/ticket.ts'
import type { Answer, Browser } from '../testing/browser.ts'
import { openCallFloor, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { passedCheck } from '../testing/line-check.ts'
import { hasPassed } from './verdict.ts'

const reason = 'Her headset is on its way.'
const problemOf = (answer: Answer) => Problem.parse(answer.body)
const codeOf = (answer: Answer) => (answer.status < 300 ? 'ok' : problemOf(answer).code)
const Checks = pageOf(LineCheck)
const without = (media: LineCheckFindings['media']): LineCheckFindings => ({ ...passedCheck(), media })
const measured = (figures: Partial<NonNullable<LineCheckFindings['media']>>) => {
  const { media } = passedCheck()
  return without(media && { ...media, ...figures })
}
const all = (verdict: 'passed' | 'fair' | 'failed' | 'skipped') =>
  passedCheck(
    Object.fromEntries(passedCheck().items.map(({ name }) => [name, verdict] as [CheckName, typeof verdict])),
  )
const gateOf = async (browser: Browser) =>
  ReadyGate.parse((await browser.send('GET', '/api/line-checks/gate')).body)

describe('what passes', () => {
  it.each([
    ['everything passed', passedCheck(), true],
    ['everything fair', all('fair'), true],
    ['nothing was done', all('skipped'), false],
    ['everything failed', all('failed'), false],
    ['power failed', passedCheck({ power: 'failed' }), true],
    ['power was skipped', passedCheck({ power: 'skipped' }), true],
    ['the microphone failed', passedCheck({ microphone: 'failed' }), false],
    ['the headset was skipped', passedCheck({ headset: 'skipped' }), false],
    ['the ringer failed', passedCheck({ ringer: 'failed' }), false],
    ['the server failed', passedCheck({ server: 'failed' }), false],
    ['media failed', passedCheck({ media: 'failed' }), false],
    ['notifications were skipped', passedCheck({ notifications: 'skipped' }), false],
    ['media passed without figures', without(null), false],
    ['media passed with a MOS of 3', measured({ mos: 3 }), false],
    ['media passed with 6 % lost', measured({ lossPercent: 6 }), false],
    ['media at both limits', measured({ mos: 3.1, lossPercent: 5 }), true],
  ])('CHECK-2: %s', (_, findings, passed) => {
    expect(hasPassed(findings)).toBe(passed)
  })
})

describe('the pre-shift check', () => {
  let floor: CallFloor
  let dana: AtWork

  beforeEach(async () => {
    floor = await openCallFloor({}, { policies: defaultPolicies })
    dana = await floor.arrive(floor.house.dana)
  })
  afterEach(() => floor.dispose())

  const ready = (who = dana) => who.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
  const save = (findings: object, who = dana) => who.browser.send('POST', '/api/line-checks', findings)
  const stateOf = async (who = dana) => {
    await who.live.resync()
    return who.live.snapshot.agent?.state
  }
  const shownGate = (who = dana) => who.live.snapshot.agent?.readyGate
  const pushedGate = async () => {
    await dana.live.until(() => dana.live.of('ready-gate').length > 0)
    return dana.live.of('ready-gate').at(-1)?.gate
  }
  const open = (lead: AtWork, personId = dana.me.personId, text: unknown = reason) =>
    lead.browser.send('POST', `/api/people/${personId}/line-check-override`, { reason: text })
  const checksOf = async (browser: Browser, query = '') =>
    browser.send('GET', `/api/people/${dana.me.personId}/line-checks?${query}`)

  it('CHECK-3: nobody is Ready, takes or places calls before a check has passed', async () => {
    expect(shownGate()).toEqual({ open: false, by: null })
    expect(await gateOf(dana.browser)).toEqual({ open: false, by: null, check: null })
    expect(codeOf(await ready())).toBe('line-check-needed')
    expect(await stateOf()).toMatchObject({ type: 'not-ready', reason: 'signed-in' })
    const to = { to: { type: 'number', text: '2025550100' } }
    expect(codeOf(await dana.browser.send('POST', '/api/calls', to))).toBe('agent-not-ready')
    // Breaks are free.
    const lunch = { type: 'break', reason: 'lunch' }
    expect(codeOf(await dana.browser.send('PUT', '/api/agents/me/state', lunch))).toBe('ok')
    expect(codeOf(await save(passedCheck({ microphone: 'failed' })))).toBe('ok')
    expect(codeOf(await ready())).toBe('line-check-needed')
    expect(codeOf(await save(passedCheck()))).toBe('ok')
    expect(AgentState.parse((await ready()).body).type).toBe('ready')
  })

  it('CHECK-4: a check that passed stays with its sign-in, also over a restart, and with no other', async () => {
    await save(passedCheck())
    await save(passedCheck({ media: 'failed' }))
    await floor.restart(dana)
    await floor.node.link()
    expect(shownGate()).toEqual({ open: true, by: 'check' })
    expect(await gateOf(dana.browser)).toMatchObject({ open: true, by: 'check', check: { passed: false } })
    const again = await floor.arrive(floor.house.dana)
    expect(shownGate(again)).toEqual({ open: false, by: null })
  })

  it('CHECK-4: the open gate is pushed', async () => {
    await save(passedCheck())
    expect(await pushedGate()).toEqual({ open: true, by: 'check' })
  })

  it('CHECK-1: each item is in it once', async () => {
    const [first, ...rest] = passedCheck().items
    const twice = { ...passedCheck(), items: [first, first, ...rest.slice(1)] }
    expect(problemOf(await save(twice))).toMatchObject({ code: 'invalid-request', field: 'items' })
    expect(problemOf(await save({ ...passedCheck(), items: rest })).field).toBe('items')
    expect(problemOf(await save({ ...passedCheck(), passed: true })).code).toBe('invalid-request')
    expect(await gateOf(dana.browser)).toMatchObject({ open: false, check: null })
  })

  it('CHECK-5: a lead of the agent’s team opens Ready with a reason, for this sign-in', async () => {
    const priya = await floor.arrive(floor.house.priya)
    expect(problemOf(await open(priya, dana.me.personId, ' ')).field).toBe('reason')
    expect((await open(priya)).body).toMatchObject({ open: true, by: 'override' })
    expect(await pushedGate()).toEqual({ open: true, by: 'override' })
    expect(codeOf(await ready())).toBe('ok')
    const rows = floor.house.control.services.audit.page({
      offset: 0,
      limit: 5,
      action: 'agents.ready-opened',
    })
    expect(rows.items).toMatchObject([
      { actorId: priya.me.personId, subjectId: dana.me.personId, outcome: 'done' },
    ])
    expect(JSON.stringify(rows)).not.toContain('headset')
    const again = await floor.arrive(floor.house.dana)
    expect(shownGate(again)).toEqual({ open: false, by: null })
  })

  it('CHECK-5: not for an agent of another team, nor for one who is away', async () => {
    const priya = await floor.arrive(floor.house.priya)
    const { people } = floor.house.control.services
    const omar = await floor.house.person('omar.haddad', 'agent')
    expect(codeOf(await open(priya, omar.personId))).toBe('agent-offline')
    const east = people.createTeam('East', null)
    if (!east.ok) throw new Error('no team')
    people.change(omar.personId, { teamIds: [east.value.teamId] }, null)
    expect(codeOf(await open(priya, omar.personId))).toBe('not-found')
    const rows = floor.house.control.services.audit.page({
      offset: 0,
      limit: 5,
      action: 'agents.ready-opened',
    })
    expect(rows.items).toMatchObject([{ outcome: 'refused', reason: 'foreign-team' }])
  })

  it('CHECK-6: a lead cannot force Ready past the gate, only open it', async () => {
    const priya = await floor.arrive(floor.house.priya)
    const force = () =>
      priya.browser.send('PUT', `/api/people/${dana.me.personId}/agent-state`, {
        state: { type: 'ready' },
        reason: 'coverage',
      })
    expect(codeOf(await force())).toBe('line-check-needed')
    await open(priya)
    expect(codeOf(await force())).toBe('ok')
  })

  it('CHECK-7: where the policy only offers it, Ready is open; agents are told at once', async () => {
    const admin = await floor.house.signedIn(floor.house.ada)
    const set = (lineCheck: 'offered' | 'required', revision: number) =>
      admin.send('PUT', '/api/policies', { policies: { ...defaultPolicies, lineCheck }, revision })
    expect(codeOf(await set('offered', 0))).toBe('ok')
    await dana.live.settled()
    expect(shownGate()).toEqual({ open: true, by: 'policy' })
    expect(codeOf(await ready())).toBe('ok')
    // Who is Ready stays so; the next time the gate is shut.
    expect(codeOf(await set('required', 1))).toBe('ok')
    expect(await stateOf()).toMatchObject({ type: 'ready' })
    expect(shownGate()).toEqual({ open: false, by: null })
  })

  it('CHECK-8: a ticket for a leg that hears itself, for a registered phone outside of a call', async () => {
    const ask = (who = dana) => who.browser.send('POST', '/api/line-checks/loopback')
    const { ticket, expiresAt } = z
      .object({ ticket: z.string(), expiresAt: z.int() })
      .parse((await ask()).body)
    expect(openTicket(ticket, floor.keys.ticket)).toMatchObject({
      kind: 'loopback',
      signInId: dana.me.signInId,
      personId: dana.me.personId,
      expiresAt,
      seconds: 15,
    })
    expect(expiresAt - floor.house.clock.nowMs()).toBeLessThanOrEqual(60_000)
    await save(passedCheck())
    await ready()
    await floor.converse(dana)
    expect(codeOf(await ask())).toBe('agent-busy')
    // It is no call: there is the one conversation, and no more.
    expect((await dana.browser.send('GET', '/api/calls')).body).toMatchObject({ total: 1 })
    const omar = await floor.house.signedIn(await floor.house.person('omar.haddad', 'agent'))
    expect(codeOf(await omar.send('POST', '/api/line-checks/loopback'))).toBe('agent-not-registered')
    await floor.node.hangUp()
    const away = await floor.house.signedIn(await floor.house.person('mia.lund', 'agent'))
    expect(codeOf(await away.send('POST', '/api/line-checks/loopback'))).toBe('agent-not-registered')
  })

  it('CHECK-9: leads of the agent and administrators read the checks, newest first', async () => {
    const priya = await floor.arrive(floor.house.priya)
    const admin = await floor.house.signedIn(floor.house.ada)
    await save(passedCheck({ microphone: 'failed' }))
    floor.house.clock.advance(1_000)
    await save(passedCheck())
    await open(priya)
    for (const browser of [priya.browser, admin]) {
      const { items, total } = Checks.parse((await checksOf(browser)).body)
      expect(total).toBe(2)
      expect(items.map(({ passed }) => passed)).toEqual([true, false])
      expect(items[0]).toMatchObject({
        agent: { personId: dana.me.personId },
        findings: passedCheck(),
        override: { by: { personId: priya.me.personId }, reason },
      })
    }
    expect(Checks.parse((await checksOf(admin, 'limit=1&offset=1')).body).items).toHaveLength(1)
    expect(codeOf(await admin.send('GET', `/api/people/${priya.me.personId}/line-checks`))).toBe('not-found')
    expect(codeOf(await checksOf(dana.browser))).toBe('not-allowed')
  })

  it('CHECK-10: agents know how long a break may last, leads when one runs over; a change is told at once', async () => {
    const minute = 60_000
    const priya = await floor.arrive(floor.house.priya)
    const admin = await floor.house.signedIn(floor.house.ada)
    expect(dana.live.snapshot.agent?.breakMinutes).toEqual(defaultPolicies.breakMinutes)
    await dana.browser.send('PUT', '/api/agents/me/state', { type: 'break', reason: 'lunch' })
    const since = floor.house.clock.nowMs()
    const shown = () => priya.live.of('floor-agent').at(-1)?.agent.breakOverAt
    await priya.live.until(() => shown() === since + 60 * minute)
    const breakMinutes = { ...defaultPolicies.breakMinutes, lunch: 30 }
    const policies = { ...defaultPolicies, breakMinutes }
    expect(codeOf(await admin.send('PUT', '/api/policies', { policies, revision: 0 }))).toBe('ok')
    await priya.live.until(() => shown() === since + 30 * minute)
    await dana.live.until(() => dana.live.snapshot.agent?.breakMinutes.lunch === 30)
    await save(passedCheck())
    expect(codeOf(await ready())).toBe('ok')
    await priya.live.until(() => shown() === null)
    await priya.live.resync()
    expect(priya.live.snapshot.floor?.agents).toMatchObject([
      { personId: dana.me.personId, breakOverAt: null },
    ])
  })
})
