import { expect, it } from 'vitest'
import { digitsIn } from './digits.ts'

it.each([
  ['4711', '4711'],
  ['4711 0815-9', '471108159'],
  ['*31#', '*31#'],
  ['４７１１＃', '4711#'],
  ['12, wait 34;ext=5', '12345'],
  ['+49', '49'],
  ['', ''],
  ['abc', ''],
])('%s sends %s', (text, sent) => {
  expect(digitsIn(text).join('')).toBe(sent)
})

it('sends no more than a menu can ask for', () => {
  expect(digitsIn('9'.repeat(1_000))).toHaveLength(40)
})
