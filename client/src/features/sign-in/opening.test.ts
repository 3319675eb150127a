import { describe, expect, it } from 'vitest'
import { openingAt, openingFraction, zoneName } from './opening.ts'

const minute = 60_000

describe('the page that opens by itself', () => {
  it.each([
    ['later', 40 * minute, 40 * minute],
    ['now, by a clock that runs fast here', -minute, 30_000],
    ['in a moment', 10_000, 30_000],
  ])('opens %s', (_name, opensInMs, triesInMs) => {
    expect(openingAt(1_000_000 + opensInMs, 1_000_000)).toBe(1_000_000 + triesInMs)
  })

  it.each([
    ['an hour before: empty', 60, 60, 0],
    ['at half past', 60, 30, 0.5],
    ['at the opening: full', 60, 0, 1],
    ['past it: full, not more', 60, -5, 1],
    ['refused 23 minutes before: begins with what is gone of the hour', 23, 23, 37 / 60],
    ['refused the evening before: the whole night is the bar', 600, 300, 0.5],
  ])('%s', (_name, refusedBefore, leftMinutes, fraction) => {
    const opensAt = 1_000 * minute
    const refusedAt = opensAt - refusedBefore * minute
    expect(openingFraction(opensAt, refusedAt, opensAt - leftMinutes * minute)).toBeCloseTo(fraction, 5)
  })

  it.each([
    ['America/New_York', 'New York'],
    ['Europe/Berlin', 'Berlin'],
    ['UTC', 'UTC'],
    ['America/Argentina/Buenos_Aires', 'Buenos Aires'],
  ])('%s is called %s', (zone, name) => {
    expect(zoneName(zone)).toBe(name)
  })
})
