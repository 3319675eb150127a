import { describe, expect, it } from 'vitest'
import { dateOf, endOfDay } from './days.ts'

describe('days', () => {
  it('come back as the day they were', () => {
    for (const date of ['2026-11-30', '2026-12-31', '2028-02-29', '2026-03-29', '2026-10-25']) {
      const end = endOfDay(date)
      expect(end).not.toBeNull()
      expect(dateOf(end ?? 0)).toBe(date)
      expect(dateOf((end ?? 0) + 1)).not.toBe(date)
    }
  })
  it('are null when they are none', () => {
    expect(endOfDay('')).toBeNull()
    expect(endOfDay('2026-1x-01')).toBeNull()
  })
})
