import { afterEach, describe, expect, it } from 'vitest'
import type { IncomingInvite } from './types.ts'
import { registerAgent, registerText } from './testing/scripted-agent.ts'
import { scriptedCall, type ScriptedCall } from './testing/scripted-call.ts'
import type { ScriptedPeer } from './testing/scripted-peer.ts'
import { sdpText } from './testing/sip-text.ts'
import { createStackFixture, type StackFixture } from './testing/stack-fixture.ts'

let fixture: StackFixture
afterEach(() => fixture.dispose())

const answeredCall = async (
  browser: ScriptedPeer,
): Promise<{ call: ScriptedCall; invite: IncomingInvite; ended: Promise<void> }> => {
  const call = scriptedCall(browser, 'sip:ticket@hearthline.test')
  browser.send(call.text('INVITE', { sdp: sdpText(4000) }))
  const invite = await fixture.nextInvite()
  const ended = new Promise<void>((resolve) => {
    invite.setHandlers({
      onEnded: () => resolve(),
      onReinvite: (reinvite) => reinvite.accept(sdpText(5000)),
      onInfo: (info) => info.answer(200),
    })
  })
  invite.accept(sdpText(5000))
  call.learn(await browser.expectResponse(200, 'INVITE'))
  browser.send(call.text('ACK'))
  return { call, invite, ended }
}

/** A registered browser in a call whose sign-in was dropped with `drain`. */
const drained = async () => {
  fixture = await createStackFixture()
  const browser = await fixture.browser()
  await registerAgent(browser, fixture.identity('a'))
  const talking = await answeredCall(browser)
  fixture.stack.dropAor('a', 'drain')
  return { browser, ...talking }
}

describe('a dropped sign-in whose call runs on', () => {
  it('SIP-36: its binding is gone at once, its flow serves the call: re-INVITE, INFO, BYE', async () => {
    const { browser, call, ended } = await drained()
    expect(fixture.stack.registrations()).toEqual([])
    expect((await fixture.registration('unregistered')).aor).toBe('a')
    browser.send(call.text('INVITE', { sdp: sdpText(4002) }))
    await browser.expectResponse(200, 'INVITE')
    browser.send(call.text('ACK'))
    browser.send(call.text('INFO', { body: { contentType: 'application/dtmf-relay', text: 'Signal=5' } }))
    await browser.expectResponse(200, 'INFO')
    browser.send(call.text('BYE'))
    await browser.expectResponse(200, 'BYE')
    await ended
    fixture.clock.advance(1_000)
    await browser.closed
  })

  it('SIP-36: nothing new comes from it: no INVITE, no REGISTER even with good credentials, no OPTIONS', async () => {
    const { browser } = await drained()
    browser.send(scriptedCall(browser, 'sip:ticket@hearthline.test').text('INVITE', { sdp: sdpText(4000) }))
    await browser.expectResponse(403, 'INVITE')
    browser.send(scriptedCall(browser, 'sip:ticket@hearthline.test').text('OPTIONS'))
    await browser.expectResponse(403, 'OPTIONS')
    browser.send(registerText(fixture.identity('a'), 3, null))
    await browser.expectResponse(403, 'REGISTER')
    browser.send(registerText(fixture.identity('b'), 4, null))
    await browser.expectResponse(403, 'REGISTER')
    expect(fixture.stack.registrations()).toEqual([])
  })

  it('SIP-36: nothing new goes to it', async () => {
    const { browser } = await drained()
    const failures: string[] = []
    fixture.stack.invite(
      {
        target: { kind: 'aor', aor: 'a' },
        from: { uri: 'sip:call@hearthline.test' },
        offerSdp: sdpText(4000),
      },
      { onFailed: (failure) => failures.push(failure.kind) },
    )
    fixture.clock.advance(0)
    expect(failures).toEqual(['transport'])
    expect(browser.count((message) => message.kind === 'request')).toBe(0)
  })

  it('SIP-36: our own BYE reaches it, then the flow closes', async () => {
    const { browser, invite } = await drained()
    invite.dialog.bye({ protocol: 'SIP', cause: 480, text: 'revoked' })
    const bye = await browser.expectRequest('BYE')
    expect(bye.headers.get('Reason')).toBe('SIP;cause=480;text="revoked"')
    browser.answer(bye, 200)
    fixture.clock.advance(1_000)
    await browser.closed
  })

  it('SIP-36: of two calls the last one closes it', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    await registerAgent(browser, fixture.identity('a'))
    const [first, second] = [await answeredCall(browser), await answeredCall(browser)]
    fixture.stack.dropAor('a', 'drain')
    browser.send(first.call.text('BYE'))
    await first.ended
    fixture.clock.advance(5_000)
    browser.send(
      second.call.text('INFO', { body: { contentType: 'application/dtmf-relay', text: 'Signal=1' } }),
    )
    await browser.expectResponse(200, 'INFO')
    browser.send(second.call.text('BYE'))
    await second.ended
    fixture.clock.advance(1_000)
    await browser.closed
  })

  it('SIP-36: an INVITE that still waits for its answer can be cancelled, or answered', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    await registerAgent(browser, fixture.identity('a'))
    const call = scriptedCall(browser, 'sip:ticket@hearthline.test')
    browser.send(call.text('INVITE', { sdp: sdpText(4000), branch: 'z9hG4bKwaits' }))
    await fixture.nextInvite()
    fixture.stack.dropAor('a', 'drain')
    browser.send(call.text('CANCEL', { branch: 'z9hG4bKwaits' }))
    await browser.expectResponse(200, 'CANCEL')
    await browser.expectResponse(487, 'INVITE')
    fixture.clock.advance(1_000)
    await browser.closed
  })

  it('SIP-36: without a call the flow closes at once; a repetition changes nothing', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    await registerAgent(browser, fixture.identity('a'))
    fixture.stack.dropAor('a', 'drain')
    fixture.stack.dropAor('a', 'drain')
    fixture.stack.dropAor('a', 'end')
    await browser.closed
    expect(fixture.registrations.map(({ state }) => state)).toEqual(['registered', 'unregistered'])
  })

  it('SIP-36: another flow of the same sign-in closes at once', async () => {
    fixture = await createStackFixture()
    const [talking, idle] = [await fixture.browser(), await fixture.browser()]
    await registerAgent(talking, fixture.identity('a', 'one'))
    await registerAgent(idle, fixture.identity('a', 'two'))
    const { call } = await answeredCall(talking)
    fixture.stack.dropAor('a', 'drain')
    await idle.closed
    talking.send(call.text('INFO', { body: { contentType: 'application/dtmf-relay', text: 'Signal=1' } }))
    await talking.expectResponse(200, 'INFO')
  })

  it('SIP-36: the flow of another sign-in does not get at the call', async () => {
    const { call } = await drained()
    const other = await fixture.browser()
    await registerAgent(other, fixture.identity('b'))
    other.send(call.text('BYE'))
    await other.expectResponse(403, 'BYE')
  })
})
