import { and, desc, eq, sql } from 'drizzle-orm'
import type { RecordingStore } from '../recordings/index.ts'
import type { Database } from './client.ts'
import { recordingGrants, recordings } from './schema/recordings.ts'

/** Recordings and who may have listened to them. */
export function createRecordingStore(db: Database): RecordingStore {
  // Asked for each row of a call list: built once.
  const newest = db
    .select()
    .from(recordings)
    .where(eq(recordings.callId, sql.placeholder('callId')))
    .orderBy(desc(recordings.startedAt))
    .limit(1)
    .prepare()

  return {
    find: (recordingId) =>
      db.select().from(recordings).where(eq(recordings.recordingId, recordingId)).get() ?? null,
    ofCall: (callId) => newest.get({ callId }) ?? null,
    put: (recording) =>
      void db
        .insert(recordings)
        .values(recording)
        .onConflictDoUpdate({ target: recordings.recordingId, set: recording })
        .run(),
    setIntegrity: (recordingId, integrity, verifiedAt) =>
      void db
        .update(recordings)
        .set({ integrity, verifiedAt })
        .where(eq(recordings.recordingId, recordingId))
        .run(),
    unverified: () =>
      db
        .select({ recordingId: recordings.recordingId })
        .from(recordings)
        .where(and(eq(recordings.state, 'sealed'), eq(recordings.integrity, 'pending')))
        .all()
        .map((row) => row.recordingId),
    addGrant: (grant) => void db.insert(recordingGrants).values(grant).run(),
    findGrant: (grantHash) =>
      db.select().from(recordingGrants).where(eq(recordingGrants.grantHash, grantHash)).get() ?? null,
    grantsOf: (recordingId) =>
      db
        .select()
        .from(recordingGrants)
        .where(eq(recordingGrants.recordingId, recordingId))
        .orderBy(desc(recordingGrants.grantedAt))
        .all(),
  }
}
