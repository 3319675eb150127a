import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState } from './call-state.ts'
import {
  connectedState,
  inWords,
  legs,
  otherSeated,
  people,
  seated,
  takenOverState,
} from './testing/call-table.ts'
import {
  asked,
  consult,
  consulting,
  dialRoute,
  dialled,
  display,
  lastRing,
  pressed,
  ringRoute,
} from './testing/control-table.ts'

const leg = legs.consult
const rejected = (status: number): CallEvent => ({
  type: 'line-failed',
  legId: leg,
  failure: { kind: 'rejected', status },
})
const back = ['disarm consult-ring', 'end consult 480 consult-left', 'close-leg consult']
const told = ['journal consult-ended', 'journal controls-changed']
const twoParty = ['hearing two-party', 'record agent']

interface Row {
  rule: string
  from: CallState
  event: CallEvent
  to: object
  does: string[]
  outcome?: [string, number | null]
}

const begins: Row[] = [
  {
    rule: 'CTL-6: asked for an agent: music, ringback, our offer; the agent’s voice leaves the record first',
    from: connectedState,
    event: asked(ringRoute),
    to: { aside: { kind: 'consult', step: 'preparing', sinceMs: 4_000 } },
    does: ['record nobody', 'hearing calling', 'offer-browser consult', 'journal controls-changed'],
  },
  {
    rule: 'CTL-6: the offer is there: the browser rings',
    from: consulting('preparing'),
    event: { type: 'sdp-made', step: 'offer-browser', legId: leg, sdp: 'our offer', atMs: 5_000 },
    to: { aside: { step: 'calling' } },
    does: ['journal agent-ringing', 'arm consult-ring', 'ring-agent consult'],
  },
  {
    rule: 'CTL-6: the phone rings',
    from: consulting('calling'),
    event: { type: 'line-progressed', legId: leg, status: 180, sdp: null },
    to: { aside: { step: 'ringing' } },
    does: ['journal controls-changed'],
  },
  {
    rule: 'CTL-6: the colleague answers',
    from: consulting('ringing'),
    event: { type: 'line-answered', legId: leg, sdp: 'answer' },
    to: { aside: { step: 'joining' } },
    does: ['disarm consult-ring', 'accept-browser-answer consult'],
  },
  {
    rule: 'CTL-6: they talk, the customer waits, nobody of them is on record',
    from: consulting('joining'),
    event: { type: 'sdp-taken', step: 'accept-browser-answer', legId: leg },
    to: { aside: { step: 'connected', speaking: 'consult' } },
    does: ['hearing consulting', 'disarm consult-ring', 'journal leg-joined', 'journal controls-changed'],
  },
  {
    rule: 'CTL-8: asked for a number: our offer for a carrier',
    from: connectedState,
    event: asked(dialRoute),
    to: { aside: { step: 'preparing' } },
    does: ['record nobody', 'hearing calling', 'offer-rtp consult', 'journal controls-changed'],
  },
  {
    rule: 'CTL-8: the first trunk is dialled',
    from: consulting('preparing', dialled),
    event: { type: 'sdp-made', step: 'offer-rtp', legId: leg, sdp: 'our offer', atMs: 5_000 },
    to: { aside: { step: 'calling' } },
    does: ['arm consult-ring', 'dial consult'],
  },
  {
    rule: 'CTL-8: early media is heard instead of ringback',
    from: consulting('ringing', dialled),
    event: { type: 'line-progressed', legId: leg, status: 183, sdp: 'early' },
    to: { aside: { step: 'early-media' } },
    does: ['accept-rtp-answer consult', 'hearing calling-early-media'],
  },
  {
    rule: 'CTL-8: a trunk that fails before any phone rang hands over to the next',
    from: consulting('calling', dialled),
    event: rejected(503),
    to: { aside: { step: 'calling' } },
    does: ['dial consult'],
  },
]

