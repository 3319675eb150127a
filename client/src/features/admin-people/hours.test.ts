import { describe, expect, it } from 'vitest'
import { cityOf, crossesMidnight, daysText, hoursLine, isZone } from './hours.ts'

describe('daysText', () => {
  it.each([
    [[1, 2, 3, 4, 5], 'en', 'Mon–Fri'],
    [[5, 1, 3, 4, 2, 2], 'en', 'Mon–Fri'],
    [[1, 2], 'en', 'Mon, Tue'],
    [[1, 3, 4, 5, 7], 'en', 'Mon, Wed–Fri, Sun'],
    [[6, 7], 'zh-CN', '周六、周日'],
    [[1, 2, 3], 'zh-CN', '周一至周三'],
    [[], 'en', ''],
  ] as const)('%j in %s is %s', (days, language, text) => {
    expect(daysText(days, language)).toBe(text)
  })
})

describe('hours', () => {
  it('name the city of their zone', () => {
    expect(hoursLine({ days: [6], start: '22:00', end: '06:00', timeZone: 'America/New_York' }, 'en')).toBe(
      'Sat 22:00–06:00 New York',
    )
    expect(cityOf('UTC')).toBe('UTC')
    expect(cityOf('America/Argentina/Buenos_Aires')).toBe('Buenos Aires')
  })

  it.each([
    ['22:00', '06:00', true],
    ['00:00', '00:00', true],
    ['08:00', '17:00', false],
  ])('from %s to %s crosses midnight: %s', (start, end, crosses) => {
    expect(crossesMidnight({ start, end })).toBe(crosses)
  })

  it('know zones, and what is none', () => {
    expect(isZone('Europe/Berlin')).toBe(true)
    expect(isZone('Mars/Olympus')).toBe(false)
    expect(isZone('')).toBe(false)
  })
})
