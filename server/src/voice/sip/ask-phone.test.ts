import { afterEach, describe, expect, it } from 'vitest'
import { authorizationFor, registerAgent, registerText } from './testing/scripted-agent.ts'
import type { ScriptedPeer } from './testing/scripted-peer.ts'
import { answerText } from './testing/sip-text.ts'
import { createStackFixture, type StackFixture } from './testing/stack-fixture.ts'

let fixture: StackFixture
afterEach(() => fixture.dispose())

const answerMs = 5_000

async function phone(aor = 'sign-in-1', contactUser?: string): Promise<ScriptedPeer> {
  const browser = await fixture.browser()
  await registerAgent(browser, fixture.identity(aor, contactUser))
  return browser
}

describe('OPTIONS to a registered phone', () => {
  it('SIP-70: it goes over the flow of the newest binding, to the URI that was registered', async () => {
    fixture = await createStackFixture()
    const older = await phone('sign-in-1', 'tab-1')
    const newer = await phone('sign-in-1', 'tab-2')
    const asked = fixture.stack.askPhone('sign-in-1', answerMs)
    const options = await newer.expectRequest('OPTIONS')
    expect(options.uri).toBe('sip:tab-2@browser.invalid;transport=ws')
    expect(options.headers.get('To')).toBe('<sip:tab-2@browser.invalid;transport=ws>')
    expect(options.headers.get('Contact')).toMatch(/^<sip:127\.0\.0\.1:\d+;transport=ws>$/)
    fixture.clock.advance(30)
    newer.answer(options, 200)
    expect(await asked).toEqual({ kind: 'answered', status: 200, rttMs: 30 })
    expect(older.count((message) => message.kind === 'request')).toBe(0)
    expect(fixture.stack.counters().transactions).toBe(0)
  })

  it.each([200, 302, 404, 405, 481, 482, 500, 503, 603])(
    'SIP-70: an answer of %i is a sign of life',
    async (status) => {
      fixture = await createStackFixture()
      const browser = await phone()
      const asked = fixture.stack.askPhone('sign-in-1', answerMs)
      browser.answer(await browser.expectRequest('OPTIONS'), status)
      expect(await asked).toMatchObject({ kind: 'answered', status })
    },
  )

  it('SIP-70: each question has a Call-ID and a From tag of its own', async () => {
    fixture = await createStackFixture()
    const browser = await phone()
    const seen = new Set<string>()
    for (let turn = 0; turn < 3; turn++) {
      const asked = fixture.stack.askPhone('sign-in-1', answerMs)
      const options = await browser.expectRequest('OPTIONS')
      seen.add(options.callId)
      seen.add(options.headers.get('From') ?? '')
      browser.answer(options, 200)
      await asked
    }
    expect(seen.size).toBe(6)
  })

  it('SIP-71: without a final answer in time it is silent; a provisional one does not count', async () => {
    fixture = await createStackFixture()
    const browser = await phone()
    const asked = fixture.stack.askPhone('sign-in-1', answerMs)
    const options = await browser.expectRequest('OPTIONS')
    browser.answer(options, 180)
    await roundTrip(browser)
    fixture.clock.advance(answerMs)
    expect(await asked).toEqual({ kind: 'silent' })
  })

  it('SIP-71: late, repeated and senseless answers change nothing and hurt nobody', async () => {
    fixture = await createStackFixture()
    const browser = await phone()
    const asked = fixture.stack.askPhone('sign-in-1', answerMs)
    const first = await browser.expectRequest('OPTIONS')
    fixture.clock.advance(answerMs)
    expect(await asked).toEqual({ kind: 'silent' })
    for (let copy = 0; copy < 3; copy++) browser.answer(first, 200)
    const again = fixture.stack.askPhone('sign-in-1', answerMs)
    const second = await browser.expectRequest('OPTIONS')
    // The answer to the first, once more, is no answer to the second.
    browser.answer(first, 200)
    browser.send('SIP/2.0 200 OK\r\nVia: SIP/2.0/WS x;branch=z9hG4bKnothing\r\n\r\n')
    await roundTrip(browser)
    fixture.clock.advance(10)
    browser.answer(second, 200)
    browser.answer(second, 500)
    expect(await again).toEqual({ kind: 'answered', status: 200, rttMs: 10 })
    await roundTrip(browser)
    expect(fixture.stack.counters().transactions).toBe(0)
    expect(fixture.complaints).toEqual([])
  })

  it('SIP-72: an answer from another connection is nobody’s, be it of the same sign-in', async () => {
    fixture = await createStackFixture()
    const twin = await phone('sign-in-1', 'tab-1')
    const browser = await phone('sign-in-1', 'tab-2')
    const stranger = await phone('sign-in-2')
    const asked = fixture.stack.askPhone('sign-in-1', answerMs)
    const options = await browser.expectRequest('OPTIONS')
    for (const forger of [twin, stranger]) {
      forger.send(answerText(options, 200))
      await roundTrip(forger)
    }
    fixture.clock.advance(answerMs)
    expect(await asked).toEqual({ kind: 'silent' })
  })

  it('SIP-73: nothing is known of a phone that is not registered, or whose connection ends in the middle', async () => {
    fixture = await createStackFixture()
    expect(await fixture.stack.askPhone('nobody', answerMs)).toEqual({ kind: 'gone' })
    const browser = await phone()
    const asked = fixture.stack.askPhone('sign-in-1', answerMs)
    await browser.expectRequest('OPTIONS')
    await browser.dispose()
    expect(await asked).toEqual({ kind: 'gone' })
    expect(fixture.stack.counters().transactions).toBe(0)
  })

  it.each(['answers', 'stays silent'])(
    'SIP-73: when the phone has come on another connection, nothing is known whether the old one %s',
    async (old) => {
      fixture = await createStackFixture()
      const before = await phone('sign-in-1', 'tab-1')
      const asked = fixture.stack.askPhone('sign-in-1', answerMs)
      const options = await before.expectRequest('OPTIONS')
      const after = await phone('sign-in-1', 'tab-1')
      if (old === 'answers') before.answer(options, 200)
      await roundTrip(before)
      fixture.clock.advance(answerMs)
      expect(await asked).toEqual({ kind: 'gone' })
      const again = fixture.stack.askPhone('sign-in-1', answerMs)
      after.answer(await after.expectRequest('OPTIONS'), 200)
      expect(await again).toMatchObject({ kind: 'answered' })
    },
  )

  it('SIP-73: a phone that unregisters or is dropped while it is asked', async () => {
    fixture = await createStackFixture()
    const browser = await phone()
    const identity = fixture.identity('sign-in-1')
    const asked = fixture.stack.askPhone('sign-in-1', answerMs)
    await browser.expectRequest('OPTIONS')
    browser.send(registerText(identity, 3, null, 0))
    const challenge = await browser.expectResponse(401, 'REGISTER')
    browser.send(registerText(identity, 4, authorizationFor(identity, challenge, 'MD5'), 0))
    await browser.expectResponse(200, 'REGISTER')
    fixture.clock.advance(answerMs)
    expect(await asked).toEqual({ kind: 'gone' })

    await registerAgent(browser, identity)
    const dropped = fixture.stack.askPhone('sign-in-1', answerMs)
    await browser.expectRequest('OPTIONS')
    fixture.stack.dropAor('sign-in-1', 'end')
    expect(await dropped).toEqual({ kind: 'gone' })
  })
})

/** Whatever the peer sent before has been read once its own question is answered. */
async function roundTrip(peer: ScriptedPeer): Promise<void> {
  const { realm } = fixture.identity('any')
  peer.send(registerText({ username: 'user:x', password: 'x', realm }, 99, null))
  await peer.expectResponse(401, 'REGISTER')
}
