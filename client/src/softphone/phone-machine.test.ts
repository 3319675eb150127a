import { CallId, type CustomerRef, type LiveCall } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import {
  initialPhone,
  type Party,
  type PhoneCall,
  type PhoneEffect,
  type PhoneEvent,
  type PhoneState,
  transition,
} from './phone-machine.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const otherId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02')
const customer: CustomerRef = { customerId: null, displayName: 'Marisol', maskedNumber: '+1 202 555 ••47' }
const outbound: Party = { callId, direction: 'outbound', customer }
const inbound: Party = { callId, direction: 'inbound', customer: null }
const to = { type: 'number', text: '+1 202 555 0100' } as const

const live = (part: Partial<LiveCall>): LiveCall => ({
  callId,
  direction: 'outbound',
  phase: 'connecting',
  agentId: null,
  teamId: null,
  customer,
  startedAt: 0,
  answeredAt: null,
  recording: 'off',
  recordingSince: null,
  agentLine: 'up',
  parkedUntil: null,
  controls: { hold: null, consult: null, recordingPause: null },
  unheard: null,
  quality: null,
  trunkId: null,
  talk: null,
  supervisors: [],
  disclosure: 'silent',
  takenOverBy: null,
  ...part,
})

const registered: PhoneState = { line: 'registered', call: { type: 'idle' } }
const at = (call: PhoneCall): PhoneState => ({ line: 'registered', call })
const connecting = at({ type: 'connecting', party: outbound, sinceMs: 1, muted: false })
const incoming = at({ type: 'incoming', party: inbound, sinceMs: 1, ringEndsMs: 20_001 })
const connected = at({ type: 'connected', party: outbound, sinceMs: 1, muted: false })

function play(start: PhoneState, events: PhoneEvent[]): { state: PhoneState; effects: PhoneEffect[] } {
  return events.reduce<{ state: PhoneState; effects: PhoneEffect[] }>(
    ({ state, effects }, event, index) => {
      const step = transition(state, event, 100 + index)
      return { state: step.state, effects: [...effects, ...step.effects] }
    },
    { state: start, effects: [] },
  )
}

const localEnd = { by: 'local', status: null, reason: null, cause: 'hung-up' } as const

