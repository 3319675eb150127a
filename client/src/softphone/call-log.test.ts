import { CallId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { logged, type LogEntry } from './call-log.ts'
import { initialPhone, type Party, type PhoneEvent, type PhoneState, transition } from './phone-machine.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const party: Party = { callId, direction: 'outbound', customer: null }

it('tells a call from the ticket to the hanging up, and begins anew with the next', () => {
  const events: PhoneEvent[] = [
    { type: 'line', line: 'registered' },
    { type: 'place', to: { type: 'number', text: '1' } },
    { type: 'ticket-given', party, ticket: 'T' },
    { type: 'progressed', callId, status: 180 },
    { type: 'accepted', callId },
    { type: 'set-mute', muted: true },
    { type: 'line', line: 'reconnecting' },
    { type: 'line', line: 'registered' },
    { type: 'set-mute', muted: false },
    { type: 'hang-up' },
  ]
  let log: readonly LogEntry[] = []
  let state: PhoneState = initialPhone
  const play = (event: PhoneEvent): void => {
    const next = transition(state, event, 7).state
    log = logged(log, state, next, 7)
    state = next
  }
  for (const event of events) play(event)
  expect(log.map((entry) => entry.what)).toEqual([
    'allowed',
    'ringing',
    'answered',
    'muted',
    'line-lost',
    'line-back',
    'unmuted',
    'hung-up',
  ])
  play({ type: 'session-ended', callId, end: { by: 'local', status: null, reason: null, cause: 'hung-up' } })
  play({ type: 'invited', party: { ...party, direction: 'inbound' }, ringEndsMs: 9 })
  expect(log.map((entry) => entry.what)).toEqual(['rang-here'])
})

it('a call that is got back was not answered again', () => {
  const rejoining: PhoneState = {
    ...initialPhone,
    call: { type: 'rejoining', party, sinceMs: 5, talkSinceMs: 1, muted: false },
  }
  const connected: PhoneState = {
    ...initialPhone,
    call: { type: 'connected', party, sinceMs: 6, muted: false },
  }
  expect(logged([], rejoining, connected, 6)).toEqual([{ atMs: 6, what: 'line-back' }])
})
