import { importLimits } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { readCsv } from './csv-file.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const row = (index: number) => `p${index},P ${index},agent\n`
const read = async (text: string) => {
  const file = await readCsv(bytes(text))
  if (!file.ok) throw new Error(file.problem.code)
  return file.value
}

describe('CSV files', () => {
  it.each([
    ['commas', 'a,b\n1,2\n'],
    ['semicolons', 'a;b\n1;2\n'],
    ['tabs', 'a\tb\n1\t2\n'],
    ['CRLF', 'a,b\r\n1,2\r\n'],
    ['no last line break', 'a,b\n1,2'],
    ['a byte order mark', '\u{feff}a,b\n1,2\n'],
    ['empty lines', 'a,b\n1,2\n\n\r\n , \n'],
    ['old line breaks', 'a,b\r1,2\r'],
    ['quotes', '"a","b"\n"1","2"\n'],
  ])('PEOPLE-7: reads %s', async (_what, text) => {
    const { rows, broken } = await read(text)
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(broken).toEqual([])
    expect(rows.map(({ line }) => line)).toEqual([1, 2])
  })

  it('PEOPLE-7: keeps quoted separators, quotation marks and line breaks, and counts lines of the file', async () => {
    const { rows } = await read('a,b\n"x, y","he said ""no"""\n\n"1\n2",z\nlast,1\n')
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['x, y', 'he said "no"'],
      ['1\n2', 'z'],
      ['last', '1'],
    ])
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 5, 6])
  })

  it.each([
    ['an open quotation mark', 'a,b\n"1,2\n3,4\n', 'open-quote'],
    ['text behind a quotation mark', 'a,b\n"1"x,2\n3,4\n', 'no-csv'],
    ['a bomb of one row', `a,b\n"${'x'.repeat(300_000)}`, 'long-row'],
  ])('PEOPLE-7: names the row with %s', async (_what, text, fault) => {
    const { rows, broken } = await read(text)
    expect(rows[0]?.cells).toEqual(['a', 'b'])
    expect(broken.length).toBeGreaterThan(0)
    expect(broken[0]?.fault).toBe(fault)
    expect(broken[0]?.line).toBeGreaterThan(1)
  })

  it.each([
    ['a byte that UTF-8 has not', Uint8Array.of(0x61, 0xff, 0x0a)],
    ['a cut character', Uint8Array.of(0x61, 0xc3)],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0x00)],
    ['NUL', bytes('a\0b')],
    ['an overlong form', Uint8Array.of(0xc0, 0xaf)],
  ])('PEOPLE-7: refuses %s', async (_what, file) => {
    expect(await readCsv(file)).toMatchObject({
      ok: false,
      problem: { code: 'invalid-request', field: 'csv' },
    })
  })

  it('PEOPLE-8: refuses a file that is too large before it is read', async () => {
    const file = new Uint8Array(importLimits.bytes + 1)
    expect(await readCsv(file)).toMatchObject({ ok: false, problem: { code: 'payload-too-large' } })
  })

  it('PEOPLE-8: takes as many rows as the limit, and stops at the next', async () => {
    const header = 'user name,display name,role\n'
    const rowsOf = (count: number) =>
      header + Array.from({ length: count }, (_, index) => row(index)).join('')
    const { rows } = await read(rowsOf(importLimits.rows))
    expect(rows).toHaveLength(importLimits.rows + 1)
    expect(await readCsv(bytes(rowsOf(importLimits.rows + 1)))).toMatchObject({
      ok: false,
      problem: { code: 'too-many-rows' },
    })
  })

  it('PEOPLE-8: 100,000 rows are refused without holding up other work', async () => {
    const file = bytes(Array.from({ length: 100_000 }, (_, index) => `p${index},P,agent`).join('\n'))
    expect(file.length).toBeLessThan(importLimits.bytes)
    let turns = 0
    let over = false
    const other = () => {
      turns += 1
      if (!over) setImmediate(other)
    }
    setImmediate(other)
    const refused = await readCsv(file)
    over = true
    expect(refused).toMatchObject({ ok: false, problem: { code: 'too-many-rows' } })
    // 2,000 rows are some 32 KB: a piece or two, never the whole file.
    expect(turns).toBeGreaterThanOrEqual(1)
    expect(turns).toBeLessThan(20)
  })
})