describe('calling out', () => {
  it('asks, invites, rings, connects, and ends when the customer hangs up', () => {
    const { state, effects } = play(registered, [
      { type: 'place', to },
      { type: 'ticket-given', party: outbound, ticket: 'T' },
      { type: 'progressed', callId, status: 183 },
      { type: 'progressed', callId, status: 180 },
      { type: 'accepted', callId },
      { type: 'session-ended', callId, end: { by: 'remote', status: null, reason: null, cause: 'hung-up' } },
    ])
    expect(state.call).toEqual({
      type: 'ended',
      party: outbound,
      sinceMs: 105,
      reason: { type: 'termination', kind: 'customer-hung-up' },
    })
    expect(effects.map((effect) => effect.type)).toEqual([
      'ask-ticket',
      'microphone',
      'invite',
      'ring',
      'microphone',
    ])
  })

  it.each([
    ['180', { type: 'progressed', callId, status: 180 }, 'ringing'],
    ['183 alone', { type: 'progressed', callId, status: 183 }, 'connecting'],
    ['180 of another call', { type: 'progressed', callId: otherId, status: 180 }, 'connecting'],
    ['control says ringing', { type: 'call-pushed', call: live({ phase: 'ringing' }) }, 'ringing'],
    [
      'control says early media',
      { type: 'call-pushed', call: live({ phase: 'early-media' }) },
      'early-media',
    ],
    [
      'control speaks of another call',
      { type: 'call-pushed', call: live({ callId: otherId, phase: 'ringing' }) },
      'connecting',
    ],
    ['accepted', { type: 'accepted', callId }, 'connected'],
    ['accepted, another call', { type: 'accepted', callId: otherId }, 'connecting'],
  ] satisfies [string, PhoneEvent, PhoneCall['type']][])(
    'while connecting, %s → %s',
    (_name, event, type) => {
      expect(play(connecting, [event]).state.call.type).toBe(type)
    },
  )

  it('says connected only when the session says so, not when control does', () => {
    expect(
      play(connecting, [{ type: 'call-pushed', call: live({ phase: 'connected', answeredAt: 5 }) }]).state
        .call.type,
    ).toBe('connecting')
  })

  it('does not dial without a line', () => {
    const { state, effects } = play(initialPhone, [{ type: 'place', to }])
    expect(state.call).toMatchObject({ type: 'ended', reason: { type: 'phone', failure: 'no-line' } })
    expect(effects).toEqual([])
  })

  it('a refusal of control ends it before anything was sent', () => {
    const { state, effects } = play(registered, [
      { type: 'place', to },
      { type: 'not-placed', reason: { type: 'problem', code: 'number-not-dialable' } },
    ])
    expect(state.call).toMatchObject({ type: 'ended', party: null })
    expect(effects.map((effect) => effect.type)).toEqual(['ask-ticket'])
  })

  it('a second press while one call is placed is nothing', () => {
    const once = play(registered, [{ type: 'place', to }])
    expect(play(once.state, [{ type: 'place', to }])).toEqual({ state: once.state, effects: [] })
  })

  it('a ticket that comes when nobody waits for it is dropped', () => {
    expect(play(registered, [{ type: 'ticket-given', party: outbound, ticket: 'T' }]).effects).toEqual([])
  })

  it.each([
    [486, 'busy'],
    [480, 'no-answer'],
    [404, 'unallocated'],
    [603, 'declined'],
    [503, 'trunk-unavailable'],
    [402, 'rejected'],
  ])('final %d is %s', (status, kind) => {
    const end = { by: 'remote', status, reason: null, cause: 'rejected' } as const
    expect(play(connecting, [{ type: 'session-ended', callId, end }]).state.call).toMatchObject({
      reason: { type: 'termination', kind },
    })
  })

  it.each([
    ['connecting', connecting, 'agent-cancelled'],
    ['connected', connected, 'agent-hung-up'],
  ])('hanging up while %s cuts the microphone first and is %s', (_name, start, kind) => {
    const { state, effects } = play(start, [
      { type: 'hang-up' },
      { type: 'hang-up' },
      { type: 'session-ended', callId, end: localEnd },
    ])
    expect(state.call).toMatchObject({ reason: { type: 'termination', kind } })
    expect(effects.slice(0, 2)).toEqual([
      { type: 'microphone', live: false },
      { type: 'hang-up', callId },
    ])
    expect(effects.filter((effect) => effect.type === 'hang-up')).toHaveLength(1)
  })
})

