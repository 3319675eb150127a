import { CallId, type LiveCall } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { freshPath, type PathState } from './path-machine.ts'
import type { PhoneCall } from './phone-machine.ts'
import { type Recovery, recoveryOf, type RecoverySight } from './recovery.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const party = { callId, direction: 'outbound', customer: null } as const
const connected: PhoneCall = { type: 'connected', party, sinceMs: 0, muted: false }
const rejoining: PhoneCall = { type: 'rejoining', party, sinceMs: 0, talkSinceMs: 0, muted: false }
const reason = { type: 'phone', failure: 'not-rejoined' } as const
const lostFor: PhoneCall = { type: 'ended', party, sinceMs: 0, reason }
const running: LiveCall = Object.assign(Object.create(null), {
  callId,
  phase: 'connected',
  parkedUntil: null,
})
const waiting: LiveCall = Object.assign(Object.create(null), running, { parkedUntil: 30_000 })
const mending = (suspected: boolean): PathState => ({
  ...freshPath(true),
  path: { type: 'mending', sinceMs: 700, step: 'ice', stepSinceMs: 700, suspected },
})
const fine: RecoverySight = { call: connected, path: freshPath(true), own: running, mos: 4.4 }
const none: Recovery = { type: 'none' }
const lost: Recovery = { type: 'lost', sinceMs: 700 }
const back: Recovery = { type: 'back', sinceMs: 9_000 }

it.each<[string, Recovery, Partial<RecoverySight>, Recovery]>([
  ['a good line', none, {}, none],
  ['a bad line', none, { mos: 3 }, { type: 'poor' }],
  ['not measured yet', none, { mos: null }, none],
  ['the path broke', none, { path: mending(false) }, lost],
  ['packets stopped, and nothing else is known', none, { path: mending(true) }, none],
  ['still broken: since when it broke', lost, { path: mending(false) }, lost],
  ['mended', lost, {}, { type: 'back', sinceMs: 10_000 }],
  ['back, a second later', back, { mos: 3 }, back],
  ['back, five seconds later', { type: 'back', sinceMs: 5_000 }, {}, none],
  ['parked under a leg', lost, { own: waiting }, { type: 'parked', untilMs: 30_000, pulling: true }],
  [
    'got back after a reload',
    none,
    { call: rejoining, path: null, own: waiting },
    { type: 'parked', untilMs: 30_000, pulling: true },
  ],
  [
    'parked, and nobody here gets it back',
    none,
    { call: { type: 'idle' }, path: null, own: waiting },
    { type: 'parked', untilMs: 30_000, pulling: false },
  ],
  ['could not be got back', none, { call: lostFor, path: null, own: waiting }, { type: 'failed', reason }],
  ['and the call is over', { type: 'failed', reason }, { call: lostFor, path: null, own: null }, none],
])('PHONE-18: %s', (_name, before, part, after) => {
  expect(recoveryOf(before, { ...fine, ...part }, 10_000)).toEqual(after)
})

it('PHONE-18: nothing new is the same object, so that nothing is drawn again', () => {
  const parked: Recovery = { type: 'parked', untilMs: 30_000, pulling: true }
  expect(recoveryOf(parked, { ...fine, call: rejoining, path: null, own: waiting }, 10_000)).toBe(parked)
})
