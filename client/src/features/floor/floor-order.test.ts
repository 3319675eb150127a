import { type FloorAgent, PersonId, TeamId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { announce, type Announcer } from './announcements.ts'
import type { AlertKind } from './floor-alerts.ts'
import {
  everybody,
  filterRows,
  type FloorChoice,
  freshness,
  frozenSections,
  isGrouped,
  isNarrowed,
  nextTile,
  sameSections,
  sectionsOf,
  sortRows,
} from './floor-order.ts'
import type { FloorRow } from './floor-summary.ts'

const person = (last: number) =>
  PersonId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a${String(last).padStart(2, '0')}`)
const team = (last: number, name: string) => ({
  teamId: TeamId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b0${last}`),
  name,
})
const west = team(1, 'West')
const east = team(2, 'East')
const agentOf = (last: number, teams: FloorAgent['teams']): FloorAgent => ({
  personId: person(last),
  displayName: `Agent ${last}`,
  teams,
  state: { type: 'ready', since: 100 },
  reachability: { socket: true, phone: true, missedChecks: 0 },
  missedRings: 0,
  breakOverAt: null,
})
const row = (last: number, part: Partial<FloorRow> & { teams?: FloorAgent['teams'] } = {}): FloorRow => ({
  personId: person(last),
  name: `Agent ${last}`,
  agent: agentOf(last, part.teams ?? [west]),
  state: 'ready',
  sinceMs: 100,
  call: null,
  takenOver: null,
  help: null,
  alerts: [],
  ...part,
})
const alerted = (kind: AlertKind): Pick<FloorRow, 'alerts'> => ({
  alerts: [{ kind, sinceMs: null, count: 0 }],
})
const all: FloorChoice = { view: 'tiles', ...everybody, sort: 'needs', grouped: null }
const names = (rows: readonly FloorRow[]) => rows.map((one) => one.name)

it('sorts who needs the lead first, then by state, then by name', () => {
  const rows = [
    row(1, { state: 'offline' }),
    row(3),
    row(2),
    row(4, { state: 'on-call', ...alerted('poorLine') }),
    row(5, { state: 'line-lost', ...alerted('lineLost') }),
    row(6, { state: 'on-call' }),
    row(7, { state: 'lunch', ...alerted('help') }),
  ]
  expect(names(sortRows(rows, 'needs'))).toEqual([7, 5, 4, 6, 2, 3, 1].map((last) => `Agent ${last}`))
  expect(sortRows(rows, 'name')[0]?.name).toBe('Agent 1')
  expect(sortRows([row(1, { sinceMs: 9 }), row(2, { sinceMs: 3 })], 'time')[0]?.name).toBe('Agent 2')
})

describe('filters', () => {
  const rows = [
    row(1, { name: 'Dana Whitlock', ...alerted('poorLine') }),
    row(2, { name: 'Omar Haddad', state: 'lunch', teams: [east] }),
    row(3, { name: 'Both', teams: [west, east] }),
  ]
  it.each<[Partial<FloorChoice>, string[]]>([
    [{}, ['Dana Whitlock', 'Omar Haddad', 'Both']],
    [{ family: 'away' }, ['Omar Haddad']],
    [{ team: east.teamId }, ['Omar Haddad', 'Both']],
    [{ alert: 'any' }, ['Dana Whitlock']],
    [{ alert: 'poorLine' }, ['Dana Whitlock']],
    [{ alert: 'help' }, []],
    [{ line: 'none' }, []],
    [{ search: ' whit DA' }, ['Dana Whitlock']],
    [{ family: 'ready', search: 'omar' }, []],
  ])('%j', (part, expected) => {
    expect(names(filterRows(rows, { ...all, ...part }))).toEqual(expected)
  })

  it('knows that something is left out', () => {
    expect(isNarrowed(all)).toBe(false)
    expect(isNarrowed({ ...all, search: ' ' })).toBe(false)
    expect(isNarrowed({ ...all, line: 'bad' })).toBe(true)
  })
})

