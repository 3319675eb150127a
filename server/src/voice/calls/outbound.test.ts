import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState } from './call-state.ts'
import { placeOutbound } from './outbound.ts'
import { inWords, legs, outboundCall, states, trunkRoutes } from './testing/call-table.ts'

const customer = legs.customer
const agent = legs.agent
const ringing: CallState = { ...states.dialling, progress: 'ringing' }
const early: CallState = { ...states.dialling, progress: 'early-media' }
const lastTrunk: CallState = { ...states.dialling, trunkIndex: 1 }

interface Row {
  rule: string
  from: CallState
  event: CallEvent
  to: object
  does: string[]
}

const ended = (kind: string, fault: string, sipStatus: number | null = null) => ({
  phase: 'ended',
  termination: { kind, fault, sipStatus },
})
const ends = (status: number, kind: string) => [
  `end agent ${status} ${kind}`,
  `end customer ${status} ${kind}`,
  'journal call-ended',
  'close',
]
const endsAgentOnly = (status: number, kind: string) => [
  `end agent ${status} ${kind}`,
  'journal call-ended',
  'close',
]
const failed = (status: number): CallEvent => ({
  type: 'line-failed',
  legId: customer,
  failure: { kind: 'rejected', status },
})

const rows: Row[] = [
  {
    rule: 'OUT-1: one SDP alone does not dial',
    from: states.preparing,
    event: { type: 'sdp-made', step: 'answer-browser', legId: agent, sdp: 'a', atMs: 0 },
    to: { phase: 'preparing', agentSdp: 'a', customerSdp: null },
    does: [],
  },
  {
    rule: 'OUT-1: with both SDPs the agent gets the answer and the first trunk the offer',
    from: { ...states.preparing, agentSdp: 'a' },
    event: { type: 'sdp-made', step: 'offer-rtp', legId: customer, sdp: 'c', atMs: 0 },
    to: { phase: 'dialling', trunkIndex: 0, progress: 'none', agentSdp: 'a', customerSdp: 'c' },
    does: ['progress agent 183', 'arm ring', 'journal call-progressed', 'dial customer'],
  },
  {
    rule: 'OUT-1: no usable trunk',
    from: { ...states.preparing, agentSdp: 'a', call: { ...outboundCall, routes: [] } },
    event: { type: 'sdp-made', step: 'offer-rtp', legId: customer, sdp: 'c', atMs: 0 },
    to: ended('trunk-unavailable', 'carrier'),
    does: ends(503, 'trunk-unavailable'),
  },
  {
    rule: 'MED-2: an offer that the media plane cannot take is the agent’s fault and 488',
    from: states.preparing,
    event: { type: 'media-refused', step: 'answer-browser', legId: agent, code: 'no-common-codec' },
    to: ended('media-failed', 'agent'),
    does: endsAgentOnly(488, 'media-failed'),
  },
  {
    rule: 'MED-2: no port for the carrier’s side is ours',
    from: states.preparing,
    event: { type: 'media-refused', step: 'offer-rtp', legId: customer, code: 'no-port' },
    to: ended('media-failed', 'hearthline'),
    does: endsAgentOnly(503, 'media-failed'),
  },
  {
    rule: 'OUT-2: 180 rings',
    from: states.dialling,
    event: { type: 'line-progressed', legId: customer, status: 180, sdp: null },
    to: { phase: 'dialling', progress: 'ringing' },
    does: ['hearing ringing', 'progress agent 180', 'journal call-progressed'],
  },
  {
    rule: 'OUT-3: 183 with SDP is early media',
    from: ringing,
    event: { type: 'line-progressed', legId: customer, status: 183, sdp: 's' },
    to: { phase: 'dialling', progress: 'early-media' },
    does: ['accept-rtp-answer customer', 'hearing early-media', 'journal call-progressed'],
  },
  {
    rule: 'OUT-3: early media that moves is followed, and told only once',
    from: early,
    event: { type: 'line-progressed', legId: customer, status: 183, sdp: 't' },
    to: { phase: 'dialling', progress: 'early-media' },
    does: ['accept-rtp-answer customer', 'hearing early-media'],
  },
  {
    rule: 'OUT-3: early media that we cannot take does not lose the call',
    from: early,
    event: { type: 'media-refused', step: 'accept-rtp-answer', legId: customer, code: 'no-common-codec' },
    to: { phase: 'dialling', progress: 'ringing' },
    does: ['hearing ringing'],
  },
  {
    rule: 'OUT-4: the agent cancels',
    from: ringing,
    event: { type: 'line-cancelled', legId: agent },
    to: ended('agent-cancelled', 'agent'),
    does: ends(487, 'agent-cancelled'),
  },
  {
    rule: 'OUT-4: the agent cancels before anybody was dialled',
    from: states.preparing,
    event: { type: 'line-cancelled', legId: agent },
    to: ended('agent-cancelled', 'agent'),
    does: endsAgentOnly(487, 'agent-cancelled'),
  },
  {
    rule: 'OUT-4: the CANCEL crosses the answer',
    from: states['joining-outbound'],
    event: { type: 'line-cancelled', legId: agent },
    to: ended('agent-cancelled', 'agent'),
    does: ends(487, 'agent-cancelled'),
  },
  {
    rule: 'OUT-5: ring timeout',
    from: ringing,
    event: { type: 'timer', timer: 'ring', atMs: 9_000 },
    to: ended('no-answer', 'customer'),
    does: ends(480, 'no-answer'),
  },
  {
    rule: 'OUT-6: an answer is given to the media plane first',
    from: ringing,
    event: { type: 'line-answered', legId: customer, sdp: 's' },
    to: { phase: 'joining-outbound', agentSdp: 'agent answer' },
    does: ['disarm ring', 'accept-rtp-answer customer'],
  },
  {
    rule: 'OUT-6: a 200 without SDP after early media needs nothing more',
    from: early,
    event: { type: 'line-answered', legId: customer, sdp: null },
    to: { phase: 'connected', recording: 'starting' },
    does: [
      'hearing two-party',
      'disarm ring',
      'line-accept agent',
      'start-recording',
      'journal call-answered',
      'journal leg-joined',
      'journal leg-joined',
    ],
  },
  {
    rule: 'OUT-6: a 200 without any SDP at all',
    from: ringing,
    event: { type: 'line-answered', legId: customer, sdp: null },
    to: ended('media-failed', 'carrier'),
    does: ends(503, 'media-failed'),
  },
  {
    rule: 'CALL-3: the media plane took the answer: connected',
    from: states['joining-outbound'],
    event: { type: 'sdp-taken', step: 'accept-rtp-answer', legId: customer },
    to: { phase: 'connected', recording: 'starting' },
    does: [
      'hearing two-party',
      'disarm ring',
      'line-accept agent',
      'start-recording',
      'journal call-answered',
      'journal leg-joined',
      'journal leg-joined',
    ],
  },
  {
    rule: 'CALL-3: a call that is not to be recorded is not',
    from: { ...states['joining-outbound'], call: { ...outboundCall, record: false } },
    event: { type: 'sdp-taken', step: 'accept-rtp-answer', legId: customer },
    to: { phase: 'connected', recording: 'off' },
    does: [
      'hearing two-party',
      'disarm ring',
      'line-accept agent',
      'journal call-answered',
      'journal leg-joined',
      'journal leg-joined',
    ],
  },
  {
    rule: 'CALL-3: the customer is gone before the media plane took the answer',
    from: states['joining-outbound'],
    event: { type: 'line-ended', legId: customer, end: 'hung-up' },
    to: ended('customer-hung-up', 'nobody'),
    does: ends(480, 'customer-hung-up'),
  },
  {
    rule: 'OUT-7: a trunk that fails hands over',
    from: states.dialling,
    event: failed(503),
    to: { phase: 'dialling', trunkIndex: 1, progress: 'none' },
    does: ['journal call-progressed', 'dial customer'],
  },
  {
    rule: 'OUT-7: a trunk that fails after ringing was the last: no phone is rung twice',
    from: ringing,
    event: { type: 'line-failed', legId: customer, failure: { kind: 'rejected', status: 503 } },
    to: ended('trunk-unavailable', 'carrier', 503),
    does: ends(503, 'trunk-unavailable'),
  },
  {
    rule: 'OUT-7: the last trunk fails',
    from: lastTrunk,
    event: failed(502),
    to: ended('trunk-unavailable', 'carrier', 502),
    does: ends(503, 'trunk-unavailable'),
  },
  {
    rule: 'OUT-7: busy is final, whatever trunks are left',
    from: states.dialling,
    event: failed(486),
    to: ended('busy', 'customer', 486),
    does: ends(486, 'busy'),
  },
  {
    rule: 'OUT-8: the browser’s connection breaks before the answer',
    from: ringing,
    event: { type: 'line-lost', legId: agent, atMs: 7_000 },
    to: ended('agent-line-lost', 'agent'),
    does: ends(480, 'agent-line-lost'),
  },
]

