import { describe, expect, it } from 'vitest'
import { clockOf, draftsOf, faultOf, hoursOfDrafts, type HoursDraft } from './hours-draft.ts'

const draft = (change: Partial<HoursDraft> = {}): HoursDraft => ({
  key: 1,
  days: [5, 1],
  start: '08:30',
  end: '17:00',
  timeZone: 'Europe/Berlin',
  ...change,
})

describe('clockOf', () => {
  it.each([
    ['09:05', '09:05'],
    ['9:05', '09:05'],
    ['9.05', '09:05'],
    ['905', '09:05'],
    ['2359', '23:59'],
    [' 7 ', '07:00'],
    ['9：30', '09:30'],
    ['24:00', null],
    ['12:60', null],
    ['1:5', null],
    ['', null],
    ['noon', null],
  ])('%j is %s', (text, clock) => {
    expect(clockOf(text)).toBe(clock)
  })
})

describe('hours draft', () => {
  it.each([
    [{}, null],
    [{ end: '06:00', start: '22:00' }, null],
    [{ days: [] }, 'days'],
    [{ start: '' }, 'times'],
    [{ end: '24:00' }, 'times'],
    [{ timeZone: '' }, 'zone'],
    [{ timeZone: 'Europe/Berl' }, 'zone'],
  ] as const)('%j has the fault %s', (change, fault) => {
    expect(faultOf(draft(change))).toBe(fault)
  })

  it('is saved only when every row is good, with its days in order', () => {
    expect(hoursOfDrafts([draft(), draft({ days: [] })])).toBe(null)
    expect(hoursOfDrafts([draft({ start: '8:30' })])).toEqual([
      { days: [1, 5], start: '08:30', end: '17:00', timeZone: 'Europe/Berlin' },
    ])
    expect(hoursOfDrafts([])).toEqual([])
  })

  it('comes back as it was saved', () => {
    const hours = [{ days: [1, 5], start: '08:30', end: '17:00', timeZone: 'Europe/Berlin' }]
    expect(hoursOfDrafts(draftsOf(hours, 7))).toEqual(hours)
  })
})
