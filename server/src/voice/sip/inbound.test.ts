import { afterEach, describe, expect, it } from 'vitest'
import { tagOf } from './message/name-addr.ts'
import { registerAgent } from './testing/scripted-agent.ts'
import { type RequestParts, scriptedCall } from './testing/scripted-call.ts'
import type { ScriptedPeer } from './testing/scripted-peer.ts'
import { sdpText } from './testing/sip-text.ts'
import { createQueue, createStackFixture, type StackFixture } from './testing/stack-fixture.ts'
import type { IncomingInvite, SipEnd } from './types.ts'

let fixture: StackFixture
afterEach(() => fixture.dispose())

const offer = sdpText(4000)
const answer = sdpText(5000)

async function incoming(parts: RequestParts = { sdp: offer }) {
  fixture = await createStackFixture()
  const trunk = await fixture.trunk()
  const call = scriptedCall(trunk, 'sip:+4989111@127.0.0.1')
  trunk.send(call.text('INVITE', { branch: 'z9hG4bKfirst', ...parts }))
  const invite = await fixture.nextInvite()
  return { trunk, call, invite }
}

/** A request and its answer: whatever was sent before has been dealt with then. */
async function settle(trunk: ScriptedPeer): Promise<void> {
  const probe = scriptedCall(trunk, 'sip:ping@127.0.0.1')
  trunk.send(probe.text('OPTIONS'))
  await trunk.expect(
    'answer to OPTIONS',
    (message) => message.kind === 'response' && message.callId === probe.callId,
  )
}

async function answered(parts?: RequestParts) {
  const setup = await incoming(parts)
  const ends: SipEnd[] = []
  const confirmed = createQueue<true>()
  setup.invite.setHandlers({ onEnded: (end) => ends.push(end), onConfirmed: () => confirmed.push(true) })
  setup.invite.accept(answer)
  const ok = await setup.trunk.expectResponse(200, 'INVITE')
  setup.call.learn(ok)
  return { ...setup, ok, ends, confirmed: () => confirmed.take(() => true) }
}

