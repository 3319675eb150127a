import { expect, it } from 'vitest'
import { callerIdLines, callerIdsOf, prefixesOf, prefixLines } from './trunk-lines.ts'

it.each([
  ['', []],
  ['+49 3 0', [{ prefix: '+49', strip: 3, prepend: '0' }]],
  ['+1', [{ prefix: '+1', strip: 0, prepend: '' }]],
  ['+ 1', [{ prefix: '+', strip: 1, prepend: '' }]],
  [
    '+44 0 00\n\n  +1  ',
    [
      { prefix: '+44', strip: 0, prepend: '00' },
      { prefix: '+1', strip: 0, prepend: '' },
    ],
  ],
  ['+49 three 0', null],
  ['+49 3 0 1', null],
] as const)('the rules "%s" are %j', (text, rules) => {
  expect(prefixesOf(text)).toEqual(rules)
})

it.each([
  ['', []],
  ['+49 +4930123456', [{ prefix: '+49', callerId: '+4930123456' }]],
  ['+49', null],
  ['+49 +4930123456 more', null],
] as const)('the caller IDs "%s" are %j', (text, ids) => {
  expect(callerIdsOf(text)).toEqual(ids)
})

it.each(['+49 3 0', '+1', '+44 0 00', '+ 1', '+49 3 0\n+1'])('"%s" is written as it is read', (text) => {
  expect(prefixLines(prefixesOf(text) ?? [])).toBe(text)
})

it('writes caller IDs as it reads them', () => {
  expect(callerIdLines(callerIdsOf('+49 +4930123456\n+1 +12025550199') ?? [])).toBe(
    '+49 +4930123456\n+1 +12025550199',
  )
})
