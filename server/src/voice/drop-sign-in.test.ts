import { randomUUID } from 'node:crypto'
import { TeamId } from '@hearthline/shared'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mintSipCredential } from '../protocol/sip-credential.ts'
import { toneLevel } from '../testing/tone.ts'
import { serialiseMessage } from './sip/message/serialise.ts'
import { authorizationFor, registerText } from './sip/testing/scripted-agent.ts'
import { scriptedCall } from './sip/testing/scripted-call.ts'
import { openWebSocketPeer } from './sip/testing/scripted-peer.ts'
import {
  answerRing,
  callIn,
  place,
  reasonOf,
  responseTo,
  takeBye,
  talk,
  type TrunkSide,
} from './testing/scenes.ts'
import {
  openVoiceFixture,
  startTimeoutMs,
  type AgentSeat,
  type VoiceFixture,
} from './testing/voice-fixture.ts'

/** Control promises everybody this (docs/spec/access.md). */
const promisedMs = 2_000

describe('a sign-in is dropped', () => {
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

  const drop = async (calls: 'end' | 'drain') => {
    const startedAt = performance.now()
    const done = await voice.control.command({ type: 'drop-sign-in', signInId: seat.signInId, calls })
    expect(done.problem).toBeNull()
    return startedAt
  }
  const unregistered = () =>
    voice.control.message(
      (message) =>
        message.type === 'status' &&
        message.status.type === 'registration' &&
        message.status.signInId === seat.signInId &&
        message.status.state === 'unregistered',
    )
  const ended = (callId: string) => voice.control.event('call-ended', (event) => event.callId === callId)

  it('DROP-1, DROP-2: drain: the talk goes on, mute by re-INVITE and hanging up work, nothing new does', async () => {
    const unused = voice.ticket(seat, [trunk.config.trunkId])
    const call = await talk(voice, seat, trunk)
    const startedAt = await drop('drain')
    await unregistered()
    expect(performance.now() - startedAt).toBeLessThan(promisedMs)

    const from = call.carrier.packets.length
    await call.carrier.heard(from + 30)
    expect(toneLevel(call.carrier.pcm(from), 8000, 500)).toBeGreaterThan(0.05)
    const { pcm } = await voice.browsers.listen(call.browser, 30)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.05)

    const again = await place(voice, seat, unused)
    await responseTo(seat.peer, again.agentCall, 403)
    seat.peer.send(registerText(seat.identity, 9, null))
    await seat.peer.expectResponse(403, 'REGISTER')

    const offer = await voice.browsers.sdp({ type: 'offer', peer: 'muted', direction: 'sendrecv' })
    seat.peer.send(call.agentCall.text('INVITE', { sdp: offer }))
    await responseTo(seat.peer, call.agentCall, 200)
    seat.peer.send(call.agentCall.text('ACK'))
    seat.peer.send(call.agentCall.text('BYE'))
    await seat.peer.expectResponse(200, 'BYE')
    await takeBye(trunk.peer)
    expect((await ended(call.callId)).termination.kind).toBe('agent-hung-up')
    await seat.peer.closed
    call.carrier.dispose()
  })

  it('DROP-2: drain: the customer hangs up: the agent is told, then the connection closes', async () => {
    const call = await talk(voice, seat, trunk, { record: false })
    await drop('drain')
    trunk.peer.send(call.carrierCall.text('BYE'))
    expect(reasonOf(await takeBye(seat.peer))).toContain('text="customer-hung-up"')
    await seat.peer.closed
    call.carrier.dispose()
  })

  it('DROP-3: end: both sides get their BYE at once, the agent with the reason; the connection closes', async () => {
    const call = await talk(voice, seat, trunk, { record: false })
    const startedAt = await drop('end')
    expect(reasonOf(await seat.peer.expectRequest('BYE'))).toBe('SIP;cause=480;text="revoked"')
    await takeBye(trunk.peer)
    await seat.peer.closed
    expect((await ended(call.callId)).termination.kind).toBe('revoked')
    expect(performance.now() - startedAt).toBeLessThan(promisedMs)
    call.carrier.dispose()
  })

  it('DROP-4: what drains can still be ended, and each command may be repeated', async () => {
    const call = await talk(voice, seat, trunk, { record: false })
    await drop('drain')
    await drop('drain')
    await drop('end')
    await drop('end')
    await takeBye(seat.peer)
    await takeBye(trunk.peer)
    expect((await ended(call.callId)).termination.kind).toBe('revoked')
    await seat.peer.closed
    call.carrier.dispose()
  })

  it.each(['drain', 'end'] as const)(
    'DROP-5: %s: a lead who listens hears no more, the call goes on',
    async (fate) => {
      const agent = await voice.agent()
      const call = await talk(voice, agent, trunk, { record: false })
      const ticket = voice.monitorTicket(seat, call.callId)
      const offer = await voice.browsers.sdp({ type: 'offer', peer: `lead-${fate}`, direction: 'recvonly' })
      const leadCall = scriptedCall(seat.peer, ticket.uri)
      seat.peer.send(leadCall.text('INVITE', { sdp: offer }))
      leadCall.learn(await responseTo(seat.peer, leadCall, 200))
      seat.peer.send(leadCall.text('ACK'))
      const { legId } = await voice.control.event('leg-joined', (event) => event.role === 'supervisor')
      const startedAt = await drop(fate)
      await voice.control.event('leg-left', (event) => event.legId === legId)
      await seat.peer.expectRequest('BYE')
      await seat.peer.closed
      expect(performance.now() - startedAt).toBeLessThan(promisedMs)
      await call.carrier.heard(call.carrier.packets.length + 10)
      agent.peer.send(call.agentCall.text('BYE'))
      await takeBye(trunk.peer)
      call.carrier.dispose()
    },
  )

  it.each(['drain', 'end'] as const)(
    'IN-9: %s: an agent who is being rung rings no more, the customer is not hung up',
    async (fate) => {
      const [first, second] = [seat, await voice.agent()]
      const rings = [first, second]
      voice.control.route = ({ tried }) => {
        const next = rings.find(({ personId }) => !tried.includes(personId))
        return next === undefined
          ? { type: 'nobody', teamId: null }
          : {
              type: 'ring',
              personId: next.personId,
              signInId: next.signInId,
              teamId: TeamId.parse(randomUUID()),
              display: { name: null, maskedNumber: '••0123' },
              ringTimeoutMs: 20_000,
              record: false,
            }
      }
      const customer = await callIn(voice, trunk)
      const ring = await first.peer.expectRequest('INVITE')
      first.peer.answer(ring, 180, { tag: `ring-${fate}` })
      await voice.control.event('agent-ringing')
      await drop(fate)
      const { browser } = await answerRing(voice, second)
      const ok = await responseTo(trunk.peer, customer.call, 200)
      customer.call.learn(ok)
      trunk.peer.send(customer.call.text('ACK'))
      await voice.control.event('call-answered')
      trunk.peer.send(customer.call.text('BYE'))
      await takeBye(second.peer)
      expect(browser).not.toBe('')
      customer.carrier.dispose()
    },
  )

  it('DROP-6: a node that was started anew learns it again, and takes no repetition amiss', async () => {
    const call = await talk(voice, seat, trunk, { record: false })
    await drop('drain')
    await voice.node.dispose()
    await ended(call.callId)
    await voice.restart()
    const back = await openWebSocketPeer(voice.node.ports.ws)
    back.send(registerText(seat.identity, 1, null))
    const challenge = await back.expectResponse(401, 'REGISTER')
    // Its minted credentials are still good: only control knows that the sign-in is over.
    back.send(registerText(seat.identity, 2, authorizationFor(seat.identity, challenge, 'MD5')))
    await back.expectResponse(200, 'REGISTER')
    await voice.control.message(
      (message) =>
        message.type === 'status' &&
        message.status.type === 'registration' &&
        message.status.signInId === seat.signInId &&
        message.status.state === 'registered',
    )
    await drop('drain')
    await back.closed
    await drop('drain')
    call.carrier.dispose()
  })
})

