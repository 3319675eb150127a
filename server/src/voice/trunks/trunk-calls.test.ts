import { randomUUID } from 'node:crypto'
import { CallId, controlContentType, TrunkId } from '@hearthline/shared'
import { afterEach, describe, expect, it } from 'vitest'
import type { TrunkRoute } from '../../protocol/ticket.ts'
import type { TrunkConfig } from '../../protocol/voice-link.ts'
import type { ArrivedLine, CallArrivals, InboundArrival, LineEvent } from '../ports.ts'
import type { IncomingInvite } from '../sip/index.ts'
import type { SipMessage } from '../sip/message/message.ts'
import { scriptedCall } from '../sip/testing/scripted-call.ts'
import type { ScriptedPeer } from '../sip/testing/scripted-peer.ts'
import { sdpText } from '../sip/testing/sip-text.ts'
import { createQueue, createStackFixture, type StackFixture } from '../sip/testing/stack-fixture.ts'
import type { ResolvedTrunk, TrunkBook } from './trunk-book.ts'
import { createTrunkLegs } from './trunk-legs.ts'

/** Trunks by the real SIP stack, against peers that do what the test says. */

const quiet = (): void => undefined
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const cause = { kind: 'agent-hung-up', status: 480 } as const

let fixture: StackFixture
afterEach(() => fixture.dispose())

async function open(changes: Partial<TrunkConfig> = {}) {
  const trunkId = TrunkId.parse(randomUUID())
  const arrivals = createQueue<InboundArrival & ArrivedLine>()
  fixture = await createStackFixture({ trunkId, onInvite: (invite) => take(invite) })
  const peer = await fixture.trunk()
  const configOf = (more: Partial<TrunkConfig>): TrunkConfig => ({
    trunkId,
    name: 'PBX',
    host: '127.0.0.1',
    port: peer.port,
    transport: 'udp',
    tlsTrust: null,
    addresses: [],
    credentials: null,
    register: false,
    channels: null,
    digits: 'rfc4733',
    inboundTeamId: null,
    enabled: true,
    ...more,
  })
  const trunks: ResolvedTrunk[] = [{ config: configOf(changes), address: '127.0.0.1' }]
  const book: TrunkBook = {
    all: () => trunks,
    get: (id) => trunks.find(({ config }) => config.trunkId === id) ?? null,
    behind: () => null,
    rungAs: (id, user) =>
      (
        trunks.find(({ config }) => config.register && config.credentials?.username === user) ??
        trunks.find(({ config }) => config.trunkId === id)
      )?.config ?? null,
    replace: () => Promise.resolve(),
    resolve: () => Promise.resolve(),
  }
  const legs = createTrunkLegs({
    clock: fixture.clock,
    log,
    book,
    watch: { isDown: () => false },
    stack: fixture.stack,
    domain: 'hearthline.example',
    defaultCountry: 'US',
  })
  const service: CallArrivals = {
    place: () => 'full',
    listen: () => 'no-such-call',
    rejoin: () => 'no-such-call',
    receive: (arrival, arrived) => {
      arrivals.push({ ...arrival, ...arrived })
      return 'taken'
    },
  }
  const take = (invite: IncomingInvite): void => legs.take(invite, service)
  const route = (more: Partial<TrunkRoute> = {}): TrunkRoute => ({
    trunkId,
    dialled: '0301234567',
    callerId: '+498912345',
    ...more,
  })
  const dial = (more: Partial<TrunkRoute> = {}) => {
    const events = createQueue<LineEvent>()
    const line = legs.dial(
      { callId: CallId.parse(randomUUID()), route: route(more), offerSdp: sdpText(4000) },
      (event) => events.push(event),
    )
    return { line, next: () => events.take(() => true) }
  }
  return { peer, legs, dial, route, trunks, configOf, arrival: () => arrivals.take(() => true) }
}

const isMethod = (method: string) => (message: SipMessage) =>
  message.kind === 'request' && message.method === method
const contactOf = (peer: ScriptedPeer): string => `<sip:pbx@127.0.0.1:${peer.port}>`

/** A request and its answer: whatever was sent before has been dealt with then. */
async function settle(peer: ScriptedPeer): Promise<void> {
  const ping = scriptedCall(peer, 'sip:ping@127.0.0.1')
  peer.send(ping.text('OPTIONS'))
  await peer.expect('pong', (message) => message.kind === 'response' && message.callId === ping.callId)
}

