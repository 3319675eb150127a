import type { CallId, Disclosure } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { trailOf } from './testing/trail.ts'

describe('what agents are told of who listens', () => {
  let floor: CallFloor
  let dana: AtWork
  let lead: AtWork
  let admin: AtWork
  let callId: CallId
  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    lead = await floor.arrive(floor.house.priya)
    admin = await floor.arrive(floor.house.ada)
    callId = await floor.converse(dana)
    return () => floor.dispose()
  }, slowStartMs)

  const set = (disclosure: string, who = admin) =>
    who.browser.send('PATCH', `/api/teams/${floor.house.team.teamId}`, { disclosure })
  const agentSees = async () => {
    await dana.live.resync()
    return dana.live.snapshot.agent?.call?.supervisors.map(({ mode }) => mode)
  }

  it.each([
    ['silent', []],
    ['sign', ['listen']],
    ['chime', ['listen']],
  ] satisfies [Disclosure, string[]][])(
    'SUPERVISION-5: %s: a listener is told so, a whisper always, and the trail has both',
    async (disclosure, whileListening) => {
      expect((await set(disclosure)).body).toMatchObject({ disclosure })
      const leg = await floor.join(lead, callId)
      expect(await agentSees()).toEqual(whileListening)
      expect(dana.live.snapshot.agent?.call?.disclosure).toBe(disclosure)
      await floor.node.say(leg.mode('whisper'))
      expect(await agentSees()).toEqual(['whisper'])
      await floor.node.say(leg.mode('listen'), leg.left)
      expect(await agentSees()).toEqual([])
      expect(await trailOf(floor.house, callId)).toEqual([
        `supervision.listen done ${disclosure}`,
        `supervision.whisper done ${disclosure}`,
        `supervision.listen done ${disclosure}`,
        `supervision.left done ${disclosure}`,
      ])
      const { body } = await lead.browser.send('GET', '/api/supervision/log')
      expect(body).toMatchObject({ total: 3, items: [{ disclosure }, { disclosure }, { disclosure }] })
    },
  )

  it('SUPERVISION-5: silent: a whisper does not tell since when its lead had listened before', async () => {
    await set('silent')
    const leg = await floor.join(lead, callId)
    await floor.pass(40_000)
    await floor.node.say(leg.mode('whisper'))
    await dana.live.resync()
    const [told] = dana.live.snapshot.agent?.call?.supervisors ?? []
    expect(told).toMatchObject({ mode: 'whisper', since: told?.modeSince })
    await lead.live.resync()
    const [seen] = lead.live.snapshot.floor?.calls[0]?.supervisors ?? []
    expect((seen?.modeSince ?? 0) - (seen?.since ?? 0)).toBeGreaterThanOrEqual(40_000)
  })

  it('SUPERVISION-5: a team that changes its mind is true at once, for calls that run; spans keep what was then', async () => {
    await floor.join(lead, callId)
    expect(await agentSees()).toEqual(['listen'])
    const before = dana.live.changes.length
    await set('silent')
    await dana.live.until(() => dana.live.changes.length > before)
    expect(dana.live.of('own-call').at(-1)?.call).toMatchObject({ disclosure: 'silent', supervisors: [] })
    expect((await lead.browser.send('GET', '/api/supervision/log')).body).toMatchObject({
      items: [{ disclosure: 'sign', endedAt: null }],
    })
  })

  it('SUPERVISION-5: only administrators set it, to a word of the list; the trail has to what', async () => {
    expect((await set('silent', lead)).status).toBe(403)
    expect((await set('loud')).body).toMatchObject({ code: 'invalid-request', field: 'disclosure' })
    await set('chime')
    await set('chime')
    const { body } = await admin.browser.send('GET', '/api/audit?action=people.team-disclosure-set')
    expect(body).toMatchObject({
      total: 1,
      items: [{ reason: 'chime', subjectId: floor.house.team.teamId, actorId: admin.me.personId }],
    })
  })
})
