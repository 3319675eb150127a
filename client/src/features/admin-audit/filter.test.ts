import { describe, expect, it } from 'vitest'
import { everything, isUsed, kindsOf, queryOf } from './filter.ts'

const now = new Date(2026, 10, 19, 12, 31).getTime()

describe('queryOf', () => {
  it('asks for everything when nothing is chosen', () => {
    expect(queryOf(everything, now)).toEqual({})
    expect(isUsed(everything)).toBe(false)
  })

  it.each([
    ['today', new Date(2026, 10, 19)],
    ['week', new Date(2026, 10, 13)],
    ['month', new Date(2026, 9, 21)],
  ] as const)('%s begins at %s', (span, from) => {
    expect(queryOf({ ...everything, span }, now)).toEqual({ from: from.getTime() })
  })

  it('takes the last day of a range whole, also where clocks change', () => {
    for (const until of ['2026-11-19', '2026-10-25', '2026-03-29', '2026-11-01', '2026-03-08']) {
      const [year = 0, month = 0, day = 0] = until.split('-').map(Number)
      expect(queryOf({ ...everything, span: 'own', from: '2026-01-02', until }, now)).toEqual({
        from: new Date(2026, 0, 2).getTime(),
        until: new Date(year, month - 1, day + 1).getTime() - 1,
      })
    }
  })

  it('leaves out a day that is not written yet', () => {
    expect(queryOf({ ...everything, span: 'own' }, now)).toEqual({})
  })
})

describe('kindsOf', () => {
  it('names each kind once', () => {
    expect(kindsOf(['people.created', 'access.sign-in', 'access.enrolment'])).toEqual(['access', 'people'])
  })
})
