import type { MonitorMode } from '@hearthline/shared'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toneLevel } from '../testing/tone.ts'
import type { ScriptedCall } from './sip/testing/scripted-call.ts'
import { mediaWorkerPids } from './testing/processes.ts'
import { browserFollows, carrierFollows } from './testing/return-scenes.ts'
import { joinCall, reasonOf, responseTo, takeBye, talk } from './testing/scenes.ts'
import type { Talk, TrunkSide } from './testing/scenes.ts'
import { openVoiceFixture, startTimeoutMs } from './testing/voice-fixture.ts'
import type { AgentSeat, VoiceFixture } from './testing/voice-fixture.ts'

const agentHz = 500
const leadHz = 1_700
const heard = 0.05
const absent = 0.01

describe('what may fail under a supervisor', () => {
  let voice: VoiceFixture
  let trunk: TrunkSide
  let agent: AgentSeat
  let lead: AgentSeat
  let call: Talk
  let named = 0
  beforeAll(async () => {
    voice = await openVoiceFixture()
  }, startTimeoutMs)
  beforeEach(async () => {
    trunk = await voice.trunk()
    agent = await voice.agent()
    lead = await voice.agent()
    call = await talk(voice, agent, trunk, { record: false })
  }, 30_000)
  afterAll(() => voice.dispose())

  /** A lead who speaks, in the mode given; the name of their browser. */
  const supervise = async (mode: MonitorMode, seat = lead) => {
    named += 1
    const browser = `lead-${named}`
    const joined = await joinCall(voice, seat, call.callId, browser)
    expect(await setMode(mode, seat)).toBeNull()
    await voice.browsers.request({ type: 'speak', peer: browser, frequencyHz: leadHz })
    return { ...joined, browser }
  }
  const setMode = async (mode: MonitorMode, seat = lead) => {
    const { callId } = call
    const { problem } = await voice.control.command({
      type: 'set-mode',
      callId,
      personId: seat.personId,
      mode,
    })
    return problem
  }
  const earOfCustomer = async () => {
    const from = call.carrier.packets.length + 15
    await call.carrier.heard(from + 30)
    const pcm = call.carrier.pcm(from)
    return { agent: toneLevel(pcm, 8_000, agentHz), lead: toneLevel(pcm, 8_000, leadHz) }
  }
  const ended = () => voice.control.event('call-ended', (event) => event.callId === call.callId)
  const hangUp = async () => {
    trunk.peer.send(call.carrierCall.text('BYE'))
    await ended()
    call.carrier.dispose()
  }

  it('SUP-9: the browser of a lead who barges dies: the customer keeps the agent throughout', async () => {
    const { browser, legId } = await supervise('barge')
    expect((await earOfCustomer()).lead).toBeGreaterThan(heard)
    const startedAt = performance.now()
    await lead.peer.dispose()
    await voice.browsers.request({ type: 'close', peer: browser })
    const from = call.carrier.packets.length
    await voice.control.event('leg-left', (event) => event.legId === legId)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    const sequences = call.carrier.packets.slice(from).map(({ sequence }) => sequence)
    expect(
      sequences.every((each, at) => at === 0 || each === (((sequences[at - 1] ?? 0) + 1) & 0xffff)),
    ).toBe(true)
    const after = await earOfCustomer()
    expect(after.agent).toBeGreaterThan(heard)
    expect(after.lead).toBeLessThan(absent)
    await hangUp()
  }, 30_000)

  it('SUP-10: the agent’s browser comes back with a fresh peer while it is whispered to', async () => {
    await supervise('whisper')
    await agent.peer.dispose()
    await voice.control.event('agent-line', (event) => event.state === 'lost')
    const back = await agent.reconnect()
    await voice.control.event('agent-line', (event) => event.state === 'up')
    const fresh = `fresh-${call.callId}`
    const offer = await voice.browsers.sdp({ type: 'offer', peer: fresh, direction: 'sendrecv' })
    back.send(call.agentCall.text('INVITE', { sdp: offer }))
    const ok = await responseTo(back, call.agentCall, 200)
    back.send(call.agentCall.text('ACK'))
    await voice.browsers.request({ type: 'accept-answer', peer: fresh, sdp: ok.body.toString() })
    await voice.browsers.request({ type: 'speak', peer: fresh, frequencyHz: agentHz })
    await voice.browsers.listen(fresh, 15)
    const { pcm } = await voice.browsers.listen(fresh, 40)
    expect(toneLevel(pcm, 8_000, leadHz)).toBeGreaterThan(heard)
    const atCustomer = await earOfCustomer()
    expect(atCustomer.agent).toBeGreaterThan(heard)
    expect(atCustomer.lead).toBeLessThan(absent)
    await hangUp()
  }, 30_000)

  it('SUP-7: the BYE of the agent crosses the take-over: the customer goes on with the lead', async () => {
    await supervise('listen')
    const asked = setMode('take-over')
    const bye = await agent.peer.expectRequest('BYE')
    // Sent before ours was answered: the dialog is gone here already.
    agent.peer.send(call.agentCall.text('BYE'))
    agent.peer.answer(bye, 200)
    expect(await asked).toBeNull()
    expect(reasonOf(bye)).toContain('text="taken-over"')
    await voice.control.event('call-taken-over', (event) => event.callId === call.callId)
    const atCustomer = await earOfCustomer()
    expect(atCustomer.lead).toBeGreaterThan(heard)
    expect(atCustomer.agent).toBeLessThan(absent)
    await hangUp()
    expect(await setMode('take-over')).toMatchObject({ code: 'call-ended' })
  }, 30_000)

  it('DROP-7: a lead who has taken over is signed out: drain keeps the call, end ends it for the customer', async () => {
    await supervise('take-over')
    const { signInId } = lead
    await takeBye(agent.peer)
    expect(
      (await voice.control.command({ type: 'drop-sign-in', signInId, calls: 'drain' })).problem,
    ).toBeNull()
    expect((await earOfCustomer()).lead).toBeGreaterThan(heard)
    expect((await voice.control.command({ type: 'drop-sign-in', signInId, calls: 'end' })).problem).toBeNull()
    expect(reasonOf(await takeBye(trunk.peer))).toContain('revoked')
    expect((await ended()).termination.kind).toBe('revoked')
    call.carrier.dispose()
  }, 30_000)

  it('ANCH-1: the media worker is killed while three supervisors are on: all five legs move, and hear whom they heard', async () => {
    const leads = [lead, await voice.agent(), await voice.agent()]
    const modes = ['barge', 'listen', 'listen'] as const
    const calls: ScriptedCall[] = []
    for (const [at, seat] of leads.entries())
      calls.push((await supervise(modes[at] ?? 'listen', seat)).leadCall)
    // The one that carries the call was forked before the spare.
    process.kill(Math.min(...mediaWorkerPids()), 'SIGKILL')
    const [, ...browsers] = await Promise.all([
      browserFollows(voice, agent.peer, call.agentCall),
      ...leads.map(({ peer }, at) => browserFollows(voice, peer, calls[at] ?? call.agentCall)),
      carrierFollows(trunk, call.carrierCall, call.carrier),
    ])
    await voice.control.event('agent-line', (event) => event.callId === call.callId && event.state === 'up')
    const [, listener] = browsers
    if (typeof listener !== 'string') throw new Error('no second lead')
    await voice.browsers.listen(listener, 15)
    const { pcm } = await voice.browsers.listen(listener, 40)
    // The customer's voice, mixed with that of the agent and of the lead who barges.
    expect(toneLevel(pcm, 8_000, 1_000)).toBeGreaterThan(heard)
    expect(toneLevel(pcm, 8_000, 700)).toBeGreaterThan(heard)
    const left = voice.control.events.some(
      ({ event }) => event.type === 'leg-left' && event.callId === call.callId,
    )
    expect(left).toBe(false)
    await hangUp()
  }, 60_000)
})
