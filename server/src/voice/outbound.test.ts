import { randomUUID } from 'node:crypto'
import { SignInId } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CarrierPeer } from '../media/testing/carrier-peer.ts'
import { scriptedCall } from './sip/testing/scripted-call.ts'
import { toneLevel } from '../testing/tone.ts'
import {
  carrierContact,
  place,
  reasonOf,
  responseTo,
  takeBye,
  takeEarlyAnswer,
  talk,
  toTagOf,
} from './testing/scenes.ts'
import type { TrunkSide } from './testing/scenes.ts'
import { openVoiceFixture, realm, startTimeoutMs } from './testing/voice-fixture.ts'
import type { AgentSeat, VoiceFixture } from './testing/voice-fixture.ts'

describe('an outbound call through a whole voice node', () => {
  let voice: VoiceFixture
  let trunk: TrunkSide
  let seat: AgentSeat
  beforeAll(async () => {
    voice = await openVoiceFixture()
    trunk = await voice.trunk()
    seat = await voice.agent()
  }, startTimeoutMs)
  afterAll(() => voice.dispose())

  const ended = (callId: string) => voice.control.event('call-ended', (event) => event.callId === callId)
  const ackFinal = (placed: Awaited<ReturnType<typeof place>>, status: number) =>
    responseTo(seat.peer, placed.agentCall, status).then((response) => {
      placed.agentCall.remoteTag = toTagOf(response)
      seat.peer.send(placed.agentCall.text('ACK', { branch: `z9hG4bK${placed.browser}` }))
      return response
    })

  it('OUT-1, CALL-3, SEAL-1: rings, is answered, carries both voices, is recorded, ends with the agent', async () => {
    const placed = await place(voice, seat, voice.ticket(seat, [trunk.config.trunkId]))
    const invite = await trunk.peer.expectRequest('INVITE')
    expect(invite.headers.get('From')).toContain('+12025550100')
    expect(invite.headers.get('P-Asserted-Identity')).toContain('+12025550100')
    expect(invite.uri).toContain('+12025550147')
    const early = await takeEarlyAnswer(voice, seat, placed)
    trunk.peer.answer(invite, 180, { tag: 'ringing', contact: carrierContact(trunk.peer) })
    await responseTo(seat.peer, placed.agentCall, 180)
    const ringback = await voice.browsers.listen(placed.browser, 20)
    expect(ringback.ssrcs).toHaveLength(1)
    const carrier = await CarrierPeer.open('mulaw')
    carrier.connect(invite.body.toString())
    carrier.speak(1000)
    trunk.peer.answer(invite, 200, {
      tag: 'ringing',
      contact: carrierContact(trunk.peer),
      sdp: carrier.sdp,
    })
    const ok = await responseTo(seat.peer, placed.agentCall, 200)
    expect(ok.body.toString()).toBe(early.body.toString())
    seat.peer.send(placed.agentCall.text('ACK'))
    await voice.browsers.request({ type: 'speak', peer: placed.browser, frequencyHz: 500 })
    await voice.control.event('recording-started', (event) => event.callId === placed.callId)
    // Ringback may still be on the way; the second half second is all customer.
    await voice.browsers.listen(placed.browser, 25)
    const { pcm } = await voice.browsers.listen(placed.browser, 25)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.1)
    expect(toneLevel(pcm, 8000, 500)).toBeLessThan(0.01)
    const before = carrier.packets.length
    await carrier.heard(before + 50)
    expect(toneLevel(carrier.pcm(before + 25), 8000, 500)).toBeGreaterThan(0.1)
    seat.peer.send(placed.agentCall.text('BYE'))
    await seat.peer.expectResponse(200, 'BYE')
    await takeBye(trunk.peer)
    expect((await ended(placed.callId)).termination).toEqual({
      kind: 'agent-hung-up',
      fault: 'nobody',
      sipStatus: null,
    })
    const sealed = await voice.control.event('recording-sealed', (event) => event.callId === placed.callId)
    expect(sealed).toMatchObject({ recovered: false })
    expect(sealed.durationMs).toBeGreaterThan(900)
    expect(
      voice.control.events
        .map(({ event }) => event)
        .filter((event) => 'callId' in event && event.callId === placed.callId)
        .map((event) => event.type),
    ).toEqual([
      'call-opened',
      'call-progressed',
      'call-progressed',
      'call-answered',
      'leg-joined',
      'leg-joined',
      'recording-started',
      'leg-left',
      'leg-left',
      'call-ended',
      'recording-sealed',
    ])
    carrier.dispose()
  })

  it('CALL-4: the customer hangs up and the agent is told', async () => {
    const call = await talk(voice, seat, trunk)
    trunk.peer.send(call.carrierCall.text('BYE'))
    await trunk.peer.expectResponse(200, 'BYE')
    const bye = await takeBye(seat.peer)
    expect(reasonOf(bye)).toContain('customer-hung-up')
    expect((await ended(call.callId)).termination.kind).toBe('customer-hung-up')
    call.carrier.dispose()
  })

  it.each([
    [486, 'busy', 486],
    [404, 'unallocated', 404],
    [603, 'declined', 603],
    [480, 'no-answer', 480],
    [403, 'rejected', 403],
  ])('TERM-2: a carrier that says %i ends the call as %s', async (status, kind, told) => {
    const placed = await place(voice, seat, voice.ticket(seat, [trunk.config.trunkId]))
    const invite = await trunk.peer.expectRequest('INVITE')
    trunk.peer.answer(invite, status, { tag: 'no' })
    const response = await ackFinal(placed, told)
    expect(reasonOf(response)).toBe(`Hearthline;cause=${told};text="${kind}"`)
    expect((await ended(placed.callId)).termination).toMatchObject({ kind, sipStatus: status })
  })

  it('OUT-7: a trunk that answers 503 hands over to the next; the last one ends the call', async () => {
    const other = await voice.trunk()
    const both = [trunk.config.trunkId, other.config.trunkId]
    const placed = await place(voice, seat, voice.ticket(seat, both))
    trunk.peer.answer(await trunk.peer.expectRequest('INVITE'), 503, { tag: 'no' })
    const second = await other.peer.expectRequest('INVITE')
    await voice.control.event(
      'call-progressed',
      (event) => event.callId === placed.callId && event.trunkId === other.config.trunkId,
    )
    other.peer.answer(second, 500, { tag: 'no' })
    const response = await ackFinal(placed, 503)
    expect(reasonOf(response)).toContain('trunk-unavailable')
    expect((await ended(placed.callId)).termination).toEqual({
      kind: 'trunk-unavailable',
      fault: 'carrier',
      sipStatus: 500,
    })
  })

  it('OUT-4: a cancelled call leaves nothing ringing', async () => {
    const placed = await place(voice, seat, voice.ticket(seat, [trunk.config.trunkId]))
    const invite = await trunk.peer.expectRequest('INVITE')
    trunk.peer.answer(invite, 180, { tag: 'ringing', contact: carrierContact(trunk.peer) })
    await responseTo(seat.peer, placed.agentCall, 180)
    seat.peer.send(placed.agentCall.text('CANCEL', { branch: `z9hG4bK${placed.browser}` }))
    await ackFinal(placed, 487)
    const cancel = await trunk.peer.expectRequest('CANCEL')
    trunk.peer.answer(cancel, 200)
    trunk.peer.answer(invite, 487, { tag: 'ringing' })
    expect((await ended(placed.callId)).termination).toMatchObject({
      kind: 'agent-cancelled',
      fault: 'agent',
    })
  })

  it('OUT-4: a 200 that crosses the CANCEL is acknowledged and hung up', async () => {
    const placed = await place(voice, seat, voice.ticket(seat, [trunk.config.trunkId]))
    const invite = await trunk.peer.expectRequest('INVITE')
    trunk.peer.answer(invite, 180, { tag: 'cross', contact: carrierContact(trunk.peer) })
    await responseTo(seat.peer, placed.agentCall, 180)
    seat.peer.send(placed.agentCall.text('CANCEL', { branch: `z9hG4bK${placed.browser}` }))
    await ackFinal(placed, 487)
    await trunk.peer.expectRequest('CANCEL')
    const carrier = await CarrierPeer.open('mulaw')
    trunk.peer.answer(invite, 200, {
      tag: 'cross',
      contact: carrierContact(trunk.peer),
      sdp: carrier.sdp,
    })
    await trunk.peer.expectRequest('ACK')
    await takeBye(trunk.peer)
    expect((await ended(placed.callId)).termination.kind).toBe('agent-cancelled')
    expect(
      voice.control.events.filter(
        ({ event }) => event.type === 'call-answered' && event.callId === placed.callId,
      ),
    ).toHaveLength(0)
    carrier.dispose()
  })

  it('OUT-5: nobody answers in time: the carrier is cancelled, the agent told', async () => {
    const ticket = voice.ticket(seat, [trunk.config.trunkId], { ringTimeoutMs: 400 })
    const placed = await place(voice, seat, ticket)
    const invite = await trunk.peer.expectRequest('INVITE')
    trunk.peer.answer(invite, 180, { tag: 'long', contact: carrierContact(trunk.peer) })
    const response = await ackFinal(placed, 480)
    expect(reasonOf(response)).toContain('no-answer')
    trunk.peer.answer(await trunk.peer.expectRequest('CANCEL'), 200)
    trunk.peer.answer(invite, 487, { tag: 'long' })
    expect((await ended(placed.callId)).termination.kind).toBe('no-answer')
  })

  it('OUT-3: early media of the carrier is heard before the answer, and not by the customer', async () => {
    const placed = await place(voice, seat, voice.ticket(seat, [trunk.config.trunkId]))
    const invite = await trunk.peer.expectRequest('INVITE')
    await takeEarlyAnswer(voice, seat, placed)
    const carrier = await CarrierPeer.open('alaw')
    carrier.connect(invite.body.toString())
    carrier.speak(700)
    trunk.peer.answer(invite, 183, {
      tag: 'early',
      contact: carrierContact(trunk.peer),
      sdp: carrier.sdp,
    })
    await voice.control.event('call-progressed', (event) => event.phase === 'early-media')
    await voice.browsers.request({ type: 'speak', peer: placed.browser, frequencyHz: 500 })
    const { pcm } = await voice.browsers.listen(placed.browser, 25)
    expect(toneLevel(pcm, 8000, 700)).toBeGreaterThan(0.1)
    await carrier.heard(25)
    expect(toneLevel(carrier.pcm(), 8000, 500)).toBeLessThan(0.01)
    trunk.peer.answer(invite, 486, { tag: 'early' })
    await ackFinal(placed, 486)
    await ended(placed.callId)
    carrier.dispose()
  })

  it('MED-2: an offer without a common codec is answered 488, which says what is needed', async () => {
    const ticket = voice.ticket(seat, [trunk.config.trunkId])
    const offer = await voice.browsers.sdp({ type: 'offer', peer: 'opus', direction: 'sendrecv' })
    const opus = offer
      .replace(/^m=audio (\d+) (\S+) .*$/m, 'm=audio $1 $2 111')
      .replace(/^a=(?:rtpmap|fmtp|rtcp-fb):.*\r\n/gm, '')
      .replace('a=mid:', 'a=rtpmap:111 opus/48000/2\r\na=mid:')
    const call = scriptedCall(seat.peer, ticket.uri)
    seat.peer.send(call.text('INVITE', { sdp: opus }))
    const refused = await seat.peer.expectResponse(488, 'INVITE')
    expect(refused.headers.get('Warning')).toMatch(/^305 \S+ ".*G\.711/)
    expect(refused.headers.get('Reason')).toContain('media-failed')
    expect((await ended(ticket.callId)).termination).toMatchObject({ kind: 'media-failed', fault: 'agent' })
  })

  const refusal = (reason: string) =>
    voice.control.event(
      'invite-refused',
      (event) => event.reason === reason && event.signInId === seat.signInId,
    )

  describe('tickets', () => {
    it('TIC-2: a ticket used twice is refused', async () => {
      const ticket = voice.ticket(seat, [trunk.config.trunkId])
      const first = await place(voice, seat, ticket)
      trunk.peer.answer(await trunk.peer.expectRequest('INVITE'), 486, { tag: 'no' })
      await ackFinal(first, 486)
      const again = await place(voice, seat, ticket)
      await ackFinal(again, 403)
      expect((await refusal('used')).callId).toBe(ticket.callId)
    })

    it('TIC-3: a ticket of another sign-in is refused', async () => {
      const other = { ...seat, signInId: SignInId.parse(randomUUID()) }
      const placed = await place(voice, seat, voice.ticket(other, [trunk.config.trunkId]))
      await ackFinal(placed, 403)
      await refusal('foreign')
    })

    it('TIC-1: an expired ticket is refused', async () => {
      const ticket = voice.ticket(seat, [trunk.config.trunkId], { expiresAt: Date.now() - 1 })
      await ackFinal(await place(voice, seat, ticket), 403)
      await refusal('expired')
    })

    it('TIC-4: a number in place of a ticket is refused', async () => {
      const forged = { ...voice.ticket(seat, [trunk.config.trunkId]), uri: `sip:+12025550147@${realm}` }
      await ackFinal(await place(voice, seat, forged), 403)
      await refusal('not-a-ticket')
    })
  })
})
