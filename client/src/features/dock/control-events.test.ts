import { CallId, type LiveCall } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { controlEvents } from './control-events.ts'

const call: LiveCall = {
  callId: CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01'),
  direction: 'outbound',
  phase: 'connected',
  agentId: null,
  teamId: null,
  customer: { customerId: null, displayName: null, maskedNumber: '' },
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
  supervisors: [],
  disclosure: 'sign',
  takenOverBy: null,
}
const withControls = (part: Partial<LiveCall['controls']>): LiveCall => ({
  ...call,
  controls: { ...call.controls, ...part },
})
const held = withControls({ hold: { since: 10 } })
const paused = withControls({ recordingPause: { since: 11, until: 99, reason: 'health' } })
const consult: NonNullable<LiveCall['controls']['consult']> = {
  target: { kind: 'agent', displayName: 'Lena Brooks', maskedNumber: null },
  phase: 'ringing',
  since: 12,
  blind: false,
  speaking: 'consult',
}
const asked = withControls({ consult })
const answered = withControls({ consult: { ...consult, phase: 'connected', speaking: 'all' } })
const parked: LiveCall = { ...call, parkedUntil: 99 }

it.each<[string, LiveCall | null, LiveCall, ReturnType<typeof controlEvents>]>([
  ['nothing changed', call, { ...call, talk: { state: 'talk', since: 3 } }, []],
  ['held, since the server says', call, held, [{ atMs: 10, what: 'held', name: null }]],
  ['taken back', held, call, [{ atMs: 50, what: 'resumed', name: null }]],
  ['paused', call, paused, [{ atMs: 11, what: 'paused', name: null }]],
  ['goes on by itself', paused, call, [{ atMs: 50, what: 'unpaused', name: null }]],
  [
    'asks a colleague',
    held,
    withControls({ consult, hold: { since: 10 } }),
    [{ atMs: 12, what: 'consult', name: 'Lena Brooks' }],
  ],
  ['they answer and all talk', asked, answered, [{ atMs: 50, what: 'joined', name: null }]],
  ['parked', call, parked, [{ atMs: 50, what: 'parked', name: null }]],
  ['and back', parked, call, [{ atMs: 50, what: 'unparked', name: null }]],
  ['first sight of a held call', null, held, [{ atMs: 10, what: 'held', name: null }]],
  [
    'another call begins its own list',
    { ...held, callId: CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02') },
    call,
    [],
  ],
])('%s', (_name, before, after, events) => {
  expect(controlEvents(before, after, 50)).toEqual(events)
})
