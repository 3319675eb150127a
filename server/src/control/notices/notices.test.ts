import { PersonId, SentNotice, pageOf, type Change, type Notice } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { createAgentStore } from '../db/agents-repository.ts'
import { openStore } from '../db/client.ts'
import { createPeopleRepository } from '../db/people-repository.ts'
import { slowStartMs, type AtWork } from '../testing/call-floor.ts'
import { LiveSocket } from '../testing/live-socket.ts'
import { openSupervisedFloor, type SupervisedFloor } from '../testing/supervised-floor.ts'

const send = ({ browser }: AtWork, method: string, path: string, body?: object) =>
  browser.send(method, path, body)
const openOf = async ({ live }: AtWork) => {
  await live.resync()
  return live.snapshot.agent?.notices ?? []
}
const only = (notices: readonly Notice[]) => {
  const [notice] = notices
  if (!notice || notices.length > 1) throw new Error(`${notices.length} notices`)
  return notice
}

const message = (lead: AtWork, to: { personId: string }, text: string) =>
  send(lead, 'POST', `/api/people/${to.personId}/messages`, { text })
const broadcast = (lead: AtWork, teamId: string, text = 'Please read.') =>
  send(lead, 'POST', `/api/teams/${teamId}/messages`, { text })
const acknowledge = (agent: AtWork, { noticeId }: Pick<Notice, 'noticeId'>) =>
  send(agent, 'POST', `/api/agents/me/notices/${noticeId}/acknowledgement`)
const sentBy = async (lead: AtWork) =>
  pageOf(SentNotice).parse((await send(lead, 'GET', '/api/supervision/sent')).body)

