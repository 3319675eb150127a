import { afterEach, describe, expect, it } from 'vitest'
import { registerAgent } from './testing/scripted-agent.ts'
import { type ScriptedCall, scriptedCall } from './testing/scripted-call.ts'
import type { ScriptedPeer } from './testing/scripted-peer.ts'
import { sdpText } from './testing/sip-text.ts'
import { createQueue, createStackFixture, type StackFixture } from './testing/stack-fixture.ts'
import type { IncomingInvite, IncomingInviteHandlers, SipEnd } from './types.ts'

let fixture: StackFixture
afterEach(() => fixture.dispose())

const offer = sdpText(4000)
const answer = sdpText(5000)

interface Established {
  peer: ScriptedPeer
  call: ScriptedCall
  invite: IncomingInvite
  end: () => Promise<SipEnd>
}

/** A confirmed dialog that the peer began. */
async function established(
  peer: ScriptedPeer,
  handlers: IncomingInviteHandlers = {},
  headers: readonly string[] = [],
): Promise<Established> {
  const call = scriptedCall(peer, 'sip:100@127.0.0.1')
  peer.send(call.text('INVITE', { sdp: offer, headers }))
  const invite = await fixture.nextInvite()
  const ends = createQueue<SipEnd>()
  const confirmed = createQueue<true>()
  invite.setHandlers({
    ...handlers,
    onEnded: (end) => ends.push(end),
    onConfirmed: () => confirmed.push(true),
  })
  invite.accept(answer)
  call.learn(await peer.expectResponse(200, 'INVITE'))
  peer.send(call.text('ACK'))
  await confirmed.take(() => true)
  return { peer, call, invite, end: () => ends.take(() => true) }
}

async function withTrunk(
  handlers: IncomingInviteHandlers = {},
  headers: readonly string[] = [],
): Promise<Established> {
  fixture = await createStackFixture({ limits: { keepAliveMs: 100_000_000 } })
  return established(await fixture.trunk(), handlers, headers)
}

const target = (peer: ScriptedPeer) => ({ contact: `<sip:peer@127.0.0.1:${peer.port}>` })

