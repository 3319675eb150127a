import { describe, expect, it } from 'vitest'
import { sortedBy } from './sort-header.tsx'

describe('sortedBy', () => {
  it('starts a new column its own way, and turns the one that is sorted', () => {
    const byName = { by: 'name', direction: 'ascending' } as const
    expect(sortedBy<'name' | 'seen'>(byName, 'name')).toEqual({ by: 'name', direction: 'descending' })
    expect(sortedBy<'name' | 'seen'>(byName, 'seen', 'descending')).toEqual({
      by: 'seen',
      direction: 'descending',
    })
    expect(sortedBy<'name' | 'seen'>(byName, 'seen')).toEqual({ by: 'seen', direction: 'ascending' })
  })
})
