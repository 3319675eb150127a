import type {
  AccessReason,
  CallId,
  Integrity,
  PersonId,
  RecordingId,
  RecordingState,
  SignInId,
} from '@hearthline/shared'
import type { z } from 'zod'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const recordings = sqliteTable(
  'recordings',
  {
    recordingId: text().$type<RecordingId>().primaryKey(),
    callId: text().$type<CallId>().notNull(),
    state: text().$type<z.infer<typeof RecordingState>>().notNull(),
    /** Relative to the recordings folder. */
    fileName: text().notNull(),
    startedAt: integer().notNull(),
    durationMs: integer(),
    sizeBytes: integer(),
    sha256: text(),
    recovered: integer({ mode: 'boolean' }).notNull(),
    integrity: text().$type<Integrity>().notNull(),
    verifiedAt: integer(),
  },
  (table) => [index('recordings_by_call').on(table.callId)],
)

/** A stated reason to listen. Bound to the sign-in that stated it; only the hash of the grant is stored. */
export const recordingGrants = sqliteTable(
  'recording_grants',
  {
    grantHash: text().primaryKey(),
    recordingId: text().$type<RecordingId>().notNull(),
    signInId: text().$type<SignInId>().notNull(),
    personId: text().$type<PersonId>().notNull(),
    reason: text().$type<AccessReason>().notNull(),
    note: text().notNull(),
    grantedAt: integer().notNull(),
    expiresAt: integer().notNull(),
  },
  (table) => [index('recording_grants_by_recording').on(table.recordingId, table.grantedAt)],
)
