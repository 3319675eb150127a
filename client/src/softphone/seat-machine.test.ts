import { CallId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { type Seat, type SeatEvent, seated, seatStep } from './seat-machine.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')

function play(start: Seat, events: SeatEvent[]) {
  const effects: string[] = []
  let state = start
  for (const event of events) {
    const step = seatStep(state, event, 9)
    state = step.state
    for (const effect of step.effects)
      effects.push(
        effect.type === 'put-mode'
          ? `put ${effect.mode}`
          : effect.type === 'speak'
            ? effect.on
              ? 'live'
              : 'quiet'
            : effect.type,
      )
  }
  return { state, effects }
}

const listen = seated(callId, 5)
const ready = { type: 'ready', held: false, stays: false } as const
const inMode = (mode: Seat['mode'], part: Partial<Seat> = {}): Seat => ({
  ...listen,
  mode,
  microphone: ready,
  ...part,
})
const press = (mode: Seat['mode']): SeatEvent => ({ type: 'set-mode', mode })
const set = (mode: Seat['mode']): SeatEvent => ({ type: 'mode-set', callId, mode })
const pushed = (mode: Seat['mode'], modeSince: number): SeatEvent => ({
  type: 'seat-pushed',
  callId,
  mode,
  modeSince,
})
const busy: SeatEvent = {
  type: 'mode-refused',
  callId,
  mode: 'whisper',
  reason: { type: 'problem', code: 'supervisor-speaking' },
}
const opened: SeatEvent = { type: 'microphone-open', callId }
const unplugged: SeatEvent = { type: 'microphone-failed', failure: 'microphone-missing' }

it('SUP: the microphone is captured at the first speaking mode, off, and before the mode is asked for', () => {
  const { state, effects } = play(listen, [press('whisper'), opened, set('whisper')])
  expect(effects).toEqual(['quiet', 'capture', 'attach', 'put whisper', 'quiet'])
  expect(state).toMatchObject({ mode: 'whisper', change: { type: 'none' }, microphone: ready })
})

