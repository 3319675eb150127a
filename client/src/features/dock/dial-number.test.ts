import { expect, it } from 'vitest'
import { cleanNumber } from './dial-number.ts'

it.each([
  ['202 555 0100', '2025550100', false],
  ['(202) 555-0100', '2025550100', false],
  ['+1 202.555.0100', '+12025550100', false],
  ['001 202 555 0100', '+12025550100', false],
  ['tel:+1-202-555-0100', '+12025550100', false],
  ['tel:+1-202-555-0100;ext=22', '+12025550100', true],
  ['202-555-0100 ext. 22', '2025550100', true],
  ['202-555-0100 x22', '2025550100', true],
  ['＋１ ２０２ ５５５ ０１００', '+12025550100', false],
  ['+44 (0)20 7946 0018', '+442079460018', false],
  ['020 7946 0018', '02079460018', false],
  ['Marisol: 202 555 0100', '2025550100', false],
  ['call me', '', false],
  ['', '', false],
  ['+', '+', false],
  ['9'.repeat(500), '9'.repeat(20), false],
])('%s → %s', (text, digits, extension) => {
  expect(cleanNumber(text)).toEqual({ digits, extension })
})
