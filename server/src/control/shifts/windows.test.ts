import type { ShiftHours } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { dayOf, parseTimeZone, windowsOf } from './windows.ts'

const hourMs = 60 * 60_000
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const iso = (atMs: number) => new Date(atMs).toISOString().replace(':00.000Z', 'Z')

/** The windows that touch the given day of UTC, as `start/end`. */
const windowsOn = (hours: readonly ShiftHours[], day: string): string[] => {
  const fromMs = Date.parse(`${day}T00:00Z`)
  return windowsOf(hours, fromMs, fromMs + 24 * hourMs).map(
    ({ startsAt, endsAt }) => `${iso(startsAt)}/${iso(endsAt)}`,
  )
}
const hours = (timeZone: string, start: string, end: string, days = everyDay): ShiftHours => ({
  days,
  start,
  end,
  timeZone,
})

describe('windows of weekly hours', () => {
  it.each([
    ['Europe/Berlin', '09:00', '17:00', '2026-01-14', '2026-01-14T08:00Z/2026-01-14T16:00Z'],
    ['Europe/Berlin', '09:00', '17:00', '2026-07-15', '2026-07-15T07:00Z/2026-07-15T15:00Z'],
    ['America/New_York', '09:00', '17:00', '2026-01-14', '2026-01-14T14:00Z/2026-01-14T22:00Z'],
    ['America/New_York', '09:00', '17:00', '2026-07-15', '2026-07-15T13:00Z/2026-07-15T21:00Z'],
    ['Asia/Shanghai', '09:00', '17:00', '2026-07-15', '2026-07-15T01:00Z/2026-07-15T09:00Z'],
    ['Asia/Kolkata', '09:30', '18:00', '2026-07-15', '2026-07-15T04:00Z/2026-07-15T12:30Z'],
    ['Australia/Lord_Howe', '12:00', '20:00', '2026-01-14', '2026-01-14T01:00Z/2026-01-14T09:00Z'],
    ['Australia/Lord_Howe', '12:00', '20:00', '2026-07-15', '2026-07-15T01:30Z/2026-07-15T09:30Z'],
    ['Pacific/Kiritimati', '14:00', '22:00', '2026-07-15', '2026-07-15T00:00Z/2026-07-15T08:00Z'],
    ['UTC', '00:00', '23:59', '2026-07-15', '2026-07-15T00:00Z/2026-07-15T23:59Z'],
  ])('SHIFT-2: %s %s-%s on %s', (timeZone, start, end, day, expected) => {
    expect(windowsOn([hours(timeZone, start, end)], day)).toEqual([expected])
  })

  it.each([
    // Berlin, 29 March 2026: 02:00 to 03:00 is skipped at 01:00Z.
    [
      'Europe/Berlin',
      '22:00',
      '06:00',
      '2026-03-29',
      ['2026-03-28T21:00Z/2026-03-29T04:00Z', '2026-03-29T20:00Z/2026-03-30T04:00Z'],
    ],
    ['Europe/Berlin', '02:30', '10:00', '2026-03-29', ['2026-03-29T01:00Z/2026-03-29T08:00Z']],
    [
      'Europe/Berlin',
      '00:30',
      '02:30',
      '2026-03-29',
      ['2026-03-28T23:30Z/2026-03-29T01:00Z', '2026-03-29T22:30Z/2026-03-30T00:30Z'],
    ],
    ['Europe/Berlin', '02:15', '02:45', '2026-03-29', []],
    ['Europe/Berlin', '02:15', '03:15', '2026-03-29', ['2026-03-29T01:00Z/2026-03-29T01:15Z']],
    // Berlin, 25 October 2026: 02:00 to 03:00 comes twice, from 00:00Z and from 01:00Z.
    [
      'Europe/Berlin',
      '22:00',
      '06:00',
      '2026-10-25',
      ['2026-10-24T20:00Z/2026-10-25T05:00Z', '2026-10-25T21:00Z/2026-10-26T05:00Z'],
    ],
    ['Europe/Berlin', '02:30', '10:00', '2026-10-25', ['2026-10-25T00:30Z/2026-10-25T09:00Z']],
    ['Europe/Berlin', '01:00', '02:30', '2026-10-25', ['2026-10-24T23:00Z/2026-10-25T01:30Z']],
    ['Europe/Berlin', '02:15', '02:45', '2026-10-25', ['2026-10-25T00:15Z/2026-10-25T01:45Z']],
    // New York: 8 March at 07:00Z, 1 November at 06:00Z.
    ['America/New_York', '02:30', '10:00', '2026-03-08', ['2026-03-08T07:00Z/2026-03-08T14:00Z']],
    ['America/New_York', '01:30', '09:00', '2026-11-01', ['2026-11-01T05:30Z/2026-11-01T14:00Z']],
    ['America/New_York', '23:00', '01:30', '2026-11-01', ['2026-11-01T03:00Z/2026-11-01T06:30Z']],
    // Lord Howe moves by half an hour: 4 October 02:00 to 02:30 is skipped at 15:30Z the day before, 5 April 01:30 to
    // 02:00 comes twice from 14:30Z the day before.
    ['Australia/Lord_Howe', '02:15', '03:00', '2026-10-03', ['2026-10-03T15:30Z/2026-10-03T16:00Z']],
    ['Australia/Lord_Howe', '01:45', '03:00', '2026-04-04', ['2026-04-04T14:45Z/2026-04-04T16:30Z']],
    ['Australia/Lord_Howe', '01:00', '01:45', '2026-04-04', ['2026-04-04T14:00Z/2026-04-04T15:15Z']],
  ])('SHIFT-3: daylight saving in %s, %s-%s around %s', (timeZone, start, end, day, expected) => {
    expect(windowsOn([hours(timeZone, start, end)], day).filter((text) => text.includes(day))).toEqual(
      expected,
    )
  })

  it.each([
    // 19 July 2026 is a Sunday.
    ['a night that began on Sunday', [7], '2026-07-20', ['2026-07-19T20:00Z/2026-07-20T04:00Z']],
    ['a night that begins on Monday', [1], '2026-07-20', ['2026-07-20T20:00Z/2026-07-21T04:00Z']],
    [
      'both',
      [1, 7],
      '2026-07-20',
      ['2026-07-19T20:00Z/2026-07-20T04:00Z', '2026-07-20T20:00Z/2026-07-21T04:00Z'],
    ],
    ['neither', [3], '2026-07-20', []],
  ])('SHIFT-2: across midnight, %s', (_what, days, day, expected) => {
    expect(windowsOn([hours('Europe/Berlin', '22:00', '06:00', days)], day)).toEqual(expected)
  })

  it('SHIFT-2: an end that is the start lasts until the same time of the next day', () => {
    expect(windowsOn([hours('UTC', '08:00', '08:00', [3])], '2026-07-15')).toEqual([
      '2026-07-15T08:00Z/2026-07-16T08:00Z',
    ])
  })

  it('SHIFT-2: entries of several zones are sorted by time, and one that is there twice counts once', () => {
    const berlin = hours('Europe/Berlin', '09:00', '12:00')
    expect(windowsOn([berlin, hours('Asia/Kolkata', '09:00', '12:00'), berlin], '2026-07-15')).toEqual([
      '2026-07-15T03:30Z/2026-07-15T06:30Z',
      '2026-07-15T07:00Z/2026-07-15T10:00Z',
    ])
  })

  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['UTC', 'UTC'],
    ['Mars/Olympus', null],
    ['+02:00', null],
    ['GMT+2', null],
    ['', null],
    ['../etc/passwd', null],
    ['Europe/Berlin\n', null],
    ['__proto__', null],
  ])('SHIFT-1: the zone %j is %s', (text, zone) => {
    expect(parseTimeZone(text)).toBe(zone)
  })

  it.each([
    ['2026-07-15', 'Europe/Berlin', 24],
    ['2026-03-29', 'Europe/Berlin', 23],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-10-04', 'Australia/Lord_Howe', 23.5],
    ['2026-07-15', 'Asia/Kolkata', 24],
  ])('SHIFT-9: %s in %s has %s hours', (date, timeZone, expected) => {
    const day = dayOf(date, timeZone)
    expect(day && (day.endsAt - day.startsAt) / hourMs).toBe(expected)
  })

  it.each(['2026-02-30', '2026-13-01', '0000-00-00', '2026-1-1'])('SHIFT-9: %s is no date', (date) => {
    expect(dayOf(date, 'UTC')).toBeNull()
  })
})
