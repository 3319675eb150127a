import { describe, expect, it } from 'vitest'
import { emptyDraft, type NoteEvent, noteStep, shownNote } from './note-draft.ts'

function play(events: NoteEvent[]) {
  const sent: string[] = []
  let draft = emptyDraft
  for (const event of events) {
    const step = noteStep(draft, event, 9)
    draft = step.draft
    if (step.send !== null) sent.push(step.send)
  }
  return { draft, sent, shown: shownNote(draft) }
}
const typed = (text: string): NoteEvent => ({ type: 'typed', text })

describe('the note', () => {
  it.each<[string, NoteEvent[], string[], string]>([
    ['nothing typed', [{ type: 'due' }], [], 'empty'],
    ['typed, not yet due', [typed('a')], [], 'unsaved'],
    ['due: on its way', [typed('a'), { type: 'due' }], ['a'], 'saving'],
    ['confirmed', [typed('a'), { type: 'due' }, { type: 'sent' }], ['a'], 'saved'],
    [
      'typed on while it was sent: not saved yet',
      [typed('a'), { type: 'due' }, typed('ab'), { type: 'sent' }],
      ['a'],
      'unsaved',
    ],
    ['one request at a time', [typed('a'), { type: 'due' }, typed('ab'), { type: 'due' }], ['a'], 'saving'],
    ['refused', [typed('a'), { type: 'due' }, { type: 'refused' }], ['a'], 'failed'],
    [
      'refused and tried again',
      [typed('a'), { type: 'due' }, { type: 'refused' }, { type: 'due' }, { type: 'sent' }],
      ['a', 'a'],
      'saved',
    ],
    [
      'emptied again is worth saving',
      [{ type: 'loaded', text: 'x' }, typed(''), { type: 'due' }],
      [''],
      'saving',
    ],
    ['an answer to nothing', [{ type: 'sent' }], [], 'empty'],
  ])('%s', (_name, events, sent, shown) => {
    expect(play(events)).toMatchObject({ sent, shown })
  })

  it('what the server had comes in once, and never over what is typed', () => {
    expect(play([{ type: 'loaded', text: 'old' }]).draft.text).toBe('old')
    expect(play([typed('new'), { type: 'loaded', text: 'old' }]).draft.text).toBe('new')
  })
})
