import { ShiftLane } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { dateIn, graceTail, hoursOf, movedDate, noteOf, placeOf, rangeOf } from './lane.ts'

const hour = 3_600_000
const minute = 60_000
const graces = { earlyMs: 15 * minute, lateMs: 30 * minute }
const zone = 'America/New_York'
const dayStart = Date.UTC(2026, 10, 19, 5)
const at = (hours: number, minutes = 0) => dayStart + hours * hour + minutes * minute

const lane = (part: {
  windows?: [number, number, string?][]
  overtime?: [number, number][]
  signedIn?: boolean
  always?: boolean
}) =>
  ShiftLane.parse({
    person: {
      personId: 'a3bb189e-8bf9-4c4b-9c4b-3f1f0e1a2b3c',
      displayName: 'Ines Moura',
      role: 'agent',
      teams: [],
    },
    always: part.always ?? false,
    windows: (part.windows ?? []).map(([from, to, timeZone = zone]) => ({
      startsAt: at(from),
      endsAt: at(to),
      timeZone,
    })),
    overtime: (part.overtime ?? []).map(([from, to]) => ({
      overtimeId: 'b3bb189e-8bf9-4c4b-9c4b-3f1f0e1a2b3c',
      from: at(from),
      until: at(to),
      by: null,
      reason: 'backlog',
    })),
    signedIn: part.signedIn ?? false,
  })

describe('noteOf', () => {
  const now = at(12, 18)
  it.each([
    ['in a window', lane({ windows: [[8, 17]] }), null],
    [
      'two windows',
      lane({
        windows: [
          [9, 13],
          [14, 18],
        ],
      }),
      { type: 'split' },
    ],
    ['a window of another zone', lane({ windows: [[7, 15, 'Europe/Berlin']] }), { type: 'other-zone' }],
    ['before its window', lane({ windows: [[14, 20]] }), { type: 'starts', inMs: 102 * minute }],
    ['in grace', lane({ windows: [[8, 12]], signedIn: true }), { type: 'grace', leftMs: 12 * minute }],
    ['after its window', lane({ windows: [[8, 12]] }), null],
    ['signed in past the grace', lane({ windows: [[8, 11]], signedIn: true }), { type: 'outside' }],
    ['signed in long before', lane({ windows: [[14, 20]], signedIn: true }), { type: 'outside' }],
    [
      'in overtime',
      lane({ windows: [[8, 12]], overtime: [[12, 13]], signedIn: true }),
      { type: 'overtime', leftMs: 42 * minute },
    ],
    ['no window on the day', lane({}), { type: 'off' }],
    ['no hours at all', lane({ always: true, signedIn: true }), null],
  ] as const)('%s', (_name, one, note) => {
    expect(noteOf(one, now, graces, zone)).toEqual(note)
  })

  it('tells a sign-in within the early grace from one that is outside', () => {
    const one = lane({ windows: [[13, 20]], signedIn: true })
    expect(noteOf(one, at(12, 46), graces, zone)).toEqual({ type: 'early', leftMs: 14 * minute })
    expect(noteOf(one, at(12, 44), graces, zone)).toEqual({ type: 'outside' })
  })

  it('says only what the day looks like on another day', () => {
    expect(noteOf(lane({ windows: [[14, 20]] }), null, graces, zone)).toBe(null)
    expect(
      noteOf(
        lane({
          windows: [
            [9, 12],
            [13, 14],
          ],
        }),
        null,
        graces,
        zone,
      ),
    ).toEqual({ type: 'split' })
  })
})

describe('graceTail', () => {
  it('follows the window while its person is signed in, and not into overtime', () => {
    const one = lane({ windows: [[8, 12]], signedIn: true })
    expect(graceTail(one, at(12, 10), graces)).toEqual({ from: at(12), until: at(12, 30) })
    expect(graceTail(one, at(12, 30), graces)).toBe(null)
    expect(graceTail(one, at(11), graces)).toBe(null)
    expect(graceTail(lane({ windows: [[8, 12]] }), at(12, 10), graces)).toBe(null)
    expect(
      graceTail(lane({ windows: [[8, 12]], overtime: [[12, 13]], signedIn: true }), at(12, 10), graces),
    ).toBe(null)
  })
})

describe('rangeOf', () => {
  const day = { from: dayStart, to: dayStart + 24 * hour }
  it('holds the windows with their grace, the overtime and the present', () => {
    expect(
      rangeOf([lane({ windows: [[8, 17]], overtime: [[17, 20]] })], day, at(6, 30), 30 * minute),
    ).toEqual({
      from: at(6),
      to: at(20),
    })
  })
  it('shows working hours when nothing is set, and never leaves the day', () => {
    expect(rangeOf([], day, null, 0)).toEqual({ from: at(7), to: at(20) })
    expect(
      rangeOf(
        [
          lane({
            windows: [
              [-4, 2],
              [22, 30],
            ],
          }),
        ],
        day,
        null,
        30 * minute,
      ),
    ).toEqual(day)
  })
  it('is at least ten hours wide', () => {
    expect(rangeOf([lane({ windows: [[22, 23]] })], day, null, 0)).toEqual({ from: at(14), to: at(24) })
  })
  it('has 25 hours on the day the clocks go back', () => {
    expect(hoursOf({ from: dayStart, to: dayStart + 25 * hour })).toHaveLength(25)
  })
})

describe('placeOf', () => {
  const range = { from: at(8), to: at(18) }
  it.each([
    [9, 10, { left: 10, width: 10 }],
    [6, 9, { left: 0, width: 10 }],
    [17, 30, { left: 90, width: 10 }],
    [2, 8, null],
    [18, 19, null],
  ])('from %i to %i', (from, until, place) => {
    expect(placeOf(range, at(from), at(until))).toEqual(place)
  })
})

describe('dates', () => {
  it('are those of the zone, and move over months', () => {
    expect(dateIn(Date.UTC(2026, 10, 19, 3), 'America/New_York')).toBe('2026-11-18')
    expect(dateIn(Date.UTC(2026, 10, 19, 20), 'Asia/Shanghai')).toBe('2026-11-20')
    expect(movedDate('2026-11-30', 1)).toBe('2026-12-01')
    expect(movedDate('2026-03-01', -1)).toBe('2026-02-28')
  })
})
