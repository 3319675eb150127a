import { randomUUID } from 'node:crypto'
import { TeamId } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InboundRoute } from '../protocol/voice-link.ts'
import { toneLevel } from '../testing/tone.ts'
import { answerRing, callIn, responseTo, takeBye, toTagOf } from './testing/scenes.ts'
import type { CustomerCall, TrunkSide } from './testing/scenes.ts'
import { openVoiceFixture, startTimeoutMs } from './testing/voice-fixture.ts'
import type { AgentSeat, VoiceFixture } from './testing/voice-fixture.ts'

describe('an inbound call through a whole voice node', () => {
  let voice: VoiceFixture
  let trunk: TrunkSide
  let first: AgentSeat
  let second: AgentSeat
  beforeAll(async () => {
    voice = await openVoiceFixture()
    trunk = await voice.trunk()
    first = await voice.agent()
    second = await voice.agent()
  }, startTimeoutMs)
  afterAll(() => voice.dispose())

  const teamId = TeamId.parse(randomUUID())
  const ring = (seat: AgentSeat, ringTimeoutMs = 5_000): InboundRoute => ({
    type: 'ring',
    personId: seat.personId,
    signInId: seat.signInId,
    teamId,
    display: { name: 'Nora Vance', maskedNumber: '+1 202 555 ••23' },
    ringTimeoutMs,
    record: true,
  })
  const nobody: InboundRoute = { type: 'nobody', teamId }
  const opened = () => voice.control.event('call-opened')
  const ended = (callId: string) => voice.control.event('call-ended', (event) => event.callId === callId)
  const customerTakes = async ({ call, carrier }: CustomerCall) => {
    const ok = await responseTo(trunk.peer, call, 200)
    call.learn(ok)
    carrier.connect(ok.body.toString())
    trunk.peer.send(call.text('ACK'))
    return ok
  }

  it('IN-1, IN-2, SEAL-1: an agent is rung, answers, both are heard, the customer hangs up', async () => {
    voice.control.route = ({ tried }) => (tried.length === 0 ? ring(first) : nobody)
    const customer = await callIn(voice, trunk)
    await responseTo(trunk.peer, customer.call, 180)
    const { callId, customerNumber, agent } = await opened()
    expect([customerNumber, agent]).toEqual(['+12025550123', null])
    const answered = await answerRing(voice, first)
    expect(answered.ring.headers.get('X-Hearthline-Call')).toBe(callId)
    expect(answered.ring.headers.get('From')).not.toContain('2025550123')
    await first.peer.expectRequest('ACK')
    await customerTakes(customer)
    customer.carrier.speak(1000)
    await voice.control.event('call-answered', (event) => event.agent.personId === first.personId)
    await voice.control.event('recording-started', (event) => event.callId === callId)
    await voice.browsers.request({ type: 'speak', peer: answered.browser, frequencyHz: 500 })
    await voice.browsers.listen(answered.browser, 25)
    const { pcm } = await voice.browsers.listen(answered.browser, 25)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.1)
    const before = customer.carrier.packets.length
    await customer.carrier.heard(before + 50)
    expect(toneLevel(customer.carrier.pcm(before + 25), 8000, 500)).toBeGreaterThan(0.1)
    trunk.peer.send(customer.call.text('BYE'))
    await trunk.peer.expectResponse(200, 'BYE')
    await takeBye(first.peer)
    expect((await ended(callId)).termination.kind).toBe('customer-hung-up')
    await voice.control.event('recording-sealed', (event) => event.callId === callId)
    customer.carrier.dispose()
  })

  it('IN-3: an agent who does not answer is left for the next one, who is told apart by `tried`', async () => {
    const asked: string[][] = []
    voice.control.route = ({ tried }) => {
      asked.push([...tried])
      return tried.length === 0 ? ring(first, 300) : ring(second)
    }
    const customer = await callIn(voice, trunk)
    const missed = await first.peer.expectRequest('INVITE')
    first.peer.answer(missed, 180, { tag: 'deaf' })
    const { callId } = await opened()
    const outcome = await voice.control.event('agent-ring-ended', (event) => event.callId === callId)
    expect(outcome).toMatchObject({ personId: first.personId, outcome: 'missed' })
    first.peer.answer(await first.peer.expectRequest('CANCEL'), 200)
    first.peer.answer(missed, 487, { tag: 'deaf' })
    await answerRing(voice, second)
    await customerTakes(customer)
    expect(asked).toEqual([[], [first.personId]])
    await voice.control.event('call-answered', (event) => event.agent.personId === second.personId)
    trunk.peer.send(customer.call.text('BYE'))
    await takeBye(second.peer)
    await ended(callId)
    customer.carrier.dispose()
  })

  it('IN-3: declined by one agent, then the caller gives up: nothing is left ringing', async () => {
    voice.control.route = ({ tried }) => (tried.length === 0 ? ring(first) : ring(second))
    const customer = await callIn(voice, trunk)
    const { callId } = await opened()
    first.peer.answer(await first.peer.expectRequest('INVITE'), 486, { tag: 'busy' })
    await voice.control.event(
      'agent-ring-ended',
      (event) => event.callId === callId && event.outcome === 'declined',
    )
    const ringing = await second.peer.expectRequest('INVITE')
    second.peer.answer(ringing, 180, { tag: 'waits' })
    await voice.control.event('agent-ringing', (event) => event.personId === second.personId)
    trunk.peer.send(customer.call.text('CANCEL', { branch: `z9hG4bKin${customer.call.callId}` }))
    const over = await responseTo(trunk.peer, customer.call, 487)
    customer.call.remoteTag = toTagOf(over)
    trunk.peer.send(customer.call.text('ACK', { branch: `z9hG4bKin${customer.call.callId}` }))
    second.peer.answer(await second.peer.expectRequest('CANCEL'), 200)
    second.peer.answer(ringing, 487, { tag: 'waits' })
    await voice.control.event(
      'agent-ring-ended',
      (event) => event.callId === callId && event.outcome === 'cancelled',
    )
    expect((await ended(callId)).termination).toMatchObject({
      kind: 'customer-abandoned',
      fault: 'customer',
    })
    customer.carrier.dispose()
  })

  it('IN-4: nobody is there: the caller hears the prompt once and is hung up', async () => {
    voice.control.route = () => nobody
    const customer = await callIn(voice, trunk)
    const { callId } = await opened()
    await customerTakes(customer)
    await customer.carrier.heard(50)
    // The prompt is speech or tones, never silence.
    expect(customer.carrier.pcm().some((sample) => Math.abs(sample) > 1_000)).toBe(true)
    // The prompt and its pause last nine seconds.
    expect((await ended(callId)).termination).toMatchObject({ kind: 'no-agent', fault: 'nobody' })
    await takeBye(trunk.peer)
    customer.carrier.dispose()
  })

  it('IN-5, VL-4: control does not answer: after 2 s that counts as nobody', async () => {
    voice.control.route = () => null
    const customer = await callIn(voice, trunk)
    const { callId } = await opened()
    await customerTakes(customer)
    trunk.peer.send(customer.call.text('BYE'))
    await trunk.peer.expectResponse(200, 'BYE')
    expect((await ended(callId)).termination.kind).toBe('no-agent')
    customer.carrier.dispose()
  })

  it('IN-3: an agent whose browser is not connected is unreachable', async () => {
    const gone = { ...first, signInId: (await voice.agent()).signInId }
    await voice.control.command({ type: 'drop-sign-in', signInId: gone.signInId, calls: 'end' })
    voice.control.route = ({ tried }) => (tried.length === 0 ? ring(gone) : nobody)
    const customer = await callIn(voice, trunk)
    const { callId } = await opened()
    const outcome = await voice.control.event('agent-ring-ended', (event) => event.callId === callId)
    expect(outcome.outcome).toBe('unreachable')
    await customerTakes(customer)
    trunk.peer.send(customer.call.text('BYE'))
    await ended(callId)
    customer.carrier.dispose()
  })

  it('TRK-3: an INVITE of nobody’s trunk is refused with 403 and put on record', async () => {
    const { trunks } = voice.control
    voice.control.trunks = trunks.map((config) => ({ ...config, enabled: false }))
    voice.control.pushTrunks()
    await voice.control.command({ type: 'end-call', callId: await anyCallId(), termination: 'revoked' })
    const customer = await callIn(voice, trunk)
    await responseTo(trunk.peer, customer.call, 403)
    const refusal = await voice.control.event('invite-refused')
    expect(refusal).toMatchObject({ reason: 'not-the-trunk', signInId: null, callId: null })
    voice.control.trunks = trunks
    voice.control.pushTrunks()
    customer.carrier.dispose()
  })

  const anyCallId = async () => {
    const [entry] = voice.control.events.flatMap(({ event }) =>
      event.type === 'call-ended' ? [event.callId] : [],
    )
    if (entry === undefined) throw new Error('no call yet')
    return entry
  }
})
