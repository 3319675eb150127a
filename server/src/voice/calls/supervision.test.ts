import { randomUUID } from 'node:crypto'
import { CallId } from '@hearthline/shared'
import type { MonitorMode } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { openCallBench, settled } from './testing/call-bench.ts'
import { people } from './testing/call-table.ts'

const { lead, otherLead } = people

/** A call in which both talk and one lead listens. */
async function supervised() {
  const bench = openCallBench()
  const call = await bench.connect()
  const agentLegId = bench.legOf('answer-browser')
  const customerLegId = bench.legOf('offer-rtp')
  const leg = await bench.join(call.callId, lead)
  const { callId } = call
  return {
    ...bench,
    ...call,
    agentLegId,
    customerLegId,
    leg,
    ask: (mode: MonitorMode, who = lead) => bench.calls.setMode(callId, who.personId, mode),
    /** Who is in the customer's ear now. */
    toCustomer: () => bench.plane.hearingOf(callId, customerLegId)?.legs,
    recorded: () =>
      bench.plane.requests.flatMap((each) => (each.type === 'set-recorded-sides' ? [each.agentSide] : [])),
  }
}

const talkOf = ({ statuses }: Awaited<ReturnType<typeof supervised>>) =>
  statuses.flatMap((status) => (status.type === 'talk' ? [status.state] : []))

describe('set-mode', () => {
  it('SUP-4: changes who hears whom at once, says so once, and is safe to repeat', async () => {
    const { ask, toCustomer, agentLegId, leg, calls, journal, clock } = await supervised()
    clock.advance(500)
    expect(ask('barge')).toBeNull()
    expect(ask('barge')).toBeNull()
    expect(toCustomer()).toEqual([agentLegId, leg.legId])
    expect(calls.snapshot()).toMatchObject([
      {
        supervisors: [
          { personId: lead.personId, legId: leg.legId, mode: 'barge', modeSinceMs: clock.nowMs() },
        ],
      },
    ])
    expect(journal.events.filter(({ type }) => type === 'leg-mode')).toHaveLength(1)
    expect(ask('listen')).toBeNull()
    expect(toCustomer()).toEqual([agentLegId])
  })

  it('SUP-6: answers why not, by a word', async () => {
    const bench = await supervised()
    const { calls, callId, ask, customer } = bench
    expect(calls.setMode(CallId.parse(randomUUID()), lead.personId, 'barge')).toBe('call-not-found')
    expect(ask('barge', otherLead)).toBe('not-listening')
    await bench.join(callId, otherLead)
    expect(ask('whisper')).toBeNull()
    expect(ask('barge', otherLead)).toBe('supervisor-speaking')
    expect(ask('take-over')).toBeNull()
    expect(ask('listen')).toBe('taken-over')
    customer.say({ type: 'line-ended', end: 'hung-up' })
    expect(ask('listen')).toBe('call-ended')
  })

  it('SUP-6: a call that is not answered yet has nobody who listens', async () => {
    const bench = openCallBench()
    await bench.place()
    const [call] = bench.calls.snapshot()
    expect(call && bench.calls.setMode(call.callId, lead.personId, 'whisper')).toBe('not-listening')
  })

  it('SUP-6: the last 2,000 ends are remembered', async () => {
    const bench = openCallBench()
    const { callId, customer } = await bench.connect()
    customer.say({ type: 'line-ended', end: 'hung-up' })
    const asked = () => bench.calls.setMode(callId, lead.personId, 'whisper')
    for (let more = 0; more < 1_999; more += 1) {
      const { arrived } = bench.arrive()
      const next = CallId.parse(randomUUID())
      bench.calls.place({ ...bench.placement, callId: next }, { ...arrived, offerSdp: 'v=0\r\n' })
      bench.calls.end(next, 'ended-by-lead')
    }
    expect(asked()).toBe('call-ended')
    const { arrived } = bench.arrive()
    bench.calls.place(
      { ...bench.placement, callId: CallId.parse(randomUUID()) },
      { ...arrived, offerSdp: 'v=0\r\n' },
    )
    for (const call of bench.calls.snapshot()) bench.calls.end(call.callId, 'ended-by-lead')
    expect(asked()).toBe('call-not-found')
  })
})

