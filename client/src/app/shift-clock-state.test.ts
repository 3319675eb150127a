import { describe, expect, it } from 'vitest'
import { daysUntil, isEndingSoon } from './approval.ts'
import { shiftClock } from './shift-clock-state.ts'

const minute = 60_000
const endsAt = 1_900_000_000_000
const me = {
  expiresAt: endsAt + 30 * minute,
  shift: { startsAt: endsAt - 480 * minute, endsAt, timeZone: 'Europe/Berlin' },
}
const timeZone = 'Europe/Berlin'

describe('the shift clock', () => {
  it.each([
    ['an hour before', 60, { type: 'open', endsAt, timeZone }],
    ['15 minutes before', 15, { type: 'soon', minutes: 15, endsAt, timeZone }],
    ['in the last minute', 0.5, { type: 'soon', minutes: 1, endsAt, timeZone }],
    ['at the end, in the grace', 0, { type: 'over', signedOutAt: endsAt + 30 * minute, timeZone }],
  ])('%s', (_name, minutesBefore, state) => {
    expect(shiftClock(me, endsAt - minutesBefore * minute)).toEqual(state)
  })

  it('says nothing to people without hours until the last hour', () => {
    const none = { ...me, shift: null }
    expect(shiftClock(none, me.expiresAt - 61 * minute)).toBeNull()
    expect(shiftClock(none, me.expiresAt - 59 * minute)).toEqual({ type: 'until', signedOutAt: me.expiresAt })
  })
})

describe('the approval of a browser', () => {
  const day = 1440 * minute
  it.each([
    [20 * day, 20, false],
    [14 * day, 14, false],
    [14 * day - 1, 13, true],
    [day / 2, 0, true],
    [-day, 0, true],
  ])('%i ms before its end: %i days, reminded %s', (left, days, reminded) => {
    expect(daysUntil(endsAt, endsAt - left)).toBe(days)
    expect(isEndingSoon(endsAt, endsAt - left)).toBe(reminded)
  })
})
