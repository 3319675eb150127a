import {
  CallId,
  CustomerId,
  defaultPolicies,
  Problem,
  SignInId,
  type Policies,
  type TollGuard,
} from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTicket } from '../../protocol/ticket.ts'
import type { Answer } from '../testing/browser.ts'
import { openCallFloor, place, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'

const minute = 60_000
const home = '2025550100'
const abroad = '+442079460958'
const Placed = z.object({ callId: CallId })
const allDay = (timeZone: string) => [{ days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '00:00', timeZone }]
const problemOf = (answer: Answer) => Problem.parse(answer.body)
const consult = (who: AtWork, callId: CallId) =>
  who.browser.send('POST', `/api/calls/${callId}/consult`, {
    to: { type: 'number', text: '2025550101' },
    blind: false,
  })

describe('what is dialled', () => {
  let floor: CallFloor
  let dana: AtWork

  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
  })
  afterEach(() => floor.dispose())

  const dial = (text: string, who = dana) =>
    who.browser.send('POST', '/api/calls', { to: { type: 'number', text } })
  const guard = async (toll: Partial<TollGuard>) => {
    const admin = await floor.house.signedIn(floor.house.ada)
    const policies: Policies = {
      ...defaultPolicies,
      lineCheck: 'offered',
      toll: { ...defaultPolicies.toll, nightAbroad: null, ...toll },
    }
    const answer = await admin.send('PUT', '/api/policies', { policies, revision: 0 })
    expect(answer.status).toBe(200)
  }
  const promise = (text: string) =>
    dana.browser.send('POST', '/api/call-backs', { to: { type: 'number', text } })
  /** The call is given back before it was dialled, and the agent is Ready again. */
  const withdraw = (callId: CallId, who = dana) => who.browser.send('DELETE', `/api/calls/${callId}/ticket`)
  const refusals = () =>
    floor.house.control.services.audit
      .page({ offset: 0, limit: 50, action: 'calls.toll-refused' })
      .items.map(({ actorId, subjectId, outcome, reason }) => ({ actorId, subjectId, outcome, reason }))

  it('DIAL-2, DIAL-14: what is no number is refused without a row of the trail', async () => {
    for (const text of [
      '+1 202 555 0147;phone-context=x',
      '+0012025550147',
      '2025550147,,1',
      '1-800-FLOWERS',
    ])
      expect(problemOf(await dial(text)).code).toBe('number-not-dialable')
    expect(refusals()).toEqual([])
  })

  it('DIAL-14: each refusal of the toll guard is a row of the trail, with its rule and no number', async () => {
    const rules = []
    for (const text of ['911', '411', abroad, '+1 900 555 0147'])
      rules.push(problemOf(await dial(text)).toll?.rule)
    expect(rules).toEqual(['emergency', 'short-code', 'country', 'premium'])
    const { personId } = dana.me
    expect(refusals().toReversed()).toEqual(
      rules.map((rule) => ({
        actorId: personId,
        subjectId: null,
        outcome: 'refused',
        reason: `toll-${rule}`,
      })),
    )
    // Nothing was placed.
    expect((await dana.browser.send('GET', '/api/calls')).body).toMatchObject({ total: 0 })
  })

  it('DIAL-5: the allow-list of countries counts at once', async () => {
    await guard({ countries: ['GB', 'US'] })
    expect((await dial(abroad)).status).toBe(200)
  })

  it('DIAL-5: the stored number of a customer is judged as a typed one', async () => {
    const { customers } = floor.house.control.services
    const customerId = crypto.randomUUID()
    customers?.insert({
      customerId: CustomerId.parse(customerId),
      displayName: 'Ann',
      number: abroad,
      country: 'GB',
      demoNote: null,
    })
    const answer = await dana.browser.send('POST', '/api/calls', { to: { type: 'customer', customerId } })
    expect(problemOf(answer).toll).toEqual({ rule: 'country', opensAt: null })
  })

  it('DIAL-7: the cap of calls at a time counts those of everybody that have not ended', async () => {
    await guard({ concurrent: 1 })
    const { callId } = await place(dana, home)
    const omar = await floor.arrive(await floor.house.person('omar.haddad', 'agent'))
    expect(problemOf(await dial(home, omar)).toll).toEqual({ rule: 'concurrent', opensAt: null })
    expect((await withdraw(callId)).status).toBe(204)
    expect((await dial(home, omar)).status).toBe(200)
  })

  it('DIAL-7: the hourly cap is each agent’s own, and opens when the first call is an hour old', async () => {
    await guard({ hourlyPerAgent: 2 })
    const firstAt = floor.house.clock.nowMs()
    await withdraw((await place(dana, home)).callId)
    await floor.pass(10 * minute)
    await withdraw((await place(dana, home)).callId)
    expect(problemOf(await dial(home)).toll).toEqual({ rule: 'hourly', opensAt: firstAt + 60 * minute })
    const omar = await floor.arrive(await floor.house.person('omar.haddad', 'agent'))
    expect((await dial(home, omar)).status).toBe(200)
  })

  it('DIAL-7: what a refused call was worth is not counted', async () => {
    await guard({ hourlyPerAgent: 1 })
    for (let press = 0; press < 3; press += 1) expect((await dial(abroad)).status).toBe(422)
    expect((await dial(home)).status).toBe(200)
  })

  it('DIAL-8: the night is that of the zone in which the agent works a shift', async () => {
    const { clock, control } = floor.house
    const zones = [
      'Pacific/Honolulu',
      'America/New_York',
      'Europe/Berlin',
      'Asia/Shanghai',
      'Pacific/Auckland',
    ]
    const clockIn = (zone: string) =>
      new Date(clock.nowMs()).toLocaleTimeString('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
      })
    const at = clockIn('Asia/Shanghai')
    const [hour = '00'] = at.split(':')
    const next = `${String((Number(hour) + 1) % 24).padStart(2, '0')}:00`
    await guard({ countries: ['GB', 'US'], nightAbroad: { from: `${hour}:00`, until: next } })
    const { personId } = dana.me
    for (const zone of zones) {
      valueOf(control.services.shifts.setHours({ type: 'person', personId }, allDay(zone), null))
      const answer = await dial(abroad)
      if (clockIn(zone).startsWith(hour)) {
        const { toll } = problemOf(answer)
        expect(toll?.rule).toBe('night')
        expect(toll?.opensAt).toBe(Math.ceil((clock.nowMs() + 1) / (60 * minute)) * 60 * minute)
      } else {
        expect(answer.status).toBe(200)
        await withdraw(Placed.parse(answer.body).callId)
      }
    }
    expect(refusals().some(({ reason }) => reason === 'toll-night')).toBe(true)
  })

  it('DIAL-9, DIAL-11, DIAL-12: the ticket carries the ways in their order, as each trunk wants the number', async () => {
    const { trunks } = floor.house.control.services
    const common = {
      host: '127.0.0.1',
      port: 5071,
      transport: 'udp' as const,
      addresses: [],
      credentials: null,
      inboundTeamId: null,
      callerId: '+12025550198',
    }
    const pbx = trunks?.add({
      ...common,
      name: 'PBX',
      enabled: true,
      rank: 2,
      prefixes: [{ prefix: '+1', strip: 2, prepend: '9' }],
      callerIds: [{ prefix: '+1202', callerId: '+12025550197' }],
    })
    trunks?.add({ ...common, name: 'Off', enabled: false })
    trunks?.add({
      ...common,
      name: 'Europe',
      enabled: true,
      prefixes: [{ prefix: '+4', strip: 0, prepend: '' }],
    })
    const { ticket } = await place(dana, home)
    const opened = openTicket(ticket, floor.keys.ticket)
    expect(opened).toMatchObject({
      kind: 'call',
      number: '+12025550100',
      signInId: SignInId.parse(dana.me.signInId),
      routes: [
        { trunkId: floor.trunkId, dialled: '+12025550100', callerId: '+12025550199' },
        { trunkId: pbx?.trunkId, dialled: '92025550100', callerId: '+12025550197' },
      ],
    })
  })

  it('DIAL-9: no trunk takes the number', async () => {
    const admin = await floor.house.signedIn(floor.house.ada)
    await admin.send('PATCH', `/api/trunks/${floor.trunkId}`, {
      prefixes: [{ prefix: '+44', strip: 0, prepend: '' }],
    })
    expect(problemOf(await dial(home)).code).toBe('no-trunk')
  })

  it('DIAL-15: a call-back may be promised at any hour, but not to what is never dialled', async () => {
    await guard({ countries: ['GB'], nightAbroad: { from: '00:00', until: '23:59' }, hourlyPerAgent: 1 })
    expect((await promise(abroad)).status).toBe(200)
    expect(problemOf(await promise('911')).toll?.rule).toBe('emergency')
    expect(problemOf(await promise(home)).toll?.rule).toBe('country')
    expect(problemOf(await promise('ring me')).code).toBe('number-not-dialable')
  })

  it('DIAL-7: consult calls to numbers and calls given to numbers count as calls out', async () => {
    await guard({ concurrent: 3, hourlyPerAgent: 2 })
    const callId = await floor.converse(dana)
    const target = { kind: 'number' as const, displayName: null, maskedNumber: '+1 202 555 ••01' }
    const since = floor.house.clock.nowMs()
    const phase = 'calling' as const
    const speaking = 'consult' as const
    const consulting = { target, phase, since, blind: false, speaking }
    const controls = { hold: null, consult: consulting, recordingPause: null }
    expect((await consult(dana, callId)).status).toBe(200)
    await floor.node.say({ type: 'controls-changed', callId, controls })
    // Two numbers are being talked with; one more is the third and last.
    const omar = await floor.arrive(await floor.house.person('omar.haddad', 'agent'))
    const mia = await floor.arrive(await floor.house.person('mia.lund', 'agent'))
    const { callId: omars } = await place(omar, home)
    expect(problemOf(await dial(home, mia)).toll?.rule).toBe('concurrent')
    await floor.node.say({
      type: 'controls-changed',
      callId,
      controls: { ...controls, consult: null },
    })
    expect((await dial(home, mia)).status).toBe(200)
    expect((await withdraw(omars, omar)).status).toBe(204)
    // One call and one consult call within the hour are two.
    expect(problemOf(await consult(dana, callId)).toll?.rule).toBe('hourly')
  })
})
