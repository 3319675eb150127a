import { agentRoutes, CoachingNote, pageOf } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { slowStartMs, type AtWork } from '../testing/call-floor.ts'
import { openSupervisedFloor, type SupervisedFloor } from '../testing/supervised-floor.ts'

const pathOf = ({ me }: AtWork) => `/api/people/${me.personId}/coaching-notes`
const read = (who: AtWork, { coachingNoteId }: Pick<CoachingNote, 'coachingNoteId'>) =>
  who.browser.send('POST', `/api/agents/me/coaching-notes/${coachingNoteId}/read`)
const remove = (who: AtWork, { coachingNoteId }: Pick<CoachingNote, 'coachingNoteId'>) =>
  who.browser.send('DELETE', `/api/coaching-notes/${coachingNoteId}`)

const add = (lead: AtWork, to: AtWork, body: object) => lead.browser.send('POST', pathOf(to), body)

const added = async (lead: AtWork, to: AtWork, body: object) =>
  CoachingNote.parse((await add(lead, to, body)).body)

describe('coaching notes', () => {
  let floor: SupervisedFloor
  beforeEach(async () => {
    floor = await openSupervisedFloor()
    return () => floor.dispose()
  }, slowStartMs)

  const listed = async (who: AtWork, query = '') =>
    pageOf(CoachingNote).parse((await who.browser.send('GET', `${pathOf(floor.dana)}${query}`)).body)
  const own = async () =>
    agentRoutes.coachingNotes.answer.parse(
      (await floor.dana.browser.send('GET', '/api/agents/me/coaching-notes')).body,
    )
  const noticesOfDana = async () => {
    await floor.dana.live.resync()
    return floor.dana.live.snapshot.agent?.notices ?? []
  }

  it('STEER-13: about a call of the agent, with the customer masked; the agent is told and reads it', async () => {
    const { callId, hangUp } = await floor.talk(floor.dana)
    await hangUp()
    const note = await added(floor.priya, floor.dana, { text: ' Let them finish. ', callId })
    expect(note).toMatchObject({
      text: 'Let them finish.',
      by: { displayName: 'PRIYA.RAMAN' },
      agent: { displayName: 'DANA.WHITLOCK' },
      call: { callId, maskedNumber: expect.stringContaining('••') },
      readAt: null,
    })
    expect(await noticesOfDana()).toMatchObject([{ kind: 'coaching-note', callId, text: '' }])
    expect(await own()).toEqual({ items: [note], total: 1, unread: 1 })
    expect((await read(floor.dana, note)).status).toBe(204)
    expect((await read(floor.dana, note)).status).toBe(204)
    expect(await noticesOfDana()).toEqual([])
    expect((await own()).unread).toBe(0)
    expect((await listed(floor.marcus)).items[0]?.readAt).toBe(floor.house.clock.nowMs())
    expect(await floor.trail('supervision.coaching-note')).toMatchObject([
      { actorId: floor.priya.me.personId, subjectId: floor.dana.me.personId, outcome: 'done' },
    ])
  })

  it('STEER-13: a lead of another team of the agent reads the note, and nothing of a call that is not of theirs', async () => {
    const { callId, hangUp } = await floor.talk(floor.dana)
    await hangUp()
    await add(floor.priya, floor.dana, { text: 'Let them finish.', callId })
    await floor.move(floor.dana.me, floor.house.team, floor.east)
    expect((await listed(floor.omar)).items).toMatchObject([{ text: 'Let them finish.', call: null }])
    expect((await listed(floor.marcus)).items).toMatchObject([{ call: { callId } }])
    expect((await listed(floor.ada)).items).toMatchObject([{ call: { callId } }])
    expect((await own()).items).toMatchObject([{ call: { callId } }])
  })

  it('STEER-13: newest first, searched, also by the administrator, who writes none', async () => {
    for (const text of ['one', 'two', 'three']) {
      await add(floor.priya, floor.dana, { text })
      floor.house.clock.advance(1_000)
    }
    expect((await listed(floor.ada)).items.map(({ text }) => text)).toEqual(['three', 'two', 'one'])
    expect((await listed(floor.marcus, '?search=TW%25')).items.map(({ text }) => text)).toEqual(['two'])
    expect(await add(floor.ada, floor.dana, { text: 'x' })).toMatchObject({ status: 403 })
  })

  it('STEER-13: not about calls of others or of other teams, which do not exist', async () => {
    const nina = await floor.arrive(await floor.house.person('nina.cole', 'agent'))
    const { callId } = await floor.talk(nina)
    for (const about of [callId, crypto.randomUUID()])
      expect(await add(floor.priya, floor.dana, { text: 'x', callId: about })).toMatchObject({
        status: 404,
        body: { code: 'call-not-found' },
      })
    expect((await own()).total).toBe(0)
    expect(await noticesOfDana()).toEqual([])
  })

  it('STEER-1: to a lead of another team neither the agent nor their notes exist', async () => {
    const note = await added(floor.priya, floor.dana, { text: 'x' })
    const notFound = { status: 404, body: { code: 'not-found' } }
    expect(await add(floor.omar, floor.dana, { text: 'x' })).toMatchObject(notFound)
    expect(await floor.omar.browser.send('GET', pathOf(floor.dana))).toMatchObject(notFound)
    expect(await remove(floor.omar, note)).toMatchObject(notFound)
    expect(await remove(floor.marcus, note)).toMatchObject(notFound)
    const nina = await floor.arrive(await floor.house.person('nina.cole', 'agent'))
    expect(await read(nina, note)).toMatchObject(notFound)
    expect((await own()).unread).toBe(1)
  })

  it('STEER-14: taken back while it is unread, with its notice; afterwards it stays', async () => {
    const note = await added(floor.priya, floor.dana, { text: 'hasty' })
    expect((await remove(floor.priya, note)).status).toBe(204)
    expect([await noticesOfDana(), (await own()).total]).toEqual([[], 0])
    expect(await remove(floor.priya, note)).toMatchObject({ status: 404 })
    const kept = await added(floor.priya, floor.dana, { text: 'well considered' })
    const [taken, wasRead] = await Promise.all([remove(floor.priya, kept), read(floor.dana, kept)])
    // Whoever came first has it: never both, never neither.
    expect([taken.status, wasRead.status]).toEqual(taken.status === 204 ? [204, 404] : [409, 204])
    expect(await floor.trail('supervision.coaching-note-removed')).toHaveLength(taken.status === 204 ? 2 : 1)
  })

  it.each([{}, { text: '' }, { text: 'x'.repeat(2_001) }, { text: 'x', callId: '1' }, { text: 'x', to: 1 }])(
    'STEER-13: %j is no note',
    async (body) => {
      expect(await add(floor.priya, floor.dana, body)).toMatchObject({
        status: 400,
        body: { code: 'invalid-request' },
      })
    },
  )
})
