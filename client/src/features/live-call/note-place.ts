import type { MarkerId } from '@hearthline/shared'

/** A moment that was marked from here; its marker is known once control has answered, null when it refused. */
export interface Mark {
  /** Server clock. */
  at: number
  marker: Promise<MarkerId | null>
}

/** Where in the call a note belongs, and the bookmark whose place it takes. */
export interface NotePlace {
  at: number
  instead?: Promise<MarkerId | null>
}

/** Words that begin later than this after a mark are about something else. */
const aboutMarkMs = 10_000

/** Where the note belongs whose first letter is typed now: at the moment just marked, or else at this one. */
export const placeOfNote = (mark: Mark | null, nowMs: number): NotePlace =>
  mark !== null && nowMs - mark.at <= aboutMarkMs ? { at: mark.at, instead: mark.marker } : { at: nowMs }
