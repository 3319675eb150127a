import { afterEach, describe, expect, it } from 'vitest'
import { serialiseMessage } from './message/serialise.ts'
import type { SipRefusalReason } from './refusal.ts'
import { authorizationFor, registerAgent, registerText } from './testing/scripted-agent.ts'
import { scriptedCall } from './testing/scripted-call.ts'
import { openWebSocketPeer, type ScriptedPeer } from './testing/scripted-peer.ts'
import { sdpText } from './testing/sip-text.ts'
import { createStackFixture, type StackFixture } from './testing/stack-fixture.ts'

let fixture: StackFixture
afterEach(() => fixture.dispose())

const register = async (browser: ScriptedPeer, authorization: string | null) => {
  browser.send(registerText(fixture.identity('a'), 7, authorization))
  const answer = await browser.expect('an answer', (each) => each.kind === 'response')
  if (answer.kind !== 'response') throw new Error('not a response')
  return answer
}

const registered = async () => {
  fixture = await createStackFixture()
  const browser = await fixture.browser()
  await registerAgent(browser, fixture.identity('a'))
  return browser
}

const refusals = () => fixture.refusals.map(({ reason, aor }) => [reason, aor])

const challenged = async () => {
  // Virtual time leaps: no pong could come between.
  fixture = await createStackFixture({ limits: { keepAliveMs: 10_000_000 } })
  const browser = await fixture.browser()
  return { browser, challenge: await register(browser, null) }
}

