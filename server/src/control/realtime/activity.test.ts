import { LegId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, place, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'

const minutes = 60_000
const meOf = async ({ browser }: AtWork) => (await browser.send('GET', '/api/me')).status

describe('activity of a sign-in', () => {
  let floor: CallFloor
  beforeEach(async () => {
    floor = await openCallFloor()
    return () => floor.dispose()
  }, slowStartMs)

  it('ACCESS-9: an open socket alone is no activity', async () => {
    const dana = await floor.arrive(floor.house.dana)
    floor.house.clock.leap(31 * minutes)
    expect(await meOf(dana)).toBe(401)
  })

  it('REALTIME-9: a hand on keyboard or pointer is activity; what is malformed, or comes too soon, is not', async () => {
    const dana = await floor.arrive(floor.house.dana)
    const leapAndTell = async (byMs: number, payload: unknown) => {
      floor.house.clock.leap(byMs)
      dana.live.socket.emit('active', payload)
      await dana.live.resync()
    }
    await leapAndTell(20 * minutes, {})
    await leapAndTell(20 * minutes, {})
    expect(dana.live.closed).toBe(false)
    await leapAndTell(1_000, {})
    await leapAndTell(20 * minutes, { since: 1 })
    expect(dana.live.problems).toMatchObject([{ code: 'invalid-request', field: 'since' }])
    // 30 minutes after the last one that counted.
    floor.house.clock.leap(10 * minutes)
    expect(await meOf(dana)).toBe(401)
  })

  it('REALTIME-9: it comes too late for a sign-in that is idle already', async () => {
    const dana = await floor.arrive(floor.house.dana)
    floor.house.clock.leap(31 * minutes)
    dana.live.socket.emit('active', {})
    await dana.live.until(() => dana.live.closed)
    expect(await meOf(dana)).toBe(401)
  })

  it('ACCESS-9: to listen is a live call, until the leg has left; past the end nothing new is listened to', async () => {
    const dana = await floor.arrive(floor.house.dana)
    const lead = await floor.arrive(floor.house.priya)
    const { callId } = await place(dana, '2025550100')
    const { opened, answered } = outboundScript(
      callId,
      { personId: dana.me.personId, signInId: dana.me.signInId },
      floor.house.team.teamId,
      floor.trunkId,
    )
    const leg = {
      callId,
      legId: LegId.parse(crypto.randomUUID()),
      role: 'supervisor',
      personId: lead.me.personId,
    } as const
    await floor.node.say(opened, answered, { type: 'leg-joined', ...leg, mode: 'listen' })
    floor.house.clock.leap(13 * 60 * minutes)
    expect(await meOf(lead)).toBe(200)
    const again = await lead.browser.send('POST', `/api/calls/${callId}/monitor`, { mode: 'listen' })
    expect(again).toMatchObject({ status: 403, body: { code: 'not-allowed' } })
    await floor.node.say({ type: 'leg-left', ...leg })
    expect(await meOf(lead)).toBe(401)
  })
})