describe('messages and broadcasts', () => {
  let floor: SupervisedFloor
  beforeEach(async () => {
    floor = await openSupervisedFloor()
    return () => floor.dispose()
  }, slowStartMs)

  it('STEER-6: a message stands on the screen, over the call, until it is read; the sender follows it', async () => {
    await floor.talk(floor.dana)
    const answer = await message(floor.priya, floor.dana.me, ' Well done. ')
    expect(answer).toMatchObject({
      status: 200,
      body: {
        kind: 'message',
        text: 'Well done.',
        team: null,
        recipients: [{ displayName: 'DANA.WHITLOCK', acknowledgedAt: null }],
      },
    })
    const notice = only(await openOf(floor.dana))
    expect(notice).toMatchObject({
      kind: 'message',
      text: 'Well done.',
      from: { displayName: 'PRIYA.RAMAN' },
      reason: null,
    })
    expect(floor.dana.live.of('notice')).toEqual([{ type: 'notice', notice }])
    expect((await acknowledge(floor.dana, notice)).status).toBe(204)
    expect(await openOf(floor.dana)).toEqual([])
    await floor.heard(floor.priya, floor.marcus)
    const [recipient] = floor.priya.live.of('sent').at(-1)?.sent.recipients ?? []
    expect(recipient?.acknowledgedAt).toBe(floor.house.clock.nowMs())
    expect(floor.marcus.live.of('sent')).toEqual([])
    expect(await floor.trail('supervision.message')).toMatchObject([
      { actorId: floor.priya.me.personId, subjectId: floor.dana.me.personId, outcome: 'done', reason: null },
    ])
  })

  it('STEER-7: two tabs read it at once: both lose it, and it was read once', async () => {
    const other = await new LiveSocket(floor.dana.browser, floor.dana.me).ready()
    await message(floor.priya, floor.dana.me, 'Come and see me.')
    const notice = only(await openOf(floor.dana))
    const answers = await Promise.all([acknowledge(floor.dana, notice), acknowledge(floor.dana, notice)])
    expect(answers.map(({ status }) => status)).toEqual([204, 204])
    await floor.dana.live.settled()
    await other.settled()
    const gone: Change[] = [{ type: 'notice-gone', noticeId: notice.noticeId }]
    expect(floor.dana.live.of('notice-gone')).toEqual(gone)
    expect(other.of('notice-gone')).toEqual(gone)
    other.dispose()
  })

  it("STEER-7: somebody else's notice is none", async () => {
    const nina = await floor.arrive(await floor.house.person('nina.cole', 'agent'))
    await message(floor.priya, floor.dana.me, 'For you.')
    const notice = only(await openOf(floor.dana))
    expect(await acknowledge(nina, notice)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(await openOf(floor.dana)).toHaveLength(1)
  })

  it('STEER-7: open notices outlive a restart and the sign-in, oldest first', async () => {
    await message(floor.priya, floor.dana.me, 'first')
    floor.house.clock.advance(1_000)
    await message(floor.marcus, floor.dana.me, 'second')
    await floor.restart(floor.dana, floor.priya)
    expect(floor.dana.live.snapshot.agent?.notices.map(({ text }) => text)).toEqual(['first', 'second'])
  })

  it('STEER-1: no message to people of another team, to leads or to nobody; the trail knows who tried', async () => {
    for (const to of [floor.dana.me, floor.priya.me, { personId: crypto.randomUUID() }])
      expect(await message(floor.omar, to, 'hello')).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      })
    expect(await broadcast(floor.omar, floor.house.team.teamId)).toMatchObject({ status: 404 })
    expect(await openOf(floor.dana)).toEqual([])
    expect(await floor.trail('supervision.message')).toMatchObject([
      { subjectId: floor.dana.me.personId, outcome: 'refused', reason: 'foreign-team' },
    ])
    expect(await floor.trail('supervision.broadcast')).toMatchObject([
      { subjectId: floor.house.team.teamId, outcome: 'refused', reason: 'foreign-team' },
    ])
  })

  it('STEER-6: nobody who is signed out is told anything; a broadcast to nobody is refused', async () => {
    const absent = await floor.house.person('nina.cole', 'agent')
    expect(await message(floor.priya, absent, 'hello')).toMatchObject({
      status: 409,
      body: { code: 'agent-offline' },
    })
    expect(await broadcast(floor.omar, floor.east.teamId)).toMatchObject({
      status: 409,
      body: { code: 'agent-offline' },
    })
    expect((await sentBy(floor.omar)).items).toEqual([])
    expect(await broadcast(floor.priya, floor.house.team.teamId)).toMatchObject({
      status: 200,
      body: { recipients: [{ personId: floor.dana.me.personId }], team: { name: 'West' } },
    })
  })

  it.each(['', '   ', 'x'.repeat(501), 7, null])('STEER-6: %j is no message', async (text) => {
    const answer = await send(floor.priya, 'POST', `/api/people/${floor.dana.me.personId}/messages`, { text })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request', field: 'text' } })
  })

  it('STEER-9: who has 50 unread messages gets no further one', async () => {
    for (let index = 0; index < 50; index += 1)
      expect((await message(floor.priya, floor.dana.me, `message ${index}`)).status).toBe(200)
    expect(await message(floor.priya, floor.dana.me, 'one too many')).toMatchObject({
      status: 429,
      body: { code: 'too-many-requests' },
    })
    const [first] = await openOf(floor.dana)
    if (first) await acknowledge(floor.dana, first)
    expect((await message(floor.priya, floor.dana.me, 'room again')).status).toBe(200)
  })

  it('STEER-8: what was sent is listed by batch, newest first, a page at a time', async () => {
    for (const text of ['one', 'two', 'three']) {
      await message(floor.priya, floor.dana.me, text)
      floor.house.clock.advance(1_000)
    }
    await message(floor.marcus, floor.dana.me, 'of another lead')
    const page = pageOf(SentNotice).parse(
      (await send(floor.priya, 'GET', '/api/supervision/sent?offset=1&limit=1')).body,
    )
    expect([page.total, page.items.map(({ text }) => text)]).toEqual([3, ['two']])
  })

  it('STEER-6: a broadcast to 300 agents is one batch, in one step', { timeout: 60_000 }, async () => {
    signIn300()
    const startedAtMs = performance.now()
    const answer = await broadcast(floor.priya, floor.house.team.teamId)
    const tookMs = performance.now() - startedAtMs
    const sent = SentNotice.parse(answer.body)
    expect(sent.recipients).toHaveLength(300)
    expect(tookMs).toBeLessThan(2_000)
    const notice = only(await openOf(floor.dana))
    await acknowledge(floor.dana, notice)
    const [listed] = (await sentBy(floor.priya)).items
    expect(listed?.recipients.filter(({ acknowledgedAt }) => acknowledgedAt !== null)).toMatchObject([
      { personId: floor.dana.me.personId },
    ])
    expect(await floor.trail('supervision.broadcast')).toHaveLength(1)
  })

  /** 299 more agents of West, as if each had signed in. */
  function signIn300() {
    const store = openStore(floor.house.config.dataDir)
    const people = createPeopleRepository(store.db)
    const agents = createAgentStore(store.db)
    store.transact(() => {
      for (let index = 1; index < 300; index += 1) {
        const personId = PersonId.parse(crypto.randomUUID())
        people.insert({
          personId,
          userName: `agent.${index}`,
          displayName: `Agent ${index}`,
          role: 'agent',
          siteId: floor.house.site.siteId,
          passwordHash: '!',
          createdAt: 0,
        })
        people.setTeams(personId, [floor.house.team.teamId])
        agents.save({
          personId,
          signInId: floor.dana.me.signInId,
          state: { type: 'ready', since: 0 },
          before: null,
          missedRings: 0,
          version: 0,
        })
      }
    })
    store.dispose()
  }
})
