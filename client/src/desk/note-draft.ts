/**
 * The agent's note of one call. `saved` is only ever what the server confirmed.
 * `seeded`: the text the server had when this page first saw the call is in.
 */
export interface NoteDraft {
  text: string
  saved: string | null
  savedAtMs: number | null
  sending: string | null
  failed: boolean
}

export const emptyDraft: NoteDraft = { text: '', saved: null, savedAtMs: null, sending: null, failed: false }

export type NoteEvent =
  | { type: 'loaded'; text: string }
  | { type: 'typed'; text: string }
  | { type: 'due' }
  | { type: 'sent' }
  | { type: 'refused' }

/** The next draft; `send` is the text to save now, null for nothing. One request at a time, the last text wins. */
export function noteStep(
  draft: NoteDraft,
  event: NoteEvent,
  nowMs: number,
): { draft: NoteDraft; send: string | null } {
  switch (event.type) {
    case 'loaded':
      // Whoever already types here knows better than the record.
      return draft.saved === null && draft.text === ''
        ? { draft: { ...draft, text: event.text, saved: event.text }, send: null }
        : { draft, send: null }
    case 'typed':
      return { draft: { ...draft, text: event.text, failed: false }, send: null }
    case 'due':
      return draft.sending !== null || draft.text === (draft.saved ?? '')
        ? { draft, send: null }
        : { draft: { ...draft, sending: draft.text, failed: false }, send: draft.text }
    case 'sent':
      return draft.sending === null
        ? { draft, send: null }
        : { draft: { ...draft, saved: draft.sending, savedAtMs: nowMs, sending: null }, send: null }
    case 'refused':
      return { draft: { ...draft, sending: null, failed: true }, send: null }
    default:
      return event satisfies never
  }
}

export type NoteShown = 'empty' | 'unsaved' | 'saving' | 'saved' | 'failed'
export function shownNote(draft: NoteDraft): NoteShown {
  if (draft.failed) return 'failed'
  if (draft.sending !== null) return 'saving'
  if (draft.text !== (draft.saved ?? '')) return 'unsaved'
  return draft.savedAtMs === null ? 'empty' : 'saved'
}
