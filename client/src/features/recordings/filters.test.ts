import { describe, expect, it } from 'vitest'
import { noFilters, queryOf, startOfDay } from './filters.ts'

describe('queryOf', () => {
  it('asks for everything without filters', () => {
    expect(queryOf(noFilters)).toEqual({})
  })

  it('covers the whole of the last day', () => {
    const { from, until } = queryOf({ ...noFilters, from: '2026-11-19', until: '2026-11-19' })
    expect(from).toBe(new Date(2026, 10, 19).getTime())
    expect(until).toBe(new Date(2026, 10, 20).getTime() - 1)
  })

  it('hands on words and ids as they are', () => {
    expect(queryOf({ ...noFilters, search: '47', direction: 'inbound', recorded: 'false' })).toEqual({
      search: '47',
      direction: 'inbound',
      recorded: 'false',
    })
  })
})

it.each([[''], ['19.11.2026'], ['2026-11']])('%j is no day', (text) => {
  expect(startOfDay(text)).toBeUndefined()
})