describe('being called', () => {
  it('rings on the INVITE and stops on answer', () => {
    const { state, effects } = play(registered, [
      { type: 'invited', party: inbound, ringEndsMs: 20_000 },
      { type: 'call-pushed', call: live({ direction: 'inbound', phase: 'ringing' }) },
      { type: 'answer' },
      { type: 'accepted', callId },
    ])
    expect(state.call).toMatchObject({ type: 'connected', party: { customer } })
    expect(effects).toEqual([
      { type: 'ring', on: true },
      { type: 'ring', on: false },
      { type: 'microphone', live: true },
      { type: 'answer', callId },
    ])
  })

  it('rings over a finished call that nobody dismissed', () => {
    const ended = at({
      type: 'ended',
      party: { ...outbound, callId: otherId },
      sinceMs: 1,
      reason: { type: 'termination', kind: 'busy' },
    })
    expect(play(ended, [{ type: 'invited', party: inbound, ringEndsMs: 9 }]).state.call.type).toBe('incoming')
  })

  it('is turned away while a call stands', () => {
    const party = { ...inbound, callId: otherId }
    expect(play(connected, [{ type: 'invited', party, ringEndsMs: 9 }])).toEqual({
      state: connected,
      effects: [{ type: 'turn-away', callId: otherId }],
    })
  })

  it.each([
    ['declined', [{ type: 'decline' }], { type: 'phone', failure: 'ring-declined' }],
    [
      'the ring is over',
      [
        {
          type: 'session-ended',
          callId,
          end: { by: 'remote', status: null, reason: null, cause: 'canceled' },
        },
      ],
      { type: 'phone', failure: 'ring-over' },
    ],
    [
      'the customer gave up',
      [
        {
          type: 'session-ended',
          callId,
          end: {
            by: 'remote',
            status: null,
            reason: 'Hearthline;cause=487;text="customer-abandoned"',
            cause: 'canceled',
          },
        },
      ],
      { type: 'termination', kind: 'customer-abandoned' },
    ],
    [
      'there is no microphone',
      [
        { type: 'answer' },
        { type: 'not-answered', reason: { type: 'phone', failure: 'microphone-missing' } },
      ],
      { type: 'phone', failure: 'microphone-missing' },
    ],
  ] satisfies [string, PhoneEvent[], object][])('%s: the ring stops', (_name, events, reason) => {
    const { state, effects } = play(incoming, events)
    expect(state.call).toMatchObject({ type: 'ended', reason })
    expect(effects).toContainEqual({ type: 'ring', on: false })
  })

  it('an answer pressed after the ring was over is nothing', () => {
    const over = play(incoming, [{ type: 'session-ended', callId, end: localEnd }]).state
    expect(play(over, [{ type: 'answer' }])).toEqual({ state: over, effects: [] })
  })
})

describe('in the call', () => {
  it('mutes at once and back', () => {
    const { state, effects } = play(connected, [
      { type: 'set-mute', muted: true },
      { type: 'set-mute', muted: false },
    ])
    expect(state).toEqual(connected)
    expect(effects).toEqual([
      { type: 'microphone', live: false },
      { type: 'microphone', live: true },
    ])
  })

  it('keeps the call when the line drops and comes back', () => {
    const { state, effects } = play(connected, [
      { type: 'line', line: 'reconnecting' },
      { type: 'line', line: 'registered' },
    ])
    expect(state).toEqual(connected)
    expect(effects).toEqual([])
  })

  it('ends when control says so and nothing came over the wire', () => {
    const reason = { type: 'termination', kind: 'voice-node-lost' } as const
    const { state, effects } = play(connected, [{ type: 'call-ended', callId, reason }])
    expect(state.call).toMatchObject({ type: 'ended', reason })
    expect(effects).toContainEqual({ type: 'hang-up', callId })
  })

  it('takes the reason from control when the wire was first', () => {
    const reason = { type: 'termination', kind: 'ended-by-lead' } as const
    const { state, effects } = play(connected, [
      { type: 'session-ended', callId, end: { ...localEnd, by: 'remote' } },
      { type: 'call-ended', callId, reason },
    ])
    expect(state.call).toMatchObject({ type: 'ended', reason })
    expect(effects).not.toContainEqual({ type: 'hang-up', callId })
  })

  it('the end of another call changes nothing', () => {
    const reason = { type: 'termination', kind: 'busy' } as const
    expect(play(connected, [{ type: 'call-ended', callId: otherId, reason }]).state).toEqual(connected)
  })

  it.each([
    ['mute', { type: 'set-mute', muted: true }],
    ['hang up', { type: 'hang-up' }],
    ['answer', { type: 'answer' }],
    ['decline', { type: 'decline' }],
    ['dismiss', { type: 'dismiss' }],
  ] satisfies [string, PhoneEvent][])('%s without a call is nothing', (_name, event) => {
    expect(play(registered, [event])).toEqual({ state: registered, effects: [] })
  })
})
