import { describe, expect, it } from 'vitest'
import { draftsOf, faultOf, hoursOfDrafts, type HoursDraft } from './hours-draft.ts'

const draft = (change: Partial<HoursDraft> = {}): HoursDraft => ({
  key: 1,
  days: [5, 1],
  start: '08:30',
  end: '17:00',
  timeZone: 'Europe/Berlin',
  ...change,
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
    expect(hoursOfDrafts([draft()])).toEqual([
      { days: [1, 5], start: '08:30', end: '17:00', timeZone: 'Europe/Berlin' },
    ])
    expect(hoursOfDrafts([])).toEqual([])
  })

  it('comes back as it was saved', () => {
    const hours = [{ days: [1, 5], start: '08:30', end: '17:00', timeZone: 'Europe/Berlin' }]
    expect(hoursOfDrafts(draftsOf(hours, 7))).toEqual(hours)
  })
})