it.each<[string, Seat, SeatEvent[], Partial<Seat>, string[]]>([
  [
    'the mode stays what it was until it is confirmed',
    inMode('whisper'),
    [press('barge')],
    { mode: 'whisper', change: { type: 'pending', to: 'barge', step: 'network', after: null } },
    ['quiet', 'put barge'],
  ],
  [
    'confirmed by the push first, by the answer after it: once',
    inMode('whisper'),
    [press('barge'), pushed('barge', 20), set('barge')],
    { mode: 'barge', change: { type: 'none' }, unpushed: [] },
    ['quiet', 'put barge', 'quiet'],
  ],
  [
    'a late push of a mode that was left meanwhile changes nothing',
    inMode('listen', { toldMs: 10 }),
    [
      press('whisper'),
      set('whisper'),
      press('listen'),
      set('listen'),
      pushed('whisper', 20),
      pushed('listen', 30),
    ],
    { mode: 'listen', unpushed: [], toldMs: 30 },
    ['quiet', 'put whisper', 'quiet', 'quiet', 'put listen', 'quiet', 'rest'],
  ],
  [
    'the same word of control again, as with every figure of the line',
    inMode('barge', { toldMs: 20 }),
    [pushed('barge', 20), pushed('listen', 10)],
    { mode: 'barge' },
    [],
  ],
  [
    'the answer is lost, the push comes: the mode is in effect',
    inMode('listen', { toldMs: 10 }),
    [
      press('whisper'),
      { ...busy, reason: { type: 'phone', failure: 'control-away' } },
      pushed('whisper', 20),
    ],
    { mode: 'whisper', change: { type: 'none' } },
    ['quiet', 'put whisper', 'rest', 'quiet'],
  ],
  [
    'a word about a leg that sat here before this one',
    listen,
    [pushed('barge', 3)],
    { mode: 'listen', toldMs: null },
    [],
  ],
  [
    'refused: another lead speaks',
    inMode('listen'),
    [press('whisper'), busy],
    {
      mode: 'listen',
      change: { type: 'failed', to: 'whisper', reason: { type: 'problem', code: 'supervisor-speaking' } },
    },
    ['quiet', 'put whisper', 'rest'],
  ],
  [
    'refused, and something else was pressed meanwhile: that is tried',
    inMode('barge'),
    [press('whisper'), press('listen'), busy, set('listen')],
    { mode: 'listen', change: { type: 'none' } },
    ['quiet', 'put whisper', 'quiet', 'put listen', 'quiet', 'rest'],
  ],
  [
    'pressed twice asks once',
    inMode('whisper'),
    [press('barge'), press('barge')],
    { change: { type: 'pending', to: 'barge', step: 'network', after: null } },
    ['quiet', 'put barge'],
  ],
  [
    'what was pressed meanwhile follows',
    inMode('whisper'),
    [press('barge'), press('listen'), set('barge')],
    { mode: 'barge', change: { type: 'pending', to: 'listen', step: 'network', after: null } },
    ['quiet', 'put barge', 'quiet', 'quiet', 'put listen'],
  ],
  [
    'no microphone: stays in listen and says why',
    listen,
    [press('take-over'), { type: 'microphone-failed', failure: 'microphone-denied' }],
    {
      mode: 'listen',
      change: { type: 'failed', to: 'take-over', reason: { type: 'phone', failure: 'microphone-denied' } },
      microphone: { type: 'failed', failure: 'microphone-denied' },
    },
    ['quiet', 'capture'],
  ],
  [
    'changed their mind while the browser asks for the microphone',
    listen,
    [press('barge'), press('listen'), opened],
    { mode: 'listen', change: { type: 'none' }, microphone: ready },
    ['quiet', 'capture', 'attach', 'rest'],
  ],
  [
    'another wish while the browser asks',
    listen,
    [press('barge'), press('whisper'), opened],
    { change: { type: 'pending', to: 'whisper', step: 'network', after: null } },
    ['quiet', 'capture', 'attach', 'put whisper'],
  ],
  [
    'held, then let go',
    inMode('whisper'),
    [
      { type: 'talk', on: true },
      { type: 'talk', on: false },
    ],
    { microphone: ready },
    ['live', 'quiet'],
  ],
  [
    'stays on when the button is let go',
    inMode('barge'),
    [
      { type: 'stay-on', on: true },
      { type: 'talk', on: true },
      { type: 'talk', on: false },
    ],
    { microphone: { type: 'ready', held: false, stays: true } },
    ['live', 'live', 'live'],
  ],
  [
    'a new mode starts with the microphone off',
    inMode('whisper', { microphone: { type: 'ready', held: true, stays: true } }),
    [press('barge'), { type: 'talk', on: true }, set('barge')],
    { mode: 'barge', microphone: ready },
    ['quiet', 'put barge', 'quiet'],
  ],
  ['nobody talks in listen', inMode('listen'), [{ type: 'talk', on: true }], { microphone: ready }, []],
  [
    'back in listen for good: the microphone is given back',
    inMode('whisper'),
    [press('listen'), set('listen'), { type: 'rested' }],
    { mode: 'listen', microphone: { type: 'none' } },
    ['quiet', 'put listen', 'quiet', 'rest', 'release'],
  ],
  [
    'spoke again before that: it stays',
    inMode('listen'),
    [press('whisper'), { type: 'rested' }, set('whisper'), { type: 'rested' }],
    { mode: 'whisper', microphone: ready },
    ['quiet', 'put whisper', 'quiet'],
  ],
  [
    'unplugged while speaking, then plugged in',
    inMode('barge', { microphone: { type: 'ready', held: false, stays: true } }),
    [unplugged, { type: 'open-microphone' }, opened],
    { mode: 'barge', microphone: ready },
    ['quiet', 'capture', 'attach'],
  ],
  [
    'whoever has taken over has no way back',
    inMode('take-over'),
    [press('listen'), press('whisper')],
    { mode: 'take-over', change: { type: 'none' } },
    [],
  ],
  [
    'the node puts it back to listen by itself',
    inMode('whisper', { toldMs: 20, microphone: { type: 'ready', held: true, stays: false } }),
    [pushed('listen', 30)],
    { mode: 'listen', microphone: ready },
    ['quiet', 'rest'],
  ],
])('SUP: %s', (_name, start, events, state, effects) => {
  expect(play(start, events)).toEqual({ state: expect.objectContaining(state), effects })
})