describe('who calls is made from the ticket alone', () => {
  let voice: VoiceFixture
  beforeAll(async () => {
    voice = await openVoiceFixture()
  }, startTimeoutMs)
  afterAll(() => voice.dispose())

  it('TRK-4: nothing that an agent forged reaches the trunk', async () => {
    const [trunk, seat] = [await voice.trunk(), await voice.agent()]
    const ticket = voice.ticket(seat, [trunk.config.trunkId])
    const offer = await voice.browsers.sdp({ type: 'offer', peer: 'forger', direction: 'sendrecv' })
    const call = scriptedCall(seat.peer, ticket.uri)
    const invite = call
      .text('INVITE', {
        sdp: offer.replace(/^s=.*$/m, 's=evil').replace(/^o=\S+/m, 'o=evil'),
        headers: [
          'P-Asserted-Identity: "evil" <sip:+19005550199@evil.example>',
          'P-Asserted-Identity: <tel:+19005550199>',
          'P-Preferred-Identity: <sip:+19005550199@evil.example>',
          'Remote-Party-ID: <sip:+19005550199@evil.example>;party=calling',
          'Diversion: <sip:+19005550199@evil.example>;reason=unconditional',
          'History-Info: <sip:+19005550199@evil.example>;index=1',
          'Referred-By: <sip:evil@evil.example>',
          'b: <sip:evil@evil.example>',
          'Identity: evil',
          'Privacy: id;evil',
          'Reply-To: <sip:evil@evil.example>',
          'X-Evil: evil',
          'Subject: evil',
          's: evil',
          'Call-Info: <http://evil.example>',
          'User-to-User: evil',
          'P-Charging-Vector: icid-value=evil',
          'Alert-Info: <http://evil.example>',
          'Organization:\r\n evil',
          'Date: evil',
        ],
      })
      .replace('From: "Peer" <sip:+4930123456@127.0.0.1>', 'From: "evil" <sip:+19005550199@evil.example>')
      .replace(/Contact: .*/, 'Contact: <sip:evil@evil.example>')
      .replace('User-Agent', 'X-Agent')
    seat.peer.send(invite)
    const seen = await trunk.peer.expectRequest('INVITE')
    const text = serialiseMessage({ ...seen, kind: 'request' }).toString()
    expect(text.toLowerCase()).not.toContain('evil')
    expect(text).not.toContain('19005550199')
    expect(seen.headers.lines('P-Asserted-Identity')).toEqual([expect.stringContaining('sip:+12025550100@')])
    expect(seen.from.uriText).toContain('sip:+12025550100@')
    trunk.peer.answer(seen, 486, { tag: 'no' })
    await responseTo(seat.peer, call, 486)
  })

  it('TIC-3, SIP-37: a credential that ran out registers nobody, and control is told', async () => {
    const seat = await voice.agent()
    const over = mintSipCredential(seat.signInId, Date.now() - 1_000, voice.keys.sipCredential)
    const identity = { ...seat.identity, ...over }
    const peer = await openWebSocketPeer(voice.node.ports.ws)
    peer.send(registerText(identity, 1, null))
    const challenge = await peer.expectResponse(401, 'REGISTER')
    peer.send(registerText(identity, 2, authorizationFor(identity, challenge, 'SHA-256')))
    await peer.expectResponse(401, 'REGISTER')
    // A later end written into the name belongs to another password.
    const stretched = {
      ...identity,
      username: identity.username.replace(/^\d+/, String(Math.floor(Date.now() / 1000) + 3_600)),
    }
    peer.send(registerText(stretched, 3, authorizationFor(stretched, challenge, 'SHA-256', '00000002')))
    await peer.expectResponse(401, 'REGISTER')
    for (const reason of ['unknown-user', 'wrong-password'])
      expect(await voice.control.event('sip-refused', (event) => event.reason === reason)).toMatchObject({
        signInId: null,
        address: '127.0.0.1',
      })
    await peer.dispose()
  })
})
