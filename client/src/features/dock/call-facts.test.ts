import type { Consult } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import type { ControlsView } from '../../softphone/controls-view.ts'
import { type Blocked, type CallFacts, factAttributes, recordingOf, whyNot } from './call-facts.ts'

const quiet: ControlsView = {
  hold: { state: 'off', reason: null, sinceMs: null },
  mute: { state: 'off', reason: null },
  recordingPause: { state: 'off', reason: null, untilMs: null, why: null },
  consult: { state: 'off', reason: null, running: null, doing: null },
}
const consult: Consult = {
  target: { kind: 'agent', displayName: 'Lena Brooks', maskedNumber: null },
  phase: 'connected',
  since: 0,
  blind: false,
  speaking: 'consult',
}
const consulting: ControlsView = { ...quiet, consult: { ...quiet.consult, state: 'on', running: consult } }
const calm: CallFacts = {
  controls: quiet,
  recording: 'on',
  unheard: 'none',
  recovery: { type: 'none' },
  trouble: null,
}
const held = (state: 'pending' | 'on'): Partial<CallFacts> => ({
  controls: { ...quiet, hold: { ...quiet.hold, state } },
})

describe('whyNot', () => {
  it.each<[string, Parameters<typeof whyNot>[0], Partial<CallFacts>, boolean, Blocked | null]>([
    ['a calm call holds', 'hold', {}, true, null],
    ['nobody has answered', 'hold', {}, false, 'notYet'],
    ['mute works before the answer', 'mute', {}, false, null],
    ['hold waits for the consult', 'hold', { controls: consulting }, true, 'inConsult'],
    ['transfer waits for the hold', 'transfer', held('pending'), true, 'afterHold'],
    ['a held call can be transferred', 'transfer', held('on'), true, null],
    ['digits would reach nobody', 'keypad', held('on'), true, 'afterHold'],
    [
      'one consult at a time',
      'add',
      { controls: { ...quiet, consult: { ...quiet.consult, state: 'pending', doing: 'consult' } } },
      true,
      'waiting',
    ],
    ['no file, no pause', 'pause', { recording: 'off' }, true, 'noRecording'],
    ['a pause can be ended', 'pause', { recording: 'paused' }, true, null],
    [
      'nothing can look pressed while parked',
      'mute',
      { recovery: { type: 'parked', untilMs: 1, pulling: true } },
      true,
      'parked',
    ],
    ['nor while the line is lost', 'hold', { recovery: { type: 'lost', sinceMs: 0 } }, true, 'parked'],
    ['a poor line keeps its controls', 'hold', { recovery: { type: 'poor' } }, true, null],
  ])('%s', (_name, control, part, talking, why) => {
    expect(whyNot(control, { ...calm, ...part }, talking)).toBe(why)
  })
})

it('says of the call only what was confirmed', () => {
  expect(recordingOf(null, true)).toBe('off')
  expect(factAttributes({ ...calm, controls: consulting }, { type: 'tab' })).toEqual({
    'data-hold': 'off',
    'data-muted': 'off',
    'data-consult': 'connected',
    'data-consult-with': 'consult',
    'data-recording': 'on',
    'data-unheard': 'none',
    'data-recovery': 'none',
    'data-owner': 'tab',
  })
})