const ends: Row[] = [
  {
    rule: 'CTL-8: after a phone rang there is no other trunk',
    from: consulting('ringing', dialled),
    event: rejected(503),
    to: { aside: null },
    does: [...twoParty.slice(0, 1), 'record agent', ...back, ...told],
    outcome: ['failed', 503],
  },
  {
    rule: 'CTL-9: the number is busy',
    from: consulting('calling', dialled),
    event: rejected(486),
    to: { aside: null },
    does: [...twoParty, ...back, ...told],
    outcome: ['busy', 486],
  },
  {
    rule: 'CTL-9: the number declines',
    from: consulting('ringing', dialled),
    event: rejected(603),
    to: { aside: null },
    does: [...twoParty, ...back, ...told],
    outcome: ['declined', 603],
  },
  {
    rule: 'CTL-9: the number does not exist',
    from: consulting('calling', dialled),
    event: rejected(404),
    to: { aside: null },
    does: [...twoParty, ...back, ...told],
    outcome: ['failed', 404],
  },
  {
    rule: 'CTL-9: the number lets it ring',
    from: consulting('early-media', dialled),
    event: { type: 'timer', timer: 'consult-ring', atMs: 24_000 },
    to: { aside: null },
    does: [...twoParty, ...back, ...told],
    outcome: ['no-answer', null],
  },
  {
    rule: 'CTL-9: the colleague is busy',
    from: consulting('ringing'),
    event: rejected(486),
    to: { aside: null },
    does: ['journal agent-ring-ended', ...twoParty, ...back, ...told],
    outcome: ['busy', null],
  },
  {
    rule: 'CTL-9: the colleague declines',
    from: consulting('ringing'),
    event: rejected(603),
    to: { aside: null },
    does: ['journal agent-ring-ended', ...twoParty, ...back, ...told],
    outcome: ['declined', null],
  },
  {
    rule: 'CTL-9: the colleague does not answer',
    from: consulting('ringing'),
    event: { type: 'timer', timer: 'consult-ring', atMs: 24_000 },
    to: { aside: null },
    does: ['journal agent-ring-ended', ...twoParty, ...back, ...told],
    outcome: ['no-answer', null],
  },
  {
    rule: 'CTL-9: the colleague’s browser cannot be reached',
    from: consulting('calling'),
    event: { type: 'line-failed', legId: leg, failure: { kind: 'transport' } },
    to: { aside: null },
    does: ['journal agent-ring-ended', ...twoParty, ...back, ...told],
    outcome: ['failed', null],
  },
  {
    rule: 'CTL-9: the colleague hangs up',
    from: consulting('connected'),
    event: { type: 'line-ended', legId: leg, end: 'hung-up' },
    to: { aside: null },
    does: [...twoParty, ...back, 'journal leg-left', ...told],
    outcome: ['hung-up', null],
  },
  {
    rule: 'CTL-9: who hangs up in three-way leaves the other two',
    from: consulting('connected', { speaking: 'all' }),
    event: { type: 'line-ended', legId: leg, end: 'hung-up' },
    to: { aside: null },
    does: ['record agent', 'hearing two-party', ...back, 'journal leg-left', ...told],
    outcome: ['hung-up', null],
  },
  {
    rule: 'CTL-9: the colleague’s media fails',
    from: consulting('connected'),
    event: { type: 'leg-failed', legId: leg, atMs: 9_000 },
    to: { aside: null },
    does: [...twoParty, ...back, 'journal leg-left', ...told],
    outcome: ['failed', null],
  },
  {
    rule: 'CTL-9: the agent goes back while it rings',
    from: consulting('ringing'),
    event: pressed({ type: 'leave-consult' }),
    to: { aside: null },
    does: [...twoParty, ...back, 'journal agent-ring-ended', ...told, 'answer agent ok'],
    outcome: ['left', null],
  },
  {
    rule: 'CTL-9, CTL-13: and takes a blind transfer back',
    from: consulting('ringing', { ...dialled, blind: true }),
    event: pressed({ type: 'leave-consult' }),
    to: { aside: null },
    does: [...twoParty, ...back, ...told, 'answer agent ok'],
    outcome: ['left', null],
  },
  {
    rule: 'CTL-12: the sign-in of the colleague who is rung is over',
    from: consulting('ringing'),
    event: { type: 'agent-dropped', signInId: people.next.signInId },
    to: { aside: null },
    does: ['journal agent-ring-ended', ...twoParty, ...back, ...told],
    outcome: ['failed', null],
  },
  {
    rule: 'CTL-12: of the colleague who talks, where running calls end',
    from: consulting('connected'),
    event: { type: 'agent-dropped', signInId: people.next.signInId },
    to: { aside: null },
    does: [...twoParty, ...back, 'journal leg-left', ...told],
    outcome: ['failed', null],
  },
  {
    rule: 'CTL-17: the customer hangs up: it ends for both',
    from: consulting('connected'),
    event: { type: 'line-ended', legId: legs.customer, end: 'hung-up' },
    to: { phase: 'ended', termination: { kind: 'customer-hung-up' } },
    does: [
      'end agent 480 customer-hung-up',
      'end customer 480 customer-hung-up',
      'end consult 480 customer-hung-up',
      'journal leg-left',
      'journal leg-left',
      'journal leg-left',
      'journal consult-ended',
      'journal call-ended',
      'close',
    ],
    outcome: ['customer-left', null],
  },
  {
    rule: 'CTL-17: the agent hangs up while they consult: the customer is not left alone with music',
    from: consulting('ringing'),
    event: { type: 'line-ended', legId: legs.agent, end: 'hung-up' },
    to: { phase: 'ended', termination: { kind: 'agent-hung-up' } },
    does: [
      'end agent 480 agent-hung-up',
      'end customer 480 agent-hung-up',
      'end consult 480 agent-hung-up',
      'journal leg-left',
      'journal leg-left',
      'journal agent-ring-ended',
      'journal consult-ended',
      'journal call-ended',
      'close',
    ],
    outcome: ['left', null],
  },
  {
    rule: 'CTL-16: a take-over ends a private consult call',
    from: consulting('connected', {}, { supervisors: [seated('listen')] }),
    event: { type: 'mode-asked', personId: people.lead.personId, mode: 'take-over', atMs: 9_000 },
    to: { aside: null, agent: { legId: legs.listener } },
    does: [
      'hearing two-party',
      'record listener',
      ...back,
      'journal leg-left',
      ...told,
      'end agent 480 taken-over',
      'close-leg agent',
      'journal leg-left',
      'journal leg-mode',
      'journal call-taken-over',
    ],
    outcome: ['left', null],
  },
]

