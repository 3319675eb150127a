import { expect, it } from 'vitest'
import { clocksOf } from './clocks.ts'

const at = Date.UTC(2026, 10, 19, 6, 0)
const soon = at - 3 * 3_600_000

it.each([
  ['another zone', soon, 'America/New_York', { time: '06:00', there: '01:00', zone: 'New York' }],
  ['the same time in another zone', soon, 'Africa/Accra', { time: '06:00', there: null, zone: 'Accra' }],
  ['no zone', soon, null, { time: '06:00', there: null, zone: '' }],
  [
    'another day is named',
    at - 3 * 86_400_000,
    'Asia/Shanghai',
    { time: '19 Nov 06:00', there: '19 Nov 14:00', zone: 'Shanghai' },
  ],
] as const)('%s', (_name, now, zone, clocks) => {
  expect(clocksOf(at, now, 'en', zone, 'UTC')).toEqual(clocks)
})
