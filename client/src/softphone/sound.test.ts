import { expect, it } from 'vitest'
import { meterLevel } from './sound.ts'

it.each([
  ['digital silence', 0, 0],
  ['room noise', 0.002, 0],
  ['full scale', 1, 1],
  ['−6 dBFS', 0.501, 1],
  ['−27 dBFS, half way', 0.0447, 0.5],
])('%s', (_name, rootMeanSquare, level) => {
  expect(meterLevel(rootMeanSquare)).toBeCloseTo(level, 2)
})
