import { describe, expect, it } from 'vitest'
import { transition } from './call-machine.ts'
import type { CallEvent, CallState, Effect } from './call-state.ts'
import {
  connectedState,
  inWords,
  legs,
  otherSeated,
  seated,
  states,
  takenOverState,
} from './testing/call-table.ts'
import { asked, consulting, controls, dialled, held, paused, pressed } from './testing/control-table.ts'

const { agent, customer, listener } = legs
const answersOf = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'answer-control' ? [effect] : []))

const rows: { rule: string; from: CallState; event: CallEvent; to: object; does: string[] }[] = [
  {
    rule: 'CTL-4: hold: the customer hears music, the agent’s voice leaves the record first',
    from: connectedState,
    event: pressed({ type: 'hold' }),
    to: { aside: { kind: 'hold', sinceMs: 8_000 } },
    does: ['record nobody', 'hearing held', 'journal controls-changed', 'answer agent ok'],
  },
  {
    rule: 'CTL-4: resume: as it was before',
    from: held,
    event: pressed({ type: 'resume' }),
    to: { aside: null },
    does: ['hearing two-party', 'record agent', 'journal controls-changed', 'answer agent ok'],
  },
  {
    rule: 'CTL-3: hold on hold is fine and says nothing',
    from: held,
    event: pressed({ type: 'hold' }),
    to: { aside: { kind: 'hold', sinceMs: 3_000 } },
    does: ['answer agent ok'],
  },
  {
    rule: 'CTL-3: resume without a hold is fine and says nothing',
    from: connectedState,
    event: pressed({ type: 'resume' }),
    to: { aside: null },
    does: ['answer agent ok'],
  },
  {
    rule: 'CTL-4: no hold while a consult call runs: it has music of its own',
    from: consulting('ringing'),
    event: pressed({ type: 'hold' }),
    to: { aside: { kind: 'consult' } },
    does: ['answer agent not-in-this-state'],
  },
  {
    rule: 'CTL-16: who barges is heard instead of the music, and stays on record',
    from: { ...connectedState, supervisors: [seated('barge'), otherSeated()] },
    event: pressed({ type: 'hold' }),
    to: { aside: { kind: 'hold' } },
    does: ['record listener', 'hearing held', 'journal controls-changed', 'answer agent ok'],
  },
  {
    rule: 'CTL-1: who has taken over has the controls',
    from: takenOverState,
    event: pressed({ type: 'hold' }, listener),
    to: { aside: { kind: 'hold' } },
    does: ['record nobody', 'hearing held', 'journal controls-changed', 'answer listener ok'],
  },
  {
    rule: 'CTL-1: a supervisor beside the agent has none',
    from: { ...connectedState, supervisors: [seated('barge')] },
    event: pressed({ type: 'hold' }, listener),
    to: { aside: null },
    does: ['answer listener not-in-this-state'],
  },
  {
    rule: 'CTL-1: a call that is not answered yet has none',
    from: states.dialling,
    event: pressed({ type: 'hold' }),
    to: { phase: 'dialling' },
    does: ['answer agent not-in-this-state'],
  },
  {
    rule: 'CTL-5: pause: both channels fall silent, at most for two minutes',
    from: connectedState,
    event: pressed({ type: 'pause-recording', reason: 'card-number' }),
    to: { recordingPause: { sinceMs: 8_000, untilMs: 128_000, reason: 'card-number' } },
    does: ['pause-recording true', 'arm recording-pause', 'journal controls-changed', 'answer agent ok'],
  },
  {
    rule: 'CTL-5: it goes on by itself',
    from: paused,
    event: { type: 'timer', timer: 'recording-pause', atMs: 123_000 },
    to: { recordingPause: null },
    does: ['pause-recording false', 'disarm recording-pause', 'journal controls-changed'],
  },
  {
    rule: 'CTL-5: or by hand',
    from: paused,
    event: pressed({ type: 'resume-recording' }),
    to: { recordingPause: null },
    does: ['pause-recording false', 'disarm recording-pause', 'journal controls-changed', 'answer agent ok'],
  },
  {
    rule: 'CTL-5: a second pause keeps the first one’s end',
    from: paused,
    event: pressed({ type: 'pause-recording', reason: 'other' }),
    to: { recordingPause: { untilMs: 123_000, reason: 'card-number' } },
    does: ['answer agent ok'],
  },
  {
    rule: 'CTL-5: a hold leaves it as it is',
    from: paused,
    event: pressed({ type: 'hold' }),
    to: { recordingPause: { untilMs: 123_000 }, aside: { kind: 'hold' } },
    does: ['record nobody', 'hearing held', 'journal controls-changed', 'answer agent ok'],
  },
  {
    rule: 'CTL-5: without a recording there is nothing to pause',
    from: { ...connectedState, recording: 'failed' },
    event: pressed({ type: 'pause-recording', reason: 'other' }),
    to: { recordingPause: null },
    does: ['answer agent not-in-this-state'],
  },
  {
    rule: 'CTL-5: a recording that breaks is not paused any more',
    from: paused,
    event: { type: 'recording-failed' },
    to: { recording: 'failed', recordingPause: null },
    does: ['disarm recording-pause', 'journal controls-changed'],
  },
  {
    rule: 'CTL-17: the agent hangs up on hold: the call ends for both',
    from: held,
    event: { type: 'line-ended', legId: agent, end: 'hung-up' },
    to: { phase: 'ended', termination: { kind: 'agent-hung-up' } },
    does: [
      'end agent 480 agent-hung-up',
      'end customer 480 agent-hung-up',
      'journal leg-left',
      'journal leg-left',
      'journal call-ended',
      'close',
    ],
  },
  {
    rule: 'CTL-16: a take-over ends a hold: who takes over speaks to the customer',
    from: { ...held, supervisors: [seated('listen')] },
    event: { type: 'mode-asked', personId: seated('listen').personId, mode: 'take-over', atMs: 9_000 },
    to: { aside: null, agent: { legId: listener }, takenOver: { atMs: 9_000 } },
    does: [
      'hearing two-party',
      'record listener',
      'journal controls-changed',
      'end agent 480 taken-over',
      'close-leg agent',
      'journal leg-left',
      'journal leg-mode',
      'journal call-taken-over',
    ],
  },
  {
    rule: 'CTL-15: a digit goes to the customer',
    from: connectedState,
    event: { type: 'digit', legId: agent, digit: '5' },
    to: { phase: 'connected' },
    does: ['send-digit customer'],
  },
  {
    rule: 'CTL-15: to the number outside while the agent talks to it',
    from: consulting('connected', dialled),
    event: { type: 'digit', legId: agent, digit: '5' },
    to: { phase: 'connected' },
    does: ['send-digit consult'],
  },
  {
    rule: 'CTL-15: to both in three-way',
    from: consulting('connected', { ...dialled, speaking: 'all' }),
    event: { type: 'digit', legId: agent, digit: '5' },
    to: { phase: 'connected' },
    does: ['send-digit customer', 'send-digit consult'],
  },
]