const changes: Row[] = [
  {
    rule: 'CTL-7: the next agent is rung; music and ringback go on',
    from: consulting('ringing', { route: ringRoute }),
    event: { type: 'timer', timer: 'consult-ring', atMs: 24_000 },
    to: { aside: { step: 'preparing', route: { agents: [{ legId: legs.nextConsult }] } } },
    does: [...back, 'journal agent-ring-ended', 'offer-browser nextConsult', 'journal controls-changed'],
  },
  {
    rule: 'CTL-12: who only waits to be rung is passed over',
    from: consulting('ringing', { route: ringRoute }),
    event: { type: 'agent-dropped', signInId: people.otherLead.signInId },
    to: { aside: { step: 'ringing', route: { agents: [{ legId: leg }] } } },
    does: [],
  },
  {
    rule: 'CTL-10: swap: back to the customer, the colleague waits with music',
    from: consulting('connected'),
    event: pressed({ type: 'swap' }),
    to: { aside: { speaking: 'customer' } },
    does: ['hearing swapped', 'record agent', 'journal controls-changed', 'answer agent ok'],
  },
  {
    rule: 'CTL-10: and again: to the colleague',
    from: consulting('connected', { speaking: 'customer' }),
    event: pressed({ type: 'swap' }),
    to: { aside: { speaking: 'consult' } },
    does: ['record nobody', 'hearing consulting', 'journal controls-changed', 'answer agent ok'],
  },
  {
    rule: 'CTL-10: three-way: all hear each other, all are on record',
    from: consulting('connected'),
    event: pressed({ type: 'join' }),
    to: { aside: { speaking: 'all' } },
    does: ['hearing three-way', 'record agent+consult', 'journal controls-changed', 'answer agent ok'],
  },
  {
    rule: 'CTL-10: before the answer there is nobody to swap to',
    from: consulting('ringing'),
    event: pressed({ type: 'swap' }),
    to: { aside: { speaking: 'consult' } },
    does: ['answer agent not-in-this-state'],
  },
  {
    rule: 'CTL-10: nor to join',
    from: consulting('joining', dialled),
    event: pressed({ type: 'join' }),
    to: { aside: { speaking: 'consult' } },
    does: ['answer agent not-in-this-state'],
  },
  {
    rule: 'CTL-1: the colleague’s phone has no controls of this call',
    from: consulting('connected'),
    event: pressed({ type: 'join' }, leg),
    to: { aside: { speaking: 'consult' } },
    does: ['answer consult not-in-this-state'],
  },
  {
    rule: 'CTL-16: a take-over of a three-way talk leaves it three-way',
    from: consulting('connected', { speaking: 'all' }, { supervisors: [seated('barge')] }),
    event: { type: 'mode-asked', personId: people.lead.personId, mode: 'take-over', atMs: 9_000 },
    to: { aside: { speaking: 'all' }, agent: { legId: legs.listener } },
    does: [
      'record consult+listener',
      'hearing three-way',
      'end agent 480 taken-over',
      'close-leg agent',
      'journal leg-left',
      'journal leg-mode',
      'journal call-taken-over',
    ],
  },
  {
    rule: 'CTL-18: the connection of the colleague breaks: they talk on',
    from: consulting('connected'),
    event: { type: 'line-lost', legId: leg, atMs: 9_000 },
    to: { aside: { signalling: 'lost' } },
    does: [],
  },
  {
    rule: 'LINE-3: a re-INVITE before the answer is settled is too early',
    from: consulting('joining'),
    event: { type: 'line-reinvited', legId: leg, offerSdp: 'offer', silent: false },
    to: { aside: { step: 'joining' } },
    does: ['reinvite-refuse consult'],
  },
  {
    rule: 'LINE-3: the colleague’s browser brings a fresh peer',
    from: consulting('connected'),
    event: { type: 'line-reinvited', legId: leg, offerSdp: 'offer', silent: false },
    to: { aside: { step: 'connected' } },
    does: ['answer-browser consult'],
  },
  {
    rule: 'CTL-18: a party who moves to another media worker is re-INVITEd',
    from: consulting('connected', { ...dialled, isMoving: true }),
    event: { type: 'sdp-made', step: 'offer-rtp', legId: leg, sdp: 'again', atMs: 9_000 },
    to: { aside: { isMoving: true } },
    does: ['line-reinvite consult'],
  },
  {
    rule: 'CTL-18: and is there with its answer',
    from: consulting('connected', { isMoving: true }),
    event: { type: 'line-renegotiated', legId: leg, sdp: 'answer' },
    to: { aside: { isMoving: false } },
    does: ['accept-browser-answer consult'],
  },
]

