import { afterEach, describe, expect, it } from 'vitest'
import type { SipRequest } from './message/message.ts'
import { parseAuthParams } from './digest/auth-params.ts'
import { digestResponse } from './digest/digest-response.ts'
import { registerAgent } from './testing/scripted-agent.ts'
import { scriptedCall } from './testing/scripted-call.ts'
import type { ScriptedPeer } from './testing/scripted-peer.ts'
import { sdpText } from './testing/sip-text.ts'
import { createQueue, createStackFixture, type StackFixture } from './testing/stack-fixture.ts'
import type { OutgoingInvite, SipDialog, SipEnd } from './types.ts'

let fixture: StackFixture
afterEach(() => fixture.dispose())

const offer = sdpText(4000)
const answer = sdpText(5000)
const contactOf = (peer: ScriptedPeer): string => `<sip:peer@127.0.0.1:${peer.port}>`

async function placed(changes: Partial<OutgoingInvite> = {}) {
  fixture = await createStackFixture()
  const trunk = await fixture.trunk()
  const told: string[] = []
  const dialogs = createQueue<SipDialog>()
  const failures = createQueue<string>()
  const ends = createQueue<SipEnd>()
  const call = fixture.stack.invite(
    {
      target: {
        kind: 'uri',
        uri: 'sip:+4930999@carrier.test',
        transport: 'udp',
        address: '127.0.0.1',
        port: trunk.port,
      },
      from: { uri: 'sip:+4989100@hearthline.test', displayName: 'Call "centre"' },
      offerSdp: offer,
      ...changes,
    },
    {
      onProgress: ({ status, sdp, dialogTag }) =>
        told.push(`progress ${status} ${sdp === null ? '-' : 'sdp'} ${dialogTag}`),
      onAccepted: ({ sdp, dialog }) => {
        told.push(`accepted ${sdp === answer}`)
        dialogs.push(dialog)
      },
      onFailed: (failure) => {
        const words =
          failure.kind === 'rejected'
            ? `rejected ${failure.status} ${failure.reason?.cause ?? '-'} ${failure.retryAfterSeconds ?? '-'}`
            : failure.kind
        told.push(words)
        failures.push(words)
      },
      onEnded: (end) => ends.push(end),
    },
  )
  const invite = await trunk.expectRequest('INVITE')
  return {
    trunk,
    call,
    invite,
    told,
    dialog: () => dialogs.take(() => true),
    failure: () => failures.take(() => true),
    end: () => ends.take(() => true),
  }
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

const isRequest = (method: string) => (message: { kind: string; method?: string }) =>
  message.kind === 'request' && message.method === method

describe('calling a trunk', () => {
  it('SIP-22: the INVITE is what we say it is', async () => {
    const { invite } = await placed({
      assertedIdentity: 'sip:+4989100@hearthline.test',
      headers: [{ name: 'X-Call', value: 'a\r\nVia: evil' }],
    })
    const header = (name: string) => invite.headers.get(name)
    expect(invite.uri).toBe('sip:+4930999@carrier.test')
    expect(header('From')).toMatch(/^"Call \\"centre\\"" <sip:\+4989100@hearthline\.test>;tag=/)
    expect(header('To')).toBe('<sip:+4930999@carrier.test>')
    expect(header('P-Asserted-Identity')).toBe('<sip:+4989100@hearthline.test>')
    expect(header('Contact')).toBe(`<sip:127.0.0.1:${fixture.stack.localPorts.udp}>`)
    expect(header('Session-Expires')).toBe('1800')
    expect(header('X-Call')).toBe('a  Via: evil')
    expect(invite.headers.count('Via')).toBe(1)
    expect(header('Via')).toContain(';rport')
  })

  it.each(['P-Asserted-Identity', 'Via', 'Contact', 'Remote-Party-ID', 'Route', 'Bad name'])(
    'SIP-22: %s is not for the caller to set',
    async (name) => {
      fixture = await createStackFixture()
      const target = { kind: 'aor', aor: 'a' } as const
      expect(() =>
        fixture.stack.invite(
          { target, from: { uri: 'sip:a@b' }, offerSdp: offer, headers: [{ name, value: 'x' }] },
          {},
        ),
      ).toThrow(TypeError)
    },
  )

  it('SIP-51: rings, is answered, and acknowledges each repetition of the 200', async () => {
    const { trunk, invite, told, dialog, end } = await placed()
    trunk.answer(invite, 100)
    trunk.answer(invite, 180, { tag: 't1' })
    trunk.answer(invite, 183, { tag: 't1', sdp: answer, contact: contactOf(trunk) })
    const ok = {
      tag: 't1',
      sdp: answer,
      contact: contactOf(trunk),
      headers: [['Record-Route', `<sip:127.0.0.1:${trunk.port};lr>`]] as const,
    }
    trunk.answer(invite, 200, ok)
    const ack = await trunk.expectRequest('ACK')
    expect(ack.headers.get('Route')).toBe(`<sip:127.0.0.1:${trunk.port};lr>`)
    expect(ack.cseq.number).toBe(invite.cseq.number)
    trunk.answer(invite, 200, ok)
    expect((await trunk.expectRequest('ACK')).headers.get('Via')).toBe(ack.headers.get('Via'))
    const held = await dialog()
    expect(told).toEqual(['progress 180 - t1', 'progress 183 sdp t1', 'accepted true'])
    const call = scriptedCall(trunk, 'sip:us@127.0.0.1', invite)
    trunk.send(
      call
        .text('BYE', {
          cseq: 1,
          uri: `sip:127.0.0.1:${fixture.stack.localPorts.udp}`,
        })
        .replace(/tag=tag[^\r]*/, 'tag=t1'),
    )
    await trunk.expectResponse(200, 'BYE')
    expect(await end()).toEqual({ kind: 'bye', reason: null })
    expect(held.state).toBe('ended')
  })

  it('SIP-40: a lost INVITE is sent again, and nothing at all is a timeout', async () => {
    const { trunk, told, failure } = await placed()
    fixture.clock.advance(500)
    await trunk.expectRequest('INVITE')
    fixture.clock.advance(31_500)
    expect(await failure()).toBe('timeout')
    expect(trunk.count(isRequest('INVITE'))).toBeGreaterThanOrEqual(2)
    expect(told).toEqual(['timeout'])
  })

  it.each<[string, number, readonly (readonly [string, string])[], string]>([
    ['busy', 486, [], 'rejected 486 - -'],
    ['an ISDN cause', 404, [['Reason', 'Q.850;cause=1;text="Unallocated"']], 'rejected 404 1 -'],
    ['a pause', 503, [['Retry-After', '120 (maintenance);duration=3600']], 'rejected 503 - 120'],
    ['a redirection', 302, [['Contact', '<sip:elsewhere@x>']], 'rejected 302 - -'],
    [
      'a challenge without credentials',
      407,
      [['Proxy-Authenticate', 'Digest realm="c", nonce="n"']],
      'rejected 407 - -',
    ],
  ])('SIP-57: %s is told once, and acknowledged', async (_what, status, headers, words) => {
    const { trunk, invite, told, failure } = await placed()
    trunk.answer(invite, status, { tag: 't', headers })
    trunk.answer(invite, status, { tag: 't', headers })
    const ack = await trunk.expectRequest('ACK')
    expect(ack.headers.get('Via')).toBe(invite.headers.get('Via'))
    await trunk.expectRequest('ACK')
    expect(await failure()).toBe(words)
    expect(told).toEqual([words])
  })

  it('SIP-54: of two forks the first answer wins, the other is acknowledged and ended', async () => {
    const { trunk, invite, told, dialog } = await placed()
    trunk.answer(invite, 183, { tag: 'one', sdp: sdpText(1), contact: contactOf(trunk) })
    trunk.answer(invite, 180, { tag: 'two', contact: contactOf(trunk) })
    trunk.answer(invite, 200, { tag: 'two', sdp: answer, contact: contactOf(trunk) })
    trunk.answer(invite, 200, { tag: 'one', sdp: sdpText(1), contact: contactOf(trunk) })
    const bye = await trunk.expectRequest('BYE')
    expect(bye.to.params.get('tag')).toBe('one')
    expect((await dialog()).remoteTag).toBe('two')
    expect(trunk.count(isRequest('ACK'))).toBe(2)
    expect(told).toEqual(['progress 183 sdp one', 'progress 180 - two', 'accepted true'])
  })

  it('SIP-50: a 200 without description takes that of the 183 before', async () => {
    const { trunk, invite, told, dialog } = await placed()
    trunk.answer(invite, 183, { tag: 't', sdp: answer, contact: contactOf(trunk) })
    trunk.answer(invite, 200, { tag: 't', contact: contactOf(trunk) })
    await dialog()
    expect(told.at(-1)).toBe('accepted true')
  })

  it('SIP-57: a 200 without any description is acknowledged, ended, and told as a refusal', async () => {
    const { trunk, invite, failure } = await placed()
    trunk.answer(invite, 200, { tag: 't', contact: contactOf(trunk) })
    await trunk.expectRequest('ACK')
    await trunk.expectRequest('BYE')
    expect(await failure()).toBe('rejected 488 - -')
  })
})

describe('withdrawing a call', () => {
  it('SIP-53: CANCEL waits for a provisional, carries the branch, and ends in 487', async () => {
    const { trunk, call, invite, told, failure } = await placed()
    call.cancel({ protocol: 'SIP', cause: 200, text: 'elsewhere' })
    await settle(trunk)
    expect(trunk.count(isRequest('CANCEL'))).toBe(0)
    trunk.answer(invite, 100)
    const cancel = await trunk.expectRequest('CANCEL')
    expect(cancel.headers.get('Via')).toBe(invite.headers.get('Via'))
    expect(cancel.cseq.number).toBe(invite.cseq.number)
    expect(cancel.headers.get('Reason')).toBe('SIP;cause=200;text="elsewhere"')
    trunk.answer(cancel, 200)
    trunk.answer(invite, 487, { tag: 't' })
    await trunk.expectRequest('ACK')
    expect(await failure()).toBe('cancelled')
    expect(told).toEqual(['cancelled'])
  })

  it('SIP-52: a 200 that crosses the CANCEL is acknowledged and ended with BYE', async () => {
    const { trunk, call, invite, told, failure } = await placed()
    trunk.answer(invite, 180, { tag: 't', contact: contactOf(trunk) })
    await settle(trunk)
    trunk.hold()
    trunk.answer(invite, 200, { tag: 't', sdp: answer, contact: contactOf(trunk) })
    call.cancel()
    const cancel = await trunk.expectRequest('CANCEL')
    trunk.answer(cancel, 200)
    trunk.release('reversed')
    const ack = await trunk.expectRequest('ACK')
    const bye = await trunk.expectRequest('BYE')
    expect(bye.cseq.number).toBe(ack.cseq.number + 1)
    trunk.answer(bye, 200)
    expect(await failure()).toBe('cancelled')
    // The 200 is repeated since the ACK was lost: acknowledged again, no second BYE.
    trunk.answer(invite, 200, { tag: 't', sdp: answer, contact: contactOf(trunk) })
    await trunk.expectRequest('ACK')
    await settle(trunk)
    expect(trunk.count(isRequest('BYE'))).toBe(1)
    expect(told).toEqual(['progress 180 - t', 'cancelled'])
  })

  it('SIP-52: a peer that never answers a CANCEL does not hold the call', async () => {
    const { trunk, call, invite, failure } = await placed()
    trunk.answer(invite, 180, { tag: 't' })
    await settle(trunk)
    call.cancel()
    await trunk.expectRequest('CANCEL')
    fixture.clock.advance(32_000)
    expect(await failure()).toBe('cancelled')
    trunk.answer(invite, 200, { tag: 't', sdp: answer, contact: contactOf(trunk) })
    await trunk.expectRequest('ACK')
    await trunk.expectRequest('BYE')
  })

  it('SIP-57: cancel after the answer does nothing', async () => {
    const { trunk, call, invite, dialog } = await placed()
    trunk.answer(invite, 200, { tag: 't', sdp: answer, contact: contactOf(trunk) })
    const held = await dialog()
    call.cancel()
    await settle(trunk)
    expect(held.state).toBe('confirmed')
    expect(trunk.count(isRequest('CANCEL'))).toBe(0)
  })
})

describe('reliable provisionals of a trunk', () => {
  it('SIP-55: PRACK in order, repetitions and gaps are passed over', async () => {
    const { trunk, invite, told } = await placed()
    const reliable = (rseq: number) =>
      ({
        tag: 't',
        contact: contactOf(trunk),
        headers: [
          ['Require', '100rel'],
          ['RSeq', String(rseq)],
        ],
      }) as const
    trunk.answer(invite, 183, { ...reliable(10), sdp: answer })
    const first = await trunk.expectRequest('PRACK')
    expect(first.headers.get('RAck')).toBe(`10 ${invite.cseq.number} INVITE`)
    expect(first.cseq.number).toBe(invite.cseq.number + 1)
    trunk.answer(first, 200)
    trunk.answer(invite, 183, { ...reliable(10), sdp: answer })
    trunk.answer(invite, 180, reliable(12))
    trunk.answer(invite, 180, reliable(11))
    const second = await trunk.expectRequest('PRACK')
    expect(second.headers.get('RAck')).toBe(`11 ${invite.cseq.number} INVITE`)
    trunk.answer(second, 200)
    await settle(trunk)
    expect(told).toEqual(['progress 183 sdp t', 'progress 180 - t'])
  })
})

const challenge = (nonce: string, more = '') =>
  [
    'Proxy-Authenticate',
    `Digest realm="carrier", nonce="${nonce}", algorithm=SHA-256, qop="auth"${more}`,
  ] as const

describe('challenges and intervals', () => {
  const credentials = { username: 'hearth', password: 'pw' }

  function expectedResponse(request: SipRequest, method: string): boolean {
    const params = parseAuthParams(request.headers.get('Proxy-Authorization') ?? '')
    const qop = { nc: params?.get('nc') ?? '', cnonce: params?.get('cnonce') ?? '' }
    const expected = digestResponse({
      algorithm: 'SHA-256',
      ...credentials,
      realm: 'carrier',
      method,
      uri: request.uri,
      nonce: params?.get('nonce') ?? '',
      qop,
    })
    return params?.get('response') === expected
  }

  it('SIP-56: answers the challenge with the same call and a higher CSeq; ACK and BYE carry credentials too', async () => {
    const { trunk, invite, dialog } = await placed({ credentials })
    trunk.answer(invite, 407, { tag: 'c', headers: [challenge('n1')] })
    await trunk.expectRequest('ACK')
    const again = await trunk.expectRequest('INVITE')
    expect(again.callId).toBe(invite.callId)
    expect(again.cseq.number).toBe(invite.cseq.number + 1)
    expect(again.via.params.get('branch')).not.toBe(invite.via.params.get('branch'))
    expect(expectedResponse(again, 'INVITE')).toBe(true)
    trunk.answer(again, 200, { tag: 't', sdp: answer, contact: contactOf(trunk) })
    const ack = await trunk.expectRequest('ACK')
    expect(ack.headers.get('Proxy-Authorization')).toBe(again.headers.get('Proxy-Authorization'))
    const held = await dialog()
    held.bye()
    const bye = await trunk.expectRequest('BYE')
    expect(expectedResponse(bye, 'BYE')).toBe(true)
    trunk.answer(bye, 407, { headers: [challenge('n2', ', stale=true')] })
    const byeAgain = await trunk.expectRequest('BYE')
    expect(expectedResponse(byeAgain, 'BYE')).toBe(true)
    expect(byeAgain.cseq.number).toBe(bye.cseq.number + 1)
    trunk.answer(byeAgain, 200)
  })

  it('SIP-56: the wrong password is tried no more than a few times', async () => {
    const { trunk, invite, failure } = await placed({ credentials })
    let request = invite
    for (let round = 0; round < 3; round++) {
      trunk.answer(request, 407, { tag: 'c', headers: [challenge(`n${round}`)] })
      request = await trunk.expectRequest('INVITE')
    }
    trunk.answer(request, 407, { tag: 'c', headers: [challenge('last')] })
    expect(await failure()).toBe('rejected 407 - -')
  })

  it('SIP-56: 422 is tried again with the interval that is asked for', async () => {
    const { trunk, invite } = await placed()
    trunk.answer(invite, 422, { tag: 'c', headers: [['Min-SE', '3600']] })
    const again = await trunk.expectRequest('INVITE')
    expect(again.headers.get('Session-Expires')).toBe('3600')
    expect(again.headers.get('Min-SE')).toBe('3600')
  })
})

describe('calling an agent', () => {
  it('SIP-57: the flow breaks while it rings', async () => {
    fixture = await createStackFixture()
    const browser = await fixture.browser()
    await registerAgent(browser, fixture.identity('a'))
    const failures = createQueue<string>()
    fixture.stack.invite(
      { target: { kind: 'aor', aor: 'a' }, from: { uri: 'sip:x@hearthline.test' }, offerSdp: offer },
      { onFailed: (failure) => failures.push(failure.kind) },
    )
    const invite = await browser.expectRequest('INVITE')
    expect(invite.headers.has('Session-Expires')).toBe(false)
    browser.answer(invite, 100)
    await browser.dispose()
    expect(await failures.take(() => true)).toBe('transport')
  })

  it('SIP-40: nobody answers for another connection', async () => {
    fixture = await createStackFixture()
    const [browser, intruder] = [await fixture.browser(), await fixture.browser()]
    await registerAgent(browser, fixture.identity('a', 'one'))
    await registerAgent(intruder, fixture.identity('b', 'two'))
    const accepted = createQueue<string>()
    fixture.stack.invite(
      { target: { kind: 'aor', aor: 'a' }, from: { uri: 'sip:x@hearthline.test' }, offerSdp: offer },
      { onAccepted: ({ sdp }) => accepted.push(sdp) },
    )
    const invite = await browser.expectRequest('INVITE')
    intruder.answer(invite, 200, { tag: 'evil', sdp: sdpText(666), contact: '<sip:two@browser.invalid>' })
    await registerAgent(intruder, fixture.identity('b', 'two'))
    browser.answer(invite, 200, { tag: 'good', sdp: answer, contact: '<sip:one@browser.invalid>' })
    expect(await accepted.take(() => true)).toBe(answer)
  })
})

describe('probing', () => {
  it('any final answer says that the trunk is there; silence says that it is not', async () => {
    fixture = await createStackFixture()
    const trunk = await fixture.trunk()
    const target = {
      uri: 'sip:carrier.test',
      transport: 'udp',
      address: '127.0.0.1',
      port: trunk.port,
    } as const
    const first = fixture.stack.probe(target)
    const options = await trunk.expectRequest('OPTIONS')
    fixture.clock.advance(40)
    trunk.answer(options, 404, { tag: 't' })
    expect(await first).toEqual({ reachable: true, status: 404, rttMs: 40 })
    const second = fixture.stack.probe(target)
    await trunk.expectRequest('OPTIONS')
    fixture.clock.advance(5000)
    expect(await second).toEqual({ reachable: false })
  })

  it('a TCP port that nobody listens on is not there', async () => {
    fixture = await createStackFixture()
    const outcome = fixture.stack.probe({ uri: 'sip:x', transport: 'tcp', address: '127.0.0.1', port: 1 })
    expect(await outcome).toEqual({ reachable: false })
  })
})

const nothing = (): void => undefined

describe('listeners', () => {
  it('SIP-15: a taken port is told as such, and nothing stays open', async () => {
    fixture = await createStackFixture()
    const { createSipStack } = await import('./stack.ts')
    const { systemClock, systemRandom } = await import('../../system-ports.ts')
    const options = {
      clock: systemClock,
      random: systemRandom,
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
      userAgentName: 'x',
      realm: 'x',
      credentials: () => null,
      isTrunkPeer: () => null,
      onInvite: nothing,
      onRegistration: nothing,
    }
    const { udp, tcp, ws } = fixture.stack.localPorts
    const host = '127.0.0.1'
    await expect(createSipStack({ ...options, udp: { host, port: udp ?? 0 } })).rejects.toMatchObject({
      code: 'port-taken',
    })
    await expect(createSipStack({ ...options, tcp: { host, port: tcp ?? 0 } })).rejects.toMatchObject({
      code: 'port-taken',
    })
    await expect(
      createSipStack({ ...options, ws: { host, port: ws ?? 0, path: '/sip', origins: [] } }),
    ).rejects.toMatchObject({ code: 'port-taken' })
    await expect(createSipStack({ ...options, udp: { host: '192.0.2.1', port: 0 } })).rejects.toMatchObject({
      code: 'bind-failed',
    })
    await fixture.stack.dispose()
    const stack = await createSipStack({
      ...options,
      udp: { host, port: udp ?? 0 },
      tcp: { host, port: tcp ?? 0 },
    })
    await stack.dispose()
  })
})
