import { expect, it } from 'vitest'
import { qualityOf } from './quality-bars.tsx'

it.each([
  [4.4, 'good', 4],
  [4, 'good', 4],
  [3.99, 'fair', 3],
  [3.6, 'fair', 3],
  [3.1, 'poor', 2],
  [3.09, 'bad', 1],
  [1, 'bad', 1],
  [null, 'none', 0],
] as const)('MOS %s is %s with %i bars', (mos, word, bars) => {
  expect(qualityOf(mos)).toEqual({ word, bars })
})
