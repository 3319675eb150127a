import { eq, lt, sql } from 'drizzle-orm'
import type { JournalStore } from '../calls/index.ts'
import type { Database } from './client.ts'
import { voiceEvents, voiceNodes } from './schema/calls.ts'

/** Which journalled events of voice nodes are applied. */
export function createJournalStore(db: Database): JournalStore {
  // Asked for each event: built once.
  const applied = db
    .select({ eventId: voiceEvents.eventId })
    .from(voiceEvents)
    .where(eq(voiceEvents.eventId, sql.placeholder('eventId')))
    .prepare()

  return {
    appliedSeq: (nodeId) =>
      db.select().from(voiceNodes).where(eq(voiceNodes.nodeId, nodeId)).get()?.appliedSeq ?? 0,
    setAppliedSeq: (nodeId, appliedSeq) =>
      void db
        .insert(voiceNodes)
        .values({ nodeId, appliedSeq })
        .onConflictDoUpdate({ target: voiceNodes.nodeId, set: { appliedSeq } })
        .run(),
    isApplied: (eventId) => applied.get({ eventId }) !== undefined,
    record: (nodeId, { eventId, seq, event }, outcome, at) =>
      void db
        .insert(voiceEvents)
        .values({
          eventId,
          nodeId,
          seq,
          type: event.type,
          callId: 'callId' in event ? event.callId : null,
          at,
          outcome,
        })
        .run(),
    forgetBefore: (atMs) => void db.delete(voiceEvents).where(lt(voiceEvents.at, atMs)).run(),
  }
}