describe('re-INVITE', () => {
  it('SIP-62: ours is offered, answered and acknowledged; a repeated 200 gets the ACK again', async () => {
    const { peer, invite } = await withTrunk()
    const outcome = invite.dialog.reinvite(sdpText(6000))
    const request = await peer.expectRequest('INVITE')
    const ok = { ...target(peer), sdp: sdpText(7000) }
    peer.answer(request, 200, ok)
    expect(await outcome).toEqual({ ok: true, sdp: sdpText(7000) })
    await peer.expectRequest('ACK')
    peer.answer(request, 200, ok)
    await peer.expectRequest('ACK')
  })

  it('SIP-62: theirs is told with its offer, and answered once', async () => {
    const offers = createQueue<string | null>()
    const { peer, call } = await withTrunk({
      onReinvite: (reinvite) => {
        offers.push(reinvite.offerSdp)
        reinvite.accept(sdpText(5001))
        reinvite.reject(500)
      },
    })
    peer.send(call.text('INVITE', { sdp: sdpText(4001) }))
    const ok = await peer.expectResponse(200, 'INVITE')
    expect(ok.cseq.number).toBe(2)
    expect(await offers.take(() => true)).toBe(sdpText(4001))
    peer.send(call.text('ACK'))
  })

  it('SIP-62: without offer, our offer goes out and the ACK brings the answer', async () => {
    const answers = createQueue<string>()
    const { peer, call } = await withTrunk({
      onReinvite: (reinvite) => reinvite.accept(sdpText(5001), (sdp) => answers.push(sdp)),
    })
    peer.send(call.text('INVITE'))
    await peer.expectResponse(200, 'INVITE')
    peer.send(call.text('ACK', { sdp: sdpText(4001) }))
    expect(await answers.take(() => true)).toBe(sdpText(4001))
  })

  it('SIP-62: theirs during ours gets 491, and both go through after the pause of §14.1', async () => {
    const { peer, call, invite } = await withTrunk({
      onReinvite: (reinvite) => reinvite.accept(sdpText(5001)),
    })
    const outcome = invite.dialog.reinvite(sdpText(6000))
    const ours = await peer.expectRequest('INVITE')
    peer.send(call.text('INVITE', { sdp: sdpText(4001) }))
    const refused = await peer.expectResponse(491, 'INVITE')
    peer.send(call.text('ACK', { branch: refused.via.params.get('branch') ?? '' }))
    peer.answer(ours, 491, target(peer))
    await peer.expectRequest('ACK')
    // The peer owns the Call-ID, so it waits longer than we do: at most two seconds.
    fixture.clock.advance(2000)
    const again = await peer.expectRequest('INVITE')
    expect(again.cseq.number).toBe(ours.cseq.number + 1)
    peer.answer(again, 200, { ...target(peer), sdp: sdpText(7000) })
    expect(await outcome).toEqual({ ok: true, sdp: sdpText(7000) })
    await peer.expectRequest('ACK')
    peer.send(call.text('INVITE', { sdp: sdpText(4001) }))
    await peer.expectResponse(200, 'INVITE')
  })

  it('SIP-62: a second of theirs before the first is answered gets 500 with Retry-After; ours waits', async () => {
    const offers = createQueue<{ accept(sdp: string): void }>()
    const { peer, call, invite } = await withTrunk({ onReinvite: (reinvite) => offers.push(reinvite) })
    peer.send(call.text('INVITE', { sdp: sdpText(4001) }))
    const first = await offers.take(() => true)
    peer.send(call.text('INVITE', { sdp: sdpText(4002) }))
    const refused = await peer.expectResponse(500, 'INVITE')
    expect(Number(refused.headers.get('Retry-After'))).toBeLessThanOrEqual(10)
    const outcome = invite.dialog.reinvite(sdpText(6000))
    first.accept(sdpText(5001))
    await peer.expectResponse(200, 'INVITE')
    expect(peer.count((message) => message.kind === 'request' && message.method === 'INVITE')).toBe(0)
    peer.send(call.text('ACK', { cseq: 2 }))
    const ours = await peer.expectRequest('INVITE')
    peer.answer(ours, 488, target(peer))
    expect(await outcome).toEqual({ ok: false, status: 488 })
    expect(invite.dialog.state).toBe('confirmed')
  })

  it('SIP-62: without a handler it is refused with 488, a pure refresh is answered by the stack', async () => {
    const { peer, call } = await withTrunk()
    peer.send(call.text('INVITE', { sdp: sdpText(4001) }))
    const refused = await peer.expectResponse(488, 'INVITE')
    peer.send(call.text('ACK', { branch: refused.via.params.get('branch') ?? '' }))
    peer.send(call.text('INVITE', { sdp: offer }))
    const ok = await peer.expectResponse(200, 'INVITE')
    expect(Buffer.from(ok.body).toString()).toBe(answer)
  })

  it('SIP-64: 481 to ours ends the dialog', async () => {
    const { peer, invite, end } = await withTrunk()
    const outcome = invite.dialog.reinvite(sdpText(6000))
    peer.answer(await peer.expectRequest('INVITE'), 481)
    expect(await outcome).toEqual({ ok: false, status: 481 })
    expect(await end()).toEqual({ kind: 'peer-forgot', status: 481 })
    await peer.expectRequest('BYE')
  })

  it('SIP-64: no answer to ours ends the dialog', async () => {
    const { peer, invite, end } = await withTrunk()
    const outcome = invite.dialog.reinvite(sdpText(6000))
    await peer.expectRequest('INVITE')
    fixture.clock.advance(32_000)
    expect((await outcome).ok).toBe(false)
    expect(await end()).toEqual({ kind: 'no-answer' })
    await peer.expectRequest('BYE')
  })

  it('SIP-62: a peer that only rings is not waited for', async () => {
    const { peer, invite } = await withTrunk()
    const outcome = invite.dialog.reinvite(sdpText(6000))
    const request = await peer.expectRequest('INVITE')
    peer.answer(request, 180, target(peer))
    peer.send(scriptedCall(peer, 'sip:ping@127.0.0.1').text('OPTIONS'))
    await peer.expectResponse(200, 'OPTIONS')
    fixture.clock.advance(32_000)
    peer.answer(await peer.expectRequest('CANCEL'), 200)
    peer.answer(request, 487)
    expect(await outcome).toEqual({ ok: false, status: 487 })
  })
})

