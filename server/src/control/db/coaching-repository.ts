import { and, count, desc, eq, isNull, like } from 'drizzle-orm'
import type { CoachingStore } from '../coaching/index.ts'
import type { Database } from './client.ts'
import { coachingNotes } from './schema/supervision.ts'
import { containing } from './search-pattern.ts'

/** Coaching notes to agents. */
export function createCoachingStore(db: Database): CoachingStore {
  const countOf = (where: ReturnType<typeof and>) =>
    db.select({ total: count() }).from(coachingNotes).where(where).get()?.total ?? 0
  return {
    insert: (note) => void db.insert(coachingNotes).values(note).run(),
    find: (coachingNoteId) =>
      db.select().from(coachingNotes).where(eq(coachingNotes.coachingNoteId, coachingNoteId)).get() ?? null,
    page: (agentId, { offset, limit, search }) => {
      const where = and(
        eq(coachingNotes.agentId, agentId),
        search ? like(coachingNotes.text, containing(search)) : undefined,
      )
      const items = db
        .select()
        .from(coachingNotes)
        .where(where)
        .orderBy(desc(coachingNotes.at), desc(coachingNotes.coachingNoteId))
        .limit(limit)
        .offset(offset)
        .all()
      return { items, total: countOf(where) }
    },
    unread: (agentId) => countOf(and(eq(coachingNotes.agentId, agentId), isNull(coachingNotes.readAt))),
    read: (coachingNoteId, readAt) =>
      db
        .update(coachingNotes)
        .set({ readAt })
        .where(and(eq(coachingNotes.coachingNoteId, coachingNoteId), isNull(coachingNotes.readAt)))
        .run().changes === 1,
    remove: (coachingNoteId) =>
      db
        .delete(coachingNotes)
        .where(and(eq(coachingNotes.coachingNoteId, coachingNoteId), isNull(coachingNotes.readAt)))
        .run().changes === 1,
  }
}