describe('sections', () => {
  it('groups by itself from 65 people on, unless the lead has said otherwise', () => {
    expect([isGrouped(all, 64), isGrouped(all, 65)]).toEqual([false, true])
    expect(isGrouped({ ...all, grouped: false }, 300)).toBe(false)
    expect(isGrouped({ ...all, grouped: true }, 2)).toBe(true)
  })

  const rows = [
    row(1),
    row(2, { teams: [east], state: 'lunch' }),
    row(3, { teams: [west, east] }),
    row(4, { teams: [] }),
    row(5, { teams: [east], state: 'missed-ring', ...alerted('missedRing') }),
    row(6, { teams: [east], state: 'offline' }),
  ]
  it('are teams by name, the away apart; nobody who needs the lead is put away', () => {
    const shown = sectionsOf(rows, all, true)
    expect(shown.map(({ name, part, ids }) => [name, part, ids])).toEqual([
      ['', 'here', [person(4)]],
      ['East', 'here', [person(3), person(5)]],
      ['East', 'away', [person(2), person(6)]],
      ['West', 'here', [person(1)]],
    ])
    expect(new Set(shown.map((section) => section.key)).size).toBe(shown.length)
  })

  it('somebody of two teams stands in the one that is looked at', () => {
    const shown = sectionsOf(rows.slice(2, 3), { ...all, team: west.teamId }, true)
    expect(shown.map(({ name }) => name)).toEqual(['West'])
  })

  it('one section where nothing is grouped', () => {
    expect(sectionsOf(rows, all, false)).toMatchObject([{ key: 'all', ids: rows.map((one) => one.personId) }])
  })

  it('hold still under the pointer: nobody moves, not even into another section; who came stands last', () => {
    const before = sectionsOf([row(1), row(2), row(3)], all, true)
    const after = sectionsOf([row(4), row(3), row(1, { state: 'lunch' })], all, true)
    const held = frozenSections(before, after, new Set([person(1), person(3), person(4)]))
    expect(held.map(({ part, ids }) => [part, ids])).toEqual([['here', [person(1), person(3), person(4)]]])
    expect(sameSections(held, before)).toBe(false)
    expect(sameSections(before, sectionsOf([row(1), row(2), row(3)], all, true))).toBe(true)
  })

  it('somebody whom the filter would drop stays while the pointer is inside; a new section joins the end', () => {
    const before = sectionsOf([row(1)], all, true)
    const after = sectionsOf([row(9, { teams: [east] })], all, true)
    const held = frozenSections(before, after, new Set([person(1), person(9)]))
    expect(held.map(({ name, ids }) => [name, ids])).toEqual([
      ['West', [person(1)]],
      ['East', [person(9)]],
    ])
  })
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

describe('arrow keys', () => {
  // Two sections of four columns: five people, a head between, then three.
  const places = [0, 100, 200, 300, 0, 0, 100, 200].map((left, index) => ({
    left,
    top: index < 4 ? 0 : index < 5 ? 90 : 220,
  }))
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 0, null],
    ['ArrowRight', 7, null],
    ['ArrowDown', 1, 4],
    ['ArrowDown', 4, 5],
    ['ArrowUp', 7, 4],
    ['ArrowUp', 4, 0],
    ['ArrowUp', 1, null],
    ['ArrowDown', 6, null],
    ['Home', 7, 0],
    ['End', 0, 7],
    ['a', 0, null],
  ])('%s from %d leads to %s', (key, from, to) => {
    expect(nextTile(key, from, places)).toBe(to)
  })
})

const play = (steps: [keys: string[], nowMs: number][]) => {
  let announcer: Announcer = { said: new Set(['old']), lastMs: Number.NEGATIVE_INFINITY }
  return steps.map(([keys, nowMs]) => {
    const step = announce(announcer, keys, nowMs)
    announcer = step.announcer
    return [step.say, step.againInMs]
  })
}

describe('announcements', () => {
  it('say what is new, once, at most one in 5 s, and come back for what waits', () => {
    expect(
      play([
        [['old'], 0],
        [['old', 'a', 'b'], 1_000],
        [['old', 'a', 'b'], 2_000],
        [['b'], 6_000],
        [['b'], 6_100],
        [['a', 'b'], 20_000],
      ]),
    ).toEqual([
      [null, null],
      ['a', 5_000],
      [null, 4_000],
      ['b', null],
      [null, null],
      ['a', null],
    ])
  })
})
