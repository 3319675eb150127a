import type { CallId, LegId, TrunkId } from '@hearthline/shared'
import { CarrierPeer } from '../../media/testing/carrier-peer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import { tagOf } from '../sip/message/name-addr.ts'
import { scriptedCall } from '../sip/testing/scripted-call.ts'
import type { ScriptedCall } from '../sip/testing/scripted-call.ts'
import type { ScriptedPeer } from '../sip/testing/scripted-peer.ts'
import type { AgentSeat, SealedTicket, VoiceFixture } from './voice-fixture.ts'

/** Beginnings that many tests share. */

export interface TrunkSide {
  peer: ScriptedPeer
  config: { trunkId: TrunkId }
}

export const carrierContact = (peer: ScriptedPeer): string => `<sip:carrier@127.0.0.1:${peer.port}>`

export interface Placed {
  ticket: SealedTicket
  callId: CallId
  agentCall: ScriptedCall
  /** Name of the synthetic browser. */
  browser: string
}

let browsersMade = 0

/** The agent's browser INVITEs its ticket. */
export async function place(voice: VoiceFixture, seat: AgentSeat, ticket: SealedTicket): Promise<Placed> {
  const browser = `browser-${++browsersMade}`
  const offer = await voice.browsers.sdp({ type: 'offer', peer: browser, direction: 'sendrecv' })
  const agentCall = scriptedCall(seat.peer, ticket.uri)
  seat.peer.send(agentCall.text('INVITE', { sdp: offer, branch: `z9hG4bK${browser}` }))
  return { ticket, callId: ticket.callId, agentCall, browser }
}

/** An answer to the INVITE of this call, whatever else the peer got. */
export async function responseTo(
  peer: ScriptedPeer,
  call: ScriptedCall,
  status: number,
): Promise<SipResponse> {
  const message = await peer.expect(
    `${status} to the INVITE`,
    (each) =>
      each.kind === 'response' &&
      each.status === status &&
      each.cseq.method === 'INVITE' &&
      each.callId === call.callId,
  )
  if (message.kind !== 'response') throw new Error('not a response')
  return message
}

/** The browser takes the answer that the 183 brings. */
export async function takeEarlyAnswer(
  voice: VoiceFixture,
  seat: AgentSeat,
  placed: Placed,
): Promise<SipResponse> {
  const early = await responseTo(seat.peer, placed.agentCall, 183)
  placed.agentCall.learn(early)
  const sdp = early.body.toString()
  await voice.browsers.request({ type: 'accept-answer', peer: placed.browser, sdp })
  return early
}

export interface Talk extends Placed {
  invite: SipRequest
  carrier: CarrierPeer
  /** The carrier's end of the dialog. */
  carrierCall: ScriptedCall
}

/** A whole outbound call up to both sides talking: the agent 500 Hz, the customer 1000 Hz. */
export async function talk(
  voice: VoiceFixture,
  seat: AgentSeat,
  trunk: TrunkSide,
  changes: Parameters<VoiceFixture['ticket']>[2] = {},
): Promise<Talk> {
  const placed = await place(voice, seat, voice.ticket(seat, [trunk.config.trunkId], changes))
  const invite = await trunk.peer.expectRequest('INVITE')
  await takeEarlyAnswer(voice, seat, placed)
  const carrier = await CarrierPeer.open('mulaw')
  carrier.connect(invite.body.toString())
  carrier.speak(1000)
  const carrierCall = scriptedCall(trunk.peer, 'sip:nobody@127.0.0.1', invite)
  trunk.peer.answer(invite, 200, {
    tag: carrierCall.localTag,
    contact: carrierContact(trunk.peer),
    sdp: carrier.sdp,
  })
  await responseTo(seat.peer, placed.agentCall, 200)
  seat.peer.send(placed.agentCall.text('ACK'))
  await trunk.peer.expectRequest('ACK')
  await voice.browsers.request({ type: 'speak', peer: placed.browser, frequencyHz: 500 })
  await voice.control.event('call-answered', (event) => event.callId === placed.callId)
  if (changes.record !== false)
    await voice.control.event('recording-started', (event) => event.callId === placed.callId)
  return { ...placed, invite, carrier, carrierCall }
}

/** The 200 to a BYE of the node, on whichever side. */
export async function takeBye(peer: ScriptedPeer): Promise<SipRequest> {
  const bye = await peer.expectRequest('BYE')
  peer.answer(bye, 200)
  return bye
}

/** A lead's browser INVITEs a monitor ticket, ready to speak, and is in the call once this resolves. */
export async function joinCall(
  voice: VoiceFixture,
  lead: AgentSeat,
  callId: CallId,
  browser: string,
): Promise<{ leadCall: ScriptedCall; legId: LegId }> {
  const ticket = voice.monitorTicket(lead, callId)
  const offer = await voice.browsers.sdp({ type: 'offer', peer: browser, direction: 'sendrecv' })
  const leadCall = scriptedCall(lead.peer, ticket.uri)
  lead.peer.send(leadCall.text('INVITE', { sdp: offer, branch: `z9hG4bK${browser}` }))
  const ok = await responseTo(lead.peer, leadCall, 200)
  leadCall.learn(ok)
  lead.peer.send(leadCall.text('ACK'))
  await voice.browsers.request({ type: 'accept-answer', peer: browser, sdp: ok.body.toString() })
  const { legId } = await voice.control.event(
    'leg-joined',
    (event) => event.role === 'supervisor' && event.personId === lead.personId,
  )
  return { leadCall, legId }
}

export interface CustomerCall {
  call: ScriptedCall
  carrier: CarrierPeer
}

/** A carrier INVITEs: somebody calls in. */
export async function callIn(
  voice: VoiceFixture,
  trunk: TrunkSide,
  from = '+12025550123',
): Promise<CustomerCall> {
  const carrier = await CarrierPeer.open('mulaw')
  const target = `sip:+12025550100@127.0.0.1:${voice.node.ports.udp}`
  const call = scriptedCall(trunk.peer, target)
  trunk.peer.send(
    call.text('INVITE', {
      sdp: carrier.sdp,
      branch: `z9hG4bKin${call.callId}`,
      headers: [`P-Asserted-Identity: <sip:${from}@127.0.0.1>`],
    }),
  )
  return { call, carrier }
}

/** The agent's browser answers the ring. */
export async function answerRing(
  voice: VoiceFixture,
  seat: AgentSeat,
): Promise<{ ring: SipRequest; browser: string; call: ScriptedCall }> {
  const ring = await seat.peer.expectRequest('INVITE')
  const browser = `browser-${++browsersMade}`
  const call = scriptedCall(seat.peer, 'sip:nobody@127.0.0.1', ring)
  seat.peer.answer(ring, 180, { tag: call.localTag })
  const sdp = await voice.browsers.sdp({ type: 'answer', peer: browser, sdp: ring.body.toString() })
  seat.peer.answer(ring, 200, {
    tag: call.localTag,
    contact: '<sip:agent@browser.invalid;transport=ws>',
    sdp,
  })
  return { ring, browser, call }
}

export const reasonOf = (message: SipResponse | SipRequest): string | null =>
  message.headers.get('Reason') ?? null

export const toTagOf = (message: SipResponse): string => tagOf(message.to) ?? ''