describe('controls of a call', () => {
  it.each(rows)('$rule', ({ from, event, to, does }) => {
    const result = transition(from, event)
    expect(result.refusal).toBeNull()
    expect(result.state).toMatchObject(to)
    expect(result.effects.map(inWords)).toEqual(does)
  })

  it.each([
    ['nobody hears it on hold', held, { type: 'digit', legId: agent, digit: '5' }],
    ['the customer presses it', connectedState, { type: 'digit', legId: customer, digit: '5' }],
    ['a colleague is consulted', consulting('connected'), { type: 'digit', legId: agent, digit: '5' }],
  ] as const)('CTL-15: a digit goes nowhere: %s', (_, from, event) => {
    expect(transition(from, event)).toEqual({ state: from, effects: [], refusal: 'no-change' })
  })

  it('CTL-1, CTL-2: every control is answered once, with what is in effect after it, and changes are told', () => {
    for (const from of [connectedState, held, paused, consulting('ringing'), consulting('connected')])
      for (const control of controls) {
        const { state, effects } = transition(from, pressed(control))
        const label = `${from.aside?.kind ?? 'talk'} ${control.type}`
        const answers = answersOf(effects)
        expect(answers, label).toHaveLength(1)
        const told = effects.flatMap((effect) =>
          effect.type === 'journal' && effect.event.type === 'controls-changed'
            ? [effect.event.controls]
            : [],
        )
        const answer = answers[0]?.answer
        if (answer?.ok === true && told.length > 0) expect(answer.controls, label).toEqual(told.at(-1))
        if (answer?.ok === false) {
          expect(state, label).toBe(from)
          expect(told, label).toEqual([])
        }
      }
  })

  it('CTL-2: the answer names the hold and the pause in the words of screens', () => {
    const both = transition(paused, pressed({ type: 'hold' }))
    expect(answersOf(both.effects)[0]?.answer).toEqual({
      ok: true,
      controls: {
        hold: { since: 8_000 },
        consult: null,
        recordingPause: { since: 3_000, until: 123_000, reason: 'card-number' },
      },
    })
  })

  it('CTL-6: a consult call ends a hold: the music goes on', () => {
    const { state, effects } = transition(held, asked())
    expect(state).toMatchObject({ aside: { kind: 'consult', step: 'preparing' } })
    expect(effects.map(inWords)).toEqual([
      'hearing calling',
      'offer-browser consult',
      'journal controls-changed',
    ])
  })
})
