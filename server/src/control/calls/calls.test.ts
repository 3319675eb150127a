import { AgentState, CallRecord, CustomerId, pageOf, Problem } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTicket } from '../../protocol/ticket.ts'
import { openCallFloor, place, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'

const to = (text: string) => ({ to: { type: 'number', text } })
const listOf = async (who: Pick<AtWork, 'browser'>, query = '') => {
  const { body } = await who.browser.send('GET', `/api/calls?${query}`)
  return pageOf(CallRecord).parse(body)
}

describe('calls', () => {
  let floor: CallFloor
  let dana: AtWork

  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    return () => floor.dispose()
  }, slowStartMs)
  afterEach(() => {
    // No browser is ever told a whole number.
    const told = JSON.stringify([dana.live.snapshots, dana.live.changes])
    expect(told).not.toContain('2025550147')
    expect(told).not.toContain('12025550100')
  })

  const agent = () => ({ personId: dana.me.personId, signInId: dana.me.signInId })
  const script = (callId: CallRecord['callId']) =>
    outboundScript(callId, agent(), floor.house.team.teamId, floor.trunkId)
  /** As a fresh snapshot tells it: pushed changes may still be on their way. */
  const stateOf = async ({ live }: AtWork) => {
    await floor.node.settled()
    await live.resync()
    return AgentState.parse(live.snapshot.agent?.state)
  }
  const record = async (callId: CallRecord['callId']) =>
    CallRecord.parse((await dana.browser.send('GET', `/api/calls/${callId}`)).body)
  const refusal = async (body: unknown, who = dana) => {
    const answer = await who.browser.send('POST', '/api/calls', body)
    return Problem.parse(answer.body).code
  }

  it('RECORD-1: the ticket says who may dial what, and the record is there before it', async () => {
    const { callId, ticket } = await place(dana, '(202) 555-0147')
    const nowMs = floor.house.clock.nowMs()
    expect(openTicket(ticket, floor.keys.ticket)).toEqual({
      kind: 'call',
      ticketId: expect.any(String),
      callId,
      ...agent(),
      teamId: floor.house.team.teamId,
      number: '+12025550147',
      routes: [{ trunkId: floor.trunkId, dialled: '+12025550147', callerId: '+12025550199' }],
      record: true,
      ringTimeoutMs: 30_000,
      expiresAt: nowMs + 60_000,
    })
    expect(await record(callId)).toMatchObject({
      phase: 'placed',
      direction: 'outbound',
      customer: { maskedNumber: '+1 202 555 ••47', displayName: null },
      talkMs: null,
    })
    await dana.live.until(() => dana.live.of('own-call').length > 0)
    expect(dana.live.of('own-call').at(-1)?.call).toMatchObject({ callId, phase: 'placed' })
    expect(await stateOf(dana)).toMatchObject({ type: 'on-call', callId })
  })

  it('RECORD-1: each closed gate has its own word', async () => {
    expect(await refusal(to('911'))).toBe('toll-guard')
    expect(await refusal(to('+1 202 555 0147;phone-context=x'))).toBe('number-not-dialable')
    expect(await refusal({ to: { type: 'customer', customerId: crypto.randomUUID() } })).toBe('not-found')
    expect(await refusal({ to: { type: 'number', text: '' } })).toBe('invalid-request')
    await dana.browser.send('PUT', '/api/agents/me/state', { type: 'break', reason: 'lunch' })
    expect(await refusal(to('2025550147'))).toBe('agent-not-ready')
    await dana.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
    await floor.node.hangUp()
    await dana.live.until(() => dana.live.of('voice-linked').some((change) => !change.linked))
    expect(await refusal(to('2025550147'))).toBe('voice-unavailable')
    await floor.node.link()
    await place(dana, '2025550147')
    expect(await refusal(to('2025550147'))).toBe('agent-busy')
  })

  it('RECORD-1: a phone that is not registered dials nothing', async () => {
    floor.node.send({
      type: 'status',
      status: { type: 'registration', signInId: dana.me.signInId, state: 'flow-lost' },
    })
    await floor.node.settled()
    expect(await refusal(to('2025550147'))).toBe('agent-not-registered')
  })

  it('RECORD-1: a customer from the list is dialled without the browser knowing the number', async () => {
    const customerId = CustomerId.parse(crypto.randomUUID())
    floor.house.control.services.customers?.insert({
      customerId,
      displayName: 'Marisol Vega',
      number: '+12025550100',
      country: 'US',
      demoNote: null,
    })
    const list = await dana.browser.send('GET', '/api/customers?search=maris')
    expect(list.body).toEqual({
      items: [
        {
          customerId,
          displayName: 'Marisol Vega',
          maskedNumber: '+1 202 555 ••00',
          country: 'US',
          demoNote: null,
        },
      ],
      total: 1,
    })
    const { body } = await dana.browser.send('POST', '/api/calls', { to: { type: 'customer', customerId } })
    expect(body).toMatchObject({ customer: { customerId, maskedNumber: '+1 202 555 ••00' } })
    expect(JSON.stringify(body)).not.toContain('5550100')
  })

  it('RECORD-4, AGENT-5, AGENT-6: from the ticket to the outcome', async () => {
    const { callId } = await place(dana, '2025550100')
    const { opened, ringing, answered, hungUp } = script(callId)
    await floor.node.say(opened, ringing)
    floor.house.clock.advance(2_000)
    await floor.node.say(answered)
    await dana.browser.send('PUT', `/api/calls/${callId}/note`, { note: 'asked for a letter' })
    floor.house.clock.advance(3_000)
    await floor.node.say(hungUp)
    expect(await stateOf(dana)).toMatchObject({ type: 'wrap-up', callId, extensionsLeft: 2 })
    expect(await refusal(to('2025550147'))).toBe('agent-in-wrap-up')
    const ready = await dana.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
    expect(Problem.parse(ready.body).code).toBe('agent-in-wrap-up')

    const extended = await dana.browser.send('POST', `/api/calls/${callId}/wrap-up/extension`)
    expect(extended.body).toMatchObject({ extensionsLeft: 1 })
    const chosen = { disposition: 'promise-to-pay', next: 'break' }
    expect((await dana.browser.send('POST', `/api/calls/${callId}/wrap-up`, chosen)).body).toMatchObject({
      type: 'break',
    })
    const again = await dana.browser.send('POST', `/api/calls/${callId}/wrap-up`, chosen)
    expect(Problem.parse(again.body).code).toBe('conflict')
    expect(await record(callId)).toMatchObject({
      phase: 'ended',
      talkMs: 3_000,
      disposition: 'promise-to-pay',
      note: 'asked for a letter',
      termination: { kind: 'customer-hung-up', fault: 'nobody' },
    })
    const note = await dana.browser.send('PUT', `/api/calls/${callId}/note`, { note: 'too late' })
    expect(Problem.parse(note.body).code).toBe('call-ended')
    expect(dana.live.of('own-call-ended')).toEqual([
      expect.objectContaining({ callId, talkMs: 3_000, termination: hungUp.termination }),
    ])
    expect((await dana.browser.send('GET', '/api/calls/today')).body).toMatchObject({
      calls: 1,
      answered: 1,
      talkMs: 3_000,
      averageTalkMs: 3_000,
      averageWrapUpMs: 0,
    })
  })

  it('AGENT-6: a wrap-up that nobody finishes is unfinished, and its agent ready', async () => {
    const { callId } = await place(dana, '2025550100')
    const { opened, answered, hungUp } = script(callId)
    await floor.node.say(opened, answered, hungUp)
    await floor.pass(59_000)
    expect(await stateOf(dana)).toMatchObject({ type: 'wrap-up' })
    await floor.pass(1_000)
    expect(await stateOf(dana)).toMatchObject({ type: 'ready' })
    expect(await record(callId)).toMatchObject({ disposition: 'unfinished' })
  })

  it('AGENT-5: a call that nobody answered needs no wrap-up', async () => {
    const { callId } = await place(dana, '2025550103')
    const { opened } = script(callId)
    const termination = { kind: 'busy', fault: 'customer', sipStatus: 486 } as const
    await floor.node.say(opened, { type: 'call-ended', callId, termination })
    expect(await stateOf(dana)).toMatchObject({ type: 'ready' })
    expect(await record(callId)).toMatchObject({ talkMs: 0, termination, answeredAt: null })
  })

  it('RECORD-5: an unused ticket ends its call, and a late word of its use brings it back', async () => {
    const { callId } = await place(dana, '2025550100')
    await floor.pass(61_000)
    expect(await stateOf(dana)).toMatchObject({ type: 'on-call' })
    await floor.pass(1_000)
    expect(await stateOf(dana)).toMatchObject({ type: 'ready' })
    expect(await record(callId)).toMatchObject({
      phase: 'ended',
      termination: { kind: 'never-dialled', fault: 'agent' },
    })
    await floor.node.say(script(callId).opened)
    expect(await record(callId)).toMatchObject({ phase: 'connecting', termination: null, endedAt: null })
    expect(await stateOf(dana)).toMatchObject({ type: 'on-call', callId })
  })

  it('RECORD-7, AGENT-7: a customer calls in, the agent misses it, nobody else is there', async () => {
    const callId = CallRecord.shape.callId.parse(crypto.randomUUID())
    const request = {
      callId,
      trunkId: floor.trunkId,
      customerNumber: '+12025550147',
      calledNumber: '+12025550199',
      tried: [],
    }
    await floor.node.say({
      type: 'call-opened',
      callId,
      direction: 'inbound',
      agent: null,
      teamId: null,
      trunkId: floor.trunkId,
      customerNumber: '+12025550147',
    })
    expect(await floor.node.ask(request)).toEqual({
      type: 'ring',
      ...agent(),
      teamId: floor.house.team.teamId,
      display: { name: null, maskedNumber: '+1 202 555 ••47' },
      ringTimeoutMs: 20_000,
      record: true,
    })
    // Promised to this customer: neither the next one nor a click takes the agent away.
    expect(
      await floor.node.ask({ ...request, callId: CallRecord.shape.callId.parse(crypto.randomUUID()) }),
    ).toMatchObject({
      type: 'nobody',
    })
    expect(await refusal(to('2025550100'))).toBe('agent-busy')
    await floor.node.say({ type: 'agent-ringing', callId, ...agent() })
    await dana.live.until(() => dana.live.of('own-call').some(({ call }) => call?.phase === 'ringing'))
    await floor.node.say({ type: 'agent-ring-ended', callId, personId: dana.me.personId, outcome: 'missed' })
    expect(await stateOf(dana)).toMatchObject({ type: 'not-ready', reason: 'missed-ring' })
    expect(dana.live.of('own-call').at(-1)?.call).toBeNull()
    expect(await floor.node.ask({ ...request, tried: [dana.me.personId] })).toEqual({
      type: 'nobody',
      teamId: floor.house.team.teamId,
    })
  })

  it('RECORD-7: whoever spoke with the customer last is asked first', async () => {
    const omar = await floor.arrive(await floor.house.person('omar.haddad', 'agent'))
    const { callId } = await place(omar, '2025550100')
    const omarAgent = { personId: omar.me.personId, signInId: omar.me.signInId }
    const { opened, answered, hungUp } = outboundScript(
      callId,
      omarAgent,
      floor.house.team.teamId,
      floor.trunkId,
    )
    await floor.node.say(opened, answered, hungUp)
    await omar.browser.send('POST', `/api/calls/${callId}/wrap-up`, {
      disposition: 'no-contact',
      next: 'ready',
    })
    const ask = (customerNumber: string) =>
      floor.node.ask({
        callId: CallRecord.shape.callId.parse(crypto.randomUUID()),
        trunkId: floor.trunkId,
        customerNumber,
        calledNumber: '',
        tried: [],
      })
    expect(await ask('+12025550100')).toMatchObject({ type: 'ring', personId: omar.me.personId })
    expect(await ask('+12025550147')).toMatchObject({ type: 'ring', personId: dana.me.personId })
  })

  it('RECORD-3: lists are scoped, filtered, searched and paged on the server', async () => {
    const omar = await floor.arrive(await floor.house.person('omar.haddad', 'agent'))
    const { body: other } = await floor.house
      .signedIn(floor.house.ada)
      .then((browser) => browser.send('POST', '/api/teams', { name: 'East' }))
    expect(other).toMatchObject({ name: 'East' })
    for (const who of [dana, omar, dana]) {
      const { callId } = await place(who, who === omar ? '2025550122' : '2025550147')
      const { opened, hungUp } = outboundScript(
        callId,
        { personId: who.me.personId, signInId: who.me.signInId },
        floor.house.team.teamId,
        floor.trunkId,
      )
      await floor.node.say(opened, hungUp)
      floor.house.clock.advance(1_000)
    }
    const lead = { browser: await floor.house.signedIn(floor.house.priya) }
    expect((await listOf(dana)).total).toBe(2)
    expect((await listOf(omar)).total).toBe(1)
    expect((await listOf(lead)).total).toBe(3)
    expect((await listOf(lead, 'search=0147')).total).toBe(2)
    expect((await listOf(lead, 'search=••22')).total).toBe(1)
    expect((await listOf(lead, 'search=omar')).total).toBe(1)
    expect((await listOf(lead, 'search=2025550147')).total).toBe(0)
    expect((await listOf(lead, 'search=%25')).total).toBe(3)
    expect((await listOf(lead, `agentId=${omar.me.personId}`)).total).toBe(1)
    expect((await listOf(lead, 'recorded=true')).total).toBe(0)
    expect((await listOf(lead, 'direction=inbound')).total).toBe(0)
    const page = await listOf(lead, 'limit=2&offset=1')
    expect(page.items.map((item) => item.agent?.personId)).toEqual([omar.me.personId, dana.me.personId])
    expect(page.total).toBe(3)
    const foreign = page.items.find((item) => item.agent?.personId === omar.me.personId)
    const peek = await dana.browser.send('GET', `/api/calls/${foreign?.callId}`)
    expect([peek.status, Problem.parse(peek.body).code]).toEqual([404, 'call-not-found'])
  })

  it('AGENT-8: a lost phone is not ready after half a minute, a short loss is nothing', async () => {
    const say = async (state: 'registered' | 'flow-lost') => {
      floor.node.send({
        type: 'status',
        status: { type: 'registration', signInId: dana.me.signInId, state },
      })
      await floor.node.settled()
    }
    await say('flow-lost')
    await floor.pass(29_000)
    await say('registered')
    await floor.pass(31_000)
    expect(await stateOf(dana)).toMatchObject({ type: 'ready' })
    await say('flow-lost')
    await floor.pass(30_000)
    expect(await stateOf(dana)).toMatchObject({ type: 'not-ready', reason: 'line-lost' })
    const ready = await dana.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
    expect(Problem.parse(ready.body).code).toBe('agent-not-registered')
  })

  it('RECORD-9: control restarts in the middle of a call and is right again with the first snapshot', async () => {
    const { callId } = await place(dana, '2025550100')
    const { opened, answered, hungUp } = script(callId)
    await floor.node.say(opened)
    await floor.restart(dana)
    expect(dana.live.snapshot).toMatchObject({
      voiceLinked: false,
      agent: { state: { type: 'on-call', callId }, call: { callId, phase: 'connecting' } },
    })
    // Meanwhile the customer answered; the node kept it in its journal.
    floor.node.write(answered)
    floor.node.registrations = [dana.me.signInId]
    floor.node.calls = [
      {
        callId,
        direction: 'outbound',
        phase: 'connected',
        controls: { hold: null, consult: null, recordingPause: null },
        parkedUntilMs: null,
        agent: agent(),
        agentLine: 'up',
        supervisors: [],
        takenOverBy: null,
        talk: null,
        recording: 'off',
      },
    ]
    await floor.node.link()
    await dana.live.until(() => dana.live.of('own-call').some(({ call }) => call?.phase === 'connected'))
    await floor.node.say(hungUp)
    expect(await stateOf(dana)).toMatchObject({ type: 'wrap-up', callId })
    await floor.restart(dana)
    expect(dana.live.snapshot.agent?.state).toMatchObject({ type: 'wrap-up', callId })
    floor.node.calls = []
    await floor.node.link()
    // The timer of the wrap-up came back from the database.
    await floor.pass(60_000)
    expect(await stateOf(dana)).toMatchObject({ type: 'ready' })
    expect(await record(callId)).toMatchObject({ disposition: 'unfinished' })
  })

  it('RECORD-5: the timer of an unused ticket survives a restart', async () => {
    const { callId } = await place(dana, '2025550100')
    await floor.pass(30_000)
    await floor.restart(dana)
    floor.node.registrations = [dana.me.signInId]
    await floor.node.link()
    await floor.pass(32_000)
    expect(await record(callId)).toMatchObject({ termination: { kind: 'never-dialled' } })
  })
})
