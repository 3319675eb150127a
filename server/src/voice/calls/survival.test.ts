import { describe, expect, it } from 'vitest'
import type { CallId, LegId } from '@hearthline/shared'
import { transition } from './call-machine.ts'
import { callTimes } from './call-times.ts'
import { openCallBench, settled } from './testing/call-bench.ts'
import { connectedState, people } from './testing/call-table.ts'

type Bench = ReturnType<typeof openCallBench>

const legsOf = (bench: Bench): { agent: LegId; customer: LegId } => ({
  agent: bench.legOf('answer-browser'),
  customer: bench.legOf('offer-rtp'),
})
const parkedNews = (bench: Bench) =>
  bench.journal.events.flatMap((event) => (event.type === 'call-parked' ? [event.untilMs] : []))
const unheard = (bench: Bench) =>
  bench.statuses.flatMap((status) => (status.type === 'unheard' ? [status.side] : []))

/** The agent's page is gone: its connection, and a second later its voice. */
async function leave(bench: Bench, agent: { say: Bench['dialled'][0]['say'] }, callId: CallId, legId: LegId) {
  agent.say({ type: 'line-lost' })
  bench.clock.advance(callTimes.awayMs)
  bench.plane.emit({ type: 'leg-silent', callId, legId, silentMs: callTimes.awayMs })
  await settled()
}

async function comeBack(bench: Bench, callId: CallId, who: (typeof people)['agent']) {
  const { fake, arrived } = bench.arrive()
  const outcome = bench.calls.rejoin({ callId, agent: who }, { ...arrived, offerSdp: 'v=0\r\n' })
  await settled()
  return { fake, outcome, legId: bench.legOf('answer-browser') }
}

describe('a call outlives its page', () => {
  it('PARK-1, PARK-3: comfort, after 30 s goodbye once, then the end; no timer is left', async () => {
    const bench = openCallBench()
    const { agent, customer, callId } = await bench.connect()
    const legs = legsOf(bench)
    await leave(bench, agent, callId, legs.agent)
    expect(bench.plane.hearingOf(callId, legs.customer)).toEqual({ legs: [], prompt: 'comfort' })
    expect(bench.calls.snapshot()).toMatchObject([
      { agentLine: 'lost', parkedUntilMs: bench.clock.nowMs() + callTimes.parkMs },
    ])
    bench.clock.advance(callTimes.parkMs - 1)
    const goodbyes = () => bench.plane.requests.filter(({ type }) => type === 'play-once')
    expect(goodbyes()).toEqual([])
    bench.clock.advance(1)
    expect(goodbyes()).toEqual([{ type: 'play-once', callId, legId: legs.customer, prompt: 'goodbye' }])
    expect(customer.endedWith).toBeNull()
    await settled()
    bench.plane.emit({ type: 'prompt-ended', callId, legId: legs.customer, prompt: 'goodbye' })
    await settled()
    expect(customer.endedWith?.kind).toBe('agent-line-lost')
    expect(bench.terminationOf(callId)).toMatchObject({ kind: 'agent-line-lost', fault: 'agent' })
    expect(bench.clock.pendingTimers()).toBe(0)
  })

  it('PARK-6: a laptop that sleeps keeps its connection: asked once its voice stops, the customer waits with the prompt', async () => {
    const bench = openCallBench()
    const { callId } = await bench.connect()
    const legs = legsOf(bench)
    bench.frozen.add(people.agent.signInId)
    bench.plane.emit({ type: 'leg-silent', callId, legId: legs.agent, silentMs: 3_000 })
    await settled()
    expect(bench.phonesAsked).toEqual([people.agent.signInId])
    expect(bench.plane.hearingOf(callId, legs.customer)).toEqual({ legs: [], prompt: 'comfort' })
    expect(unheard(bench)).toEqual(['agent', null])
    bench.plane.emit({ type: 'leg-heard', callId, legId: legs.agent })
    await settled()
    expect(bench.plane.hearingOf(callId, legs.customer)).toMatchObject({ legs: [legs.agent], prompt: null })
    expect(parkedNews(bench)).toHaveLength(2)
  })

  it('PARK-6: a microphone that is gone is no sleep: the phone answers, and nobody is parked', async () => {
    const bench = openCallBench()
    const { callId } = await bench.connect()
    const legs = legsOf(bench)
    bench.plane.emit({ type: 'leg-silent', callId, legId: legs.agent, silentMs: 3_000 })
    await settled()
    expect(bench.phonesAsked).toHaveLength(1)
    expect(parkedNews(bench)).toEqual([])
    expect(unheard(bench)).toEqual(['agent'])
  })

  it('PARK-6: an answer that does not come, to a question that the voice has settled meanwhile, is stale', () => {
    const { legId } = connectedState.agent
    const { refusal } = transition(connectedState, { type: 'phone-frozen', legId, atMs: 7_000 })
    expect(refusal).toBe('no-change')
  })

  it('REJOIN-2: the page comes back: the old leg ends by its own word, the customer hears the new one', async () => {
    const bench = openCallBench()
    const { agent, callId } = await bench.connect()
    const legs = legsOf(bench)
    await leave(bench, agent, callId, legs.agent)
    const back = await comeBack(bench, callId, people.agent)
    expect(back.outcome).toBe('taken')
    expect(back.fake.done).toEqual(['accept'])
    expect(agent.done.at(-1)).toBe('end 480 rejoined')
    expect(bench.plane.hearingOf(callId, legs.customer)).toEqual({ legs: [back.legId], prompt: null })
    expect(bench.calls.snapshot()).toMatchObject([{ agentLine: 'up', parkedUntilMs: null }])
    expect(parkedNews(bench)).toEqual([expect.any(Number), null])
    bench.clock.advance(600_000)
    expect(bench.terminationOf(callId)).toBeUndefined()
    // The call is the new leg's.
    back.fake.say({ type: 'line-ended', end: 'hung-up' })
    expect(bench.terminationOf(callId)).toMatchObject({ kind: 'agent-hung-up' })
  })

  it('REJOIN-1: a page that reloads faster than anybody notices takes its call, too', async () => {
    const bench = openCallBench()
    const { agent, callId } = await bench.connect()
    const again = await comeBack(bench, callId, people.agent)
    expect(again.outcome).toBe('taken')
    expect(agent.endedWith?.kind).toBe('rejoined')
    expect(bench.types()).not.toContain('call-parked')
    // What the old page still says is about nothing.
    agent.say({ type: 'line-ended', end: 'gone' })
    expect(bench.terminationOf(callId)).toBeUndefined()
  })

  it('REJOIN-1: nobody else, not before the answer, not after the end', async () => {
    const bench = openCallBench()
    const { agent, callId } = await bench.connect()
    expect((await comeBack(bench, callId, people.next)).outcome).toBe('no-such-call')
    agent.say({ type: 'line-ended', end: 'hung-up' })
    expect((await comeBack(bench, callId, people.agent)).outcome).toBe('no-such-call')
    const early = openCallBench()
    await early.place()
    expect((await comeBack(early, callId, people.agent)).outcome).toBe('no-such-call')
  })

  it('UNH-1: control is told once whose voice does not come, and once that it does', async () => {
    const bench = openCallBench()
    const { callId } = await bench.connect()
    const legs = legsOf(bench)
    bench.plane.emit({ type: 'leg-silent', callId, legId: legs.customer, silentMs: 3_000 })
    bench.plane.emit({ type: 'leg-silent', callId, legId: legs.agent, silentMs: 3_000 })
    bench.plane.emit({ type: 'leg-heard', callId, legId: legs.customer })
    bench.plane.emit({ type: 'leg-heard', callId, legId: legs.agent })
    expect(unheard(bench)).toEqual(['customer', 'both', 'agent', null])
  })
})

