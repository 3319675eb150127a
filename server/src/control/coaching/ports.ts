import type { CallId, CoachingNoteId, Page, PersonId } from '@hearthline/shared'

export interface StoredCoachingNote {
  coachingNoteId: CoachingNoteId
  agentId: PersonId
  byId: PersonId
  callId: CallId | null
  text: string
  at: number
  readAt: number | null
}

export interface CoachingStore {
  insert(note: StoredCoachingNote): void
  find(coachingNoteId: CoachingNoteId): StoredCoachingNote | null
  /** Newest first; `search` looks into the text. */
  page(
    agentId: PersonId,
    query: { offset: number; limit: number; search?: string | undefined },
  ): Page<StoredCoachingNote>
  unread(agentId: PersonId): number
  /** Compare-and-set. @returns false when it was read before. */
  read(coachingNoteId: CoachingNoteId, atMs: number): boolean
  /** Compare-and-set: only while it is unread. @returns whether it did. */
  remove(coachingNoteId: CoachingNoteId): boolean
}
