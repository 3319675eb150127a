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

interface Row {
  rule: string
  from: CallState
  event: CallEvent
  to: object
  does: string[]
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
