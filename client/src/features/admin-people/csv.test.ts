import { describe, expect, it } from 'vitest'
import { csvOf } from './csv.ts'

describe('csvOf', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-2', "'-2"],
    ['@cmd', "'@cmd"],
    ['\tx', "'\tx"],
    ['a=b', 'a=b'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['=A1,"x"', '"\'=A1,""x"""'],
    ['two\nlines', '"two\nlines"'],
  ])('writes %j as %s', (value, written) => {
    expect(csvOf([[value]])).toBe(`${written}\r\n`)
  })

  it('ends every row as RFC 4180 wants it', () => {
    expect(
      csvOf([
        ['a', 'b'],
        ['c', ''],
      ]),
    ).toBe('a,b\r\nc,\r\n')
  })
})
