import { CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { slowStartMs, type AtWork } from '../testing/call-floor.ts'
import { LiveSocket } from '../testing/live-socket.ts'
import { openSupervisedFloor, type SupervisedFloor } from '../testing/supervised-floor.ts'

const shownToSelf = async ({ live }: AtWork) => {
  await live.settled()
  const last = live.of('own-state').at(-1)
  return { state: last?.state.type, ...last?.reachability }
}

describe('an agent who does not answer checks', () => {
  let floor: SupervisedFloor
  beforeEach(async () => {
    floor = await openSupervisedFloor()
    return () => floor.dispose()
  }, slowStartMs)

  const phone = async ({ me }: AtWork, missed: number) => {
    floor.node.send({ type: 'status', status: { type: 'phone-check', signInId: me.signInId, missed } })
    await floor.node.settled()
  }
  const shownToLead = async ({ me }: AtWork) => {
    await floor.priya.live.resync()
    const agent = floor.priya.live.snapshot.floor?.agents.find(({ personId }) => personId === me.personId)
    return { state: agent?.state.type, ...agent?.reachability }
  }
  /** Whom a customer who calls in now would reach. */
  const route = () =>
    floor.node.ask({
      callId: CallId.parse(crypto.randomUUID()),
      trunkId: floor.trunkId,
      customerNumber: '+12025550100',
      calledNumber: '+12025550199',
      tried: [],
    })

  it('AGENT-11: two missed checks of the page: unreachable, told to both, nothing routed; an answer ends it at once', async () => {
    floor.dana.live.answersChecks = false
    await floor.pass(20_000)
    const once = { state: 'ready', socket: true, phone: true, missedChecks: 1 }
    expect([await shownToSelf(floor.dana), await shownToLead(floor.dana)]).toEqual([once, once])
    expect(await route()).toMatchObject({ type: 'ring', personId: floor.dana.me.personId })
    // That ring is for a call which never comes: the hold on the agent passes.
    await floor.pass(8_000)
    await floor.pass(8_000)
    const twice = { state: 'ready', socket: false, phone: true, missedChecks: 2 }
    expect([await shownToSelf(floor.dana), await shownToLead(floor.dana)]).toEqual([twice, twice])
    expect(await route()).toMatchObject({ type: 'nobody' })
    floor.dana.live.answersChecks = true
    await floor.pass(12_000)
    const again = { state: 'ready', socket: true, phone: true, missedChecks: 0 }
    expect([await shownToSelf(floor.dana), await shownToLead(floor.dana)]).toEqual([again, again])
  })

  it('AGENT-11: two missed checks of the phone while the page answers; the grace runs, then the line is lost', async () => {
    await phone(floor.dana, 1)
    expect(await shownToLead(floor.dana)).toMatchObject({ phone: true, missedChecks: 1 })
    await phone(floor.dana, 2)
    const unreachable = { state: 'ready', socket: true, phone: false, missedChecks: 2 }
    expect([await shownToSelf(floor.dana), await shownToLead(floor.dana)]).toEqual([unreachable, unreachable])
    expect(await route()).toMatchObject({ type: 'nobody' })
    await floor.pass(16_000)
    await phone(floor.dana, 3)
    await floor.pass(14_000)
    expect(await shownToSelf(floor.dana)).toMatchObject({ state: 'not-ready', missedChecks: 3 })
    expect(floor.dana.live.checks).toBeGreaterThan(0)
    await phone(floor.dana, 0)
    expect(await shownToLead(floor.dana)).toMatchObject({ state: 'not-ready', phone: true, missedChecks: 0 })
    // Ready is the agent's own word again.
    const { status } = await floor.dana.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
    expect([status, (await route()).type]).toEqual([200, 'ring'])
  })

  it('AGENT-11: the router passes over to whoever answers', async () => {
    const nina = await floor.arrive(await floor.house.person('nina.cole', 'agent'))
    await phone(floor.dana, 2)
    expect(await route()).toMatchObject({ type: 'ring', personId: nina.me.personId })
  })

  it('AGENT-11: who does not answer cannot go Ready, nor place a call', async () => {
    await floor.dana.browser.send('PUT', '/api/agents/me/state', { type: 'break', reason: 'lunch' })
    await phone(floor.dana, 2)
    expect(await floor.dana.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })).toMatchObject({
      status: 409,
      body: { code: 'agent-not-registered' },
    })
    await phone(floor.dana, 0)
    await floor.dana.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
    await phone(floor.dana, 2)
    const to = { type: 'number', text: '2025550100' }
    expect(await floor.dana.browser.send('POST', '/api/calls', { to })).toMatchObject({
      status: 409,
      body: { code: 'agent-not-registered' },
    })
  })

  it('AGENT-11: a call that runs outlives missed checks', async () => {
    await floor.talk(floor.dana)
    await phone(floor.dana, 4)
    await floor.pass(60_000)
    expect(await shownToLead(floor.dana)).toMatchObject({ state: 'on-call', phone: false, missedChecks: 4 })
  })

  it('AGENT-11: of two tabs one that answers is enough', async () => {
    const frozen = await new LiveSocket(floor.dana.browser, floor.dana.me).ready()
    frozen.answersChecks = false
    await floor.pass(40_000)
    expect(frozen.checks).toBeGreaterThan(1)
    expect(await shownToLead(floor.dana)).toMatchObject({ socket: true, missedChecks: 0 })
    frozen.dispose()
  })

  it('AGENT-11: leads are not asked', async () => {
    await floor.pass(32_000)
    expect([floor.priya.live.checks, floor.ada.live.checks]).toEqual([0, 0])
    expect(floor.dana.live.checks).toBe(2)
  })

  it('AGENT-12: missed rings are told to the leads, and forgotten with an answered call', async () => {
    const missed = async () => {
      const routed = await route()
      if (routed.type !== 'ring') throw new Error('nobody to ring')
      const callId = CallId.parse(crypto.randomUUID())
      const { personId, signInId } = floor.dana.me
      await floor.node.say(
        {
          type: 'call-opened',
          callId,
          direction: 'inbound',
          agent: null,
          teamId: floor.house.team.teamId,
          trunkId: floor.trunkId,
          customerNumber: '+12025550100',
        },
        { type: 'agent-ringing', callId, personId, signInId },
        { type: 'agent-ring-ended', callId, personId, outcome: 'missed' },
      )
      await floor.dana.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
    }
    const count = async () => {
      await floor.priya.live.resync()
      return floor.priya.live.snapshot.floor?.agents[0]?.missedRings
    }
    await missed()
    await missed()
    expect(await count()).toBe(2)
    await floor.restart(floor.priya, floor.dana)
    expect(floor.priya.live.snapshot.floor?.agents[0]?.missedRings).toBe(2)
    await floor.node.link()
    await floor.dana.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
    const { hangUp } = await floor.talk(floor.dana)
    await hangUp()
    expect(await count()).toBe(0)
  })
})
