import { expect, it } from 'vitest'
import { linesOf } from './lines.ts'

it.each([
  ['', []],
  [' 10.0.0.0/8 \n\n10.0.0.0/8\r\n2001:db8::/48 ', ['10.0.0.0/8', '2001:db8::/48']],
  ['a, b;c', ['a', 'b', 'c']],
])('%j gives %j', (text, lines) => {
  expect(linesOf(text)).toEqual(lines)
})