describe('calls out over a trunk', () => {
  it('TRK-7: the carrier gets what the rules of the trunk made of the number, and the caller id of the way', async () => {
    const { peer, dial } = await open()
    dial({ dialled: '*31#0301234567', callerId: '+498999999' })
    const invite = await peer.expectRequest('INVITE')
    // `#` has to be escaped (RFC 3261 §25.1), `*` and `+` may stand.
    expect(invite.uri).toBe(`sip:*31%230301234567@127.0.0.1:${peer.port}`)
    expect(invite.to.uriText).toBe('sip:*31%230301234567@127.0.0.1')
    expect(invite.from.uriText).toBe('sip:+498999999@hearthline.example')
    expect(invite.headers.lines('P-Asserted-Identity')).toEqual(['<sip:+498999999@hearthline.example>'])
  })

  it.each([
    ['0301\r\nX-Evil: 1', '+498912345'],
    ['0301@evil.example', '+498912345'],
    ['0301;phone-context=+49', '+498912345'],
    ['0301?Replaces=x', '+498912345'],
    ['0301 SIP/2.0', '+498912345'],
    ['', '+498912345'],
    ['1'.repeat(33), '+498912345'],
    ['0301', '+4989>\r\nX-Evil: 1'],
    ['0301', 'anonymous'],
  ])('TRK-7: nothing is sent for %j from %j', async (dialled, callerId) => {
    const { peer, dial } = await open()
    const { next } = dial({ dialled, callerId })
    fixture.clock.advance(0)
    expect(await next()).toEqual({ type: 'line-failed', failure: { kind: 'transport' } })
    await settle(peer)
    expect(peer.count(isMethod('INVITE'))).toBe(0)
  })

  it('TRK-5: without any answer the next trunk’s turn comes after 4 s; a late 180 is cancelled, unheard', async () => {
    const { peer, dial } = await open()
    const { next } = dial()
    const invite = await peer.expectRequest('INVITE')
    fixture.clock.advance(4_000)
    expect(await next()).toEqual({ type: 'line-failed', failure: { kind: 'timeout' } })
    peer.answer(invite, 180, { tag: 'late', contact: contactOf(peer) })
    const cancel = await peer.expectRequest('CANCEL')
    expect(cancel.callId).toBe(invite.callId)
  })

  it('TRK-5: a trunk that is routing (100) has 12 s to make a phone ring, and one that rings has all the time', async () => {
    const { peer, dial } = await open()
    const slow = dial()
    peer.answer(await peer.expectRequest('INVITE'), 100)
    await settle(peer)
    fixture.clock.advance(11_999)
    const ringing = dial()
    const invite = await peer.expectRequest('INVITE')
    peer.answer(invite, 180, { tag: 'p', contact: contactOf(peer) })
    expect(await ringing.next()).toEqual({ type: 'line-progressed', status: 180, sdp: null })
    fixture.clock.advance(1)
    expect(await slow.next()).toEqual({ type: 'line-failed', failure: { kind: 'timeout' } })
    fixture.clock.advance(20_000)
    peer.answer(invite, 503, { tag: 'p' })
    expect(await ringing.next()).toEqual({ type: 'line-failed', failure: { kind: 'rejected', status: 503 } })
  })

  it('TRK-9: a full trunk is left out and not dialled; each end of a call makes room again', async () => {
    const { peer, legs, dial, route } = await open({ channels: 1 })
    const first = dial()
    const invite = await peer.expectRequest('INVITE')
    expect(legs.orderByHealth([route()])).toEqual([])
    const second = dial()
    fixture.clock.advance(0)
    expect(await second.next()).toEqual({ type: 'line-failed', failure: { kind: 'transport' } })
    second.line.end(cause)
    expect(legs.orderByHealth([route()])).toEqual([])
    peer.answer(invite, 486, { tag: 'p' })
    await first.next()
    first.line.end(cause)
    expect(legs.orderByHealth([route()])).toEqual([route()])
    const third = dial()
    const again = await peer.expectRequest('INVITE')
    peer.answer(again, 200, { tag: 'p', contact: contactOf(peer), sdp: sdpText(5000) })
    expect((await third.next()).type).toBe('line-answered')
    expect(legs.orderByHealth([route()])).toEqual([])
    third.line.end(cause)
    expect(legs.orderByHealth([route()])).toEqual([route()])
  })

  it('TRK-16: digits go by INFO one after another, and only those that a phone has', async () => {
    const { peer, dial, legs, route } = await open({ digits: 'info' })
    expect(legs.sendsDigitsByInfo(route().trunkId)).toBe(true)
    const { line, next } = dial()
    line.sendDigit('9')
    const invite = await peer.expectRequest('INVITE')
    peer.answer(invite, 200, { tag: 'p', contact: contactOf(peer), sdp: sdpText(5000) })
    await next()
    for (const digit of ['1', '#', 'x', '12', 'D']) line.sendDigit(digit)
    const bodies: string[] = []
    for (let sent = 0; sent < 3; sent += 1) {
      const info = await peer.expectRequest('INFO')
      expect(peer.count(isMethod('INFO'))).toBe(sent + 1)
      expect(info.headers.get('Content-Type')).toBe('application/dtmf-relay')
      bodies.push(Buffer.from(info.body).toString())
      // A carrier that knows no INFO changes nothing about the next digit.
      peer.answer(info, sent === 0 ? 415 : 200, { tag: 'p' })
    }
    expect(bodies).toEqual([
      'Signal=1\r\nDuration=100\r\n',
      'Signal=#\r\nDuration=100\r\n',
      'Signal=D\r\nDuration=100\r\n',
    ])
  })
})

