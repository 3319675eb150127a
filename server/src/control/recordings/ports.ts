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

export interface StoredRecording {
  recordingId: RecordingId
  callId: CallId
  state: z.infer<typeof RecordingState>
  /** Relative to the recordings folder, as a voice node named it. */
  fileName: string
  startedAt: number
  durationMs: number | null
  sizeBytes: number | null
  sha256: string | null
  recovered: boolean
  integrity: Integrity
  verifiedAt: number | null
}

interface StoredGrant {
  /** SHA-256 of the grant, hex. */
  grantHash: string
  recordingId: RecordingId
  signInId: SignInId
  personId: PersonId
  reason: AccessReason
  note: string
  grantedAt: number
  expiresAt: number
}

export interface RecordingStore {
  find(recordingId: RecordingId): StoredRecording | null
  /** The newest of a call. */
  ofCall(callId: CallId): StoredRecording | null
  /** Inserts, or replaces all fields of the same recording. */
  put(recording: StoredRecording): void
  setIntegrity(recordingId: RecordingId, integrity: Integrity, verifiedAt: number): void
  /** Sealed and not yet looked at. */
  unverified(): RecordingId[]
  addGrant(grant: StoredGrant): void
  findGrant(grantHash: string): StoredGrant | null
  /** Every grant ever given, newest first: who has listened. */
  grantsOf(recordingId: RecordingId): StoredGrant[]
}