describe('an outbound call', () => {
  it.each(rows)('$rule', ({ from, event, to, does }) => {
    const result = transition(from, event)
    expect(result.refusal).toBeNull()
    expect(result.state).toMatchObject(to)
    expect(result.effects.map(inWords)).toEqual(does)
  })

  it('OUT-1: a burnt ticket opens the room and asks for both SDPs', () => {
    const { effects, state } = placeOutbound(outboundCall, 'agent offer')
    expect(state.phase).toBe('preparing')
    expect(effects.map(inWords)).toEqual([
      'journal call-opened',
      'open-room',
      'answer-browser agent',
      'offer-rtp customer',
    ])
  })

  it('LINE-5: early media that stopped before the answer is watched from the answer on', () => {
    const mute = transition(early, {
      type: 'leg-silent',
      legId: customer,
      silentMs: 3_000,
      atMs: 7_000,
    }).state
    const answered = transition(mute, { type: 'line-answered', legId: customer, sdp: null })
    expect(answered.effects.map(inWords)).toContain('arm customer-silence')
    const heard = transition(mute, { type: 'leg-heard', legId: customer }).state
    const joined = transition(heard, { type: 'line-answered', legId: customer, sdp: null })
    expect(joined.effects.map(inWords)).not.toContain('arm customer-silence')
  })

  it('OUT-7: the next trunk is the next in the ticket', () => {
    const { effects } = transition(states.dialling, failed(500))
    expect(effects).toContainEqual({
      type: 'dial',
      legId: customer,
      route: trunkRoutes[1],
      offerSdp: 'our offer',
    })
  })

  it.each([
    [
      'a second 180',
      ringing,
      { type: 'line-progressed', legId: customer, status: 180, sdp: null },
      'no-change',
    ],
    [
      '180 after early media',
      early,
      { type: 'line-progressed', legId: customer, status: 180, sdp: null },
      'no-change',
    ],
    [
      'a listener',
      ringing,
      { type: 'supervisor-cut', who: { personId: outboundCall.agent.personId } },
      'not-in-this-phase',
    ],
    [
      'a route',
      ringing,
      { type: 'routed', route: { type: 'nobody', teamId: null }, legId: agent },
      'not-in-this-phase',
    ],
  ] as const)('CALL-2: %s is refused', (_what, state, event, refusal) => {
    expect(transition(state, event)).toEqual({ state, effects: [], refusal })
  })
})
