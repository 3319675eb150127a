import { expect, it } from 'vitest'
import { cleanCode } from './clean-code.ts'

it.each([
  ['h7kq2-mabcd', 'H7KQ2MABCD'],
  [' H7KQ 2MAB CD ', 'H7KQ2MABCD'],
  ['H7KQ2MABCDEFG', 'H7KQ2MABCD'],
  ['019!', ''],
  ['', ''],
])('%j becomes %j', (text, code) => {
  expect(cleanCode(text)).toBe(code)
})
