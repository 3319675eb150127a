import { CallId, CallRecord, LegId, Me, type LineQuality } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTicket } from '../../protocol/ticket.ts'
import { openCallFloor, place, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'
import { LiveSocket } from '../testing/live-socket.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'

const seen = ({ live }: AtWork) => ({
  agents: live.snapshot.floor?.agents.map((agent) => agent.personId),
  calls: live.snapshot.floor?.calls.map((call) => call.callId),
  pushed: [...new Set(live.of('floor-call').map(({ call }) => call.callId))],
  people: [...new Set(live.of('floor-agent').map(({ agent }) => agent.personId))],
})

describe('realtime', () => {
  let floor: CallFloor
  let open: LiveSocket[]

  beforeEach(async () => {
    open = []
    floor = await openCallFloor()
  }, slowStartMs)
  afterEach(async () => {
    for (const live of open) live.dispose()
    await floor.dispose()
  })
  const connect = (...args: ConstructorParameters<typeof LiveSocket>) => {
    const live = new LiveSocket(...args)
    open.push(live)
    return live
  }
  const scriptOf = ({ me }: AtWork, callId: CallId) =>
    outboundScript(
      callId,
      { personId: me.personId, signInId: me.signInId },
      floor.house.team.teamId,
      floor.trunkId,
    )
  const otherTeamAgent = async () => {
    const { people } = floor.house.control.services
    const east = valueOf(people.createTeam('East', null))
    const omar = await floor.house.person('omar.haddad', 'agent')
    valueOf(people.change(omar.personId, { teamIds: [east.teamId] }, null))
    return { east, omar: await floor.arrive(omar) }
  }

  describe('getting in', () => {
    it.each([
      ['a foreign one', 'http://evil.example'],
      ['ours with another port', 'http://localhost:8081'],
      ['ours with a suffix', 'http://localhost:8080.evil.example'],
      ['none of a browser', 'null'],
    ])('REALTIME-1: %s as Origin is refused before the upgrade, cookie or not', async (_name, origin) => {
      const browser = await floor.house.signedIn(floor.house.dana)
      const live = connect(browser, null, { Origin: origin })
      await live.until(() => live.refusal !== null)
      expect(live.refusal).toMatchObject({ message: 'websocket error' })
      expect(live.connected).toBe(false)
    })

    it('REALTIME-1: without a cookie the refusal says so', async () => {
      const live = connect(floor.house.browser(), null)
      await live.until(() => live.refusal !== null)
      expect(live.refusal).toMatchObject({ data: { code: 'not-signed-in' } })
    })

    it('REALTIME-2: a cookie without the device key gets nothing, and is cut off', async () => {
      const thief = await floor.house.signedIn(floor.house.dana)
      const live = connect(thief, null)
      await live.until(() => live.connected)
      expect(await live.ask('resync', { have: 0 })).toMatchObject({ problem: { code: 'not-allowed' } })
      await live.until(() => live.closed)
      const patient = connect(thief, null)
      await patient.until(() => patient.connected)
      floor.house.clock.advance(15_000)
      await patient.until(() => patient.closed)
      for (const { snapshots, changes } of [live, patient]) expect([snapshots, changes]).toEqual([[], []])
    })

    it('REALTIME-2: however many sockets a stolen cookie opens, those of its owner stay', async () => {
      const { browser, live } = await floor.arrive(floor.house.dana)
      const thief = Array.from({ length: 8 }, () => connect(browser, null))
      for (const one of thief) await one.until(() => one.connected || one.closed)
      const [first] = thief
      await first?.until(() => first.closed)
      await live.resync()
      expect(live.closed).toBe(false)
    })

    it('REALTIME-2: another key, a used challenge and rubbish prove nothing', async () => {
      const browser = await floor.house.signedIn(floor.house.dana)
      const me = Me.parse((await browser.send('GET', '/api/me')).body)
      const stranger = await floor.house.signedIn(floor.house.priya)
      const stolen = floor.house.browser()
      for (const [name, value] of browser.cookies) stolen.cookies.set(name, value)
      stolen.key = stranger.key
      const live = connect(stolen, me)
      await live.until(() => live.closed)
      expect(live.snapshots).toEqual([])

      const rubbish = connect(browser, null)
      await rubbish.until(() => rubbish.connected)
      expect(await rubbish.ask('prove', { challengeId: 'x' })).toMatchObject({
        problem: { code: 'invalid-request', field: 'challengeId' },
      })
    })

    it('REALTIME-2: the proof is asked for again after ten minutes', async () => {
      const dana = await floor.arrive(floor.house.dana)
      const silent = connect(dana.browser, dana.me)
      await silent.ready()
      silent.socket.off('challenge')
      let challenges = 0
      silent.socket.on('challenge', () => (challenges += 1))
      floor.house.clock.advance(10 * 60_000)
      await silent.resync()
      await dana.live.until(() => dana.live.proofs === 2)
      expect(challenges).toBe(1)
      floor.house.clock.advance(15_000)
      await silent.until(() => silent.closed)
      await dana.live.resync()
      expect(dana.live.closed).toBe(false)
    })
  })

  it('REALTIME-3: revisions grow by one, a snapshot carries the last one', async () => {
    const dana = await floor.arrive(floor.house.dana)
    const lead = await floor.arrive(floor.house.priya)
    const { callId } = await place(dana, '2025550100')
    const { opened, ringing, answered, hungUp } = scriptOf(dana, callId)
    for (const event of [opened, ringing, answered, hungUp]) await floor.node.say(event)
    for (const { live } of [dana, lead]) {
      await live.resync()
      const revisions = live.changes.map(({ revision }) => revision)
      expect(revisions).toEqual(revisions.map((_, index) => index + 1))
      expect(live.snapshot.revision).toBe(revisions.length)
    }
    expect(dana.live.of('own-call').map(({ call }) => call?.phase ?? null)).toEqual([
      'placed',
      'connecting',
      'ringing',
      'connected',
      null,
    ])
  })

  it('REALTIME-3: an unknown or malformed event is answered by a problem and a snapshot', async () => {
    const { live } = await floor.arrive(floor.house.dana)
    live.socket.emit('resign', 1)
    await live.until(() => live.snapshots.length === 2)
    expect(live.problems).toMatchObject([{ code: 'invalid-request' }])
    expect(await live.ask('resync', { have: -1 })).toMatchObject({ problem: { field: 'have' } })
    await live.until(() => live.snapshots.length === 3)
  })

  it('REALTIME-6: too much or too many cuts the socket, not the server', async () => {
    const dana = await floor.arrive(floor.house.dana)
    const big = connect(dana.browser, dana.me)
    await big.ready()
    big.socket.emit('resync', { have: 0, fill: 'x'.repeat(70_000) })
    await big.until(() => big.closed)
    const many = connect(dana.browser, dana.me)
    await many.ready()
    for (let count = 0; count < 100; count += 1) many.socket.emit('line-report', {})
    await many.until(() => many.closed)
    expect(many.problems.at(-1)).toMatchObject({ code: 'too-many-requests' })
    await dana.live.resync()
    expect(dana.live.closed).toBe(false)
  })

  it('REALTIME-5: a lead sees their teams, an administrator all, an agent themselves', async () => {
    const dana = await floor.arrive(floor.house.dana)
    const { omar } = await otherTeamAgent()
    const lead = await floor.arrive(floor.house.priya)
    const admin = await floor.arrive(floor.house.ada)
    const ours = (await place(dana, '2025550100')).callId
    const theirs = (await place(omar, '2025550100')).callId
    await floor.node.say(scriptOf(dana, ours).opened)
    for (const { live } of [dana, omar, lead, admin]) await live.resync()

    expect(seen(lead)).toEqual({
      agents: [dana.me.personId],
      calls: [ours],
      pushed: [ours],
      people: [dana.me.personId],
    })
    expect(seen(admin).agents).toEqual([dana.me.personId, omar.me.personId])
    expect(seen(admin).pushed).toEqual([ours, theirs])
    expect(dana.live.snapshot.floor).toBeNull()
    expect(omar.live.of('floor-call')).toEqual([])
    expect(omar.live.of('own-call').every(({ call }) => call?.callId === theirs)).toBe(true)
    expect(lead.live.snapshot.floor?.trunks).toMatchObject([{ trunkId: floor.trunkId, name: 'Carrier' }])
    const nothing = { devices: 0, requests: 0, anomalies: 0 }
    expect([lead.live.snapshot.attention, admin.live.snapshot.attention]).toEqual([nothing, nothing])
    expect(dana.live.snapshot.attention).toBeNull()
  })

  it('SUPERVISION-1: a lead may listen to their team only; who listens is what the voice node says', async () => {
    const dana = await floor.arrive(floor.house.dana)
    const { omar } = await otherTeamAgent()
    const lead = await floor.arrive(floor.house.priya)
    const ours = (await place(dana, '2025550100')).callId
    const theirs = (await place(omar, '2025550100')).callId
    await floor.node.say(scriptOf(dana, ours).opened, scriptOf(dana, ours).answered)
    const ask = (callId: string) =>
      lead.browser.send('POST', `/api/calls/${callId}/monitor`, { mode: 'listen' })
    const answers = await Promise.all([ask(theirs), ask(crypto.randomUUID())])
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [404, answers[0]?.body],
      [404, answers[0]?.body],
    ])
    expect((await dana.browser.send('POST', `/api/calls/${ours}/monitor`, { mode: 'listen' })).status).toBe(
      403,
    )

    const { body } = await ask(ours)
    if (typeof body !== 'object' || body === null || !('ticket' in body)) throw new Error('no ticket')
    expect(openTicket(String(body.ticket), floor.keys.ticket)).toMatchObject({
      kind: 'monitor',
      mode: 'listen',
      callId: ours,
      signInId: lead.me.signInId,
      personId: lead.me.personId,
    })
    await lead.live.resync()
    expect(lead.live.snapshot.floor?.calls.find((call) => call.callId === ours)?.supervisors).toEqual([])
    const leg = {
      callId: ours,
      legId: LegId.parse(crypto.randomUUID()),
      role: 'supervisor',
      personId: lead.me.personId,
    } as const
    await floor.node.say({ type: 'leg-joined', ...leg, mode: 'listen' })
    await lead.live.resync()
    expect(lead.live.snapshot.floor?.calls.find((call) => call.callId === ours)?.supervisors).toMatchObject([
      { personId: lead.me.personId, displayName: 'PRIYA.RAMAN' },
    ])
    await floor.node.say({ type: 'leg-left', ...leg })
    await lead.live.resync()
    expect(lead.live.snapshot.floor?.calls.find((call) => call.callId === ours)?.supervisors).toEqual([])
    await floor.node.say(scriptOf(dana, ours).hungUp)
    expect(await ask(ours)).toMatchObject({ status: 409, body: { code: 'call-ended' } })

    const admin = await floor.house.signedIn(floor.house.ada)
    const trail = await admin.send('GET', '/api/audit?action=supervision.asked')
    expect(trail.body).toMatchObject({
      items: [
        { subjectId: ours, outcome: 'done' },
        { subjectId: theirs, outcome: 'refused', reason: 'foreign-team' },
      ],
    })
  })

  it('REALTIME-7: line reports of the own call reach the lead and, at worst, the record', async () => {
    const dana = await floor.arrive(floor.house.dana)
    const lead = await floor.arrive(floor.house.priya)
    const { callId } = await place(dana, '2025550100')
    await floor.node.say(scriptOf(dana, callId).opened, scriptOf(dana, callId).answered)
    const report = async (mos: number, who = dana, about = callId) => {
      const quality: LineQuality = { lossPercent: 1, jitterMs: 4, roundTripMs: 40, mos }
      who.live.socket.emit('line-report', { callId: about, quality })
      await who.live.resync()
    }
    await report(4.1)
    await report(1.5) // within the same second: dropped
    floor.house.clock.advance(5_000)
    await report(3.2)
    floor.house.clock.advance(5_000)
    await report(4.3)
    floor.house.clock.advance(5_000)
    await report(1, lead)
    await report(1, dana, CallId.parse(crypto.randomUUID()))
    await lead.live.resync()
    expect(lead.live.snapshot.floor?.calls[0]?.quality).toMatchObject({ mos: 4.3 })
    await floor.node.say(scriptOf(dana, callId).hungUp)
    const { body } = await dana.browser.send('GET', `/api/calls/${callId}`)
    expect(CallRecord.parse(body).worstMos).toBe(3.2)
  })

  it('REALTIME-8: a revoked device is told why, cut off, and dropped by the voice node', async () => {
    const dana = await floor.arrive(floor.house.dana)
    const lead = await floor.arrive(floor.house.priya)
    const admin = await floor.house.signedIn(floor.house.ada)
    const { callId } = await place(dana, '2025550100')
    await floor.node.say(scriptOf(dana, callId).opened)
    const revoked = await admin.send('POST', `/api/devices/${dana.me.device.deviceId}/revoke`, {
      reason: 'laptop stolen',
    })
    expect(revoked.status).toBe(200)
    await dana.live.until(() => dana.live.closed)
    const { audit } = floor.house.control.services
    const [row] = audit.page({ offset: 0, limit: 1, action: 'access.sign-in-ended' }).items
    expect(row?.reference).toMatch(/^\w{3}-\w{3}$/)
    expect(dana.live.signedOut).toMatchObject({
      reason: 'revoked',
      by: 'ADA.MERCER',
      note: 'laptop stolen',
      reference: row?.reference,
    })
    const { command } = await floor.node.next('command')
    expect(command).toEqual({ type: 'drop-sign-in', signInId: dana.me.signInId, calls: 'drain' })
    await lead.live.resync()
    expect(lead.live.snapshot.floor?.agents[0]?.state).toMatchObject({ type: 'offline' })
    expect(lead.live.closed).toBe(false)
    const back = connect(dana.browser, dana.me)
    await back.until(() => back.refusal !== null)
    expect(back.refusal).toMatchObject({ data: { code: 'signed-out' } })
  })

  it('REALTIME-8: a sign-in that ended while the node was away is dropped when it comes back', async () => {
    const dana = await floor.arrive(floor.house.dana)
    await floor.node.hangUp()
    await dana.browser.send('POST', '/api/sign-out')
    await floor.node.link()
    await floor.node.settled()
    // As it would have been told then: who signs out by themselves leaves their call.
    expect(floor.node.commands().map(({ command }) => command)).toEqual([
      { type: 'drop-sign-in', signInId: dana.me.signInId, calls: 'end' },
    ])
  })

  it('REALTIME-4: waiting devices are pushed to administrators', async () => {
    const admin = await floor.arrive(floor.house.ada)
    const { body } = await admin.browser.send(
      'POST',
      `/api/people/${floor.house.dana.personId}/enrolment-codes`,
    )
    if (typeof body !== 'object' || body === null || !('code' in body)) throw new Error('no code')
    await floor.house.browser().enrol(String(body.code))
    await admin.live.until(() => admin.live.of('attention').some(({ attention }) => attention.devices === 1))
  })

  it('REALTIME-5: a trunk that is switched off leaves the floor, and comes back', async () => {
    const lead = await floor.arrive(floor.house.priya)
    const admin = await floor.house.signedIn(floor.house.ada)
    const path = `/api/trunks/${floor.trunkId}`
    expect((await admin.send('PATCH', path, { enabled: false })).status).toBe(200)
    await lead.live.until(() => lead.live.of('trunk-left').length > 0)
    expect(lead.live.of('trunk-left')).toEqual([{ type: 'trunk-left', trunkId: floor.trunkId }])
    expect((await admin.send('PATCH', path, { enabled: true })).status).toBe(200)
    await lead.live.until(() => lead.live.of('trunk').some(({ trunk }) => trunk.trunkId === floor.trunkId))
  })

  it('figures for Prometheus carry their names, also those of the voice node', async () => {
    const dana = await floor.arrive(floor.house.dana)
    const { callId } = await place(dana, '2025550100')
    floor.node.send({
      type: 'status',
      status: { type: 'gauges', gauges: { journalBacklog: 3, mediaPacketsLost: 7 } },
    })
    await floor.node.say(scriptOf(dana, callId).opened, scriptOf(dana, callId).answered)
    const direct = await fetch(`${floor.house.browser().base}/metrics`)
    const text = await direct.text()
    expect(text).toContain('hearthline_calls{phase="connected"} 1')
    expect(text).toContain('hearthline_registrations 1')
    expect(text).toContain('hearthline_sockets 1')
    expect(text).toContain('hearthline_voice_journal_backlog{node="voice-1"} 3')
    expect(text).toContain('hearthline_voice_media_packets_lost{node="voice-1"} 7')
    expect(text).toMatch(/hearthline_event_loop_lag_seconds \d/)
    expect(text).toMatch(/hearthline_http_requests_total\{method="POST",status="2xx"\} \d/)
  })
})
