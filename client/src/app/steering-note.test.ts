import { SteeringReason } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { readSteeringNote } from './steering-note.ts'

describe('the note of a step', () => {
  it.each(SteeringReason.options)('knows the word %s, alone and with a note', (reason) => {
    expect(readSteeringNote(reason)).toEqual({ reason, words: '' })
    expect(readSteeringNote(`${reason}: two of you\nare away: come back`)).toEqual({
      reason,
      words: 'two of you\nare away: come back',
    })
  })
  it.each(['', 'Coverage', 'coverage:no space', 'coverage and more', 'unheard-of', '说明'])(
    'leaves %j as it is',
    (note) => expect(readSteeringNote(note)).toEqual({ reason: null, words: note }),
  )
})
