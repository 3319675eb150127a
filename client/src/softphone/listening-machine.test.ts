import { CallId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { type ListeningEffect, type ListeningEvent, listeningStep } from './listening-machine.ts'
import type { Listening } from './listening-state.ts'
import { type Seat, seated } from './seat-machine.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const other = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02')
const hungUp = { by: 'remote', status: null, reason: null, cause: 'hung-up' } as const

const worded = (effect: ListeningEffect): string =>
  'callId' in effect ? `${effect.type} ${effect.callId === callId ? 'it' : 'other'}` : effect.type

function play(start: Listening, events: ListeningEvent[]) {
  const effects: string[] = []
  let state = start
  for (const event of events) {
    const step = listeningStep(state, event, 5)
    state = step.state
    effects.push(...step.effects.map(worded))
  }
  return { state, effects }
}
const listening = seated(callId, 5)
const speaking: Seat = {
  ...listening,
  mode: 'whisper',
  microphone: { type: 'ready', held: false, stays: true },
}
const tookOver: Seat = { ...speaking, mode: 'take-over' }

it('asks, dials, listens and stops', () => {
  const { state, effects } = play({ type: 'off' }, [
    { type: 'listen', callId },
    { type: 'ticket-given', callId, ticket: 'T' },
    { type: 'accepted', callId },
    { type: 'stop' },
  ])
  expect(state).toEqual({ type: 'over', callId, mode: 'listen', end: { type: 'left' } })
  expect(effects).toEqual(['ask-ticket it', 'dial it', 'hang-up it'])
})

it.each<[string, Listening, ListeningEvent[], Partial<Listening>, string[]]>([
  [
    'pressed twice asks once',
    { type: 'asking', callId },
    [{ type: 'listen', callId }],
    { type: 'asking' },
    [],
  ],
  [
    'another call: leaves the first',
    listening,
    [{ type: 'listen', callId: other }],
    { type: 'asking', callId: other },
    ['hang-up it', 'ask-ticket other'],
  ],
  [
    'another call while speaking: the microphone goes with the first',
    speaking,
    [{ type: 'listen', callId: other }],
    { type: 'asking', callId: other },
    ['hang-up it', 'release', 'ask-ticket other'],
  ],
  [
    'another call after a take-over: the customer is not left alone by it',
    tookOver,
    [{ type: 'listen', callId: other }],
    tookOver,
    [],
  ],
  [
    'stopped before the ticket came: it is dropped',
    { type: 'asking', callId },
    [{ type: 'stop' }, { type: 'ticket-given', callId, ticket: 'T' }],
    { type: 'over', mode: null, end: { type: 'left' } },
    [],
  ],
  [
    'refused',
    { type: 'asking', callId },
    [{ type: 'refused', callId, reason: { type: 'problem', code: 'call-ended' } }],
    { type: 'over', end: { type: 'failed', reason: { type: 'problem', code: 'call-ended' } } },
    [],
  ],
  [
    'left while speaking: the microphone is given back',
    speaking,
    [{ type: 'stop' }],
    { type: 'over', mode: 'whisper', end: { type: 'left' } },
    ['hang-up it', 'release'],
  ],
  [
    'the call ends',
    speaking,
    [{ type: 'session-ended', callId, end: hungUp }],
    {
      type: 'over',
      end: { type: 'hung-up', reason: { type: 'termination', kind: 'customer-hung-up' } },
    },
    ['release'],
  ],
  [
    'ICE fails',
    listening,
    [{ type: 'session-ended', callId, end: { ...hungUp, by: 'local', cause: 'media' } }],
    { type: 'over', end: { type: 'failed', reason: { type: 'phone', failure: 'audio-path' } } },
    [],
  ],
  [
    'the ticket is turned down',
    { type: 'joining', callId },
    [{ type: 'session-ended', callId, end: { by: 'remote', status: 403, reason: null, cause: 'rejected' } }],
    { type: 'over', mode: null, end: { type: 'failed', reason: { type: 'phone', failure: 'refused' } } },
    [],
  ],
  [
    'the call leaves the floor without a word on the wire',
    listening,
    [{ type: 'call-gone', callId }],
    { type: 'over', end: { type: 'hung-up', reason: { type: 'problem', code: 'call-ended' } } },
    ['hang-up it'],
  ],
  [
    'a call that was taken over leaves the floor: the lead goes on speaking',
    tookOver,
    [{ type: 'call-gone', callId }],
    tookOver,
    [],
  ],
  [
    'the microphone was allowed after the lead had left',
    { type: 'over', callId, mode: 'listen', end: { type: 'left' } },
    [{ type: 'microphone-open', callId }],
    { type: 'over' },
    ['release'],
  ],
  [
    'the end of another call',
    listening,
    [{ type: 'session-ended', callId: other, end: hungUp }],
    listening,
    [],
  ],
  [
    'a mode before the leg stands',
    { type: 'joining', callId },
    [{ type: 'set-mode', mode: 'whisper' }],
    { type: 'joining' },
    [],
  ],
  ['dismiss while it runs', listening, [{ type: 'dismiss' }], listening, []],
  ['stop when off', { type: 'off' }, [{ type: 'stop' }], { type: 'off' }, []],
])('%s', (_name, start, events, state, effects) => {
  expect(play(start, events)).toEqual({ state: expect.objectContaining(state), effects })
})

it.each([true, false])('PHONE-15: comes back into a call taken over, speaking again: %s', (loud) => {
  const { state, effects } = play({ type: 'off' }, [
    { type: 'come-back', callId, speaking: loud },
    { type: 'ticket-given', callId, ticket: 'R' },
    { type: 'accepted', callId },
  ])
  expect(state).toMatchObject({
    mode: 'take-over',
    microphone: { type: 'ready', held: false, stays: loud },
  })
  expect(effects).toEqual(['ask-rejoin it', 'rejoin it', 'speak'])
})
