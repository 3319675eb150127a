import { type CallSupervisor, CallId, type LiveCall, type MonitorMode, PersonId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { chimeOf, coachEvents, coachesOf, coachMode } from './coach.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const priya = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b01')
const lee = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b02')

const lead = (personId: PersonId, mode: MonitorMode, since = 1): CallSupervisor => ({
  personId,
  displayName: personId === priya ? 'Priya Raman' : 'Lee Brooks',
  mode,
  since,
  modeSince: since,
})
const call = (supervisors: CallSupervisor[], disclosure: LiveCall['disclosure'] = 'chime'): LiveCall => ({
  callId,
  direction: 'outbound',
  phase: 'connected',
  agentId: null,
  teamId: null,
  customer: { customerId: null, displayName: 'Marisol Tejada', maskedNumber: '' },
  startedAt: 1,
  answeredAt: 2,
  recording: 'on',
  recordingSince: 2,
  agentLine: 'up',
  parkedUntil: null,
  controls: { hold: null, consult: null, recordingPause: null },
  unheard: null,
  quality: null,
  trunkId: null,
  talk: null,
  supervisors,
  disclosure,
  takenOverBy: null,
})

describe('who coaches', () => {
  it('names the loudest first, and nobody who has taken over', () => {
    const live = call([lead(priya, 'listen'), lead(lee, 'barge', 2)])
    expect(coachesOf(live).map((one) => one.displayName)).toEqual(['Lee Brooks', 'Priya Raman'])
    expect(coachMode(coachesOf(live))).toBe('barge')
    expect(coachMode(coachesOf(call([lead(priya, 'take-over')])))).toBe('none')
    expect(coachMode(coachesOf(null))).toBe('none')
  })
})

describe('the chime', () => {
  const alone = call([])
  const listened = call([lead(priya, 'listen')])
  const whispered = call([lead(priya, 'whisper')])
  const barged = call([lead(priya, 'barge')])
  it.each<[string, LiveCall | null, LiveCall | null, 'up' | 'down' | null]>([
    ['somebody joins', alone, listened, 'up'],
    ['begins to whisper', listened, whispered, 'up'],
    ['from whisper to barge', whispered, barged, 'up'],
    ['back to listening: said on the screen, no sound', whispered, listened, null],
    ['leaves', listened, alone, 'down'],
    ['one leaves while another joins', listened, call([lead(lee, 'listen')]), 'up'],
    ['nothing changed but the figures', listened, { ...listened, recording: 'failed' }, null],
    ['the call itself is over', listened, null, null],
    ['first sight of a call, as after a reload', null, listened, null],
    [
      'another call',
      { ...alone, callId: CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02') },
      listened,
      null,
    ],
    ['a team with a sign only', call([], 'sign'), call([lead(priya, 'listen')], 'sign'), null],
    [
      'a silent team, when somebody whispers',
      call([], 'silent'),
      call([lead(priya, 'whisper')], 'silent'),
      null,
    ],
  ])('%s', (_name, before, after, direction) => {
    expect(chimeOf(before, after)).toBe(direction)
  })
})

describe('the list of what happened', () => {
  it('tells of joining, of another way to take part, and of leaving', () => {
    const listening = call([lead(priya, 'listen', 3)])
    const whispering = call([lead(priya, 'whisper', 5)])
    expect(coachEvents(call([]), listening, 9)).toEqual([{ atMs: 3, name: 'Priya Raman', what: 'listen' }])
    expect(coachEvents(listening, whispering, 9)).toEqual([{ atMs: 5, name: 'Priya Raman', what: 'whisper' }])
    expect(coachEvents(whispering, whispering, 9)).toEqual([])
    expect(coachEvents(whispering, call([]), 9)).toEqual([{ atMs: 9, name: 'Priya Raman', what: 'left' }])
    // After a reload in the middle: who is here now.
    expect(coachEvents(null, whispering, 9)).toEqual([{ atMs: 5, name: 'Priya Raman', what: 'whisper' }])
  })
})
