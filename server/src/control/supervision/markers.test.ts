import { supervisionRoutes, type CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'

const idOf = (body: unknown) => supervisionRoutes.addMarker.answer.parse(body).markerId

describe('markers', () => {
  let floor: CallFloor
  let dana: AtWork
  let lead: AtWork
  let callId: CallId
  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    lead = await floor.arrive(floor.house.priya)
    callId = await floor.converse(dana)
    return () => floor.dispose()
  }, slowStartMs)

  const mark = (body: object, who = lead, id: string = callId) =>
    who.browser.send('POST', `/api/calls/${id}/markers`, body)
  const remove = (markerId: unknown, who = lead) =>
    who.browser.send('DELETE', `/api/markers/${String(markerId)}`)
  const read = async (who = lead) => {
    const { body } = await who.browser.send('GET', `/api/calls/${callId}/markers`)
    return supervisionRoutes.markers.answer.parse(body).items
  }
  const hangUp = () =>
    floor.node.say(outboundScript(callId, dana.me, floor.house.team.teamId, floor.trunkId).hungUp)
  it('SUPERVISION-10: what was marked and what supervision did stand in order of time, also after the end', async () => {
    const { clock } = floor.house
    const leg = await floor.join(lead, callId)
    clock.leap(10_000)
    const bookmark = await mark({})
    expect(bookmark.body).toMatchObject({ kind: 'bookmark', text: '', untilAt: null })
    clock.leap(10_000)
    await dana.browser.send('POST', '/api/agents/me/help', {
      reason: 'legal',
      note: 'A lawyer is on the line',
    })
    clock.leap(10_000)
    await floor.node.say(leg.mode('whisper'))
    clock.leap(10_000)
    await mark({ text: '  Read out the notice  ' })
    await hangUp()
    clock.leap(60_000)
    // After the end, too, at a moment that the call had.
    const [first] = await read()
    expect((await mark({ text: 'greeting', at: (first?.at ?? 0) + 1 })).status).toBe(200)
    const items = await read()
    expect(items.map(({ kind, text }) => [kind, text])).toEqual([
      ['listen', ''],
      ['note', 'greeting'],
      ['bookmark', ''],
      ['help', 'A lawyer is on the line'],
      ['whisper', ''],
      ['note', 'Read out the notice'],
    ])
    expect(items.map(({ markerId }) => markerId === null)).toEqual([true, false, false, true, true, false])
    expect(items.find(({ kind }) => kind === 'help')).toMatchObject({ by: { displayName: 'DANA.WHITLOCK' } })
    for (const { kind, untilAt } of items)
      expect([kind, untilAt === null]).toEqual([kind, !['listen', 'whisper', 'help'].includes(kind)])
    const admin = await floor.arrive(floor.house.ada)
    expect(await read(admin)).toEqual(items)
  })

  it('SUPERVISION-10: a moment that the call did not have is refused', async () => {
    const nowMs = floor.house.clock.nowMs()
    const wrong = { status: 400, body: { code: 'invalid-request', field: 'at' } }
    for (const at of [0, nowMs - 60_000, nowMs + 60_000]) expect(await mark({ at })).toMatchObject(wrong)
    floor.house.clock.leap(1_000)
    await hangUp()
    floor.house.clock.leap(1)
    // Now is past its end.
    expect(await mark({})).toMatchObject(wrong)
    expect(await mark({ text: 'x'.repeat(501) })).toMatchObject({ body: { field: 'text' } })
    expect(await read()).toEqual([])
  })

  it('SUPERVISION-10: only who made one takes it back; what supervision left stays', async () => {
    const mina = await floor.arrive(await floor.house.person('mina.okafor', 'lead'))
    const markerId = idOf((await mark({ text: 'note' })).body)
    await floor.join(lead, callId)
    expect(await remove(markerId, mina)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(await remove(crypto.randomUUID())).toMatchObject({ status: 404 })
    expect((await remove(markerId)).status).toBe(204)
    expect(await remove(markerId)).toMatchObject({ status: 404 })
    expect((await read()).map(({ kind }) => kind)).toEqual(['listen'])
  })

  it('SUPERVISION-10: in a call of another team there is nothing to mark, to read or to take back', async () => {
    const markerId = idOf((await mark({})).body)
    const { people } = floor.house.control.services
    const east = valueOf(people.createTeam('East', null))
    valueOf(people.change(lead.me.personId, { teamIds: [east.teamId] }, null))
    const none = { status: 404, body: { code: 'call-not-found' } }
    expect(await mark({})).toMatchObject(none)
    expect(await mark({}, lead, crypto.randomUUID())).toMatchObject(none)
    expect(await lead.browser.send('GET', `/api/calls/${callId}/markers`)).toMatchObject(none)
    expect(await remove(markerId)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect((await dana.browser.send('GET', `/api/calls/${callId}/markers`)).status).toBe(403)
    const admin = await floor.arrive(floor.house.ada)
    expect((await mark({}, admin)).status).toBe(403)
    expect(await read(admin)).toHaveLength(1)
  })

  it('SUPERVISION-10: a call takes 200 markers and no more', async () => {
    for (let made = 0; made < 200; made += 20) await Promise.all(Array.from({ length: 20 }, () => mark({})))
    expect(await mark({})).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
    expect(await read()).toHaveLength(200)
  })
})
