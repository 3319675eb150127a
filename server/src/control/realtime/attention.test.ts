import { Problem, type Attention } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openCallFloor, place, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { password, valueOf } from '../testing/house.ts'
import { LiveSocket } from '../testing/live-socket.ts'

const nothing: Attention = { devices: 0, requests: 0, anomalies: 0 }

const last = ({ live }: AtWork) => live.of('attention').at(-1)?.attention ?? live.snapshot.attention

const until = (one: AtWork, attention: Partial<Attention>) =>
  one.live.until(() => JSON.stringify({ ...last(one), ...attention }) === JSON.stringify(last(one)))

describe('what waits, and who was signed out', () => {
  let floor: CallFloor
  let lead: AtWork
  let admin: AtWork

  beforeEach(async () => {
    floor = await openCallFloor()
    lead = await floor.arrive(floor.house.priya)
    admin = await floor.arrive(floor.house.ada)
  }, slowStartMs)
  afterEach(() => floor.dispose())

  const askFromElsewhere = async () => {
    const { house } = floor
    const browser = await house.signedIn(house.dana)
    await browser.send('POST', '/api/sign-out')
    browser.address = '203.0.113.5'
    const body = await browser.signInBody(house.dana, password)
    const { reference } = Problem.parse((await browser.send('POST', '/api/sign-in', body)).body)
    const asked = await browser.send('POST', '/api/access-requests', { reference })
    return z.object({ requestId: z.string() }).parse(asked.body).requestId
  }

  it('REALTIME-10: a request is counted for the lead of the person and for administrators, until it is decided', async () => {
    expect([last(lead), last(admin)]).toEqual([nothing, nothing])
    const requestId = await askFromElsewhere()
    await until(lead, { requests: 1 })
    await until(admin, { requests: 1 })
    await lead.browser.send('POST', `/api/access-requests/${requestId}/refuse`, { reason: 'no' })
    await until(lead, nothing)
    await until(admin, nothing)
  })

  it('REALTIME-10: anomalies and devices are counted for administrators only', async () => {
    const { house } = floor
    await house.signedIn(house.priya)
    await until(admin, { anomalies: 1 })
    const made = await admin.browser.send('POST', `/api/people/${house.dana.personId}/enrolment-codes`)
    const { code } = z.object({ code: z.string() }).parse(made.body)
    await house.browser().enrol(code)
    await until(admin, { devices: 1, anomalies: 1 })
    await lead.live.resync()
    expect(last(lead)).toEqual(nothing)
  })

  it('REALTIME-10: what lapses waits no more', async () => {
    await askFromElsewhere()
    await until(admin, { requests: 1 })
    await floor.pass(30 * 60_000 + 2_000)
    expect(floor.house.control.services.requests.waitingFor({ ...floor.house.ada, ledTeamIds: [] })).toBe(0)
  })

  it('REALTIME-11: leads and administrators who see an agent hear that somebody signed them out', async () => {
    const { house } = floor
    const east = valueOf(house.control.services.people.createTeam('East', null))
    const omar = await house.person('omar.reyes', 'lead')
    valueOf(house.control.services.people.change(omar.personId, { teamIds: [east.teamId] }, null))
    const foreign = await floor.arrive(omar)
    const dana = await floor.arrive(house.dana)
    await admin.browser.send('POST', `/api/devices/${dana.browser.deviceId}/revoke`, { reason: 'lost' })
    const heard = {
      personId: house.dana.personId,
      displayName: 'DANA.WHITLOCK',
      signedOut: { reason: 'revoked', call: 'none', by: 'ADA.MERCER', note: 'lost' },
    }
    for (const one of [lead, admin]) {
      await one.live.until(() => one.live.of('floor-signed-out').length > 0)
      expect(one.live.of('floor-signed-out')).toMatchObject([heard])
    }
    await foreign.live.resync()
    expect(foreign.live.of('floor-signed-out')).toEqual([])
    await dana.live.until(() => dana.live.signedOut !== null)
    expect(dana.live.signedOut).toMatchObject({ reason: 'revoked', call: 'none', note: 'lost' })
  })

  it.each([
    ['drain', 'drains', 'drain'],
    ['cut', 'cut', 'end'],
  ] as const)(
    'ACCESS-38: revoked in a call, with a team that lets it %s: it %s, and everybody is told the same',
    async (onRevoke, call, calls) => {
      const { house, node } = floor
      valueOf(house.control.services.people.changeTeam(house.team.teamId, { onRevoke }, null))
      const dana = await floor.arrive(house.dana)
      await place(dana, '2025550100')
      await admin.browser.send('POST', `/api/people/${house.dana.personId}/sign-outs`, { reason: 'leave' })
      await dana.live.until(() => dana.live.signedOut !== null)
      expect(dana.live.signedOut).toMatchObject({ reason: 'revoked', call, note: 'leave' })
      await lead.live.until(() => lead.live.of('floor-signed-out').length > 0)
      expect(lead.live.of('floor-signed-out')[0]?.signedOut.call).toBe(call)
      const { command } = await node.next('command')
      expect(command).toEqual({ type: 'drop-sign-in', signInId: dana.me.signInId, calls })
    },
  )

  it('REALTIME-11: the lead of somebody who was disabled hears of it too', async () => {
    const { house } = floor
    await floor.arrive(house.dana)
    await admin.browser.send('PATCH', `/api/people/${house.dana.personId}`, { disabled: true })
    await lead.live.until(() => lead.live.of('floor-signed-out').length > 0)
    expect(lead.live.of('floor-signed-out')[0]?.signedOut.reason).toBe('disabled')
  })

  it('REALTIME-11: signing out oneself is no news', async () => {
    const dana = await floor.arrive(floor.house.dana)
    await dana.browser.send('POST', '/api/sign-out')
    await lead.live.resync()
    expect(lead.live.of('floor-signed-out')).toEqual([])
  })

  it('REALTIME-12: five windows of a sign-in at most; the oldest makes room', async () => {
    const more: LiveSocket[] = []
    for (let count = 0; count < 5; count += 1) more.push(await new LiveSocket(lead.browser, lead.me).ready())
    await lead.live.until(() => lead.live.closed)
    expect(more.map((live) => live.closed)).toEqual([false, false, false, false, false])
    for (const live of more) live.dispose()
  })
})
