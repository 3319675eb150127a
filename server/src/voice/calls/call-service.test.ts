import { randomUUID } from 'node:crypto'
import { CallId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { openCallBench, settled } from './testing/call-bench.ts'
import { people, ringRoute, trunks } from './testing/call-table.ts'

describe('the call service', () => {
  it('OUT-1, CALL-3: carries an outbound call from ticket to talk', async () => {
    const bench = openCallBench()
    const { agent, customer } = await bench.connect()
    expect(agent.done).toEqual(['progress 183', 'accept'])
    expect(customer.request.route).toMatchObject({ trunkId: trunks[0], dialled: '+12025550147' })
    expect(bench.calls.snapshot()).toMatchObject([{ phase: 'connected', recording: 'on', agentLine: 'up' }])
    expect(bench.calls.legCount()).toBe(2)
  })

  it('LINE-2: an agent whose browser stays away for 90 s loses the call', async () => {
    const bench = openCallBench()
    const { agent, customer, callId } = await bench.connect()
    agent.say({ type: 'line-lost' })
    bench.clock.advance(89_999)
    expect(bench.calls.snapshot()).toMatchObject([{ agentLine: 'lost' }])
    bench.clock.advance(1)
    expect(bench.terminationOf(callId)).toMatchObject({ kind: 'agent-line-lost', fault: 'agent' })
    expect(customer.endedWith?.kind).toBe('agent-line-lost')
    expect(bench.clock.pendingTimers()).toBe(0)
  })

  it('LINE-2: and keeps it by coming back in the last moment', async () => {
    const bench = openCallBench()
    const { agent, callId } = await bench.connect()
    agent.say({ type: 'line-lost' })
    bench.clock.advance(89_999)
    agent.say({ type: 'line-restored' })
    bench.clock.advance(600_000)
    expect(bench.terminationOf(callId)).toBeUndefined()
    expect(bench.types().filter((type) => type === 'agent-line')).toHaveLength(2)
  })

  it('LINE-4: lost media is offered a fresh peer every 2 s until it connects', async () => {
    const bench = openCallBench()
    const { agent, callId } = await bench.connect()
    const legId = bench.legOf('answer-browser')
    const customerLegId = bench.legOf('offer-rtp')
    bench.plane.emit({ type: 'leg-failed', callId, legId, reason: 'ICE failed' })
    await settled()
    expect(bench.plane.hearingOf(callId, customerLegId)).toEqual({ legs: [], prompt: 'comfort' })
    agent.say({ type: 'line-renegotiated', sdp: null })
    bench.clock.advance(2_000)
    await settled()
    agent.say({ type: 'line-renegotiated', sdp: 'v=0\r\n' })
    await settled()
    bench.plane.emit({ type: 'leg-connected', callId, legId })
    await settled()
    expect(agent.done.filter((what) => what === 're-INVITE')).toHaveLength(2)
    expect(bench.plane.hearingOf(callId, customerLegId)).toEqual({ legs: [legId], prompt: null })
    bench.clock.advance(120_000)
    expect(bench.calls.snapshot()).toMatchObject([{ agentLine: 'up' }])
  })

  it('LINE-5: a customer without RTP and RTCP for 30 s is lost', async () => {
    const bench = openCallBench()
    const { callId } = await bench.connect()
    const legId = bench.legOf('offer-rtp')
    bench.plane.emit({ type: 'leg-silent', callId, legId, silentMs: 5_000 })
    bench.clock.advance(20_000)
    bench.plane.emit({ type: 'leg-heard', callId, legId })
    bench.clock.advance(60_000)
    expect(bench.terminationOf(callId)).toBeUndefined()
    bench.plane.emit({ type: 'leg-silent', callId, legId, silentMs: 5_000 })
    bench.clock.advance(25_000)
    expect(bench.terminationOf(callId)).toMatchObject({ kind: 'customer-line-lost', fault: 'carrier' })
  })

  it('SEAL-1: the recording starts with the answer and is sealed with the end', async () => {
    const bench = openCallBench()
    const { agent, callId } = await bench.connect()
    const [agentLeg, customerLeg] = [bench.legOf('answer-browser'), bench.legOf('offer-rtp')]
    expect(bench.plane.requests.find(({ type }) => type === 'start-recording')).toMatchObject({
      agentSide: [agentLeg],
      customerSide: [customerLeg],
      publicKeyPem: 'pem',
    })
    agent.say({ type: 'line-ended', end: 'hung-up' })
    await settled()
    const sealed = bench.journal.events.find((event) => event.type === 'recording-sealed')
    expect(sealed).toMatchObject({ callId, recovered: false })
    expect(sealed?.type === 'recording-sealed' && sealed.fileName).toMatch(
      /^\d{4}\/\d{2}\/\d{2}\/[0-9a-f-]{36}\.hlr$/,
    )
  })

  it('SEAL-2: a recording that cannot start or breaks is told; the call goes on', async () => {
    const bench = openCallBench()
    bench.plane.answerOnce('start-recording', {
      type: 'problem',
      code: 'recording-failed',
      detail: 'no space',
    })
    const { callId } = await bench.connect()
    expect(bench.calls.snapshot()).toMatchObject([{ recording: 'failed' }])
    expect(bench.types()).toContain('recording-failed')
    bench.plane.emit({ type: 'recording-failed', callId, detail: 'again' })
    expect(bench.types().filter((type) => type === 'recording-failed')).toHaveLength(1)
    expect(bench.terminationOf(callId)).toBeUndefined()
  })

  it('IN-1 to IN-3: rings who control names, and asks again with everyone who was tried', async () => {
    const bench = openCallBench()
    bench.routes.push(ringRoute(people.agent), ringRoute(people.next))
    const { arrived, fake: customer } = bench.arrive()
    bench.calls.receive(
      { trunkId: trunks[0], customerNumber: '+12025550123', calledNumber: '+12025550100' },
      arrived,
    )
    await settled()
    expect(bench.rung).toHaveLength(1)
    bench.clock.advance(20_000)
    await settled()
    expect(bench.rung[0]?.endedWith).not.toBeNull()
    expect(bench.asked.map(({ tried }) => tried)).toEqual([[], [people.agent.personId]])
    bench.rung[1]?.say({ type: 'line-answered', sdp: 'v=0\r\n' })
    await settled()
    expect(customer.done).toEqual(['progress 180', 'accept'])
    expect(bench.calls.snapshot()).toMatchObject([
      { direction: 'inbound', phase: 'connected', agent: people.next },
    ])
  })

  it('IN-6: nobody is kept ringing for longer than two minutes', async () => {
    const bench = openCallBench()
    for (let index = 0; index < 20; index += 1)
      bench.routes.push({
        ...ringRoute(people.agent),
        personId: ringRoute(people.agent).personId,
        signInId: people.agent.signInId,
        ringTimeoutMs: 500_000,
      })
    const { arrived, fake: customer } = bench.arrive()
    bench.calls.receive({ trunkId: trunks[0], customerNumber: null, calledNumber: '1' }, arrived)
    await settled()
    bench.clock.advance(120_000)
    await settled()
    expect(customer.done).toEqual(['progress 180', 'accept'])
    expect(bench.rung[0]?.endedWith?.kind).toBe('no-agent')
  })

  it('VL-5: a dropped sign-in loses its calls, or lets them come to their own end', async () => {
    const bench = openCallBench()
    const { callId } = await bench.connect()
    bench.calls.dropSignIn(people.agent.signInId, 'drain')
    expect(bench.terminationOf(callId)).toBeUndefined()
    bench.calls.dropSignIn(people.agent.signInId, 'end')
    expect(bench.terminationOf(callId)?.kind).toBe('revoked')
    expect(bench.calls.end(callId, 'revoked')).toBe('call-ended')
    expect(bench.calls.end(CallId.parse(randomUUID()), 'ended-by-lead')).toBe('call-not-found')
  })

  it('CALL-7: a call id is used once at a time; a full node says so', async () => {
    const bench = openCallBench({ maxCalls: 1 })
    expect((await bench.place()).outcome).toBe('taken')
    expect((await bench.place()).outcome).toBe('used')
    expect((await bench.place({ callId: CallId.parse(randomUUID()) })).outcome).toBe('full')
  })

  it('CALL-5: a node that stops ends every call and takes no more', async () => {
    const bench = openCallBench()
    const { agent, customer, callId } = await bench.connect()
    await bench.calls.dispose()
    await bench.calls.dispose()
    expect([agent.endedWith?.kind, customer.endedWith?.kind]).toEqual(['voice-node-lost', 'voice-node-lost'])
    expect(bench.terminationOf(callId)?.kind).toBe('voice-node-lost')
    expect(bench.types()).toContain('recording-sealed')
    expect((await bench.place()).outcome).toBe('full')
  })
})