describe('calls in over a trunk', () => {
  it('TRK-9: one call more than the channels is busy; a call that was cancelled makes room', async () => {
    const { peer, legs, route, arrival } = await open({ channels: 1 })
    const first = scriptedCall(peer, 'sip:+12025550190@127.0.0.1')
    peer.send(first.text('INVITE', { sdp: sdpText(6000), branch: 'z9hG4bKfirst' }))
    const arrived = await arrival()
    const events = createQueue<LineEvent>()
    arrived.listen((event) => events.push(event))
    expect(legs.orderByHealth([route()])).toEqual([])
    const second = scriptedCall(peer, 'sip:+12025550190@127.0.0.1')
    peer.send(second.text('INVITE', { sdp: sdpText(6002) }))
    await peer.expectResponse(486, 'INVITE')
    peer.send(first.text('CANCEL', { branch: 'z9hG4bKfirst' }))
    expect(await events.take(() => true)).toEqual({ type: 'line-cancelled' })
    expect(legs.orderByHealth([route()])).toEqual([route()])
  })

  it('TRK-15: a PBX that rings our contact is told apart by its user, and To says which number was called', async () => {
    const { peer, trunks, configOf, arrival } = await open()
    const account = configOf({
      trunkId: TrunkId.parse(randomUUID()),
      register: true,
      credentials: { username: '1001', password: 'x' },
    })
    trunks.push({ config: account, address: '127.0.0.1' })
    const call = scriptedCall(peer, 'sip:+12025550190@127.0.0.1')
    peer.send(call.text('INVITE', { sdp: sdpText(6000), uri: 'sip:1001@127.0.0.1' }))
    expect(await arrival()).toMatchObject({ trunkId: account.trunkId, calledNumber: '+12025550190' })
    const other = scriptedCall(peer, 'sip:+12025550191@127.0.0.1')
    peer.send(other.text('INVITE', { sdp: sdpText(6002) }))
    expect(await arrival()).toMatchObject({
      trunkId: trunks[0]?.config.trunkId,
      calledNumber: '+12025550191',
    })
  })

  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160', 200],
    ['application/dtmf', '5', 200],
    [controlContentType, '{"type":"hold"}', 415],
    ['text/plain', 'x', 415],
  ])(
    'TRK-17: INFO %s from a carrier gets its answer and controls nothing',
    async (contentType, text, status) => {
      const { peer, arrival } = await open()
      const call = scriptedCall(peer, 'sip:+12025550190@127.0.0.1')
      peer.send(call.text('INVITE', { sdp: sdpText(6000) }))
      const { line, listen } = await arrival()
      const events: LineEvent[] = []
      listen((event) => events.push(event))
      line.accept(sdpText(7000))
      call.learn(await peer.expectResponse(200, 'INVITE'))
      peer.send(call.text('ACK'))
      peer.send(call.text('INFO', { body: { contentType, text } }))
      await peer.expectResponse(status, 'INFO')
      expect(events).toEqual([])
    },
  )
})