const starts = (bench: Bench) =>
  bench.plane.requests.flatMap((each) =>
    each.type === 'start-recording' ? [{ filePath: each.filePath, resume: each.resume ?? false }] : [],
  )

describe('a call outlives its media worker', () => {
  it('ANCH-1, ANCH-4: both are re-INVITEd, the recording goes on in its file, one seal at the end', async () => {
    const bench = openCallBench()
    const { agent, customer, callId } = await bench.connect()
    const legs = legsOf(bench)
    bench.plane.loseRooms()
    await settled()
    expect(agent.done.at(-1)).toBe('re-INVITE')
    expect(customer.done.at(-1)).toBe('re-INVITE')
    customer.say({ type: 'line-renegotiated', sdp: 'v=0\r\n' })
    agent.say({ type: 'line-renegotiated', sdp: 'v=0\r\n' })
    await settled()
    bench.plane.emit({ type: 'leg-connected', callId, legId: legs.agent })
    await settled()
    expect(bench.plane.hearingOf(callId, legs.customer)).toEqual({ legs: [legs.agent], prompt: null })
    expect(bench.calls.snapshot()).toMatchObject([{ agentLine: 'up', recording: 'on' }])
    const [first, again] = starts(bench)
    expect(again).toEqual({ filePath: first?.filePath, resume: true })
    bench.clock.advance(600_000)
    agent.say({ type: 'line-ended', end: 'hung-up' })
    await settled()
    expect(bench.types().filter((type) => type === 'recording-sealed')).toHaveLength(1)
    expect(bench.types()).not.toContain('call-parked')
  })

  it('ANCH-4: a recording whose file cannot go on is told; the call goes on, what was written is sealed', async () => {
    const bench = openCallBench()
    const { agent, customer } = await bench.connect()
    bench.plane.answerOnce('start-recording', { type: 'problem', code: 'recording-failed', detail: 'disk' })
    bench.plane.loseRooms()
    await settled()
    customer.say({ type: 'line-renegotiated', sdp: 'v=0\r\n' })
    await settled()
    expect(bench.calls.snapshot()).toMatchObject([{ phase: 'connected', recording: 'failed' }])
    agent.say({ type: 'line-ended', end: 'hung-up' })
    await settled()
    expect(bench.journal.events.at(-1)).toMatchObject({ type: 'recording-sealed', recovered: true })
  })

  it('ANCH-6: a recording that was only about to start when the worker died starts in the next room', async () => {
    const bench = openCallBench()
    const gone = { type: 'problem', code: 'worker-gone', detail: 'worker-gone' } as const
    bench.plane.answerOnce('start-recording', gone)
    await bench.connect()
    expect(bench.types()).not.toContain('recording-failed')
    bench.plane.loseRooms()
    await settled()
    expect(starts(bench).map(({ resume }) => resume)).toEqual([false, false])
    expect(bench.calls.snapshot()).toMatchObject([{ recording: 'on' }])
  })

  it('ANCH-2, SEAL-3: no worker takes it over: both sides end, what was recorded is sealed here', async () => {
    const bench = openCallBench()
    const { agent, customer, callId } = await bench.connect()
    bench.plane.answerOnce('open-room', { type: 'problem', code: 'no-worker', detail: 'none' })
    bench.plane.loseRooms()
    await settled()
    expect(agent.endedWith?.kind).toBe('media-failed')
    expect(customer.endedWith?.kind).toBe('media-failed')
    expect(bench.terminationOf(callId)?.fault).toBe('hearthline')
    expect(bench.sealedPaths).toHaveLength(1)
    expect(bench.journal.events.at(-1)).toMatchObject({ type: 'recording-sealed', recovered: true })
  })
})