describe('take-over', () => {
  it('SUP-7: the agent gets a BYE with the reason, the lead speaks in their place, control sees who it is', async () => {
    const { ask, agent, leg, toCustomer, calls, types, recorded, clock } = await supervised()
    expect(ask('take-over')).toBeNull()
    expect(agent.endedWith).toEqual({ kind: 'taken-over', status: 480 })
    expect(leg.endedWith).toBeNull()
    expect(toCustomer()).toEqual([leg.legId])
    expect(recorded()).toEqual([[], [leg.legId]])
    expect(types().slice(-3)).toEqual(['leg-left', 'leg-mode', 'call-taken-over'])
    expect(calls.snapshot()).toMatchObject([
      {
        agent: null,
        takenOverBy: { ...lead, atMs: clock.nowMs() },
        supervisors: [{ personId: lead.personId, legId: leg.legId, mode: 'take-over' }],
      },
    ])
  })

  it('SUP-7: the customer hangs up first: the take-over finds the call ended', async () => {
    const { ask, customer, terminationOf, callId, types } = await supervised()
    customer.say({ type: 'line-ended', end: 'hung-up' })
    expect(ask('take-over')).toBe('call-ended')
    expect(terminationOf(callId)?.kind).toBe('customer-hung-up')
    expect(types()).not.toContain('call-taken-over')
  })

  it('SUP-7: the agent hangs up first: so, too', async () => {
    const { ask, agent, terminationOf, callId } = await supervised()
    agent.say({ type: 'line-ended', end: 'hung-up' })
    expect(ask('take-over')).toBe('call-ended')
    expect(terminationOf(callId)?.kind).toBe('agent-hung-up')
  })

  it('SUP-7: the take-over is first: the agent’s hang-up ends nothing, the customer’s ends the call', async () => {
    const { ask, agent, customer, leg, terminationOf, callId } = await supervised()
    ask('take-over')
    agent.say({ type: 'line-ended', end: 'hung-up' })
    expect(terminationOf(callId)).toBeUndefined()
    customer.say({ type: 'line-ended', end: 'hung-up' })
    expect(terminationOf(callId)?.kind).toBe('customer-hung-up')
    expect(leg.endedWith?.kind).toBe('customer-hung-up')
  })
})

describe('a lead is signed out', () => {
  const modes = ['listen', 'whisper', 'barge'] as const
  it.each(modes.flatMap((mode) => (['end', 'drain'] as const).map((fate) => [mode, fate] as const)))(
    'DROP-5: in %s, %s: the leg goes, the customer keeps the agent',
    async (mode, fate) => {
      const { ask, calls, leg, toCustomer, agentLegId, terminationOf, callId, recorded } = await supervised()
      ask(mode)
      calls.dropSignIn(lead.signInId, fate)
      expect(leg.endedWith?.kind).toBe('ended-by-lead')
      expect(toCustomer()).toEqual([agentLegId])
      expect(recorded().at(-1) ?? [agentLegId]).toEqual([agentLegId])
      expect(terminationOf(callId)).toBeUndefined()
    },
  )

  it('DROP-7: after take-over it is their call: drain lets it go on, end ends it', async () => {
    const { ask, calls, leg, customer, terminationOf, callId } = await supervised()
    ask('take-over')
    calls.dropSignIn(lead.signInId, 'drain')
    calls.cutListening(callId, lead.personId)
    expect(terminationOf(callId)).toBeUndefined()
    expect(leg.endedWith).toBeNull()
    calls.dropSignIn(lead.signInId, 'end')
    expect(terminationOf(callId)?.kind).toBe('revoked')
    expect([leg.endedWith?.kind, customer.endedWith?.kind]).toEqual(['revoked', 'revoked'])
  })

  it('DROP-7: the agent whom they replaced is signed out: the call is no longer theirs', async () => {
    const { ask, calls, terminationOf, callId } = await supervised()
    ask('take-over')
    calls.dropSignIn(people.agent.signInId, 'end')
    expect(terminationOf(callId)).toBeUndefined()
  })
})

