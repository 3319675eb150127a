import type { Consult } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import type { ControlsView } from '../../softphone/controls-view.ts'
import type { CallFacts } from './call-facts.ts'
import { type CallPresses, type Panel, pressesOf } from './call-presses.ts'

const names = [
  'toggleMute',
  'hold',
  'resume',
  'consult',
  'transfer',
  'swap',
  'join',
  'complete',
  'leaveConsult',
  'pauseRecording',
  'resumeRecording',
  'sendDigit',
  'forgetFailure',
] as const
type Name = (typeof names)[number]

const consult: Consult = {
  target: { kind: 'team', displayName: 'North', maskedNumber: null },
  phase: 'connected',
  since: 0,
  blind: false,
  speaking: 'consult',
}
const controls = (part: { held?: boolean; consult?: Consult; paused?: boolean }): ControlsView => ({
  hold: { state: part.held === true ? 'on' : 'off', reason: null, sinceMs: null },
  mute: { state: 'off', reason: null },
  recordingPause: { state: part.paused === true ? 'on' : 'off', reason: null, untilMs: null, why: null },
  consult: { state: 'off', reason: null, running: part.consult ?? null, doing: null },
})

/** Presses one control with the phone allowing `allowed`; what was called, or what was shown. */
function press(
  control: keyof CallPresses,
  allowed: readonly Name[],
  part: Parameters<typeof controls>[0] & { panel?: Panel; recovery?: CallFacts['recovery'] } = {},
): string {
  let done = 'nothing'
  const command = (name: Name) =>
    allowed.includes(name)
      ? () => {
          done = name
        }
      : undefined
  const presses = pressesOf(
    {
      controls: controls(part),
      recording: 'on',
      unheard: 'none',
      recovery: part.recovery ?? { type: 'none' },
      trouble: null,
    },
    {
      toggleMute: command('toggleMute'),
      hold: command('hold'),
      resume: command('resume'),
      consult: command('consult'),
      transfer: command('transfer'),
      swap: command('swap'),
      join: command('join'),
      complete: command('complete'),
      leaveConsult: command('leaveConsult'),
      pauseRecording: command('pauseRecording'),
      resumeRecording: command('resumeRecording'),
      sendDigit: command('sendDigit'),
      forgetFailure: command('forgetFailure'),
    },
    part.panel ?? null,
    (panel) => {
      done = `shows ${panel}`
    },
    () => {
      done = 'audio'
    },
  )
  presses[control]?.()
  return done
}

describe('the presses of a call', () => {
  it.each<[string, keyof CallPresses, readonly Name[], Parameters<typeof press>[2], string]>([
    ['hold holds', 'hold', ['hold'], {}, 'hold'],
    ['hold again takes back', 'hold', ['resume'], { held: true }, 'resume'],
    ['hold without permission does nothing', 'hold', [], {}, 'nothing'],
    ['transfer opens its panel', 'transfer', ['transfer'], {}, 'shows transfer'],
    [
      'transfer closes it again, even when no longer allowed',
      'transfer',
      [],
      { panel: 'transfer' },
      'shows null',
    ],
    ['transfer completes once they have answered', 'transfer', ['complete'], { consult }, 'complete'],
    [
      'transfer does nothing while they ring',
      'transfer',
      [],
      { consult: { ...consult, phase: 'ringing' } },
      'nothing',
    ],
    ['add party opens its panel', 'add', ['consult'], {}, 'shows add'],
    ['add party joins all once they have answered', 'add', ['join'], { consult }, 'join'],
    ['pause asks for the reason', 'pause', ['pauseRecording'], {}, 'shows pause'],
    ['pause again goes on', 'pause', ['resumeRecording'], { paused: true }, 'resumeRecording'],
    ['the keypad opens', 'keypad', ['sendDigit'], {}, 'shows keypad'],
    ['no tones into a held line', 'keypad', ['sendDigit'], { held: true }, 'nothing'],
    [
      'nothing works while parked',
      'mute',
      ['toggleMute'],
      { recovery: { type: 'parked', untilMs: null, pulling: true } },
      'nothing',
    ],
    ['but the audio devices do', 'audio', [], { recovery: { type: 'lost', sinceMs: 0 } }, 'audio'],
  ])('%s', (_name, control, allowed, part, done) => {
    expect(press(control, allowed, part)).toBe(done)
  })
})
