import { expect, it } from 'vitest'
import { wavePath } from './wave-path.ts'

it('draws a bar per bucket around the middle', () => {
  expect(wavePath([0.5, 1])).toBe('M0.5 26.0V74.0M1.5 2.0V98.0')
})

it('keeps a hair of silence and clips what is too loud or broken', () => {
  expect(wavePath([0, -1, 7])).toBe('M0.5 49.2V50.8M1.5 49.2V50.8M2.5 2.0V98.0')
})

it('draws nothing of nothing', () => {
  expect(wavePath([])).toBe('')
})
