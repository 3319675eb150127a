import { describe, expect, it } from 'vitest'
import { placeOfNote } from './note-place.ts'

const marker = Promise.resolve(null)

describe('placeOfNote', () => {
  it('is the moment that was just marked, whose bookmark the note replaces', () => {
    expect(placeOfNote({ at: 5_000, marker }, 9_000)).toEqual({ at: 5_000, instead: marker })
    expect(placeOfNote({ at: 5_000, marker }, 15_000)).toEqual({ at: 5_000, instead: marker })
  })

  it('is now without a mark, or long after one', () => {
    expect(placeOfNote(null, 9_000)).toEqual({ at: 9_000 })
    expect(placeOfNote({ at: 5_000, marker }, 15_001)).toEqual({ at: 15_001 })
  })
})
