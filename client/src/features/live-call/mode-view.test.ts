import { CallId, type CallSupervisor, type MonitorMode, PersonId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import type { Listening, Seat } from '../../softphone/index.ts'
import { modes, type ModeSight, modeView } from './mode-view.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const me = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b01')
const brooks = (mode: MonitorMode): CallSupervisor => ({
  personId: PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b02'),
  displayName: 'Lee Brooks',
  since: 1,
  mode,
  modeSince: 1,
})
const seat = (part: Partial<Seat> = {}): Seat => ({
  type: 'listening',
  callId,
  sinceMs: 1,
  mode: 'listen',
  modeSinceMs: 1,
  change: { type: 'none' },
  microphone: { type: 'none' },
  toldMs: null,
  unpushed: [],
  ...part,
})
const cards = (leg: Listening, part: Partial<ModeSight> = {}): string =>
  modes
    .map((mode) => {
      const view = modeView(mode, {
        me,
        leg,
        supervisors: [],
        answered: true,
        agentLost: false,
        line: true,
        control: true,
        ...part,
      })
      if (view.type === 'pending') return view.step
      if (view.type !== 'disabled') return view.type
      return typeof view.why === 'string'
        ? view.why
        : `${view.why.speaker.displayName} ${view.why.speaker.mode}`
    })
    .join(', ')

it.each<[string, string, string]>([
  ['not in the call', cards({ type: 'off' }), 'off, listen-first, listen-first, listen-first'],
  [
    'it rings',
    cards({ type: 'off' }, { answered: false }),
    'not-answered, listen-first, listen-first, listen-first',
  ],
  ['no line', cards({ type: 'off' }, { line: false }), 'no-line, listen-first, listen-first, listen-first'],
  ['joining', cards({ type: 'joining', callId }), 'joining, listen-first, listen-first, listen-first'],
  ['listening', cards(seat()), 'on, off, off, off'],
  [
    'pressed and not confirmed: the old one stays on',
    cards(seat({ change: { type: 'pending', to: 'barge', step: 'network', after: null } })),
    'on, off, switching, off',
  ],
  [
    'waits for the microphone',
    cards(seat({ change: { type: 'pending', to: 'whisper', step: 'microphone', after: null } })),
    'on, microphone, off, off',
  ],
  [
    'refused',
    cards(
      seat({
        mode: 'whisper',
        change: { type: 'failed', to: 'barge', reason: { type: 'problem', code: 'voice-unavailable' } },
      }),
    ),
    'off, on, failed, off',
  ],
  [
    'another lead whispers: nobody else speaks',
    cards(seat(), { supervisors: [brooks('whisper')] }),
    'on, Lee Brooks whisper, Lee Brooks whisper, Lee Brooks whisper',
  ],
  [
    'another lead listens: that is no hindrance',
    cards(seat(), { supervisors: [brooks('listen')] }),
    'on, off, off, off',
  ],
  ['the agent’s line dropped', cards(seat(), { agentLost: true }), 'on, agent-lost, off, off'],
  [
    'control is away: down to listen must wait, too',
    cards(seat({ mode: 'barge' }), { control: false }),
    'control-away, control-away, on, control-away',
  ],
  ['taken over', cards(seat({ mode: 'take-over' })), 'no-way-back, no-way-back, no-way-back, on'],
])('%s', (_name, seen, expected) => {
  expect(seen).toBe(expected)
})
