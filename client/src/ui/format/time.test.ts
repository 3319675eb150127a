import { describe, expect, it } from 'vitest'
import { bytes, clock, day, dayAndTime, duration, moment } from './time.ts'

const at = Date.UTC(2026, 10, 19, 12, 14, 7)

describe('duration', () => {
  it.each([
    [0, '0:00'],
    [-5000, '0:00'],
    [999, '0:00'],
    [65_000, '1:05'],
    [3_599_999, '59:59'],
    [3_845_000, '1:04:05'],
  ])('%i ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })
})

describe('dates', () => {
  it('names the year only when it is another', () => {
    expect(dayAndTime(at, at, 'en', 'UTC')).toBe('19 Nov 12:14')
    expect(dayAndTime(at, Date.UTC(2027, 0, 1), 'en', 'UTC')).toBe('19 Nov 2026 12:14')
  })
  it('speak the language', () => {
    expect(moment(at, 'en', 'UTC')).toBe('19 Nov 12:14:07')
    expect(moment(at, 'zh-CN', 'UTC')).toBe('11月19日 12:14:07')
    expect(dayAndTime(at, at, 'zh-CN', 'UTC')).toBe('11月19日 12:14')
    expect(day(at, 'en', 'UTC')).toBe('19 Nov 2026')
    expect(day(at, 'zh-CN', 'UTC')).toBe('2026年11月19日')
  })
  it('run on 24 hours, also at midnight', () => {
    expect(clock(Date.UTC(2026, 0, 1, 0, 5, 9), 'en', 'UTC')).toBe('00:05:09')
  })
})

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1500, '1.5 kB'],
    [8_123_000, '8.1 MB'],
    [82_400_000, '82 MB'],
  ])('%i is %s', (count, text) => {
    expect(bytes(count, 'en')).toBe(text)
  })
})