describe('answering a trunk', () => {
  it('SIP-50: rings, answers, is confirmed, and ends with the peer’s BYE and its reason', async () => {
    const { trunk, call, invite } = await incoming({
      sdp: offer,
      headers: ['P-Asserted-Identity: <tel:+4930555>', 'Record-Route: <sip:127.0.0.1;lr>'],
    })
    expect(invite).toMatchObject({
      source: { kind: 'trunk', trunk: { id: 'trunk-1' } },
      requestUser: '+4989111',
      toUser: '+4989111',
      fromUser: '+4930555',
      anonymous: false,
      offerSdp: offer,
    })
    const ends: SipEnd[] = []
    const ended = createQueue<SipEnd>()
    invite.setHandlers({
      onEnded: (end) => {
        ends.push(end)
        ended.push(end)
      },
    })
    await trunk.expectResponse(100)
    invite.progress(180)
    const ringing = await trunk.expectResponse(180)
    expect(ringing.headers.get('Record-Route')).toBe('<sip:127.0.0.1;lr>')
    invite.accept(answer)
    const ok = await trunk.expectResponse(200)
    expect(tagOf(ok.to)).toBe(tagOf(ringing.to))
    call.learn(ok)
    trunk.send(call.text('ACK'))
    trunk.send(
      call.text('BYE', { headers: ['Reason: SIP;cause=200, Q.850;cause=16;text="Normal; clearing"'] }),
    )
    await trunk.expectResponse(200, 'BYE')
    await ended.take(() => true)
    expect(ends).toEqual([
      { kind: 'bye', reason: { protocol: 'Q.850', cause: 16, text: 'Normal; clearing' } },
    ])
    expect(invite.dialog.state).toBe('ended')
    expect(fixture.stack.counters().dialogs).toBe(0)
  })

  it('SIP-21: an anonymous caller is told as such, and nothing else of From', async () => {
    const { invite } = await incoming({
      sdp: offer,
      headers: ['Privacy: id', 'P-Asserted-Identity: <sip:+4930555@x>'],
    })
    expect(invite).toMatchObject({ fromUser: '+4930555', anonymous: true })
  })

  it('SIP-50: the 200 is sent again until its ACK, through losses', async () => {
    const { trunk, call, invite } = await incoming()
    trunk.drop((message) => message.kind === 'response' && message.status === 200, 2)
    const confirmed = createQueue<true>()
    invite.setHandlers({ onConfirmed: () => confirmed.push(true) })
    invite.accept(answer)
    fixture.clock.advance(500)
    fixture.clock.advance(1000)
    call.learn(await trunk.expectResponse(200))
    trunk.send(call.text('ACK'))
    await confirmed.take(() => true)
    await settle(trunk)
    const before = trunk.received.length
    fixture.clock.advance(20_000)
    await settle(trunk)
    expect(trunk.received.length).toBe(before + 1)
  })

  it('SIP-50: without any ACK the call is ended with BYE', async () => {
    const { trunk, ends } = await answered()
    fixture.clock.advance(32_000)
    await trunk.expectRequest('BYE')
    expect(ends).toEqual([{ kind: 'no-ack' }])
  })

  it('SIP-41: a duplicated INVITE makes one call', async () => {
    const { trunk, call, invite } = await incoming()
    trunk.sendTimes(3, call.text('INVITE', { branch: 'z9hG4bKfirst', cseq: 1, sdp: offer }))
    await settle(trunk)
    invite.reject(486)
    await trunk.expectResponse(486)
    expect(trunk.count((message) => message.kind === 'response' && message.status === 100)).toBe(4)
    expect(fixture.stack.counters().dialogs).toBe(0)
  })

  it('SIP-58: a merged INVITE gets 482', async () => {
    const { trunk, call } = await incoming()
    trunk.send(call.text('INVITE', { branch: 'z9hG4bKother', cseq: 1, sdp: offer }))
    await trunk.expectResponse(482)
  })

  it('SIP-53: CANCEL before the answer refuses with 487 and is told', async () => {
    const { trunk, call, invite } = await incoming()
    const reasons: unknown[] = []
    invite.setHandlers({ onCancel: (reason) => reasons.push(reason) })
    invite.progress(180)
    trunk.send(
      call.text('CANCEL', {
        branch: 'z9hG4bKfirst',
        headers: ['Reason: SIP;cause=200;text="Call completed elsewhere"'],
      }),
    )
    await trunk.expectResponse(200, 'CANCEL')
    call.learn(await trunk.expectResponse(487, 'INVITE'))
    trunk.send(call.text('ACK', { branch: 'z9hG4bKfirst' }))
    await settle(trunk)
    expect(reasons).toEqual([{ protocol: 'SIP', cause: 200, text: 'Call completed elsewhere' }])
    invite.accept(answer)
    await settle(trunk)
    expect(
      trunk.count(
        (message) =>
          message.kind === 'response' && message.status === 200 && message.cseq.method === 'INVITE',
      ),
    ).toBe(0)
  })

  it('SIP-53: CANCEL that crosses the 200 changes nothing', async () => {
    const { trunk, call, ends, confirmed } = await answered()
    trunk.send(call.text('CANCEL', { branch: 'z9hG4bKfirst' }))
    await trunk.expectResponse(200, 'CANCEL')
    trunk.send(call.text('ACK'))
    await confirmed()
    expect(ends).toEqual([])
    trunk.send(call.text('BYE'))
    await trunk.expectResponse(200, 'BYE')
  })

  it('SIP-53: CANCEL of nothing gets 481', async () => {
    const { trunk, call } = await incoming()
    trunk.send(call.text('CANCEL', { branch: 'z9hG4bKunknown' }))
    await trunk.expectResponse(481, 'CANCEL')
  })

  it('SIP-50: an INVITE without offer gets ours, and the ACK brings the answer', async () => {
    const { trunk, call, invite } = await incoming({})
    expect(invite.offerSdp).toBeNull()
    const order: string[] = []
    const confirmed = createQueue<true>()
    invite.setHandlers({
      onAnswer: (sdp) => order.push(sdp),
      onConfirmed: () => {
        order.push('confirmed')
        confirmed.push(true)
      },
    })
    invite.accept(offer)
    call.learn(await trunk.expectResponse(200))
    trunk.send(call.text('ACK', { sdp: answer }))
    await confirmed.take(() => true)
    expect(order).toEqual([answer, 'confirmed'])
  })

  it('SIP-55: a peer that requires 100rel gets reliable provisionals, one at a time, and the 200 after them', async () => {
    const { trunk, call, invite } = await incoming({ sdp: offer, headers: ['Require: 100rel'] })
    invite.progress(180)
    invite.progress(183, answer)
    invite.accept(answer)
    const ringing = await trunk.expectResponse(180)
    call.learn(ringing)
    const rseq = Number(ringing.headers.get('RSeq'))
    expect(ringing.headers.get('Require')).toBe('100rel')
    fixture.clock.advance(500)
    await trunk.expectResponse(180)
    trunk.send(call.text('PRACK', { headers: [`RAck: ${rseq + 5} 1 INVITE`] }))
    await trunk.expectResponse(481, 'PRACK')
    trunk.send(call.text('PRACK', { headers: [`RAck: ${rseq} 1 INVITE`] }))
    await trunk.expectResponse(200, 'PRACK')
    fixture.clock.advance(0)
    const progress = await trunk.expectResponse(183)
    expect(progress.headers.get('RSeq')).toBe(String(rseq + 1))
    await settle(trunk)
    expect(
      trunk.count(
        (message) =>
          message.kind === 'response' && message.status === 200 && message.cseq.method === 'INVITE',
      ),
    ).toBe(0)
    trunk.send(call.text('PRACK', { headers: [`RAck: ${rseq + 1} 1 INVITE`] }))
    await trunk.expectResponse(200, 'PRACK')
    fixture.clock.advance(0)
    await trunk.expectResponse(200, 'INVITE')
  })

  it('SIP-55: without PRACK the call is refused with 504', async () => {
    const { trunk, invite } = await incoming({ sdp: offer, headers: ['Require: 100rel'] })
    const timeouts = createQueue<true>()
    invite.setHandlers({ onTimeout: () => timeouts.push(true) })
    invite.progress(180)
    fixture.clock.advance(32_000)
    await trunk.expectResponse(504)
    await timeouts.take(() => true)
  })

  it('SIP-50: while it rings, the provisional is repeated each minute', async () => {
    const { trunk, invite } = await incoming()
    invite.progress(180)
    await trunk.expectResponse(180)
    fixture.clock.advance(60_000)
    await trunk.expectResponse(180)
  })

  it('SIP-63: a BYE in an early dialog counts as a CANCEL', async () => {
    const { trunk, call, invite } = await incoming()
    const cancelled = createQueue<true>()
    invite.setHandlers({ onCancel: () => cancelled.push(true) })
    invite.progress(180)
    call.learn(await trunk.expectResponse(180))
    trunk.send(call.text('BYE'))
    await trunk.expectResponse(200, 'BYE')
    await trunk.expectResponse(487, 'INVITE')
    await cancelled.take(() => true)
  })

  it('SIP-63: our BYE waits for the ACK of our 200', async () => {
    const { trunk, call, invite } = await answered()
    invite.dialog.bye({ protocol: 'Q.850', cause: 16, text: 'over "and" out' })
    await settle(trunk)
    expect(trunk.count((message) => message.kind === 'request')).toBe(0)
    trunk.send(call.text('ACK'))
    const bye = await trunk.expectRequest('BYE')
    expect(bye.headers.get('Reason')).toBe('Q.850;cause=16;text="over \\"and\\" out"')
  })
})

