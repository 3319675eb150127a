import { defaultPolicies, Policies, Problem } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { openStore } from '../db/client.ts'
import { createPolicyRepository } from '../db/policy-repository.ts'
import { openHouse, valueOf, type House } from '../testing/house.ts'

const minute = 60_000
const hour = 60 * minute
const View = z.object({ policies: Policies, revision: z.int() })
const codeOf = (answer: Answer) => (answer.status < 300 ? 'ok' : Problem.parse(answer.body).code)

const isIn = async (browser: Browser) => codeOf(await browser.send('GET', '/api/me'))

const clockTime = (ms: number) => new Date(ms).toISOString().slice(11, 16)

describe('policies', () => {
  let house: House
  let admin: Browser

  beforeEach(async () => {
    house = await openHouse({ policies: defaultPolicies })
    admin = await house.signedIn(house.ada)
  })
  afterEach(() => house.dispose())

  const view = async () => View.parse((await admin.send('GET', '/api/policies')).body)
  const set = async (part: object, revision?: number, by = admin) => {
    const before = await view()
    const body = { policies: { ...before.policies, ...part }, revision: revision ?? before.revision }
    return by.send('PUT', '/api/policies', body)
  }

  it('ACCESS-32: the defaults hold until somebody sets others; then those do, also after a restart', async () => {
    expect(await view()).toMatchObject({ policies: defaultPolicies, revision: 0 })
    expect(codeOf(await set({ agentDevices: 3 }))).toBe('ok')
    await house.restart()
    const answer = await admin.send('GET', '/api/policies')
    expect(answer.body).toMatchObject({
      policies: { agentDevices: 3 },
      revision: 1,
      changedBy: { displayName: 'ADA.MERCER' },
      changedAt: house.clock.nowMs(),
    })
  })

  it('ACCESS-32: of two editors the slower one is told', async () => {
    await set({ agentDevices: 3 })
    expect(codeOf(await set({ agentDevices: 4 }, 0))).toBe('conflict')
    expect((await view()).policies.agentDevices).toBe(3)
  })

  it('ACCESS-33: nobody publishes what would end their own sign-in', async () => {
    const grades = { ...defaultPolicies.minimumGrade, administrator: 'D2' }
    expect(codeOf(await set({ minimumGrade: grades }))).toBe('would-lock-out')
    expect(await view()).toMatchObject({ policies: defaultPolicies, revision: 0 })
    expect(await isIn(admin)).toBe('ok')
    const rows = house.control.services.audit.page({ offset: 0, limit: 9, action: 'access.policies-set' })
    expect(rows.items.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['refused', 'would-lock-out'],
    ])
  })

  it('ACCESS-33: nor one whose grace their shift lives by', async () => {
    const endMs = Math.floor(house.clock.nowMs() / minute) * minute
    const hours = [
      {
        days: [1, 2, 3, 4, 5, 6, 7],
        start: clockTime(endMs - 8 * hour),
        end: clockTime(endMs),
        timeZone: 'UTC',
      },
    ]
    const { shifts } = house.control.services
    valueOf(shifts.setHours({ type: 'person', personId: house.ada.personId }, hours, null))
    expect(codeOf(await set({ lateGraceMinutes: 0 }))).toBe('would-lock-out')
    expect(codeOf(await set({ lateGraceMinutes: 15 }))).toBe('ok')
  })

  it('ACCESS-32: a stricter one counts at once for whoever is signed in', async () => {
    const agent = await house.signedIn(house.dana)
    house.clock.advance(20 * minute)
    await admin.send('GET', '/api/me')
    expect(codeOf(await set({ idleMinutes: 10 }))).toBe('ok')
    expect(await isIn(agent)).toBe('signed-out')
    const lead = await house.signedIn(house.priya)
    const grades = { ...defaultPolicies.minimumGrade, lead: 'D2' }
    expect(codeOf(await set({ minimumGrade: grades }))).toBe('ok')
    expect(await isIn(lead)).toBe('signed-out')
    expect(await isIn(admin)).toBe('ok')
  })

  it('ACCESS-48: what an older data folder lacks is as by default; the rest stays as somebody set it', async () => {
    await set({ agentDevices: 4, lineCheck: 'offered' })
    await house.control.dispose()
    const store = openStore(house.config.dataDir)
    const repository = createPolicyRepository(store.db)
    const stored = repository.read()
    const {
      toll: _toll,
      lineCheck: _lineCheck,
      breakMinutes: _breakMinutes,
      ...old
    } = Policies.parse(stored?.value)
    if (stored) repository.write({ ...stored, value: old })
    store.dispose()
    await house.restart()
    expect(await view()).toEqual({ policies: { ...defaultPolicies, agentDevices: 4 }, revision: 1 })
  })

  it.each([
    ['policies.toll.countries.0', { toll: { ...defaultPolicies.toll, countries: ['Germany'] } }],
    ['policies.toll.premium', { toll: { ...defaultPolicies.toll, premium: 'ask' } }],
    ['policies.toll.concurrent', { toll: { ...defaultPolicies.toll, concurrent: 0 } }],
    [
      'policies.toll.nightAbroad.from',
      { toll: { ...defaultPolicies.toll, nightAbroad: { from: '25:00', until: '6' } } },
    ],
    [
      'policies.toll.nightAbroad.until',
      { toll: { ...defaultPolicies.toll, nightAbroad: { from: '22:00', until: '24:00' } } },
    ],
    ['policies.lineCheck', { lineCheck: 'never' }],
    ['policies.breakMinutes.lunch', { breakMinutes: { ...defaultPolicies.breakMinutes, lunch: 0 } }],
  ])('ACCESS-14: %s', async (field, part) => {
    expect(Problem.parse((await set(part)).body)).toMatchObject({ code: 'invalid-request', field })
  })

  it('ACCESS-14: what is no policy is 400 and names the field', async () => {
    const bad = await set({ idleMinutes: 1 })
    expect(Problem.parse(bad.body)).toMatchObject({ code: 'invalid-request', field: 'policies.idleMinutes' })
    expect(Problem.parse((await set({ colour: 'red' })).body).field).toBe('policies.colour')
  })
})
