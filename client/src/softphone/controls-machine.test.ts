import { CallId, type CallControls, type Consult } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import {
  type Ask,
  canAsk,
  type ControlsEvent,
  controlsStep,
  initialControls,
  isQuiet,
} from './controls-machine.ts'
import { controlsView } from './controls-view.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const other = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02')
const none: CallControls = { hold: null, consult: null, recordingPause: null }
const held: CallControls = { ...none, hold: { since: 5 } }
const consult = (part: Partial<Consult>): CallControls => ({
  ...none,
  consult: {
    target: { kind: 'team', displayName: 'Care', maskedNumber: null },
    phase: 'connected',
    since: 6,
    blind: false,
    speaking: 'consult',
    ...part,
  },
})
const ask = (type: 'hold' | 'resume' | 'swap' | 'join' | 'complete' | 'leave-consult'): ControlsEvent => ({
  type: 'ask',
  ask: { type },
})
const startConsult: ControlsEvent = {
  type: 'ask',
  ask: { type: 'consult', to: { type: 'number', text: '1' }, blind: false },
}
const answered = (id: number, controls: CallControls): ControlsEvent => ({ type: 'answered', id, controls })
const refused = (id: number): ControlsEvent => ({
  type: 'refused',
  id,
  reason: { type: 'phone', failure: 'control-unanswered' },
})
const pushed = (controls: CallControls, of = callId): ControlsEvent => ({
  type: 'pushed',
  callId: of,
  controls,
})

function play(events: ControlsEvent[]) {
  const sent: Ask['type'][] = []
  let state = controlsStep(initialControls, { type: 'call', callId }).state
  for (const event of events) {
    const step = controlsStep(state, event)
    state = step.state
    sent.push(...step.effects.map((effect) => effect.ask.type))
  }
  return { state, sent, view: controlsView(state, { muted: false, sending: true }) }
}

describe('hold is what the voice node says, never what was pressed', () => {
  it.each<[string, ControlsEvent[], string, boolean]>([
    ['pressed', [ask('hold')], 'pending', true],
    ['answered', [ask('hold'), answered(1, held)], 'on', true],
    ['refused: still heard', [ask('hold'), refused(1)], 'failed', false],
    ['the answer was lost, and control says it is held', [ask('hold'), refused(1), pushed(held)], 'on', true],
    ['resume on its way', [ask('hold'), answered(1, held), ask('resume')], 'pending', true],
    ['resume refused', [ask('hold'), answered(1, held), ask('resume'), refused(2)], 'on', true],
    ['resumed', [ask('hold'), answered(1, held), ask('resume'), answered(2, none)], 'off', false],
    [
      'the word about the hold comes after the resume was answered',
      [ask('hold'), answered(1, held), ask('resume'), answered(2, none), pushed(held), pushed(none)],
      'off',
      false,
    ],
    ['held by a page before this one', [pushed(held)], 'on', true],
    ['of another call', [pushed(held, other)], 'off', false],
    ['an answer nobody waits for', [answered(7, held)], 'off', false],
  ])('%s', (_name, events, state, quiet) => {
    const played = play(events)
    expect(played.view.hold.state).toBe(state)
    expect(isQuiet(played.state)).toBe(quiet)
  })

  it('says why switching it off came to nothing, and forgets it when told to', () => {
    const { view, state } = play([pushed(held), ask('resume'), refused(1)])
    expect(view.hold).toEqual({
      state: 'on',
      reason: { type: 'phone', failure: 'control-unanswered' },
      sinceMs: 5,
    })
    const forgot = controlsStep(state, { type: 'forget', group: 'hold' }).state
    expect(controlsView(forgot, { muted: false, sending: true }).hold.reason).toBeNull()
  })
})

describe('presses', () => {
  it('one at a time of a kind; out of a consult call at any time', () => {
    const { sent } = play([
      startConsult,
      startConsult,
      ask('swap'),
      ask('leave-consult'),
      ask('leave-consult'),
    ])
    expect(sent).toEqual(['consult', 'leave-consult'])
  })

  it('another call begins with nothing, and an old answer does not reach it', () => {
    const { state } = play([ask('hold'), { type: 'call', callId: other }, answered(1, held)])
    expect(state.told).toEqual(none)
    expect(state.groups.hold.pending).toBeNull()
  })

  it.each<[string, CallControls, Ask['type'][]]>([
    ['talking', none, ['hold', 'consult', 'pause-recording']],
    ['held', held, ['resume', 'consult', 'pause-recording']],
    ['ringing somebody', consult({ phase: 'ringing' }), ['leave-consult', 'pause-recording']],
    ['blind', consult({ phase: 'connected', blind: true }), ['leave-consult', 'pause-recording']],
    ['consulting', consult({}), ['swap', 'join', 'complete', 'leave-consult', 'pause-recording']],
    ['all three', consult({ speaking: 'all' }), ['complete', 'leave-consult', 'pause-recording']],
    [
      'recording paused',
      { ...none, recordingPause: { since: 1, until: 9, reason: 'health' } },
      ['hold', 'consult', 'resume-recording'],
    ],
  ])('%s', (_name, controls, possible) => {
    const { state } = play([pushed(controls)])
    const all: Ask['type'][] = [
      'hold',
      'resume',
      'consult',
      'swap',
      'join',
      'complete',
      'leave-consult',
      'pause-recording',
      'resume-recording',
    ]
    expect(all.filter((one) => canAsk(state, one))).toEqual(possible)
  })

  it('the one who is consulted hears the agent though the customer is on hold', () => {
    expect(isQuiet(play([pushed({ ...consult({}), hold: { since: 5 } })]).state)).toBe(false)
  })
})
