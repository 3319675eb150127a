import { afterEach, describe, expect, it } from 'vitest'
import { authorizationFor, registerAgent, registerText } from './testing/scripted-agent.ts'
import { openWebSocketPeer } from './testing/scripted-peer.ts'
import { scriptedCall } from './testing/scripted-call.ts'
import { sdpText, sipText } from './testing/sip-text.ts'
import { createStackFixture, type StackFixture } from './testing/stack-fixture.ts'

let fixture: StackFixture
afterEach(() => fixture.dispose())

describe('registration over WebSocket', () => {
  it('SIP-30: a browser registers with MD5, the last challenge', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    browser.send(registerText(fixture.identity('sign-in-1'), 1, null))
    const challenge = await browser.expectResponse(401)
    const algorithms = challenge.headers
      .lines('WWW-Authenticate')
      .map((value) => /algorithm=([^,]+)/.exec(value)?.[1])
    expect(algorithms).toEqual(['SHA-256', 'MD5'])
    browser.send(
      registerText(
        fixture.identity('sign-in-1'),
        2,
        authorizationFor(fixture.identity('sign-in-1'), challenge, 'MD5'),
      ),
    )
    const success = await browser.expectResponse(200)
    expect(success.headers.get('Contact')).toBe('<sip:agent@browser.invalid;transport=ws>;expires=600')
    expect(fixture.stack.registrations()).toMatchObject([{ aor: 'sign-in-1', userAgent: 'scripted agent' }])
    expect(fixture.registrations.map((change) => change.state)).toEqual(['registered'])
  })

  it('SIP-31: a replayed nonce count is challenged again and registers nothing', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    const identity = fixture.identity('sign-in-1')
    browser.send(registerText(identity, 1, null))
    const challenge = await browser.expectResponse(401)
    const authorization = authorizationFor(identity, challenge, 'SHA-256')
    browser.send(registerText(identity, 2, authorization))
    await browser.expectResponse(200)
    browser.send(registerText(identity, 3, authorization, 0))
    const refused = await browser.expectResponse(401)
    expect(refused.headers.lines('WWW-Authenticate').join()).not.toContain('stale')
    expect(fixture.stack.registrations()).toHaveLength(1)
    expect(fixture.stack.counters().authFailures).toBe(1)
  })

  it('SIP-31: the nonce of one flow is worth nothing on another', async () => {
    fixture = await createStackFixture()
    const identity = fixture.identity('sign-in-1')
    const [victim, thief] = [await fixture.browser(), await fixture.browser()]
    victim.send(registerText(identity, 1, null))
    const authorization = authorizationFor(identity, await victim.expectResponse(401), 'MD5')
    thief.send(registerText(identity, 2, authorization))
    await thief.expectResponse(401)
    expect(fixture.stack.registrations()).toEqual([])
  })

  it('SIP-31: an old nonce is answered stale', async () => {
    fixture = await createStackFixture({ limits: { keepAliveMs: 10_000_000 } })
    const identity = fixture.identity('sign-in-1')
    const browser = await fixture.browser()
    browser.send(registerText(identity, 1, null))
    const authorization = authorizationFor(identity, await browser.expectResponse(401), 'MD5')
    fixture.clock.advance(300_001)
    browser.send(registerText(identity, 2, authorization))
    const refused = await browser.expectResponse(401)
    expect(refused.headers.get('WWW-Authenticate')).toContain('stale=true')
  })

  it('SIP-32: an unknown user and a wrong password are the same to the peer', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    for (const identity of [
      { ...fixture.identity('sign-in-1'), password: 'wrong' },
      { ...fixture.identity('sign-in-1'), username: 'nobody' },
    ]) {
      browser.send(registerText(identity, 1, null))
      const challenge = await browser.expectResponse(401)
      browser.send(registerText(identity, 2, authorizationFor(identity, challenge, 'MD5')))
      await browser.expectResponse(401)
    }
    expect(fixture.stack.registrations()).toEqual([])
  })

  it('SIP-32: a flow cannot change to another sign-in', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    await registerAgent(browser, fixture.identity('sign-in-1'))
    const other = fixture.identity('sign-in-2')
    browser.send(registerText(other, 3, null))
    const challenge = await browser.expectResponse(401)
    browser.send(registerText(other, 4, authorizationFor(other, challenge, 'MD5')))
    await browser.expectResponse(403)
    expect(fixture.stack.registrations()).toMatchObject([{ aor: 'sign-in-1' }])
  })

  it('SIP-34: withdrawn, expired and dropped bindings are told apart', async () => {
    fixture = await createStackFixture({ limits: { keepAliveMs: 10_000_000 } })
    const [first, second, third] = [await fixture.browser(), await fixture.browser(), await fixture.browser()]
    await registerAgent(first, fixture.identity('a'))
    await registerAgent(first, fixture.identity('a'), 0)
    expect((await fixture.registration('unregistered')).aor).toBe('a')
    await registerAgent(second, fixture.identity('b'), 60)
    fixture.clock.advance(60_000)
    expect((await fixture.registration('unregistered')).aor).toBe('b')
    await registerAgent(third, fixture.identity('c'))
    await third.dispose()
    expect((await fixture.registration('flow-lost')).aor).toBe('c')
    expect(fixture.stack.registrations()).toEqual([])
  })

  it('SIP-34: too short a lifetime gets 423', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    const identity = fixture.identity('a')
    browser.send(registerText(identity, 1, null, 5))
    const challenge = await browser.expectResponse(401)
    browser.send(registerText(identity, 2, authorizationFor(identity, challenge, 'MD5'), 5))
    expect((await browser.expectResponse(423)).headers.get('Min-Expires')).toBe('30')
  })

  it('SIP-35: dropping a sign-in closes its flows', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    await registerAgent(browser, fixture.identity('a'))
    fixture.stack.dropAor('a', 'end')
    await browser.closed
    expect(fixture.registrations.map((change) => change.state)).toEqual(['registered', 'unregistered'])
  })

  it('SIP-33: a call goes by the newest binding, and a refresh does not change which that is told', async () => {
    fixture = await createStackFixture()
    const [old, young] = [await fixture.browser(), await fixture.browser()]
    await registerAgent(old, fixture.identity('a', 'one'))
    await registerAgent(young, fixture.identity('a', 'two'))
    fixture.stack.invite(
      {
        target: { kind: 'aor', aor: 'a' },
        from: { uri: 'sip:call@hearthline.test' },
        offerSdp: sdpText(4000),
      },
      {},
    )
    const invite = await young.expectRequest('INVITE')
    expect(invite.uri).toBe('sip:two@browser.invalid;transport=ws')
    expect(old.count((message) => message.kind === 'request')).toBe(0)
  })

  it('SIP-33: a call to nobody fails', async () => {
    fixture = await createStackFixture()
    const failures: string[] = []
    fixture.stack.invite(
      {
        target: { kind: 'aor', aor: 'nobody' },
        from: { uri: 'sip:call@hearthline.test' },
        offerSdp: sdpText(4000),
      },
      { onFailed: (failure) => failures.push(failure.kind) },
    )
    expect(failures).toEqual([])
    fixture.clock.advance(0)
    expect(failures).toEqual(['transport'])
  })
})

