import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState } from './call-state.ts'
import { receiveInbound } from './inbound.ts'
import { inWords, inboundCall, legs, people, ringRoute, states } from './testing/call-table.ts'

const { agent, customer } = legs
const ringing = states['ringing-agent']
const joining = states['joining-inbound']
const ended = (kind: string, fault: string) => ({ phase: 'ended', termination: { kind, fault } })
const nextAsked = (outcome: string) => ({ outcome, to: { phase: 'routing', tried: [people.agent.personId] } })
const leavesAgent = [
  'disarm ring',
  'end agent 480 no-answer',
  'close-leg agent',
  'journal agent-ring-ended',
  'ask-route',
]

const rows: { rule: string; from: CallState; event: CallEvent; to: object; does: string[] }[] = [
  {
    rule: 'IN-1: control names an agent',
    from: states.routing,
    event: { type: 'routed', route: ringRoute(people.agent), legId: agent },
    to: { phase: 'offering', ringing: { legId: agent } },
    does: ['offer-browser agent'],
  },
  {
    rule: 'IN-1: the agent is rung with the media plane’s offer',
    from: states.offering,
    event: { type: 'sdp-made', step: 'offer-browser', legId: agent, sdp: 's', atMs: 0 },
    to: { phase: 'ringing-agent' },
    does: ['journal agent-ringing', 'arm ring', 'ring-agent'],
  },
  {
    rule: 'IN-2: the agent answers: both sides are given to the media plane',
    from: ringing,
    event: { type: 'line-answered', legId: agent, sdp: 'a' },
    to: { phase: 'joining-inbound', agentAccepted: false, customerSdp: null },
    does: ['disarm ring', 'accept-browser-answer agent', 'answer-rtp customer'],
  },
  {
    rule: 'IN-2: one side is not enough',
    from: joining,
    event: { type: 'sdp-taken', step: 'accept-browser-answer', legId: agent },
    to: { phase: 'joining-inbound', agentAccepted: true },
    does: [],
  },
  {
    rule: 'IN-2: with both sides the customer is answered and the recording starts',
    from: { ...joining, agentAccepted: true },
    event: { type: 'sdp-made', step: 'answer-rtp', legId: customer, sdp: 'c', atMs: 0 },
    to: { phase: 'connected', agent: { legId: agent, personId: people.agent.personId } },
    does: [
      'hearing two-party',
      'disarm longest-wait',
      'line-accept customer',
      'start-recording',
      'journal call-answered',
      'journal leg-joined',
      'journal leg-joined',
    ],
  },
  {
    rule: 'IN-2: media that failed in between is mended once connected',
    from: { ...joining, agentAccepted: true, agentFailedMs: 4_000 },
    event: { type: 'sdp-made', step: 'answer-rtp', legId: customer, sdp: 'c', atMs: 0 },
    to: { phase: 'connected', agentLine: { signalling: 'up', media: 'lost' } },
    does: [
      'hearing two-party',
      'disarm longest-wait',
      'line-accept customer',
      'start-recording',
      'journal call-answered',
      'journal leg-joined',
      'journal leg-joined',
      'hearing parked',
      'offer-browser agent',
      'arm agent-line',
      'journal agent-line',
      'arm park',
      'journal call-parked',
    ],
  },
  {
    rule: 'IN-3: missed',
    from: ringing,
    event: { type: 'timer', timer: 'ring', atMs: 9_000 },
    to: nextAsked('missed').to,
    does: leavesAgent,
  },
  {
    rule: 'IN-3: declined',
    from: ringing,
    event: { type: 'line-failed', legId: agent, failure: { kind: 'rejected', status: 486 } },
    to: nextAsked('declined').to,
    does: leavesAgent,
  },
  {
    rule: 'IN-3: unreachable',
    from: ringing,
    event: { type: 'line-failed', legId: agent, failure: { kind: 'transport' } },
    to: nextAsked('unreachable').to,
    does: leavesAgent,
  },
  {
    rule: 'IN-3: hung up before the media plane was ready: both media legs start anew',
    from: joining,
    event: { type: 'line-ended', legId: agent, end: 'hung-up' },
    to: nextAsked('declined').to,
    does: [
      'disarm ring',
      'end agent 480 no-answer',
      'close-leg agent',
      'close-leg customer',
      'journal agent-ring-ended',
      'ask-route',
    ],
  },
  {
    rule: 'IN-9: the sign-in of the agent who is rung is over: the next agent, the customer hears ringing on',
    from: ringing,
    event: { type: 'agent-dropped', signInId: people.agent.signInId },
    to: nextAsked('unreachable').to,
    does: [
      'disarm ring',
      'end agent 480 revoked',
      'close-leg agent',
      'journal agent-ring-ended',
      'ask-route',
    ],
  },
  {
    rule: 'IN-3: an agent who was tried is not rung again',
    from: { ...states.routing, tried: [people.agent.personId] },
    event: { type: 'routed', route: ringRoute(people.agent), legId: agent },
    to: { phase: 'prompting', playing: false },
    does: ['disarm longest-wait', 'answer-rtp customer', 'arm prompt'],
  },
  {
    rule: 'IN-4: nobody',
    from: states.routing,
    event: { type: 'routed', route: { type: 'nobody', teamId: null }, legId: agent },
    to: { phase: 'prompting', playing: false },
    does: ['disarm longest-wait', 'answer-rtp customer', 'arm prompt'],
  },
  {
    rule: 'IN-4: the customer is answered and hears the prompt',
    from: { ...states.prompting, playing: false },
    event: { type: 'sdp-made', step: 'answer-rtp', legId: customer, sdp: 's', atMs: 0 },
    to: { phase: 'prompting', playing: true },
    does: ['line-accept customer', 'play-once customer'],
  },
  {
    rule: 'IN-4: the prompt is over',
    from: states.prompting,
    event: { type: 'prompt-ended', legId: customer },
    to: ended('no-agent', 'nobody'),
    does: ['end customer 480 no-agent', 'journal call-ended', 'close'],
  },
  {
    rule: 'IN-4: a prompt whose end is never told is over too',
    from: states.prompting,
    event: { type: 'timer', timer: 'prompt', atMs: 9_000 },
    to: ended('no-agent', 'nobody'),
    does: ['end customer 480 no-agent', 'journal call-ended', 'close'],
  },
  {
    rule: 'IN-6: the caller waited too long while an agent rang',
    from: ringing,
    event: { type: 'timer', timer: 'longest-wait', atMs: 9_000 },
    to: { phase: 'prompting' },
    does: [
      'disarm ring',
      'end agent 480 no-agent',
      'journal agent-ring-ended',
      'disarm longest-wait',
      'answer-rtp customer',
      'arm prompt',
    ],
  },
  {
    rule: 'IN-7: the caller gives up while an agent rings',
    from: ringing,
    event: { type: 'line-cancelled', legId: customer },
    to: ended('customer-abandoned', 'customer'),
    does: [
      'end customer 487 customer-abandoned',
      'end agent 487 customer-abandoned',
      'journal agent-ring-ended',
      'journal call-ended',
      'close',
    ],
  },
  {
    rule: 'IN-7: the caller gives up while control is asked',
    from: states.routing,
    event: { type: 'line-cancelled', legId: customer },
    to: ended('customer-abandoned', 'customer'),
    does: ['end customer 487 customer-abandoned', 'journal call-ended', 'close'],
  },
  {
    rule: 'MED-2: an offer of the carrier that cannot be taken is 488',
    from: joining,
    event: { type: 'media-refused', step: 'answer-rtp', legId: customer, code: 'no-common-codec' },
    to: { phase: 'ended', termination: { kind: 'media-failed', fault: 'carrier', sipStatus: 488 } },
    does: [
      'end customer 488 media-failed',
      'end agent 488 media-failed',
      'journal agent-ring-ended',
      'journal call-ended',
      'close',
    ],
  },
]