describe('a consult call', () => {
  it.each([...begins, ...changes])('$rule', ({ from, event, to, does }) => {
    const result = transition(from, event)
    expect(result.refusal).toBeNull()
    expect(result.state).toMatchObject(to)
    expect(result.effects.map(inWords)).toEqual(does)
  })

  it.each(ends)('$rule', ({ from, event, to, does, outcome }) => {
    const result = transition(from, event)
    expect(result.refusal).toBeNull()
    expect(result.state).toMatchObject(to)
    expect(result.effects.map(inWords)).toEqual(does)
    const ended = result.effects.flatMap((effect) =>
      effect.type === 'journal' && effect.event.type === 'consult-ended' ? [effect.event] : [],
    )
    expect(ended.map((event_) => [event_.outcome, event_.sipStatus])).toEqual([outcome])
  })

  it.each([
    ['a second one', consulting('ringing'), asked(), 'consult-running'],
    [
      'by somebody who does not speak',
      { ...connectedState, supervisors: [otherSeated()] },
      asked(lastRing, { personId: people.otherLead.personId }),
      'not-in-this-state',
    ],
    ['by an agent whose call was taken over', takenOverState, asked(), 'not-in-this-state'],
    [
      'while the agent’s voice is lost',
      { ...connectedState, agentLine: { signalling: 'up', media: 'lost' } },
      asked(),
      'not-in-this-state',
    ],
    ['for nobody', connectedState, asked({ kind: 'ring', agents: [], display }), 'not-in-this-state'],
  ] as const)('CTL-6: is refused: %s', (_, from, event, refusal) => {
    expect(transition(from, event)).toEqual({ state: from, effects: [], refusal })
  })

  it('CTL-6: by whoever has taken over it is not', () => {
    const { state } = transition(takenOverState, asked(lastRing, { personId: people.lead.personId }))
    expect(state).toMatchObject({ aside: consult('preparing', { offerSdp: '' }) })
  })
})
