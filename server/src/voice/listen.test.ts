import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toneLevel } from '../testing/tone.ts'
import { scriptedCall } from './sip/testing/scripted-call.ts'
import { place, responseTo, takeBye, talk, toTagOf } from './testing/scenes.ts'
import type { Talk, TrunkSide } from './testing/scenes.ts'
import { openVoiceFixture, startTimeoutMs } from './testing/voice-fixture.ts'
import type { AgentSeat, VoiceFixture } from './testing/voice-fixture.ts'

describe('listening to a call', () => {
  let voice: VoiceFixture
  let trunk: TrunkSide
  let agent: AgentSeat
  let lead: AgentSeat
  let call: Talk
  beforeAll(async () => {
    voice = await openVoiceFixture()
    trunk = await voice.trunk()
    agent = await voice.agent()
    lead = await voice.agent()
    call = await talk(voice, agent, trunk)
  }, startTimeoutMs)
  afterAll(async () => {
    call.carrier.dispose()
    await voice.dispose()
  })

  /** A lead's browser INVITEs a monitor ticket; it captures no microphone. */
  const listen = async (browser: string) => {
    const ticket = voice.monitorTicket(lead, call.callId)
    const offer = await voice.browsers.sdp({ type: 'offer', peer: browser, direction: 'recvonly' })
    const leadCall = scriptedCall(lead.peer, ticket.uri)
    lead.peer.send(leadCall.text('INVITE', { sdp: offer }))
    const ok = await responseTo(lead.peer, leadCall, 200)
    leadCall.learn(ok)
    lead.peer.send(leadCall.text('ACK'))
    await voice.browsers.request({ type: 'accept-answer', peer: browser, sdp: ok.body.toString() })
    return leadCall
  }

  it('LIS-1: the lead hears both, neither hears the lead, and it is told', async () => {
    const leadCall = await listen('lead')
    const joined = await voice.control.event('leg-joined', (event) => event.role === 'supervisor')
    expect(joined).toMatchObject({ personId: lead.personId, mode: 'listen' })
    await voice.browsers.request({ type: 'speak', peer: 'lead', frequencyHz: 1_700 })
    await voice.browsers.listen('lead', 30)
    const { pcm } = await voice.browsers.listen('lead', 30)
    expect(toneLevel(pcm, 8000, 500)).toBeGreaterThan(0.1)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.1)
    const atAgent = await voice.browsers.listen(call.browser, 30)
    expect(toneLevel(atAgent.pcm, 8000, 1000)).toBeGreaterThan(0.1)
    expect(toneLevel(atAgent.pcm, 8000, 1_700)).toBeLessThan(0.01)
    const from = call.carrier.packets.length
    await call.carrier.heard(from + 30)
    expect(toneLevel(call.carrier.pcm(from), 8000, 1_700)).toBeLessThan(0.01)
    lead.peer.send(leadCall.text('BYE'))
    await lead.peer.expectResponse(200, 'BYE')
    await voice.control.event('leg-left', (event) => event.legId === joined.legId)
  })

  it('LIS-3, VL-5: control ends the listening, the call goes on; the command may be repeated', async () => {
    await listen('lead-2')
    const joined = await voice.control.event('leg-joined', (event) => event.role === 'supervisor')
    const command = { type: 'end-listening', callId: call.callId, personId: lead.personId } as const
    const commandId = '0e3c5a2e-9d0f-4b9c-8a4d-1f2e3d4c5b6a'
    expect((await voice.control.command(command, commandId)).problem).toBeNull()
    await takeBye(lead.peer)
    await voice.control.event('leg-left', (event) => event.legId === joined.legId)
    expect((await voice.control.command(command, commandId)).problem).toBeNull()
    const before = call.carrier.packets.length
    await call.carrier.heard(before + 10)
  })

  it('LIS-2: a second leg of the same lead takes the place of the first', async () => {
    await listen('lead-3')
    const first = await voice.control.event('leg-joined', (event) => event.role === 'supervisor')
    await listen('lead-4')
    await voice.control.event('leg-left', (event) => event.legId === first.legId)
    await takeBye(lead.peer)
    const heard = await voice.browsers.listen('lead-4', 10)
    expect(heard.payloadTypes).toHaveLength(1)
  })

  it('LIS-4: the listening ends with the call, and nobody listens to a call that is over', async () => {
    trunk.peer.send(call.carrierCall.text('BYE'))
    await takeBye(lead.peer)
    await takeBye(agent.peer)
    await voice.control.event('call-ended')
    const late = await place(voice, lead, voice.monitorTicket(lead, call.callId))
    const refused = await responseTo(lead.peer, late.agentCall, 403)
    late.agentCall.remoteTag = toTagOf(refused)
    lead.peer.send(late.agentCall.text('ACK', { branch: `z9hG4bK${late.browser}` }))
    await voice.control.event('invite-refused', (event) => event.reason === 'no-such-call')
  })
})
