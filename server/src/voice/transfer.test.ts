import type { CallControl, CallId } from '@hearthline/shared'
import { ControlAnswer, controlContentType } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CarrierPeer } from '../media/testing/carrier-peer.ts'
import type { VoiceCommand } from '../protocol/voice-link.ts'
import { toneLevel } from '../testing/tone.ts'
import { answerRing, carrierContact, reasonOf, takeBye, talk } from './testing/scenes.ts'
import type { Talk, TrunkSide } from './testing/scenes.ts'
import { scriptedCall } from './sip/testing/scripted-call.ts'
import { openVoiceFixture, startTimeoutMs } from './testing/voice-fixture.ts'
import type { AgentSeat, VoiceFixture } from './testing/voice-fixture.ts'

type Consult = Extract<VoiceCommand, { type: 'consult' }>

/** Everybody speaks a tone of their own all the time. */
const hz = { agent: 500, customer: 1_000, colleague: 1_900, outside: 2_700 } as const
type Voice = keyof typeof hz
const voices: Voice[] = ['agent', 'customer', 'colleague', 'outside']
/** What jitter buffers and the wire may still hold of the last situation. */
const settlePackets = 12
const packets = 25

const voicesIn = (pcm: Int16Array): Voice[] => voices.filter((who) => toneLevel(pcm, 8_000, hz[who]) > 0.05)
const isSilent = (pcm: Int16Array): boolean => pcm.every((sample) => Math.abs(sample) < 64)

const earOf = async (carrier: CarrierPeer) => {
  const from = carrier.packets.length + settlePackets
  await carrier.heard(from + packets)
  return carrier.pcm(from)
}
const eventOf = (callId: CallId) => (event: { callId: CallId }) => event.callId === callId

