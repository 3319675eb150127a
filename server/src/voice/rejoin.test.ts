import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toneLevel } from '../testing/tone.ts'
import { comeWith, rejoin } from './testing/return-scenes.ts'
import { reasonOf, responseTo, takeBye, talk } from './testing/scenes.ts'
import type { TrunkSide } from './testing/scenes.ts'
import { scriptedCall } from './sip/testing/scripted-call.ts'
import { openVoiceFixture, startTimeoutMs } from './testing/voice-fixture.ts'
import type { AgentSeat, VoiceFixture } from './testing/voice-fixture.ts'

const enough = 75

describe('a phone comes back', () => {
  let voice: VoiceFixture
  let trunk: TrunkSide
  let seat: AgentSeat
  beforeAll(async () => {
    voice = await openVoiceFixture()
  }, startTimeoutMs)
  beforeEach(async () => {
    trunk = await voice.trunk()
    seat = await voice.agent()
  })
  afterAll(() => voice.dispose())

  it('PARK-1, REJOIN-1: the browser is killed: the customer is parked after a second, and has the agent back on a new sign-in', async () => {
    const call = await talk(voice, seat, trunk)
    await voice.browsers.request({ type: 'speak', peer: call.browser, frequencyHz: null })
    await seat.peer.dispose()
    const parked = await voice.control.event('call-parked')
    expect(parked.untilMs).toBeGreaterThan(Date.now() + 25_000)
    const heard = call.carrier.packets.length
    await call.carrier.heard(heard + enough)

    const again = await voice.agent(seat.personId)
    const { browser, call: newCall } = await rejoin(voice, again, call.callId)
    expect(await voice.control.event('agent-rejoined')).toEqual({
      type: 'agent-rejoined',
      callId: call.callId,
      agent: { personId: seat.personId, signInId: again.signInId },
    })
    await voice.control.event('call-parked', (event) => event.untilMs === null)
    const { pcm } = await voice.browsers.listen(browser, 25)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.05)
    const from = call.carrier.packets.length
    await call.carrier.heard(from + enough)
    expect(toneLevel(call.carrier.pcm(from + 25), 8000, 700)).toBeGreaterThan(0.05)

    again.peer.send(newCall.text('BYE'))
    await takeBye(trunk.peer)
    const { termination } = await voice.control.event('call-ended')
    expect(termination.kind).toBe('agent-hung-up')
    call.carrier.dispose()
  })

  it('REJOIN-2: a second tab takes a call whose old page still lives: that one gets a BYE that says so', async () => {
    const call = await talk(voice, seat, trunk)
    const tab = { ...seat, peer: await seat.anotherTab() }
    const { browser } = await rejoin(voice, tab, call.callId)
    const bye = await takeBye(seat.peer)
    expect(bye.callId).toBe(call.agentCall.callId)
    expect(reasonOf(bye)).toContain('rejoined')
    const { pcm } = await voice.browsers.listen(browser, 25)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.05)
    await voice.control.command({ type: 'end-call', callId: call.callId, termination: 'ended-by-lead' })
    await Promise.all([takeBye(trunk.peer), takeBye(tab.peer)])
    call.carrier.dispose()
  })

  it('LINE-3: after a change of network the browser re-INVITEs over a new connection while the old one still looks alive', async () => {
    const call = await talk(voice, seat, trunk)
    const network = await seat.reconnect()
    const offer = await voice.browsers.sdp({ type: 'offer', peer: 'tethered', direction: 'sendrecv' })
    network.send(call.agentCall.text('INVITE', { sdp: offer }))
    const ok = await responseTo(network, call.agentCall, 200)
    network.send(call.agentCall.text('ACK'))
    await voice.browsers.request({ type: 'accept-answer', peer: 'tethered', sdp: ok.body.toString() })
    await voice.browsers.request({ type: 'speak', peer: 'tethered', frequencyHz: 700 })
    const { pcm } = await voice.browsers.listen('tethered', 25)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.05)
    const from = call.carrier.packets.length
    await call.carrier.heard(from + enough)
    expect(toneLevel(call.carrier.pcm(from + 25), 8000, 700)).toBeGreaterThan(0.05)
    // The old connection dies late, and takes nothing with it.
    await seat.peer.dispose()
    trunk.peer.send(call.carrierCall.text('BYE'))
    await takeBye(network)
    const ended = await voice.control.event('call-ended', (event) => event.callId === call.callId)
    expect(ended.termination.kind).toBe('customer-hung-up')
    const lost = voice.control.events.filter(
      ({ event }) => event.type === 'agent-line' && event.callId === call.callId,
    )
    expect(lost).toEqual([])
    call.carrier.dispose()
  })

  it('REJOIN-1: nobody else, and no call that is over', async () => {
    const call = await talk(voice, seat, trunk)
    const stranger = await voice.agent()
    const ticket = voice.rejoinTicket(stranger, call.callId)
    const offer = await voice.browsers.sdp({ type: 'offer', peer: 'stranger', direction: 'sendrecv' })
    const coming = scriptedCall(stranger.peer, ticket.uri)
    stranger.peer.send(coming.text('INVITE', { sdp: offer }))
    expect(reasonOf(await responseTo(stranger.peer, coming, 403))).toContain('no-such-call')
    seat.peer.send(call.agentCall.text('BYE'))
    await takeBye(trunk.peer)
    const late = scriptedCall(seat.peer, voice.rejoinTicket(seat, call.callId).uri)
    seat.peer.send(late.text('INVITE', { sdp: offer }))
    await responseTo(seat.peer, late, 403)
    call.carrier.dispose()
  })

  it('LOOP-1, LOOP-2: a loopback lets a phone hear itself, ends by itself and leaves nothing on record', async () => {
    const ticket = voice.loopbackTicket(seat, 5)
    const { browser, call } = await comeWith(voice, seat, ticket)
    const { pcm } = await voice.browsers.listen(browser, 50)
    expect(toneLevel(pcm.subarray(4_000), 8000, 700)).toBeGreaterThan(0.05)
    const bye = await takeBye(seat.peer)
    expect(bye.callId).toBe(call.callId)
    expect(reasonOf(bye)).toContain('loopback-over')
    const said = voice.control.events.filter(
      ({ event }) => 'callId' in event && event.callId === ticket.callId,
    )
    expect(said).toEqual([])
  })
})