describe('who may ask', () => {
  it('SIP-21: nothing but REGISTER before registration', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    const call = scriptedCall(browser, 'sip:ticket@hearthline.test')
    browser.send(call.text('INVITE', { sdp: sdpText(4000) }))
    await browser.expectResponse(403, 'INVITE')
    browser.send(call.text('OPTIONS'))
    await browser.expectResponse(403, 'OPTIONS')
  })

  it('SIP-20: a stranger gets 403 for an INVITE and silence for the rest', async () => {
    fixture = await createStackFixture()
    const stranger = await fixture.stranger()
    const call = scriptedCall(stranger, 'sip:100@127.0.0.1')
    stranger.send(call.text('OPTIONS'))
    stranger.send(call.text('REGISTER'))
    stranger.send(call.text('BYE'))
    stranger.send('OPTIONS sip:@ SIP/2.0\r\n\r\n')
    stranger.send(call.text('INVITE', { sdp: sdpText(4000) }))
    await stranger.expectResponse(403, 'INVITE')
    expect(stranger.received).toHaveLength(1)
    expect(fixture.stack.counters()).toMatchObject({ strangers: 4, transactions: 0 })
  })

  it('SIP-13: a browser that floods is cut off, and another is served', async () => {
    fixture = await createStackFixture({ limits: { flowBurst: 20, flowMessagesPerSecond: 10 } })
    const [flooder, other] = [await fixture.browser(), await fixture.browser()]
    await registerAgent(other, fixture.identity('b'))
    flooder.sendTimes(100, sipText(['nonsense']))
    await flooder.closed
    await registerAgent(other, fixture.identity('b'))
    expect(fixture.stack.counters().flooded).toBeGreaterThan(20)
    expect(fixture.stack.registrations()).toMatchObject([{ aor: 'b' }])
  })
})

describe('WebSocket upgrade', () => {
  it('SIP-10: another Origin is refused with 403', async () => {
    fixture = await createStackFixture()
    const port = fixture.stack.localPorts.ws ?? 0
    await expect(openWebSocketPeer(port, 'http://localhost.evil.example')).rejects.toThrow('403')
    await expect(openWebSocketPeer(port, 'http://LOCALHOST')).rejects.toThrow('403')
  })

  it.each([
    ['/other', 'sip', '404'],
    ['/sip', 'xmpp', '400'],
  ])('SIP-10: %s with subprotocol %s gets %s', async (path, protocol, status) => {
    fixture = await createStackFixture()
    const { WebSocket } = await import('ws')
    const socket = new WebSocket(`ws://127.0.0.1:${fixture.stack.localPorts.ws}${path}`, protocol, {
      origin: 'http://localhost',
    })
    const error = await new Promise<Error>((resolve) => {
      socket.once('error', resolve)
    })
    expect(error.message).toContain(status)
  })

  it('SIP-10: plain HTTP gets 426', async () => {
    fixture = await createStackFixture()
    const response = await fetch(`http://127.0.0.1:${fixture.stack.localPorts.ws}/sip`)
    expect(response.status).toBe(426)
  })

  it('SIP-4: a message somewhat too large gets 513', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    const call = scriptedCall(browser, 'sip:x@hearthline.test')
    browser.send(call.text('OPTIONS', { body: { contentType: 'text/plain', text: 'x'.repeat(66_000) } }))
    await browser.expectResponse(513)
  })

  it('SIP-12: a WebSocket that shows no sign of life is ended', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    await registerAgent(browser, fixture.identity('a'))
    // Two periods at once: no pong can come between.
    fixture.clock.advance(30_000)
    await browser.closed
    expect((await fixture.registration('flow-lost')).aor).toBe('a')
  })
})
