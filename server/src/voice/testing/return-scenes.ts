import type { CallId } from '@hearthline/shared'
import type { CarrierPeer } from '../../media/testing/carrier-peer.ts'
import type { SipResponse } from '../sip/message/message.ts'
import { scriptedCall } from '../sip/testing/scripted-call.ts'
import type { ScriptedCall } from '../sip/testing/scripted-call.ts'
import type { ScriptedPeer } from '../sip/testing/scripted-peer.ts'
import { carrierContact, responseTo } from './scenes.ts'
import type { TrunkSide } from './scenes.ts'
import type { AgentSeat, SealedTicket, VoiceFixture } from './voice-fixture.ts'

/** How phones come back, and how both sides follow a call that moves. */

let browsersMade = 0
const nextBrowser = (): string => `back-${++browsersMade}`

/** A browser INVITEs its ticket; it speaks 700 Hz once it is answered. */
export async function comeWith(
  voice: VoiceFixture,
  seat: AgentSeat,
  ticket: SealedTicket,
): Promise<{ call: ScriptedCall; browser: string; ok: SipResponse }> {
  const browser = nextBrowser()
  const offer = await voice.browsers.sdp({ type: 'offer', peer: browser, direction: 'sendrecv' })
  const call = scriptedCall(seat.peer, ticket.uri)
  seat.peer.send(call.text('INVITE', { sdp: offer, branch: `z9hG4bK${browser}` }))
  const ok = await responseTo(seat.peer, call, 200)
  call.learn(ok)
  seat.peer.send(call.text('ACK'))
  await voice.browsers.request({ type: 'accept-answer', peer: browser, sdp: ok.body.toString() })
  await voice.browsers.request({ type: 'speak', peer: browser, frequencyHz: 700 })
  return { call, browser, ok }
}

export const rejoin = (voice: VoiceFixture, seat: AgentSeat, callId: CallId) =>
  comeWith(voice, seat, voice.rejoinTicket(seat, callId))

/** The agent's browser takes our re-INVITE with a fresh peer of its own, and speaks 700 Hz there. */
export async function browserFollows(
  voice: VoiceFixture,
  peer: ScriptedPeer,
  call: ScriptedCall,
): Promise<string> {
  const invite = await peer.expectRequest('INVITE')
  const browser = nextBrowser()
  const sdp = await voice.browsers.sdp({ type: 'answer', peer: browser, sdp: invite.body.toString() })
  peer.answer(invite, 200, { tag: call.localTag, contact: '<sip:agent@browser.invalid;transport=ws>', sdp })
  await peer.expectRequest('ACK')
  await voice.browsers.request({ type: 'speak', peer: browser, frequencyHz: 700 })
  return browser
}

/** The carrier takes our re-INVITE and sends its media to where it says. */
export async function carrierFollows(
  trunk: TrunkSide,
  call: ScriptedCall,
  carrier: CarrierPeer,
): Promise<void> {
  const invite = await trunk.peer.expectRequest('INVITE')
  carrier.connect(invite.body.toString())
  trunk.peer.answer(invite, 200, {
    tag: call.localTag,
    contact: carrierContact(trunk.peer),
    sdp: carrier.sdp,
  })
  await trunk.peer.expectRequest('ACK')
}
