import { CallId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { type Listening, type ListeningEvent, listeningStep } from './listening-machine.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const other = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02')
const hungUp = { by: 'remote', status: null, reason: null, cause: 'hung-up' } as const

function play(start: Listening, events: ListeningEvent[]) {
  const effects: string[] = []
  let state = start
  for (const event of events) {
    const step = listeningStep(state, event, 5)
    state = step.state
    effects.push(
      ...step.effects.map((effect) => `${effect.type} ${effect.callId === callId ? 'it' : 'other'}`),
    )
  }
  return { state, effects }
}
const listening: Listening = { type: 'listening', callId, sinceMs: 5 }

it('asks, dials, listens and stops', () => {
  const { state, effects } = play({ type: 'off' }, [
    { type: 'listen', callId },
    { type: 'ticket-given', callId, ticket: 'T' },
    { type: 'accepted', callId },
    { type: 'stop' },
  ])
  expect(state).toEqual({ type: 'over', callId, reason: null })
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
    'stopped before the ticket came: it is dropped',
    { type: 'asking', callId },
    [{ type: 'stop' }, { type: 'ticket-given', callId, ticket: 'T' }],
    { type: 'over', reason: null },
    [],
  ],
  [
    'refused',
    { type: 'asking', callId },
    [{ type: 'refused', callId, reason: { type: 'problem', code: 'call-ended' } }],
    { type: 'over', reason: { type: 'problem', code: 'call-ended' } },
    [],
  ],
  [
    'the call ends',
    listening,
    [{ type: 'session-ended', callId, end: hungUp }],
    { type: 'over', reason: null },
    [],
  ],
  [
    'the ticket is turned down',
    { type: 'joining', callId },
    [{ type: 'session-ended', callId, end: { by: 'remote', status: 403, reason: null, cause: 'rejected' } }],
    { type: 'over', reason: { type: 'phone', failure: 'refused' } },
    [],
  ],
  [
    'the end of another call',
    listening,
    [{ type: 'session-ended', callId: other, end: hungUp }],
    listening,
    [],
  ],
  ['dismiss while it runs', listening, [{ type: 'dismiss' }], listening, []],
  ['stop when off', { type: 'off' }, [{ type: 'stop' }], { type: 'off' }, []],
])('%s', (_name, start, events, state, effects) => {
  expect(play(start, events)).toEqual({ state: expect.objectContaining(state), effects })
})
