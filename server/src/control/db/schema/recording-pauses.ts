import type { CallId, PersonId, RecordingPauseReason } from '@hearthline/shared'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Stretches that a recording was paused for: silence in the file, and a place in the player. */
export const recordingPauses = sqliteTable(
  'recording_pauses',
  {
    pauseId: integer().primaryKey({ autoIncrement: true }),
    callId: text().$type<CallId>().notNull(),
    /** Whoever spoke in the call then, and paused it. */
    byId: text().$type<PersonId>(),
    reason: text().$type<RecordingPauseReason>().notNull(),
    startedAt: integer().notNull(),
    /** Null while it lasts. */
    endedAt: integer(),
  },
  (table) => [index('recording_pauses_by_call').on(table.callId, table.startedAt)],
)