describe('consult calls and transfers through a whole voice node', () => {
  let voice: VoiceFixture
  let trunk: TrunkSide
  let agent: AgentSeat
  let colleague: AgentSeat
  beforeAll(async () => {
    voice = await openVoiceFixture()
    trunk = await voice.trunk()
    agent = await voice.agent()
    colleague = await voice.agent()
    await voice.control.snapshot()
  }, startTimeoutMs)
  afterAll(() => voice.dispose())

  const earOfBrowser = async (browser: string) => {
    await voice.browsers.listen(browser, settlePackets)
    return (await voice.browsers.listen(browser, packets)).pcm
  }
  /** The agent's phone asks for a control. */
  const press = async ({ agentCall }: Talk, control: CallControl) => {
    const body = { contentType: controlContentType, text: JSON.stringify(control) }
    agent.peer.send(agentCall.text('INFO', { body }))
    const response = await agent.peer.expectResponse(200, 'INFO')
    return ControlAnswer.parse(JSON.parse(response.body.toString()))
  }
  const consult = async (callId: CallId, to: Consult['to'], blind: boolean) =>
    (
      await voice.control.command({
        type: 'consult',
        callId,
        personId: agent.personId,
        blind,
        shown: {
          kind: to.type === 'ring' ? 'agent' : 'number',
          displayName: 'Jonas Brandt',
          maskedNumber: null,
        },
        to,
        ringTimeoutMs: 10_000,
      })
    ).problem
  const toColleague = (): Consult['to'] => ({
    type: 'ring',
    agents: [{ personId: colleague.personId, signInId: colleague.signInId }],
    display: { name: 'Ada Castellanos', maskedNumber: '+1 202 555 ••47' },
  })
  const toNumber = (): Consult['to'] => ({
    type: 'dial',
    number: '+12025550188',
    routes: [{ trunkId: trunk.config.trunkId, dialled: '+12025550188', callerId: '+12025550100' }],
  })

  it('CTL-4: on hold the customer hears music; both are back with the resume', async () => {
    const call = await talk(voice, agent, trunk)
    const { callId, carrier, browser } = call

    const onHold = await press(call, { type: 'hold' })
    expect(onHold).toMatchObject({ ok: true, controls: { hold: { since: expect.any(Number) } } })
    const music = await earOf(carrier)
    expect(voicesIn(music)).toEqual([])
    expect(isSilent(music)).toBe(false)
    expect(await press(call, { type: 'resume' })).toMatchObject({ ok: true, controls: { hold: null } })
    expect(voicesIn(await earOf(carrier))).toEqual(['agent'])
    expect(voicesIn(await earOfBrowser(browser))).toEqual(['customer'])

    agent.peer.send(call.agentCall.text('BYE'))
    await takeBye(trunk.peer)
    await voice.control.event('call-ended', eventOf(callId))
    carrier.dispose()
  })

  it('CTL-6, CTL-10, CTL-11: a colleague is consulted, joined, and given the call', async () => {
    const call = await talk(voice, agent, trunk)
    const { callId, carrier, browser } = call

    expect(await consult(callId, toColleague(), false)).toBeNull()
    const answered = await answerRing(voice, colleague)
    expect(answered.ring.headers.get('X-Hearthline-Call')).toBe(callId)
    await colleague.peer.expectRequest('ACK')
    const joined = await voice.control.event('leg-joined', (event) => event.role === 'consult')
    expect(joined).toMatchObject({ callId, personId: colleague.personId })
    await voice.browsers.request({ type: 'speak', peer: answered.browser, frequencyHz: hz.colleague })
    // Private: the two hear each other, the customer neither of them.
    expect(voicesIn(await earOfBrowser(browser))).toEqual(['colleague'])
    expect(voicesIn(await earOfBrowser(answered.browser))).toEqual(['agent'])
    expect(voicesIn(await earOf(carrier))).toEqual([])

    expect(await press(call, { type: 'join' })).toMatchObject({
      ok: true,
      controls: { consult: { phase: 'connected', speaking: 'all' } },
    })
    expect(voicesIn(await earOf(carrier))).toEqual(['agent', 'colleague'])
    expect(voicesIn(await earOfBrowser(browser))).toEqual(['customer', 'colleague'])

    expect(await press(call, { type: 'complete' })).toMatchObject({ ok: true, controls: { consult: null } })
    expect(reasonOf(await takeBye(agent.peer))).toContain('transferred')
    expect(await voice.control.event('call-transferred', eventOf(callId))).toMatchObject({
      from: { personId: agent.personId, signInId: agent.signInId },
      to: { type: 'agent', personId: colleague.personId, signInId: colleague.signInId },
      blind: false,
    })
    expect(voicesIn(await earOf(carrier))).toEqual(['colleague'])
    expect(voicesIn(await earOfBrowser(answered.browser))).toEqual(['customer'])

    colleague.peer.send(answered.call.text('BYE'))
    await takeBye(trunk.peer)
    const ended = await voice.control.event('call-ended', eventOf(callId))
    expect(ended.termination.kind).toBe('agent-hung-up')
    carrier.dispose()
  })

  it('CTL-9, CTL-13, CTL-14: a blind transfer to a busy number comes back; to one that answers it is for good', async () => {
    const call = await talk(voice, agent, trunk)
    const { callId, carrier, browser } = call

    expect(await consult(callId, toNumber(), true)).toBeNull()
    const busy = await trunk.peer.expectRequest('INVITE')
    expect(busy.uri).toContain('+12025550188')
    // It rings: the INVITE is not sent again.
    trunk.peer.answer(busy, 180, { tag: 'busy' })
    expect(voicesIn(await earOf(carrier))).toEqual([])
    trunk.peer.answer(busy, 486, { tag: 'busy' })
    expect(await voice.control.event('consult-ended', eventOf(callId))).toMatchObject({
      outcome: 'busy',
      sipStatus: 486,
    })
    await trunk.peer.expectRequest('ACK')
    expect(voicesIn(await earOf(carrier))).toEqual(['agent'])
    expect(voicesIn(await earOfBrowser(browser))).toEqual(['customer'])

    expect(await consult(callId, toNumber(), true)).toBeNull()
    const invite = await trunk.peer.expectRequest('INVITE')
    const outside = await CarrierPeer.open('mulaw')
    outside.connect(invite.body.toString())
    outside.speak(hz.outside)
    const outsideCall = scriptedCall(trunk.peer, 'sip:nobody@127.0.0.1', invite)
    const tag = outsideCall.localTag
    trunk.peer.answer(invite, 180, { tag })
    trunk.peer.answer(invite, 200, { tag, contact: carrierContact(trunk.peer), sdp: outside.sdp })
    await trunk.peer.expectRequest('ACK')
    expect(reasonOf(await takeBye(agent.peer))).toContain('transferred')
    expect(await voice.control.event('call-transferred', eventOf(callId))).toMatchObject({
      to: { type: 'outside', maskedNumber: '••88' },
      blind: true,
    })
    expect(voicesIn(await earOf(carrier))).toEqual(['outside'])
    expect(voicesIn(await earOf(outside))).toEqual(['customer'])

    trunk.peer.send(outsideCall.text('BYE'))
    await takeBye(trunk.peer)
    await voice.control.event('call-ended', eventOf(callId))
    await voice.control.event('recording-sealed', eventOf(callId))
    carrier.dispose()
    outside.dispose()
  })
})