describe('requests that are refused', () => {
  it.each<[string, string, RequestParts, number]>([
    ['an unknown extension', 'INVITE', { sdp: offer, headers: ['Require: outbound, x-magic'] }, 420],
    ['an unknown scheme', 'INVITE', { sdp: offer, uri: 'nobody:knows' }, 416],
    ['a body that is not SDP', 'INVITE', { body: { contentType: 'text/plain', text: 'hi' } }, 415],
    ['a compressed body', 'INVITE', { sdp: offer, headers: ['Content-Encoding: gzip'] }, 415],
    [
      'a session interval too small',
      'INVITE',
      { sdp: offer, headers: ['Session-Expires: 60', 'Supported: timer'] },
      422,
    ],
    ['an unknown method', 'DANCE', {}, 501],
    ['MESSAGE', 'MESSAGE', {}, 405],
    ['REFER', 'REFER', {}, 405],
    ['REGISTER over UDP', 'REGISTER', {}, 405],
    ['BYE without a dialog', 'BYE', {}, 481],
    ['a malformed request', 'OPTIONS', { uri: 'sip:@' }, 400],
  ])('SIP-58: %s', async (_what, method, parts, status) => {
    fixture = await createStackFixture()
    const trunk = await fixture.trunk()
    trunk.send(scriptedCall(trunk, 'sip:100@127.0.0.1').text(method, parts))
    const response = await trunk.expectResponse(status)
    expect(tagOf(response.to)).not.toBeNull()
  })

  it('SIP-61: a request with tags of no dialog gets 481', async () => {
    fixture = await createStackFixture()
    const trunk = await fixture.trunk()
    const call = scriptedCall(trunk, 'sip:100@127.0.0.1')
    call.remoteTag = 'made-up'
    trunk.send(call.text('INVITE', { sdp: offer }))
    await trunk.expectResponse(481)
  })

  it('SIP-11: without rport the answer goes to the port of Via', async () => {
    fixture = await createStackFixture()
    const [trunk, sender] = [await fixture.trunk(), await fixture.trunk()]
    const text = scriptedCall(trunk, 'sip:100@127.0.0.1').text('OPTIONS').replace(';rport', '')
    sender.send(text)
    await trunk.expectResponse(200, 'OPTIONS')
    sender.send(scriptedCall(trunk, 'sip:100@127.0.0.1').text('OPTIONS'))
    const response = await sender.expectResponse(200, 'OPTIONS')
    expect(response.via.params.get('rport')).toBe(String(sender.port))
    expect(response.via.params.get('received')).toBe('127.0.0.1')
  })

  it('SIP-42: above the transaction limit an INVITE gets 503', async () => {
    fixture = await createStackFixture({ limits: { maxTransactions: 1 } })
    const trunk = await fixture.trunk()
    trunk.send(scriptedCall(trunk, 'sip:1@127.0.0.1').text('INVITE', { sdp: offer }))
    await fixture.nextInvite()
    trunk.send(scriptedCall(trunk, 'sip:2@127.0.0.1').text('INVITE', { sdp: offer }))
    expect((await trunk.expectResponse(503)).headers.get('Retry-After')).toBe('5')
  })

  it('SIP-67: a handler that throws is logged, and the next call works', async () => {
    const invites: IncomingInvite[] = []
    fixture = await createStackFixture({
      onInvite: (invite) => {
        invites.push(invite)
        if (invites.length === 1) throw new Error('a bug of this call')
        invite.reject(486)
      },
    })
    const trunk = await fixture.trunk()
    trunk.send(scriptedCall(trunk, 'sip:1@127.0.0.1').text('INVITE', { sdp: offer }))
    await trunk.expectResponse(100)
    trunk.send(scriptedCall(trunk, 'sip:2@127.0.0.1').text('INVITE', { sdp: offer }))
    await trunk.expectResponse(486)
    expect(fixture.complaints.join()).toContain('a bug of this call')
  })
})

