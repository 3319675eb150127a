import { LegId, type CallId, type Disclosure, type MonitorMode } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { slowStartMs, type AtWork } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'
import { openSupervisedFloor, type SupervisedFloor } from '../testing/supervised-floor.ts'

const leg = (callId: CallId, { me }: AtWork) => ({
  callId,
  legId: LegId.parse(crypto.randomUUID()),
  personId: me.personId,
})
const refOf = ({ me }: AtWork) => ({ personId: me.personId, signInId: me.signInId })

describe('what an agent and a lead are told of supervisors', () => {
  let floor: SupervisedFloor
  beforeEach(async () => {
    floor = await openSupervisedFloor()
    return () => floor.dispose()
  }, slowStartMs)

  const disclose = (disclosure: Disclosure) => {
    const { people } = floor.house.control.services
    valueOf(people.changeTeam(floor.house.team.teamId, { disclosure }, null))
  }
  type Leg = ReturnType<typeof leg>
  const joins = (one: Leg) =>
    floor.node.say({ type: 'leg-joined', ...one, role: 'supervisor', mode: 'listen' })
  const switches = (one: Leg, mode: MonitorMode) => floor.node.say({ type: 'leg-mode', ...one, mode })
  const leaves = (one: Leg) => floor.node.say({ type: 'leg-left', ...one, role: 'supervisor' })
  const seenByAgent = async () => {
    await floor.dana.live.resync()
    return floor.dana.live.snapshot.agent?.call?.supervisors.map(({ displayName, mode }) => [
      displayName,
      mode,
    ])
  }

  it.each(['sign', 'chime'] as const)(
    'REALTIME-13: with %s the agent sees who listens, with the policy',
    async (policy) => {
      disclose(policy)
      const { callId } = await floor.talk(floor.dana)
      await joins(leg(callId, floor.priya))
      expect(await seenByAgent()).toEqual([['PRIYA.RAMAN', 'listen']])
      expect(floor.dana.live.of('own-call').at(-1)?.call).toMatchObject({ disclosure: policy })
    },
  )

  it('REALTIME-13: silent: who listens shows in nothing, not even in the rhythm of changes; who whispers or barges does', async () => {
    disclose('silent')
    const { callId } = await floor.talk(floor.dana)
    await floor.heard(floor.dana, floor.priya)
    const before = floor.dana.live.changes.length
    const one = leg(callId, floor.priya)
    await joins(one)
    await floor.priya.browser.send('POST', `/api/calls/${callId}/markers`, { text: 'Well put.' })
    await floor.heard(floor.dana, floor.marcus)
    expect(floor.dana.live.changes).toHaveLength(before)
    expect(floor.marcus.live.of('records-changed')).toHaveLength(1)
    expect(floor.marcus.live.of('floor-call').at(-1)?.call.supervisors).toMatchObject([{ mode: 'listen' }])
    expect(await seenByAgent()).toEqual([])
    for (const mode of ['whisper', 'barge'] as const) {
      await switches(one, mode)
      expect(await seenByAgent()).toEqual([['PRIYA.RAMAN', mode]])
    }
    await switches(one, 'listen')
    expect(await seenByAgent()).toEqual([])
    const quiet = floor.dana.live.changes.length
    await leaves(one)
    await floor.heard(floor.dana)
    expect(floor.dana.live.changes).toHaveLength(quiet)
    const revisions = floor.dana.live.changes.map(({ revision }) => revision)
    expect(revisions).toEqual(revisions.map((_revision, index) => index + 1))
  })

  it('REALTIME-14: taken over: the agent loses the call for a notice, and nothing of it touches their next one', async () => {
    const { callId, hangUp } = await floor.talk(floor.dana)
    const one = leg(callId, floor.priya)
    await joins(one)
    await switches(one, 'take-over')
    await floor.node.say({
      type: 'call-taken-over',
      callId,
      legId: one.legId,
      by: refOf(floor.priya),
      from: refOf(floor.dana),
    })
    await floor.heard(floor.dana, floor.priya)
    expect(floor.dana.live.of('own-call').at(-1)?.call).toBeNull()
    expect(floor.dana.live.of('notice').at(-1)?.notice).toMatchObject({
      kind: 'taken-over',
      callId,
      from: { displayName: 'PRIYA.RAMAN' },
    })
    expect(floor.dana.live.of('own-state').at(-1)?.state.type).toBe('wrap-up')
    expect(floor.priya.live.of('floor-call').at(-1)?.call.takenOverBy).toMatchObject({
      personId: floor.priya.me.personId,
    })
    await floor.dana.browser.send('POST', `/api/calls/${callId}/wrap-up`, {
      disposition: 'complaint',
      next: 'ready',
    })
    const next = await floor.talk(floor.dana)
    await hangUp()
    await floor.heard(floor.dana)
    expect(floor.dana.live.of('own-call').at(-1)?.call?.callId).toBe(next.callId)
    expect(floor.dana.live.of('own-call-ended')).toEqual([])
  })

  it('STEER-4: help about a call that a lead takes over stands until the call ends', async () => {
    const { callId, hangUp } = await floor.talk(floor.dana)
    await floor.dana.browser.send('POST', '/api/agents/me/help', { reason: 'angry-customer' })
    const one = leg(callId, floor.priya)
    await joins(one)
    await switches(one, 'take-over')
    await floor.node.say({
      type: 'call-taken-over',
      callId,
      legId: one.legId,
      by: refOf(floor.priya),
      from: refOf(floor.dana),
    })
    await floor.marcus.live.resync()
    expect(floor.marcus.live.snapshot.floor?.help).toMatchObject([{ callId }])
    await hangUp()
    await floor.heard(floor.marcus)
    expect(floor.marcus.live.of('floor-help-closed').map(({ end }) => end)).toEqual(['call-ended'])
  })

  it('REALTIME-15: levels go to whoever has a leg in the call, to nobody else, and count as no change', async () => {
    const { callId } = await floor.talk(floor.dana)
    const one = leg(callId, floor.priya)
    const say = async (agent: number) => {
      floor.node.send({
        type: 'status',
        status: { type: 'levels', callId, agent, customer: 0.25, supervisor: 0 },
      })
      await floor.node.settled()
    }
    await say(0.1)
    await joins(one)
    await floor.heard(floor.priya)
    const changes = floor.priya.live.changes.length
    await say(0.5)
    await floor.heard(floor.priya, floor.marcus, floor.dana, floor.ada)
    expect(floor.priya.live.levels).toEqual([
      { callId, at: floor.house.clock.nowMs(), agent: 0.5, customer: 0.25, supervisor: 0 },
    ])
    await leaves(one)
    await say(0.6)
    await floor.heard(floor.priya)
    expect(floor.priya.live.levels).toHaveLength(1)
    for (const { live } of [floor.marcus, floor.dana, floor.ada]) expect(live.levels).toEqual([])
    expect(floor.priya.live.changes.slice(changes).map(({ change }) => change.type)).not.toContain('levels')
  })
})
