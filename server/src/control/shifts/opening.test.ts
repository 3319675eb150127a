import { describe, expect, it } from 'vitest'
import { accessIn, type Span } from './opening.ts'

const at = (time: string) => Date.parse(`2026-07-${time}Z`)
const minutes = (count: number) => count * 60_000
const grace = { earlyMs: minutes(15), lateMs: minutes(30) }
const timeZone = 'UTC'
const window = (from: string, until: string) => ({ startsAt: at(from), endsAt: at(until), timeZone })
const span = (from: string, until: string): Span => ({ from: at(from), until: at(until) })

const day = window('15T09:00', '15T17:00')
const evening = window('15T17:00', '15T20:00')
const tomorrow = window('16T09:00', '16T17:00')
const late = window('30T09:00', '30T17:00')
const week = [day, tomorrow]

describe('when somebody may work', () => {
  it.each([
    ['before the early grace', '15T08:44:59.999', week, [], null, null],
    ['as the early grace begins', '15T08:45', week, [], 'grace', '15T17:30'],
    ['before the window', '15T08:59:59.999', week, [], 'grace', '15T17:30'],
    ['as the window begins', '15T09:00', week, [], 'window', '15T17:30'],
    ['as the window ends', '15T17:00', week, [], 'grace', '15T17:30'],
    ['before the late grace ends', '15T17:29:59.999', week, [], 'grace', '15T17:30'],
    ['as the late grace ends', '15T17:30', week, [], null, null],
    ['in a window that another follows', '15T16:00', [day, evening], [], 'window', '15T20:30'],
    ['in overtime alone', '15T22:00', week, [span('15T21:00', '15T23:00')], 'overtime', '15T23:00'],
    ['as overtime ends', '15T23:00', week, [span('15T21:00', '15T23:00')], null, null],
    ['before overtime begins', '15T20:59', week, [span('15T21:00', '15T23:00')], null, null],
    [
      'in a window that overtime follows',
      '15T16:00',
      week,
      [span('15T17:10', '15T19:00')],
      'window',
      '15T19:00',
    ],
    [
      'in the grace that overtime follows',
      '15T17:05',
      week,
      [span('15T17:00', '15T19:00')],
      'grace',
      '15T19:00',
    ],
    [
      'in overtime up to the next window',
      '16T03:00',
      week,
      [span('15T20:00', '16T08:45')],
      'overtime',
      '16T17:30',
    ],
    [
      'in two grants, one after the other',
      '15T22:00',
      week,
      [span('15T21:00', '15T23:00'), span('15T22:30', '16T01:00')],
      'overtime',
      '16T01:00',
    ],
    ['with no window at all', '15T12:00', [], [], null, null],
  ] as const)('SHIFT-4: %s', (_what, now, windows, overtime, by, until) => {
    const access = accessIn(windows, overtime, grace, at(now))
    if (by === null || until === null) expect(access.type).toBe('closed')
    else expect(access).toMatchObject({ type: 'open', by, untilMs: at(until) })
  })

  it('SHIFT-4: names the window that it is open by, none in overtime', () => {
    expect(accessIn(week, [], grace, at('15T17:10'))).toMatchObject({ window: day })
    expect(accessIn(week, [span('15T21:00', '15T23:00')], grace, at('15T22:00'))).toMatchObject({
      window: null,
    })
  })

  it.each([
    ['today', '15T08:00', week, { opensAt: at('15T08:45'), ...day }],
    ['tomorrow', '15T18:00', week, { opensAt: at('16T08:45'), ...tomorrow }],
    ['14 days ahead', '16T08:45', [late], { opensAt: at('30T08:45'), ...late }],
    ['later than 14 days', '16T08:44', [late], null],
    ['none', '16T18:00', week, null],
  ])('SHIFT-5: a closed sign-in is told the next window: %s', (_what, now, windows, next) => {
    expect(accessIn(windows, [], grace, at(now))).toEqual({ type: 'closed', next })
  })

  it('SHIFT-4: without grace a window is open from its start to its end', () => {
    const none = { earlyMs: 0, lateMs: 0 }
    expect(accessIn(week, [], none, at('15T08:59')).type).toBe('closed')
    expect(accessIn(week, [], none, at('15T09:00'))).toMatchObject({ by: 'window', untilMs: day.endsAt })
    expect(accessIn(week, [], none, at('15T17:00')).type).toBe('closed')
  })
})