describe('answering an agent', () => {
  it('SIP-21: a registered flow calls a ticket; what it says of itself does not count', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    await registerAgent(browser, fixture.identity('sign-in-1'))
    const call = scriptedCall(browser, 'sip:tic%2Fket@hearthline.test')
    browser.send(
      call.text('INVITE', {
        sdp: offer,
        headers: ['P-Asserted-Identity: <sip:boss@x>', 'P-Preferred-Identity: <sip:boss@x>'],
      }),
    )
    const invite = await fixture.nextInvite()
    expect(invite).toMatchObject({
      source: { kind: 'agent', aor: 'sign-in-1' },
      requestUser: 'tic/ket',
      fromUser: null,
    })
    invite.progress(183, answer)
    invite.accept(answer)
    call.learn(await browser.expectResponse(200, 'INVITE'))
    browser.send(call.text('ACK'))
    browser.send(call.text('BYE'))
    await browser.expectResponse(200, 'BYE')
  })

  it('SIP-41: another agent cannot speak in the dialog', async () => {
    fixture = await createStackFixture()
    const [browser, intruder] = [await fixture.browser(), await fixture.browser()]
    await registerAgent(browser, fixture.identity('a', 'one'))
    await registerAgent(intruder, fixture.identity('b', 'two'))
    const call = scriptedCall(browser, 'sip:ticket@hearthline.test')
    browser.send(call.text('INVITE', { sdp: offer }))
    const invite = await fixture.nextInvite()
    invite.accept(answer)
    call.learn(await browser.expectResponse(200, 'INVITE'))
    browser.send(call.text('ACK'))
    intruder.send(call.text('BYE'))
    await intruder.expectResponse(403, 'BYE')
    expect(invite.dialog.state).toBe('confirmed')
  })
})

describe('TCP', () => {
  it('SIP-6: a call over one connection, and a keep-alive between', async () => {
    fixture = await createStackFixture()
    const trunk = await fixture.tcpTrunk()
    const call = scriptedCall(trunk, 'sip:100@127.0.0.1')
    const invite = call.text('INVITE', { sdp: offer })
    trunk.send(`\r\n\r\n${invite.slice(0, 300)}`)
    trunk.send(invite.slice(300))
    const incomingInvite = await fixture.nextInvite()
    incomingInvite.accept(answer)
    call.learn(await trunk.expectResponse(200))
    trunk.send(call.text('ACK'))
    incomingInvite.dialog.bye()
    const bye = await trunk.expectRequest('BYE')
    expect(bye.via.transport).toBe('TCP')
    trunk.answer(bye, 200)
  })

  it('SIP-6: a message without Content-Length closes the connection', async () => {
    fixture = await createStackFixture()
    const trunk = await fixture.tcpTrunk()
    trunk.send('OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nX: y\r\n\r\n')
    await trunk.closed
  })
})
