import { describe, expect, it } from 'vitest'
import { meaningOf } from './bad-row.ts'

describe('meaningOf', () => {
  it.each([
    ['The user name dana is in line 3 already.', { why: 'twice', value: 'dana', line: '3' }],
    ['The user name dana is taken.', { why: 'taken', value: 'dana', line: '' }],
    ['There is no column "Salary".', { why: 'no-column', value: 'Salary', line: '' }],
    ['This row has 4 cells; the first line has 5.', { why: 'cells', value: '4', line: '5' }],
    ['There is no team called St. Louis.', { why: 'no-team', value: 'St. Louis', line: '' }],
    [
      'A cell may not begin with =, +, -, @ or a tab: spreadsheets would run it as a formula.',
      { why: 'formula', value: '', line: '' },
    ],
    ['Something that a newer server says.', null],
  ])('%j', (detail, meaning) => {
    expect(meaningOf(detail)).toEqual(meaning)
  })
})