describe('UPDATE and INFO', () => {
  it('SIP-62: UPDATE with an offer is told, a bare one answered by the stack', async () => {
    const methods = createQueue<string>()
    const { peer, call } = await withTrunk({
      onReinvite: (reinvite) => {
        methods.push(reinvite.method)
        reinvite.accept(sdpText(5001))
      },
    })
    peer.send(call.text('UPDATE', { sdp: sdpText(4001) }))
    const ok = await peer.expectResponse(200, 'UPDATE')
    expect(Buffer.from(ok.body).toString()).toBe(sdpText(5001))
    expect(await methods.take(() => true)).toBe('UPDATE')
    peer.send(call.text('UPDATE'))
    expect((await peer.expectResponse(200, 'UPDATE')).body).toHaveLength(0)
  })

  it('SIP-62: our UPDATE and INFO are answered', async () => {
    const { peer, invite } = await withTrunk()
    const update = invite.dialog.update(null)
    peer.answer(await peer.expectRequest('UPDATE'), 200, target(peer))
    expect(await update).toEqual({ ok: true, sdp: null })
    const info = invite.dialog.info('application/dtmf-relay', 'Signal=5')
    const request = await peer.expectRequest('INFO')
    expect(request.headers.get('Content-Type')).toBe('application/dtmf-relay')
    peer.answer(request, 415)
    expect(await info).toEqual({ ok: false, status: 415 })
  })

  it('SIP-41: an INFO that comes twice is told once', async () => {
    const infos: unknown[] = []
    const { peer, call } = await withTrunk({
      onInfo: (info) => {
        infos.push({ contentType: info.contentType, body: info.body })
        info.answer(200)
      },
    })
    const body = { contentType: 'application/dtmf-relay; x=y', text: 'Signal=5\r\nDuration=160' }
    peer.sendTimes(2, call.text('INFO', { body }))
    await peer.expectResponse(200, 'INFO')
    await peer.expectResponse(200, 'INFO')
    expect(infos).toEqual([{ contentType: 'application/dtmf-relay', body: 'Signal=5\r\nDuration=160' }])
  })

  it('SIP-61: an older CSeq gets 500; an odd method 405', async () => {
    const { peer, call } = await withTrunk({ onInfo: (info) => info.answer(200) })
    peer.send(call.text('INFO', { cseq: 50, body: { contentType: 'a/b', text: 'x' } }))
    await peer.expectResponse(200, 'INFO')
    peer.send(call.text('INFO', { cseq: 49, body: { contentType: 'a/b', text: 'x' } }))
    await peer.expectResponse(500, 'INFO')
    peer.send(call.text('REFER', { cseq: 51 }))
    await peer.expectResponse(405, 'REFER')
    peer.send(call.text('OPTIONS', { cseq: 52 }))
    await peer.expectResponse(200, 'OPTIONS')
  })
})

