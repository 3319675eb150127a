import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState } from './call-state.ts'
import { inWords, legs, people, seated } from './testing/call-table.ts'
import { consulting, dialled, pressed } from './testing/control-table.ts'

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
  outcome: [string, number | null]
}

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

describe('the end of a consult call', () => {
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
})