const outcomeOf = (event: CallEvent) =>
  transition(ringing, event).effects.flatMap((effect) =>
    effect.type === 'journal' && effect.event.type === 'agent-ring-ended' ? [effect.event.outcome] : [],
  )

describe('an inbound call', () => {
  it.each(rows)('$rule', ({ from, event, to, does }) => {
    const result = transition(from, event)
    expect(result.refusal).toBeNull()
    expect(result.state).toMatchObject(to)
    expect(result.effects.map(inWords)).toEqual(does)
  })

  it('IN-1: a carrier’s INVITE rings back, opens a room and asks', () => {
    expect(receiveInbound(inboundCall).effects.map(inWords)).toEqual([
      'journal call-opened',
      'progress customer 180',
      'open-room',
      'arm longest-wait',
      'ask-route',
    ])
  })

  it('IN-3: each outcome of a ring has its word', () => {
    expect(outcomeOf({ type: 'timer', timer: 'ring', atMs: 9_000 })).toEqual(['missed'])
    expect(
      outcomeOf({ type: 'line-failed', legId: agent, failure: { kind: 'rejected', status: 603 } }),
    ).toEqual(['declined'])
    expect(outcomeOf({ type: 'line-failed', legId: agent, failure: { kind: 'timeout' } })).toEqual([
      'unreachable',
    ])
    expect(outcomeOf({ type: 'line-cancelled', legId: customer })).toEqual(['cancelled'])
  })

  it('IN-8: a carrier without an offer gets ours, and its answer comes with the ACK', () => {
    const call = { ...inboundCall, offerSdp: null }
    const offered = transition({ ...ringing, call }, { type: 'line-answered', legId: agent, sdp: 'a' })
    expect(offered.effects.map(inWords)).toContain('offer-rtp customer')
    const answered = transition(
      { ...states.prompting, call },
      { type: 'line-late-answer', legId: customer, sdp: 'late' },
    )
    expect(answered.effects.map(inWords)).toEqual(['accept-rtp-answer customer'])
  })

  it('LINE-3: a re-INVITE before both sides are connected is put off with 491', () => {
    const event = { type: 'line-reinvited', legId: customer, offerSdp: 'o', silent: false } as const
    expect(transition(states.prompting, event).effects).toEqual([
      { type: 'reinvite-refuse', legId: customer, status: 491 },
    ])
  })

  it('CALL-2: an agent who answers after the ring timeout finds nobody', () => {
    const missed = transition(ringing, { type: 'timer', timer: 'ring', atMs: 9_000 }).state
    expect(transition(missed, { type: 'line-answered', legId: agent, sdp: 'late' })).toMatchObject({
      refusal: 'not-in-this-phase',
      effects: [],
    })
  })
})