describe('BYE', () => {
  it('SIP-63: crossing BYEs both get 200', async () => {
    const { peer, call, invite } = await withTrunk()
    invite.dialog.bye()
    const theirs = await peer.expectRequest('BYE')
    peer.send(call.text('BYE'))
    await peer.expectResponse(200, 'BYE')
    peer.answer(theirs, 200)
    invite.dialog.bye()
    peer.send(scriptedCall(peer, 'sip:ping@127.0.0.1').text('OPTIONS'))
    await peer.expectResponse(200, 'OPTIONS')
    expect(peer.count((message) => message.kind === 'request' && message.method === 'BYE')).toBe(1)
  })

  it('SIP-63: a lost BYE is sent again', async () => {
    const { peer, invite } = await withTrunk()
    peer.drop((message) => message.kind === 'request' && message.method === 'BYE', 1)
    invite.dialog.bye()
    fixture.clock.advance(500)
    peer.answer(await peer.expectRequest('BYE'), 200)
  })

  it('SIP-63: after the end every operation says 481', async () => {
    const { peer, invite } = await withTrunk()
    const pending = invite.dialog.reinvite(sdpText(1))
    await peer.expectRequest('INVITE')
    invite.dialog.bye()
    expect(await pending).toEqual({ ok: false, status: 481 })
    expect(await invite.dialog.reinvite(sdpText(1))).toEqual({ ok: false, status: 481 })
    expect(await invite.dialog.info('a/b', 'x')).toEqual({ ok: false, status: 481 })
  })

  it('SIP-63: a re-INVITE that is open when BYE comes gets 487', async () => {
    const offers = createQueue<unknown>()
    const { peer, call, end } = await withTrunk({ onReinvite: (reinvite) => offers.push(reinvite) })
    peer.send(call.text('INVITE', { sdp: sdpText(4001) }))
    await offers.take(() => true)
    peer.send(call.text('BYE'))
    await peer.expectResponse(487, 'INVITE')
    expect((await end()).kind).toBe('bye')
  })
})

describe('route set', () => {
  it('SIP-60: requests take the recorded routes, in order', async () => {
    fixture = await createStackFixture()
    const [first, second] = [await fixture.trunk(), await fixture.trunk()]
    const { invite } = await established(first, {}, [
      `Record-Route: <sip:127.0.0.1:${second.port};lr>, <sip:p2.example;lr>`,
      'Record-Route: <sip:p3.example;lr>',
    ])
    invite.dialog.bye()
    const bye = await second.expectRequest('BYE')
    expect(bye.uri).toBe(`sip:peer@127.0.0.1:${first.port};transport=udp`)
    expect(bye.headers.lines('Route')).toEqual([
      `<sip:127.0.0.1:${second.port};lr>`,
      '<sip:p2.example;lr>',
      '<sip:p3.example;lr>',
    ])
  })

  it('SIP-60: a strict router becomes the Request-URI', async () => {
    fixture = await createStackFixture()
    const [first, second] = [await fixture.trunk(), await fixture.trunk()]
    const { invite } = await established(first, {}, [`Record-Route: <sip:127.0.0.1:${second.port}>`])
    invite.dialog.bye()
    const bye = await second.expectRequest('BYE')
    expect(bye.uri).toBe(`sip:127.0.0.1:${second.port}`)
    expect(bye.headers.lines('Route')).toEqual([`<sip:peer@127.0.0.1:${first.port};transport=udp>`])
  })
})

describe('session timer', () => {
  it('SIP-65: the peer refreshes, else the call ends with BYE before it runs out', async () => {
    const { peer, call, end } = await withTrunk({}, [
      'Session-Expires: 120;refresher=uac',
      'Supported: timer',
    ])
    fixture.clock.advance(80_000)
    peer.send(call.text('UPDATE', { headers: ['Session-Expires: 120;refresher=uac', 'Supported: timer'] }))
    const ok = await peer.expectResponse(200, 'UPDATE')
    expect(ok.headers.get('Session-Expires')).toBe('120;refresher=uac')
    fixture.clock.advance(87_000)
    expect(peer.count((message) => message.kind === 'request')).toBe(0)
    fixture.clock.advance(1000)
    await peer.expectRequest('BYE')
    expect(await end()).toEqual({ kind: 'session-expired' })
  })

  it('SIP-65: we refresh at half of the interval, by UPDATE where it is allowed', async () => {
    const { peer, invite } = await withTrunk({}, [
      'Session-Expires: 120;refresher=uas',
      'Supported: timer',
      'Allow: UPDATE',
    ])
    for (let round = 0; round < 3; round++) {
      fixture.clock.advance(60_000)
      const update = await peer.expectRequest('UPDATE')
      expect(update.headers.get('Session-Expires')).toBe('120;refresher=uac')
      peer.answer(update, 200, { ...target(peer), headers: [['Session-Expires', '120;refresher=uac']] })
      peer.send(scriptedCall(peer, 'sip:ping@127.0.0.1').text('OPTIONS'))
      await peer.expectResponse(200, 'OPTIONS')
    }
    expect(invite.dialog.state).toBe('confirmed')
  })

  it('SIP-65: we refresh by re-INVITE with the same description where UPDATE is not allowed', async () => {
    const { peer } = await withTrunk({}, [
      'Session-Expires: 120;refresher=uas',
      'Supported: timer',
      'Allow: INVITE',
    ])
    fixture.clock.advance(60_000)
    const request = await peer.expectRequest('INVITE')
    expect(Buffer.from(request.body).toString()).toBe(answer)
    peer.answer(request, 422, { headers: [['Min-SE', '240']] })
    await peer.expectRequest('ACK')
    fixture.clock.advance(0)
    const again = await peer.expectRequest('INVITE')
    expect(again.headers.get('Session-Expires')).toBe('240;refresher=uac')
  })
})

