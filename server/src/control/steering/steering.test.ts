import { CallRecord, Me, type CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { slowStartMs, type AtWork } from '../testing/call-floor.ts'
import { password, valueOf } from '../testing/house.ts'
import { LiveSocket } from '../testing/live-socket.ts'
import { openSupervisedFloor, type SupervisedFloor } from '../testing/supervised-floor.ts'

const why = { reason: 'coverage', note: 'Two are ill.' }

const goes = ({ browser }: AtWork, state: object) => browser.send('PUT', '/api/agents/me/state', state)
const own = async ({ live }: AtWork) => {
  await live.resync()
  const { agent } = live.snapshot
  if (agent === null) throw new Error('no agent')
  return { state: agent.state, notices: agent.notices }
}
const refused = (status: number, code: string) => ({ status, body: { code } })
const ended = async (agent: AtWork) => {
  await agent.live.until(() => agent.live.closed)
  return agent.live.signedOut
}
const dropped = async ({ node }: SupervisedFloor) => {
  await node.until(() => node.commands().length > 0)
  return node.commands().map(({ command }) => command)
}
const dropOf = ({ me }: AtWork, calls: 'end' | 'drain') => ({
  type: 'drop-sign-in',
  signInId: me.signInId,
  calls,
})
async function seenCalls({ live }: AtWork): Promise<CallId[] | undefined> {
  await live.resync()
  return live.snapshot.floor?.calls.map((call) => call.callId)
}

describe('steering', () => {
  let floor: SupervisedFloor
  beforeEach(async () => {
    floor = await openSupervisedFloor()
    return () => floor.dispose()
  }, slowStartMs)

  const force = (lead: AtWork, to: { personId: string }, state: object, because: object = why) =>
    lead.browser.send('PUT', `/api/people/${to.personId}/agent-state`, { state, ...because })
  const signOut = (lead: AtWork, to: { personId: string }, because: object = why) =>
    lead.browser.send('POST', `/api/people/${to.personId}/agent-sign-out`, because)
  const ready = { type: 'ready' }
  const lunch = { type: 'break', reason: 'lunch' }

  describe('forcing a state', () => {
    it('STEER-10: the agent reads who and why, and the trail has the reason', async () => {
      expect(await force(floor.priya, floor.dana.me, lunch)).toMatchObject({ status: 200, body: lunch })
      expect(await own(floor.dana)).toMatchObject({
        state: lunch,
        notices: [
          {
            kind: 'state-forced',
            text: 'Two are ill.',
            reason: 'coverage',
            from: { displayName: 'PRIYA.RAMAN' },
          },
        ],
      })
      expect(await floor.trail('supervision.state-forced')).toMatchObject([
        {
          actorId: floor.priya.me.personId,
          subjectId: floor.dana.me.personId,
          outcome: 'done',
          reason: 'coverage',
        },
      ])
      await floor.heard(floor.priya, floor.marcus)
      expect(floor.priya.live.of('sent').at(-1)?.sent).toMatchObject({
        kind: 'state-forced',
        recipients: [{ personId: floor.dana.me.personId, acknowledgedAt: null }],
      })
      expect(floor.marcus.live.of('floor-agent').at(-1)?.agent.state).toMatchObject(lunch)
      expect(await force(floor.priya, floor.dana.me, ready)).toMatchObject({ status: 200, body: ready })
    })

    it('STEER-10: not in a call, and then nothing is told or written', async () => {
      await floor.talk(floor.dana)
      for (const state of [ready, lunch])
        expect(await force(floor.priya, floor.dana.me, state)).toMatchObject(refused(409, 'agent-busy'))
      expect(await own(floor.dana)).toMatchObject({ state: { type: 'on-call' }, notices: [] })
      expect(await floor.trail('supervision.state-forced')).toEqual([])
    })

    it('STEER-10: out of wrap-up; what was not saved is unfinished', async () => {
      const call = await floor.talk(floor.dana)
      await call.hangUp()
      expect(await force(floor.priya, floor.dana.me, ready)).toMatchObject({ status: 200, body: ready })
      const record = await floor.dana.browser.send('GET', `/api/calls/${call.callId}`)
      expect(CallRecord.parse(record.body).disposition).toBe('unfinished')
    })

    it('STEER-10: nobody is Ready whom no call could reach; on a break they may be put', async () => {
      await goes(floor.dana, lunch)
      floor.node.send({
        type: 'status',
        status: { type: 'phone-check', signInId: floor.dana.me.signInId, missed: 2 },
      })
      await floor.node.settled()
      expect(await force(floor.priya, floor.dana.me, ready)).toMatchObject(
        refused(409, 'agent-not-registered'),
      )
      expect(await force(floor.priya, floor.dana.me, { type: 'break', reason: 'technical' })).toMatchObject({
        status: 200,
      })
      floor.node.send({
        type: 'status',
        status: { type: 'phone-check', signInId: floor.dana.me.signInId, missed: 0 },
      })
      await floor.node.settled()
      expect((await force(floor.priya, floor.dana.me, ready)).status).toBe(200)
    })

    it('STEER-10: not who is signed out', async () => {
      const absent = await floor.house.person('nina.cole', 'agent')
      expect(await force(floor.priya, absent, lunch)).toMatchObject(refused(409, 'agent-offline'))
    })

    it('STEER-10: of a lead and the agent at once, both are served in turn', async () => {
      const [forced, chosen] = await Promise.all([
        force(floor.priya, floor.dana.me, lunch),
        goes(floor.dana, { type: 'break', reason: 'meeting' }),
      ])
      expect([forced.status, chosen.status]).toEqual([200, 200])
      expect((await own(floor.dana)).notices).toHaveLength(1)
    })
  })

  describe('signing out', () => {
    it('STEER-11: everywhere, with the reason, and the floor hears of it', async () => {
      expect(await signOut(floor.priya, floor.dana.me, { reason: 'shift-end' })).toMatchObject({
        status: 200,
        body: { ended: 1 },
      })
      expect(await ended(floor.dana)).toMatchObject({
        reason: 'by-lead',
        call: 'none',
        by: 'PRIYA.RAMAN',
        note: 'shift-end',
      })
      await floor.heard(floor.marcus)
      expect(floor.marcus.live.of('floor-signed-out')).toMatchObject([
        { personId: floor.dana.me.personId, signedOut: { reason: 'by-lead', by: 'PRIYA.RAMAN' } },
      ])
      expect(floor.marcus.live.of('floor-agent').at(-1)?.agent.state.type).toBe('offline')
      expect(await floor.trail('supervision.signed-out')).toMatchObject([
        { actorId: floor.priya.me.personId, subjectId: floor.dana.me.personId, reason: 'shift-end' },
      ])
      expect(await signOut(floor.priya, floor.dana.me)).toMatchObject(refused(409, 'agent-offline'))
      expect((await floor.dana.browser.send('GET', '/api/me')).status).toBe(401)
    })

    it('STEER-11: a live call drains where the team lets it, and the agent reads the notice when they are back', async () => {
      const { callId, hangUp } = await floor.talk(floor.dana)
      await signOut(floor.priya, floor.dana.me)
      expect(await ended(floor.dana)).toMatchObject({ call: 'drains', note: 'coverage: Two are ill.' })
      expect(await dropped(floor)).toEqual([dropOf(floor.dana, 'drain')])
      expect(await seenCalls(floor.priya)).toEqual([callId])
      await hangUp()
      await floor.dana.browser.signIn(floor.house.dana, password)
      const me = Me.parse((await floor.dana.browser.send('GET', '/api/me')).body)
      const back = await new LiveSocket(floor.dana.browser, me).ready()
      expect(back.snapshot.agent?.notices).toMatchObject([
        { kind: 'signed-out', reason: 'coverage', text: 'Two are ill.' },
      ])
      back.dispose()
    })

    it('STEER-11: it is cut where the team cuts', async () => {
      const { people } = floor.house.control.services
      valueOf(people.changeTeam(floor.house.team.teamId, { onRevoke: 'cut' }, null))
      await floor.talk(floor.dana)
      await signOut(floor.priya, floor.dana.me)
      expect(await ended(floor.dana)).toMatchObject({ call: 'cut' })
      expect(await dropped(floor)).toEqual([dropOf(floor.dana, 'end')])
    })
  })

  it('STEER-12: "other" alone says nothing', async () => {
    const because = { reason: 'other', note: '  ' }
    const needsNote = { status: 400, body: { code: 'invalid-request', field: 'note' } }
    expect(await force(floor.priya, floor.dana.me, lunch, because)).toMatchObject(needsNote)
    expect(await signOut(floor.priya, floor.dana.me, because)).toMatchObject(needsNote)
    expect(await own(floor.dana)).toMatchObject({ state: ready, notices: [] })
    expect((await force(floor.priya, floor.dana.me, lunch, { reason: 'other', note: 'Fire.' })).status).toBe(
      200,
    )
  })

  it.each([
    { state: { type: 'on-call' }, ...why },
    { state: { type: 'offline' }, ...why },
    { state: lunch },
    { state: lunch, reason: 'whim', note: '' },
    { state: lunch, reason: 'coverage', note: 'x'.repeat(201) },
    { state: { type: 'break', reason: 'nap' }, ...why },
  ])('STEER-12: %j is no step', async (body) => {
    const answer = await floor.priya.browser.send(
      'PUT',
      `/api/people/${floor.dana.me.personId}/agent-state`,
      body,
    )
    expect(answer).toMatchObject(refused(400, 'invalid-request'))
  })

  it('STEER-1: nobody is steered by a lead of another team, nor a lead by a lead; the trail knows who tried', async () => {
    for (const to of [floor.dana.me, floor.priya.me, floor.omar.me]) {
      expect(await force(floor.omar, to, lunch)).toMatchObject(refused(404, 'not-found'))
      expect(await signOut(floor.omar, to)).toMatchObject(refused(404, 'not-found'))
    }
    for (const action of ['supervision.state-forced', 'supervision.signed-out'])
      expect(await floor.trail(action)).toMatchObject([
        { actorId: floor.omar.me.personId, subjectId: floor.dana.me.personId, reason: 'foreign-team' },
      ])
    expect(await own(floor.dana)).toMatchObject({ state: ready, notices: [] })
  })
})
