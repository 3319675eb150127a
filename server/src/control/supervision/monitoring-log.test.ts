import type { CallId, MonitoringSpan } from '@hearthline/shared'
import { supervisionRoutes } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'

const minute = 60_000

const modes = ({ items }: { items: MonitoringSpan[] }) => items.map(({ mode }) => mode)

describe('the supervision log', () => {
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

  const read = async (query = '', who = lead) => {
    const { status, body } = await who.browser.send('GET', `/api/supervision/log${query}`)
    expect([status, query]).toEqual([200, query])
    return supervisionRoutes.log.answer.parse(body)
  }
  /** One minute listening, two whispering, three in barge; then the customer hangs up. */
  const supervise = async () => {
    const leg = await floor.join(lead, callId)
    const { clock } = floor.house
    clock.leap(minute)
    await floor.node.say(leg.mode('whisper'))
    clock.leap(2 * minute)
    await floor.node.say(leg.mode('barge'))
    clock.leap(3 * minute)
    return leg
  }
  const hangUp = () =>
    floor.node.say(
      outboundScript(
        callId,
        { personId: dana.me.personId, signInId: dana.me.signInId },
        floor.house.team.teamId,
        floor.trunkId,
      ).hungUp,
    )

  it('SUPERVISION-8: each stretch in one mode is a span, from the voice node’s word to its next', async () => {
    const leg = await supervise()
    const open = await read()
    expect(modes(open)).toEqual(['barge', 'whisper', 'listen'])
    expect(open.items[0]).toMatchObject({
      endedAt: null,
      callId,
      direction: 'outbound',
      customer: { maskedNumber: '+1 202 555 ••00' },
      lead: { displayName: 'PRIYA.RAMAN' },
      agent: { displayName: 'DANA.WHITLOCK' },
      team: { name: 'West' },
      disclosure: 'sign',
    })
    // The same mode again is no event: nothing begins anew.
    await floor.node.say(leg.mode('barge'))
    expect((await read()).total).toBe(3)
    // The call's end is the end of the leg, whether or not the node says so as well.
    await hangUp()
    await floor.node.say(leg.left)
    const over = await read()
    const lasted = over.items.map(({ startedAt, endedAt }) =>
      Math.round(((endedAt ?? 0) - startedAt) / minute),
    )
    expect(lasted).toEqual([3, 2, 1])
    expect(Math.round(over.totalMs / minute)).toBe(6)
  })

  it('SUPERVISION-11: filters, search and paging leave totals over the whole filtered list', async () => {
    await supervise()
    await hangUp()
    floor.house.clock.leap(10 * minute)
    const mina = await floor.arrive(await floor.house.person('mina.okafor', 'lead'))
    await dana.browser.send('POST', `/api/calls/${callId}/wrap-up`, {
      disposition: 'complaint',
      next: 'ready',
    })
    const second = await floor.converse(dana)
    const leg = await floor.join(mina, second)
    floor.house.clock.leap(5 * minute)
    await floor.node.say(leg.left)

    const all = await read()
    expect([all.total, modes(all)]).toEqual([4, ['listen', 'barge', 'whisper', 'listen']])
    const page = await read('?limit=2&offset=1')
    expect([page.total, modes(page), page.totalMs]).toEqual([4, ['barge', 'whisper'], all.totalMs])
    const matching = async (query: string) => {
      const { total, totalMs } = await read(query)
      return [total, Math.round(totalMs / minute)]
    }
    expect(await matching('?mode=listen')).toEqual([2, 6])
    expect(await matching(`?leadId=${mina.me.personId}`)).toEqual([1, 5])
    expect(await matching(`?leadId=${mina.me.personId}&mode=barge`)).toEqual([0, 0])
    expect(await matching(`?agentId=${dana.me.personId}`)).toEqual([4, 11])
    expect(await matching(`?callId=${callId}`)).toEqual([3, 6])
    expect(await matching(`?teamId=${floor.house.team.teamId}`)).toEqual([4, 11])
    expect(await matching('?search=okafor')).toEqual([1, 5])
    expect(await matching('?search=%25')).toEqual([4, 11])
    expect(await matching('?search=nobody')).toEqual([0, 0])
    const startedAt = all.items[0]?.startedAt ?? 0
    expect(await matching(`?from=${startedAt}`)).toEqual([1, 5])
    expect(await matching(`?until=${startedAt}`)).toEqual([3, 6])
    for (const wrong of ['?mode=shout', '?from=soon', '?leadId=1', '?limit=0', '?limit=500'])
      expect(await lead.browser.send('GET', `/api/supervision/log${wrong}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid-request' },
      })
  })

  it('SUPERVISION-11: a lead reads their teams, an administrator all, an agent nothing', async () => {
    await supervise()
    const { people } = floor.house.control.services
    const east = valueOf(people.createTeam('East', null))
    const mina = await floor.house.person('mina.okafor', 'lead')
    valueOf(people.change(mina.personId, { teamIds: [east.teamId] }, null))
    const other = await floor.arrive(mina)
    const admin = await floor.arrive(floor.house.ada)
    expect(await read('', other)).toEqual({ items: [], total: 0, totalMs: 0 })
    expect(await read(`?teamId=${floor.house.team.teamId}`, other)).toMatchObject({ total: 0 })
    expect((await read('', admin)).total).toBe(3)
    for (const path of ['/api/supervision/log', '/api/supervision/log.csv'])
      expect((await dana.browser.send('GET', path)).status).toBe(403)
    expect(
      String((await other.browser.send('GET', '/api/supervision/log.csv')).body).split('\r\n'),
    ).toHaveLength(2)
  })

  it('SUPERVISION-11: the file is safe for spreadsheets, and that it was taken out is in the trail', async () => {
    const { people } = floor.house.control.services
    valueOf(people.change(lead.me.personId, { displayName: '=HYPERLINK("http://evil.example")' }, null))
    valueOf(people.change(dana.me.personId, { displayName: '@Dana, "the\nlong" one' }, null))
    await supervise()
    const { status, headers, body } = await lead.browser.send('GET', '/api/supervision/log.csv?mode=barge')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="hearthline-supervision-\d{8}T\d{4}Z\.csv"$/,
    )
    const text = String(body)
    expect(text.match(/(^|,|\n)"?[=@+]/g)).toBeNull()
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    expect(text).toContain(`"'@Dana, ""the\nlong"" one"`)
    expect(text).toContain(`,'+1 202 555 ••00\r\n`)
    expect(text.split('\r\n')[0]).toMatch(/^\uFEFF?startedAt,startedAtUnixMs,endedAt,/)
    expect(text).toMatch(/,180,barge,sign,/)
    const admin = await floor.house.signedIn(floor.house.ada)
    expect((await admin.send('GET', '/api/audit?action=supervision.log-exported')).body).toMatchObject({
      items: [{ actorId: lead.me.personId, outcome: 'done' }],
    })
  })

  it('SUPERVISION-11: a long file is written in pieces, each span once', async () => {
    const leg = await floor.join(lead, callId)
    const switches = Array.from({ length: 620 }, (_, index) =>
      leg.mode(index % 2 === 0 ? 'whisper' : 'listen'),
    )
    await floor.node.say(...switches)
    const rows = String((await lead.browser.send('GET', '/api/supervision/log.csv')).body)
      .trim()
      .split('\r\n')
    expect(rows).toHaveLength(622)
    const modesOfRows = rows.slice(1).map((row) => row.split(',')[5])
    expect(modesOfRows).toEqual([
      'listen',
      ...switches.map((_, index) => (index % 2 === 0 ? 'whisper' : 'listen')),
    ])
  })
})