describe('an agent whose flow drops', () => {
  it('SIP-66: the dialog stays; the same user agent gets it back on its new flow', async () => {
    fixture = await createStackFixture()
    const [before, after] = [await fixture.browser(), await fixture.browser()]
    await registerAgent(before, fixture.identity('a'))
    const events = createQueue<string>()
    const { call, invite } = await established(before, {
      onTransportLost: () => events.push('lost'),
      onTransportRestored: (flowId) => events.push(flowId),
    })
    await before.dispose()
    expect(await events.take(() => true)).toBe('lost')
    expect(invite.dialog).toMatchObject({ state: 'confirmed', currentFlowId: null })
    expect(await Promise.race([invite.dialog.reinvite(sdpText(1)), advance(0)])).toEqual({
      ok: false,
      status: 430,
    })
    await registerAgent(after, fixture.identity('a'))
    expect(await events.take(() => true)).toBe(invite.dialog.currentFlowId)
    const outcome = invite.dialog.reinvite(sdpText(6000))
    const request = await after.expectRequest('INVITE')
    after.answer(request, 200, { contact: '<sip:agent@browser.invalid;transport=ws>', sdp: sdpText(7000) })
    expect((await outcome).ok).toBe(true)
    after.send(call.text('BYE'))
    await after.expectResponse(200, 'BYE')
  })

  it('SIP-66: a request on another flow of the same sign-in takes the dialog along', async () => {
    fixture = await createStackFixture()
    const [before, after] = [await fixture.browser(), await fixture.browser()]
    await registerAgent(before, fixture.identity('a', 'one'))
    const { call, invite } = await established(before, { onInfo: (info) => info.answer(200) })
    await registerAgent(after, fixture.identity('a', 'two'))
    const flow = invite.dialog.currentFlowId
    after.send(call.text('INFO', { body: { contentType: 'a/b', text: 'x' } }))
    await after.expectResponse(200, 'INFO')
    expect(invite.dialog.currentFlowId).not.toBe(flow)
  })

  it('SIP-66: a BYE that was due is sent when it comes back', async () => {
    fixture = await createStackFixture()
    const [before, after] = [await fixture.browser(), await fixture.browser()]
    await registerAgent(before, fixture.identity('a'))
    const lost = createQueue<true>()
    const { invite } = await established(before, { onTransportLost: () => lost.push(true) })
    await before.dispose()
    await lost.take(() => true)
    invite.dialog.bye()
    await registerAgent(after, fixture.identity('a'))
    after.answer(await after.expectRequest('BYE'), 200)
  })

  it('SIP-66: a stranger’s sign-in never gets it', async () => {
    fixture = await createStackFixture()
    const [before, other] = [await fixture.browser(), await fixture.browser()]
    await registerAgent(before, fixture.identity('a'))
    const { invite } = await established(before)
    const flow = invite.dialog.currentFlowId
    await registerAgent(other, fixture.identity('b'))
    expect(invite.dialog.currentFlowId).toBe(flow)
  })
})

/** Lets virtual time pass after what is being awaited has begun. */
async function advance(ms: number): Promise<never> {
  await Promise.resolve()
  fixture.clock.advance(ms)
  return new Promise(() => undefined)
}
