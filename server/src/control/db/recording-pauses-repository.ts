import { and, asc, eq, isNull } from 'drizzle-orm'
import type { PauseStore } from '../recordings/index.ts'
import type { Database } from './client.ts'
import { recordingPauses as pauses } from './schema/recording-pauses.ts'

/** When and why recordings were paused. */
export function createPauseStore(db: Database): PauseStore {
  return {
    open: (callId) =>
      db
        .select()
        .from(pauses)
        .where(and(eq(pauses.callId, callId), isNull(pauses.endedAt)))
        .get() ?? null,
    start: (pause) => void db.insert(pauses).values(pause).run(),
    end: (callId, atMs) =>
      void db
        .update(pauses)
        .set({ endedAt: atMs })
        .where(and(eq(pauses.callId, callId), isNull(pauses.endedAt)))
        .run(),
    ofCall: (callId) =>
      db.select().from(pauses).where(eq(pauses.callId, callId)).orderBy(asc(pauses.startedAt)).all(),
  }
}