describe('digest replay on real sockets', () => {
  it('SIP-31: the same nonce count again, and a lower one, get a fresh challenge, never 200', async () => {
    const { browser, challenge } = await challenged()
    const use = (nc: string) =>
      register(browser, authorizationFor(fixture.identity('a'), challenge, 'SHA-256', nc))
    expect((await use('00000005')).status).toBe(200)
    for (const nc of ['00000005', '00000004', '00000001'])
      expect(await use(nc)).toMatchObject({ status: 401 })
    expect((await use('00000006')).status).toBe(200)
    expect(refusals()).toEqual([1, 2, 3].map(() => ['replay', 'a']))
  })

  it('SIP-31: credentials that were overheard on one socket are worth nothing on another', async () => {
    const { browser, challenge } = await challenged()
    const overheard = authorizationFor(fixture.identity('a'), challenge, 'MD5')
    const thief = await fixture.browser()
    expect((await register(thief, overheard)).status).toBe(401)
    expect((await register(browser, overheard)).status).toBe(200)
    expect((await register(thief, overheard)).status).toBe(401)
    expect(fixture.stack.registrations()).toHaveLength(1)
    expect(fixture.refusals).toEqual(
      [1, 2].map(() => ({ reason: 'foreign-nonce', aor: null, address: '127.0.0.1' })),
    )
  })

  it.each<[string, (authorization: string) => string, SipRefusalReason | null]>([
    [
      'another uri',
      (text) => text.replace('uri="sip:hearthline.test"', 'uri="sip:elsewhere.test"'),
      'digest',
    ],
    ['no uri', (text) => text.replace('uri="sip:hearthline.test", ', ''), 'digest'],
    ['another realm', (text) => text.replace('realm="hearthline.test"', 'realm="x"'), null],
    ['another user', (text) => text.replace('username="user:a"', 'username="user:b"'), 'wrong-password'],
    ['no nonce count', (text) => text.replace(', nc=00000001', ''), 'digest'],
    ['two responses', (text) => `${text}, response="${'0'.repeat(32)}"`, 'digest'],
    [
      'a response cut short',
      (text) => text.replace(/response="(.{31})."/, 'response="$1"'),
      'wrong-password',
    ],
    ['another algorithm', (text) => text.replace('algorithm=MD5', 'algorithm=SHA-256'), 'wrong-password'],
    ['without qop', (text) => text.replace(', qop=auth', ''), 'digest'],
  ])('SIP-31, SIP-37: a digest with %s is refused, and told', async (_case, change, reason) => {
    const { browser, challenge } = await challenged()
    const good = authorizationFor(fixture.identity('a'), challenge, 'MD5')
    expect(change(good)).not.toBe(good)
    expect((await register(browser, change(good))).status).toBe(401)
    expect(fixture.stack.registrations()).toEqual([])
    // What names another realm is meant for somebody else: it is challenged as if it were not there.
    expect(refusals()).toEqual(reason === null ? [] : [[reason, null]])
  })

  it('SIP-31: a stale nonce is told so, and only to who knows the password', async () => {
    const { browser, challenge } = await challenged()
    fixture.clock.advance(300_001)
    const wrong = { ...fixture.identity('a'), password: 'guess' }
    const refused = await register(browser, authorizationFor(wrong, challenge, 'MD5'))
    expect(refused.headers.lines('WWW-Authenticate').join()).not.toContain('stale')
    const stale = await register(browser, authorizationFor(fixture.identity('a'), challenge, 'MD5'))
    expect(stale.status).toBe(401)
    expect(stale.headers.lines('WWW-Authenticate').join()).toContain('stale=true')
    const again = await register(browser, authorizationFor(fixture.identity('a'), stale, 'MD5'))
    expect(again.status).toBe(200)
  })

  it('SIP-32: a flow that speaks for one sign-in takes no other', async () => {
    const { browser, challenge } = await challenged()
    await register(browser, authorizationFor(fixture.identity('a'), challenge, 'MD5'))
    const other = fixture.identity('b')
    browser.send(registerText(other, 9, null))
    const next = await browser.expectResponse(401, 'REGISTER')
    browser.send(registerText(other, 10, authorizationFor(other, next, 'MD5')))
    await browser.expectResponse(403, 'REGISTER')
    expect(fixture.stack.registrations()).toMatchObject([{ aor: 'a' }])
    expect(refusals()).toEqual([['other-sign-in', 'a']])
  })

  it('SIP-37: made-up users, early words and foreign pages are told, an honest registration is not', async () => {
    const { browser, challenge } = await challenged()
    const nobody = { ...fixture.identity('a'), username: 'nobody' }
    expect((await register(browser, authorizationFor(nobody, challenge, 'MD5'))).status).toBe(401)
    const call = scriptedCall(browser, 'sip:ticket@hearthline.test')
    browser.send(call.text('INVITE', { sdp: sdpText(4000) }))
    await browser.expectResponse(403, 'INVITE')
    const port = fixture.stack.localPorts.ws ?? 0
    await expect(openWebSocketPeer(port, 'https://evil.example')).rejects.toThrow('403')
    expect(refusals()).toEqual([
      ['unknown-user', null],
      ['not-registered', null],
      ['origin', null],
    ])
    const honest = await fixture.browser()
    await registerAgent(honest, fixture.identity('b'))
    expect(fixture.refusals).toHaveLength(3)
  })

  it('SIP-37: the credentials of a dropped sign-in on its draining flow are told', async () => {
    const browser = await registered()
    const call = scriptedCall(browser, 'sip:ticket@hearthline.test')
    browser.send(call.text('INVITE', { sdp: sdpText(4000) }))
    const invite = await fixture.nextInvite()
    invite.accept(sdpText(4002))
    await browser.expectResponse(200, 'INVITE')
    fixture.stack.dropAor('a', 'drain')
    browser.send(registerText(fixture.identity('a'), 9, null))
    await browser.expectResponse(403, 'REGISTER')
    expect(refusals()).toEqual([['dropped', 'a']])
  })
})

