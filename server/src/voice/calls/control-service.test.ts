import type { CallControl, CallId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import type { ConsultCommand } from './consult-asking.ts'
import { openCallBench, settled } from './testing/call-bench.ts'
import type { FakeLine } from './testing/call-bench.ts'
import { people, trunkRoutes, trunks } from './testing/call-table.ts'
import { display, target } from './testing/control-table.ts'

const press = async (line: FakeLine, control: CallControl, controlId = 1) => {
  line.say({ type: 'line-control', controlId, control })
  await settled()
  return line.answers.at(-1)
}
const command = (callId: CallId, changes: Partial<ConsultCommand> = {}): ConsultCommand => ({
  type: 'consult',
  callId,
  personId: people.agent.personId,
  blind: false,
  shown: target,
  to: { type: 'ring', agents: [people.next], display },
  ringTimeoutMs: 20_000,
  ...changes,
})
const toNumber: ConsultCommand['to'] = { type: 'dial', number: '+12025550188', routes: trunkRoutes }

/** A call whose agent talks to a colleague. */
async function consulted(changes: Partial<ConsultCommand> = {}) {
  const bench = openCallBench()
  const call = await bench.connect()
  expect(bench.calls.consult(command(call.callId, changes))).toBeNull()
  await settled()
  const party = bench.rung.at(-1) ?? bench.dialled.at(-1)
  if (party === undefined) throw new Error('nobody was called')
  party.say({ type: 'line-progressed', status: 180, sdp: null })
  party.say({ type: 'line-answered', sdp: 'v=0\r\n' })
  await settled()
  return { ...call, bench, party }
}

describe('controls through the call service', () => {
  it('CTL-2: a hold is answered once the media plane has confirmed it', async () => {
    const bench = openCallBench()
    const { agent } = await bench.connect()
    agent.say({ type: 'line-control', controlId: 1, control: { type: 'hold' } })
    expect(agent.answers).toEqual([])
    await settled()
    expect(agent.answers).toMatchObject([{ ok: true, controls: { hold: { since: bench.clock.nowMs() } } }])
    expect(bench.calls.snapshot()).toMatchObject([{ controls: { hold: { since: bench.clock.nowMs() } } }])
  })

  it('CTL-2: and refused while the media plane cannot', async () => {
    const bench = openCallBench()
    const { agent } = await bench.connect()
    bench.plane.answerOnce('set-hearing', { type: 'problem', code: 'worker-gone', detail: '' })
    expect(await press(agent, { type: 'hold' })).toMatchObject({
      ok: false,
      problem: { code: 'voice-unavailable' },
    })
    bench.plane.answerOnce('pause-recording', { type: 'problem', code: 'worker-gone', detail: '' })
    expect(await press(agent, { type: 'pause-recording', reason: 'health' })).toMatchObject({ ok: false })
  })

  it('CTL-5: a paused recording goes on by itself after two minutes', async () => {
    const bench = openCallBench()
    const { agent, callId } = await bench.connect()
    const pauses = () =>
      bench.plane.requests.flatMap((each) => (each.type === 'pause-recording' ? [each.paused] : []))
    await press(agent, { type: 'pause-recording', reason: 'card-number' })
    bench.clock.advance(119_999)
    expect(pauses()).toEqual([true])
    bench.clock.advance(1)
    expect(pauses()).toEqual([true, false])
    expect(bench.calls.snapshot()).toMatchObject([{ callId, controls: { recordingPause: null } }])
  })

  it('CTL-6, CTL-11: a colleague is rung, answers, and has the call; the agent’s phone is told', async () => {
    const { bench, agent, party, callId } = await consulted()
    expect(bench.rung[0]?.request).toMatchObject({ callId, signInId: people.next.signInId, display })
    expect(bench.calls.snapshot()).toMatchObject([
      {
        agent: people.agent,
        controls: { consult: { target, phase: 'connected', speaking: 'consult', blind: false } },
      },
    ])
    await press(agent, { type: 'complete' })
    expect(agent.done.slice(-2)).toEqual(['answer 1 ok', 'end 480 transferred'])
    expect(bench.calls.snapshot()).toMatchObject([{ agent: people.next, controls: { consult: null } }])
    expect(bench.calls.legCount()).toBe(2)
    party.say({ type: 'line-ended', end: 'hung-up' })
    await settled()
    expect(bench.terminationOf(callId)?.kind).toBe('agent-hung-up')
    expect(bench.clock.pendingTimers()).toBe(0)
  })

  it('CTL-6: is refused where there is no such call, one runs already, or no trunk can carry it', async () => {
    const bench = openCallBench()
    const { callId, agent } = await bench.connect()
    expect(bench.calls.consult(command(bench.placement.callId))).toBeNull()
    expect(bench.calls.consult(command(callId))).toBe('consult-running')
    await settled()
    expect(await press(agent, { type: 'leave-consult' })).toMatchObject({ ok: true })
    for (const trunkId of trunks) bench.fullTrunks.add(trunkId)
    expect(bench.calls.consult(command(callId, { to: toNumber }))).toBe('no-trunk')
    bench.calls.end(callId, 'ended-by-lead')
    expect(bench.calls.consult(command(callId))).toBe('call-ended')
  })

  it('CTL-6: nobody is rung by themselves', async () => {
    const bench = openCallBench()
    const { callId } = await bench.connect()
    const to = { type: 'ring', agents: [people.agent], display } as const
    expect(bench.calls.consult(command(callId, { to: { ...to, agents: [...to.agents] } }))).toBe(
      'not-in-this-state',
    )
  })

  it('CTL-7: agents are rung one after the other, each for the whole time', async () => {
    const bench = openCallBench()
    const { callId } = await bench.connect()
    const agents = [people.next, people.lead]
    bench.calls.consult(command(callId, { to: { type: 'ring', agents, display } }))
    await settled()
    bench.clock.advance(20_000)
    await settled()
    expect(bench.rung.map(({ request }) => request.signInId)).toEqual(agents.map((each) => each.signInId))
    expect(bench.rung[0]?.endedWith?.kind).toBe('consult-left')
    bench.clock.advance(20_000)
    await settled()
    expect(bench.journal.events.filter(({ type }) => type === 'agent-ring-ended')).toMatchObject([
      { personId: people.next.personId, outcome: 'missed' },
      { personId: people.lead.personId, outcome: 'missed' },
    ])
    expect(bench.journal.events.find(({ type }) => type === 'consult-ended')).toMatchObject({
      outcome: 'no-answer',
    })
    expect(bench.calls.snapshot()).toMatchObject([{ controls: { consult: null } }])
  })

  it('CTL-12: a dropped sign-in is not rung; one that talks loses the call only where running calls end', async () => {
    const ringing = openCallBench()
    const { callId } = await ringing.connect()
    ringing.calls.consult(command(callId))
    await settled()
    ringing.calls.dropSignIn(people.next.signInId, 'drain')
    expect(ringing.rung[0]?.endedWith?.kind).toBe('consult-left')
    const talking = await consulted()
    talking.bench.calls.dropSignIn(people.next.signInId, 'drain')
    expect(talking.party.endedWith).toBeNull()
    talking.bench.calls.dropSignIn(people.next.signInId, 'end')
    expect(talking.party.endedWith?.kind).toBe('consult-left')
    expect(talking.bench.terminationOf(talking.callId)).toBeUndefined()
  })

  it('CTL-13, CTL-14: a blind transfer outside leaves a call without an agent, that a lead can still end', async () => {
    const { bench, agent, party, callId } = await consulted({ blind: true, to: toNumber })
    expect(agent.endedWith?.kind).toBe('transferred')
    expect(bench.calls.snapshot()).toMatchObject([
      { phase: 'connected', agent: null, controls: { consult: null } },
    ])
    expect(bench.calls.end(callId, 'ended-by-lead')).toBeNull()
    await settled()
    expect(party.endedWith?.kind).toBe('ended-by-lead')
    expect(bench.types().at(-1)).toBe('recording-sealed')
    expect(bench.clock.pendingTimers()).toBe(0)
  })

  it('CTL-17: both hang up at once: the call ends once', async () => {
    const { bench, agent, customer, callId } = await consulted()
    customer.say({ type: 'line-ended', end: 'hung-up' })
    agent.say({ type: 'line-ended', end: 'hung-up' })
    await settled()
    expect(bench.terminationOf(callId)?.kind).toBe('customer-hung-up')
    expect(bench.types().filter((type) => type === 'call-ended' || type === 'consult-ended')).toEqual([
      'consult-ended',
      'call-ended',
    ])
  })

  it.each([
    ['the trunk wants INFO', true, true, ['digit']],
    ['its carrier takes none in RTP', false, false, ['digit']],
    ['they go in RTP', false, true, []],
  ] as const)('CTL-15: digits: %s', async (_, byInfo, rfc4733, expected) => {
    const bench = openCallBench()
    if (byInfo) for (const trunkId of trunks) bench.infoTrunks.add(trunkId)
    const { customer, callId } = await bench.connect()
    const [agentLeg, customerLeg] = [bench.legOf('answer-browser'), bench.legOf('offer-rtp')]
    bench.plane.emit({ type: 'leg-digits', callId, legId: customerLeg, rfc4733 })
    bench.plane.emit({ type: 'digit', callId, legId: agentLeg, digit: '5' })
    expect(customer.done.filter((what) => what === 'digit')).toEqual(expected)
    expect(JSON.stringify(bench.journal.events)).not.toContain('digit')
  })

  it('CTL-15: a carrier whose trunk wants INFO is offered no RFC 4733 later in the call, either', async () => {
    const bench = openCallBench()
    for (const trunkId of trunks) bench.infoTrunks.add(trunkId)
    const { customer } = await bench.connect()
    const media = 'm=audio 20000 RTP/AVP 0'
    const offerSdp = `${media} 101\r\na=rtpmap:101 telephone-event/8000\r\n`
    customer.say({ type: 'line-reinvited', offerSdp, silent: false })
    expect(bench.plane.requests.at(-1)).toMatchObject({ type: 'answer-rtp', offerSdp: `${media}\r\n` })
  })
})
