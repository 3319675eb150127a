import { CallId, type FloorAgent, type LiveCall, PersonId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import {
  filterRows,
  freshness,
  frozenOrder,
  nextIndex,
  type FloorRow,
  rowOf,
  sortRows,
} from './floor-order.ts'
import { callsNow, countRows } from './use-floor-rows.ts'

const person = (last: number) =>
  PersonId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a${String(last).padStart(2, '0')}`)
const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b01')
const agent = (part: Partial<FloorAgent>): FloorAgent => ({
  personId: person(1),
  displayName: 'Dana',
  teams: [],
  state: { type: 'ready', since: 5 },
  reachability: { socket: true, phone: true },
  ...part,
})
const call = (part: Partial<LiveCall>): LiveCall => ({
  callId,
  direction: 'outbound',
  phase: 'connected',
  agentId: person(1),
  teamId: null,
  customer: { customerId: null, displayName: null, maskedNumber: '' },
  startedAt: 10,
  answeredAt: 20,
  recording: 'on',
  recordingSince: 20,
  agentLine: 'up',
  quality: null,
  listeners: [],
  ...part,
})
const onCall = agent({ state: { type: 'on-call', callId, since: 10 } })
const poor = { lossPercent: 6, jitterMs: 9, roundTripMs: 50, mos: 2.8 }

describe('rowOf', () => {
  it.each<[string, FloorAgent, LiveCall | null, Partial<FloorRow>]>([
    ['ready', agent({}), null, { state: 'ready', alert: null, sinceMs: 5 }],
    [
      'ready without a phone',
      agent({ reachability: { socket: true, phone: false } }),
      null,
      { state: 'unreachable', alert: 'noPhone' },
    ],
    ['talking counts from the answer', onCall, call({}), { state: 'on-call', sinceMs: 20, callId }],
    ['calling', onCall, call({ phase: 'ringing', answeredAt: null }), { state: 'calling', sinceMs: 10 }],
    [
      'being rung',
      agent({}),
      call({ direction: 'inbound', phase: 'ringing', answeredAt: null }),
      { state: 'ringing' },
    ],
    ['a poor line', onCall, call({ quality: poor }), { state: 'on-call', alert: 'poorLine' }],
    [
      'a lost line',
      onCall,
      call({ agentLine: 'lost', quality: poor }),
      { state: 'line-lost', alert: 'lineLost' },
    ],
    ['a failed recording', onCall, call({ recording: 'failed' }), { alert: 'recordingFailed' }],
    [
      'wrap-up that should be over',
      agent({ state: { type: 'wrap-up', callId, endsAt: 90_000, extensionsLeft: 0, since: 5 } }),
      null,
      { state: 'wrap-up', alert: 'wrapOver' },
    ],
    [
      'a missed ring',
      agent({ state: { type: 'not-ready', reason: 'missed-ring', since: 5 } }),
      null,
      { state: 'missed-ring', alert: 'missedRing' },
    ],
  ])('%s', (_name, who, live, row) => {
    expect(rowOf(who, live, 100_000)).toMatchObject(row)
  })
})

const row = (last: number, part: Partial<FloorRow>): FloorRow => ({
  personId: person(last),
  name: `Agent ${last}`,
  state: 'ready',
  alert: null,
  sinceMs: 100,
  callId: null,
  ...part,
})

it('sorts who needs the lead first, then by state, then by name', () => {
  const rows = [
    row(1, { state: 'offline' }),
    row(3, {}),
    row(2, {}),
    row(4, { state: 'on-call', alert: 'poorLine' }),
    row(5, { state: 'line-lost', alert: 'lineLost' }),
    row(6, { state: 'on-call' }),
  ]
  expect(sortRows(rows, 'needs').map((one) => one.name)).toEqual(
    [5, 4, 6, 2, 3, 1].map((last) => `Agent ${last}`),
  )
  expect(sortRows(rows, 'name')[0]?.name).toBe('Agent 1')
  expect(sortRows([row(1, { sinceMs: 9 }), row(2, { sinceMs: 3 })], 'time')[0]?.name).toBe('Agent 2')
})

it('filters by family and by every word of the search', () => {
  const rows = [row(1, { name: 'Dana Whitlock' }), row(2, { name: 'Omar Haddad', state: 'lunch' })]
  expect(filterRows(rows, 'away', '').map((one) => one.name)).toEqual(['Omar Haddad'])
  expect(filterRows(rows, 'all', 'whit DA').map((one) => one.name)).toEqual(['Dana Whitlock'])
  expect(filterRows(rows, 'ready', 'omar')).toEqual([])
})

it('keeps the order under the pointer, adds who came, drops who left', () => {
  expect(frozenOrder([person(3), person(1), person(2)], [person(1), person(2), person(4)])).toEqual([
    person(1),
    person(2),
    person(4),
  ])
})

it.each([
  [0, true, 'live'],
  [5_400, true, 'live'],
  [8_000, true, 'late'],
  [1_000, false, 'late'],
  [10_000, true, 'old'],
  [10_000, false, 'old'],
])('silent for %d ms, connected %s: %s', (silent, connected, word) => {
  expect(freshness(silent, connected)).toBe(word)
})

it.each([
  ['ArrowRight', 0, 1],
  ['ArrowLeft', 0, null],
  ['ArrowDown', 1, 5],
  ['ArrowUp', 1, null],
  ['ArrowDown', 8, null],
  ['Home', 7, 0],
  ['End', 0, 9],
  ['a', 0, null],
])('%s from %d of 10 in 4 columns leads to %s', (key, from, to) => {
  expect(nextIndex(key, from, 10, 4)).toBe(to)
})

it('counts people by family and sums up the calls that run', () => {
  const counts = countRows([row(1, {}), row(2, { state: 'lunch' }), row(3, { state: 'offline' })])
  expect(counts).toMatchObject({ present: 2, families: { ready: 1, away: 1, offline: 1 } })
  const good = { lossPercent: 0, jitterMs: 1, roundTripMs: 9, mos: 4.2 }
  expect(
    callsNow([call({ quality: poor }), call({ quality: good, answeredAt: 12 }), call({ answeredAt: null })]),
  ).toEqual({
    count: 3,
    longestSinceMs: 12,
    meanMos: 3.5,
    poor: 1,
  })
  expect(callsNow([])).toEqual({ count: 0, longestSinceMs: null, meanMos: null, poor: 0 })
})