describe('smuggled headers and messages', () => {
  it('SIP-22: line breaks in what we are told to say make no header', async () => {
    fixture = await createStackFixture()
    const trunk = await fixture.trunk()
    const { port } = trunk
    fixture.stack.invite(
      {
        target: {
          kind: 'uri',
          uri: `sip:+1@127.0.0.1:${port}`,
          transport: 'udp',
          address: '127.0.0.1',
          port,
        },
        from: { uri: 'sip:a@h.test', displayName: 'x"\r\nEvil-From: 1\r\n\r\n\\' },
        to: { uri: 'sip:b@h.test', displayName: 'y\nEvil-To: 1\r' },
        offerSdp: sdpText(4000),
        headers: [{ name: 'Subject', value: 'z\r\nEvil-Subject: 1' }],
      },
      {},
    )
    const invite = await trunk.expectRequest('INVITE')
    for (const name of ['Evil-From', 'Evil-To', 'Evil-Subject']) expect(invite.headers.has(name)).toBe(false)
    expect(invite.body.toString()).toBe(sdpText(4000))
    expect(invite.from.uriText).toBe('sip:a@h.test')
  })

  it('SIP-5: a second request behind the body of the first is not served', async () => {
    const browser = await registered()
    const one = scriptedCall(browser, 'sip:one@hearthline.test')
    const two = scriptedCall(browser, 'sip:two@hearthline.test')
    browser.send(one.text('INVITE', { sdp: sdpText(4000) }) + two.text('INVITE', { sdp: sdpText(4002) }))
    const invite = await fixture.nextInvite()
    expect(invite.requestUser).toBe('one')
    expect(invite.offerSdp).toBe(sdpText(4000))
    // Answered after whatever came before it on this connection.
    browser.send('\r\n\r\n')
    const last = scriptedCall(browser, 'sip:three@hearthline.test')
    browser.send(last.text('INVITE', { sdp: sdpText(4004) }))
    expect((await fixture.nextInvite()).requestUser).toBe('three')
  })

  it.each<[string, string]>([
    ['two lengths', 'Content-Length: 0'],
    ['a compact second length', 'l: 0'],
    ['a folded second length', 'Content-Length:\r\n 0'],
    ['a second From', 'From: <sip:evil@h>;tag=2'],
    ['a compact second From', 'f: <sip:evil@h>;tag=2'],
    ['a folded second To', 'To:\r\n <sip:evil@h>'],
    ['a second Call-ID', 'i: other'],
    ['a second CSeq', 'CSeq: 2 BYE'],
    ['a lone carriage return', 'X-A: a\rFrom: <sip:evil@h>;tag=2'],
    ['a NUL', 'X-A: a\0b'],
    ['a name with a space', 'From : <sip:evil@h>;tag=2'],
  ])('SIP-4: an INVITE with %s gets 400 and is no call', async (_case, line) => {
    const browser = await registered()
    const call = scriptedCall(browser, 'sip:ticket@hearthline.test')
    browser.send(call.text('INVITE', { sdp: sdpText(4000), headers: [line] }))
    await browser.expectResponse(400, 'INVITE')
    expect(fixture.stack.counters().dialogs).toBe(0)
    expect(refusals()).toEqual([['malformed', 'a']])
  })

  it('SIP-6, SIP-37: a stream with two lengths is closed before its body can be read as a message', async () => {
    fixture = await createStackFixture()
    const trunk = await fixture.tcpTrunk()
    const hidden = scriptedCall(trunk, 'sip:hidden@127.0.0.1').text('INVITE', { sdp: sdpText(4000) })
    const open = scriptedCall(trunk, 'sip:open@127.0.0.1')
    trunk.send(open.text('OPTIONS', { headers: [`Content-Length: ${Buffer.byteLength(hidden)}`] }) + hidden)
    await trunk.closed
    expect(fixture.stack.counters().dialogs).toBe(0)
    expect(refusals()).toEqual([['malformed', null]])
  })

  it('SIP-21: what an agent says of itself reaches nobody', async () => {
    const browser = await registered()
    const call = scriptedCall(browser, 'sip:ticket@hearthline.test')
    browser.send(call.text('INVITE', { sdp: sdpText(4000), headers: ['P-Asserted-Identity: <sip:evil@h>'] }))
    const invite = await fixture.nextInvite()
    expect(invite).toMatchObject({ fromUser: null, source: { kind: 'agent', aor: 'a' } })
    invite.progress(180)
    const ringing = await browser.expectResponse(180, 'INVITE')
    expect(serialiseMessage({ ...ringing, kind: 'response' }).toString()).not.toContain('evil')
  })
})