describe('talk and levels', () => {
  it('TALK-1, TALK-2: is told when it changes, and stands in the snapshot', async () => {
    const bench = await supervised()
    const { plane, clock, callId, agentLegId, calls } = bench
    const sinceMs = clock.nowMs()
    expect(calls.snapshot()).toMatchObject([{ talk: { state: 'talk', sinceMs } }])
    clock.advance(3_000)
    expect(calls.snapshot()).toMatchObject([{ talk: { state: 'silence', sinceMs } }])
    plane.emit({ type: 'leg-voice', callId, legId: agentLegId, speaking: true })
    plane.emit({ type: 'leg-voice', callId, legId: agentLegId, speaking: false })
    expect(talkOf(bench)).toEqual(['talk', 'silence', 'talk'])
  })

  it('TALK-3: a lead is on the agent’s side while the customer hears them, and on no side otherwise', async () => {
    const bench = await supervised()
    const { plane, clock, callId, customerLegId, leg, ask } = bench
    plane.emit({ type: 'leg-voice', callId, legId: customerLegId, speaking: true })
    ask('whisper')
    plane.emit({ type: 'leg-voice', callId, legId: leg.legId, speaking: true })
    clock.advance(20_000)
    expect(talkOf(bench)).toEqual(['talk'])
    ask('barge')
    clock.advance(4_000)
    expect(talkOf(bench)).toEqual(['talk', 'over-talk'])
    ask('take-over')
    clock.advance(4_000)
    expect(talkOf(bench)).toEqual(['talk', 'over-talk'])
  })

  it('TALK-4: the carrier puts the call on hold', async () => {
    const bench = await supervised()
    bench.customer.say({ type: 'line-reinvited', offerSdp: 'v=0\r\n', silent: true })
    await settled()
    bench.clock.advance(60_000)
    expect(talkOf(bench)).toEqual(['talk', 'hold'])
    bench.customer.say({ type: 'line-reinvited', offerSdp: 'v=0\r\n', silent: false })
    expect(talkOf(bench)).toEqual(['talk', 'hold', 'talk'])
  })

  it('TALK-2: an agent whose media broke in the middle of a word does not speak for ever', async () => {
    const bench = await supervised()
    const { plane, clock, callId, agentLegId } = bench
    plane.emit({ type: 'leg-voice', callId, legId: agentLegId, speaking: true })
    plane.emit({ type: 'leg-failed', callId, legId: agentLegId, reason: 'ICE failed' })
    clock.advance(3_000)
    expect(talkOf(bench)).toEqual(['talk', 'silence'])
  })

  it('TALK-6: the end of the call leaves no timer behind', async () => {
    const { calls, callId, clock } = await supervised()
    calls.end(callId, 'ended-by-lead')
    expect(clock.pendingTimers()).toBe(0)
  })

  it('TALK-7: levels go by role; who has taken over is still the supervisor', async () => {
    const { plane, statuses, callId, agentLegId, customerLegId, leg, ask } = await supervised()
    const emit = () =>
      plane.emit({
        type: 'levels',
        callId,
        legs: { [agentLegId]: 0.5, [customerLegId]: 0.25, [leg.legId]: 0.75 },
      })
    emit()
    ask('take-over')
    emit()
    expect(statuses.filter(({ type }) => type === 'levels')).toEqual([
      { type: 'levels', callId, agent: 0.5, customer: 0.25, supervisor: 0.75 },
      { type: 'levels', callId, agent: 0, customer: 0.25, supervisor: 0.75 },
    ])
  })
})
