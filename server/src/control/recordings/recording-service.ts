import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { ok, refuse } from '@hearthline/shared'
import type {
  AccessReason,
  PersonId,
  Problem,
  Recording,
  RecordingId,
  Result,
  SignInId,
} from '@hearthline/shared'
import type { CallReads, CallScope, CallStore, RecordingLedger } from '../calls/index.ts'
import type { BinaryAnswer } from '../http/bind.ts'
import type { Audit, Clock, RandomSource, Transact } from '../ports.ts'
import { readByteRange } from './byte-range.ts'
import type { RecordingStore, StoredRecording } from './ports.ts'
import type { RecordingVerifier } from './recording-verifier.ts'

const grantLifeMs = 15 * 60_000
/** A file that was verified this recently is not read again for the next grant. */
const verifiedEnoughMs = 60_000

/** Who asks for a recording, and what calls they may see. */
export interface RecordingAsker {
  personId: PersonId
  signInId: SignInId
  address: string
  scope: CallScope
}

interface Waveform {
  durationMs: number
  agent: number[]
  customer: number[]
}

/** Every answer is `not-found` for a recording outside of the asker's scope: its existence is nobody else's business. */
export interface RecordingService {
  get(asker: RecordingAsker, recordingId: RecordingId): Result<Recording>
  /** Verifies the file, writes the stated reason to the audit trail, and only then gives a grant (RECORD-11). */
  open(
    asker: RecordingAsker,
    recordingId: RecordingId,
    stated: { reason: AccessReason; note: string },
  ): Promise<Result<{ grant: string; expiresAt: number }>>
  /** WAV bytes under a grant, whole or one range (RECORD-12). The stream ends when `gone` aborts. */
  audio(
    asker: RecordingAsker,
    recordingId: RecordingId,
    grant: string,
    request: { range: string | null; gone: AbortSignal },
  ): Promise<Result<BinaryAnswer>>
  peaks(
    asker: RecordingAsker,
    recordingId: RecordingId,
    grant: string,
    buckets: number,
  ): Promise<Result<Waveform>>
}

export function createRecordingService(deps: {
  store: RecordingStore
  verifier: RecordingVerifier
  calls: CallStore
  reads: CallReads
  displayName(personId: PersonId): string | null
  transact: Transact
  audit: Audit
  clock: Clock
  random: RandomSource
}): RecordingService {
  const { store, verifier, reads, clock } = deps

  const find = ({ scope }: RecordingAsker, recordingId: RecordingId) => {
    const recording = store.find(recordingId)
    if (recording === null) return refuse(notFound)
    const call = reads.get(scope, recording.callId)
    return call.ok ? ok({ recording, call: call.value }) : refuse(notFound)
  }

  const granted = (
    asker: RecordingAsker,
    recordingId: RecordingId,
    grant: string,
  ): Result<StoredRecording> => {
    const found = find(asker, recordingId)
    if (!found.ok) return found
    const stored = store.findGrant(hashOf(grant))
    const good =
      stored !== null &&
      stored.recordingId === recordingId &&
      stored.signInId === asker.signInId &&
      clock.nowMs() < stored.expiresAt
    return good
      ? ok(found.value.recording)
      : refuse({ code: 'not-allowed', detail: 'State a reason to listen first; a grant lasts 15 minutes.' })
  }

  const integrityNow = async (recording: StoredRecording) =>
    recording.verifiedAt !== null && clock.nowMs() - recording.verifiedAt < verifiedEnoughMs
      ? recording.integrity
      : verifier.verify(recording.recordingId)

  return {
    get: (asker, recordingId) => {
      const found = find(asker, recordingId)
      if (!found.ok) return found
      const { recording, call } = found.value
      const { fileName: _fileName, recovered: _recovered, ...facts } = recording
      return ok({
        ...facts,
        call,
        listened: store.grantsOf(recordingId).map((grant) => ({
          at: grant.grantedAt,
          by: { personId: grant.personId, displayName: deps.displayName(grant.personId) ?? '' },
          reason: grant.reason,
          note: grant.note,
        })),
      })
    },

    open: async (asker, recordingId, { reason, note }) => {
      const found = find(asker, recordingId)
      if (!found.ok) return found
      const { recording } = found.value
      if (recording.state === 'recording')
        return refuse({ code: 'recording-not-ready', detail: 'The call is still being recorded.' })
      const integrity = recording.state === 'sealed' ? await integrityNow(recording) : 'missing'
      const step = {
        action: 'recordings.opened',
        actorId: asker.personId,
        subjectId: recordingId,
        address: asker.address,
      }
      if (integrity !== 'verified' && integrity !== 'recovered') {
        deps.audit.append({ ...step, outcome: 'refused', reason: integrity })
        return refuse({ code: 'recording-damaged', detail: `The recording is ${integrity}.` })
      }
      const grant = Buffer.from(deps.random.bytes(32)).toString('base64url')
      const grantedAt = clock.nowMs()
      const expiresAt = grantedAt + grantLifeMs
      deps.transact(() => {
        deps.audit.append({ ...step, outcome: 'done', reason })
        store.addGrant({
          grantHash: hashOf(grant),
          recordingId,
          signInId: asker.signInId,
          personId: asker.personId,
          reason,
          note,
          grantedAt,
          expiresAt,
        })
      })
      return ok({ grant, expiresAt })
    },

    audio: async (asker, recordingId, grant, { range, gone }) => {
      const allowed = granted(asker, recordingId, grant)
      if (!allowed.ok) return allowed
      const opened = await verifier.open(allowed.value)
      if (!opened.ok) return opened
      const file = opened.value
      const size = file.wavSize
      const wanted = readByteRange(range, size)
      if (wanted.type === 'unsatisfiable') {
        await file.dispose()
        return refuse({
          code: 'range-not-satisfiable',
          detail: `The recording has ${size} bytes.`,
          totalBytes: size,
        })
      }
      const { start, end } = wanted.type === 'part' ? wanted : { start: 0, end: size - 1 }
      const blocks = async function* () {
        try {
          yield* file.wavBlocks(start, end)
        } finally {
          await file.dispose()
        }
      }
      const body = Readable.from(blocks(), { signal: gone, objectMode: false })
      // A generator that never started has no `finally` to run: a HEAD, or a browser gone at once.
      body.once('close', () => void file.dispose())
      return ok({
        status: wanted.type === 'part' ? 206 : 200,
        headers: {
          'Content-Type': 'audio/wav',
          'Content-Length': String(end - start + 1),
          'Accept-Ranges': 'bytes',
          'Cache-Control': 'private, no-store',
          ...(wanted.type === 'part' && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
        },
        body,
      })
    },

    peaks: async (asker, recordingId, grant, buckets) => {
      const allowed = granted(asker, recordingId, grant)
      if (!allowed.ok) return allowed
      const opened = await verifier.open(allowed.value)
      if (!opened.ok) return opened
      try {
        const [agent, customer] = await opened.value.peaks(buckets)
        return ok({
          durationMs: opened.value.durationMs,
          agent: loudest(agent),
          customer: loudest(customer),
        })
      } finally {
        await opened.value.dispose()
      }
    },
  }
}

/** Rows of recordings as the voice nodes report them; each sealed one is verified soon after. */
export function createRecordingLedger(
  store: RecordingStore,
  verifySoon: (recordingId: RecordingId) => void,
): RecordingLedger {
  return {
    started: ({ recordingId, callId, fileName, startedAt }) => {
      // Word of the start can come after the seal when a journal is repaired; the seal knows more.
      if (store.find(recordingId) !== null) return
      store.put({
        recordingId,
        callId,
        state: 'recording',
        fileName,
        startedAt,
        durationMs: null,
        sizeBytes: null,
        sha256: null,
        recovered: false,
        integrity: 'pending',
        verifiedAt: null,
      })
    },
    sealed: ({ atMs, ...sealed }) => {
      const startedAt = store.find(sealed.recordingId)?.startedAt ?? Math.max(0, atMs - sealed.durationMs)
      store.put({ ...sealed, state: 'sealed', startedAt, integrity: 'pending', verifiedAt: null })
      verifySoon(sealed.recordingId)
    },
    failed: (recordingId) => {
      const recording = store.find(recordingId)
      if (recording?.state === 'recording') store.put({ ...recording, state: 'failed', integrity: 'missing' })
    },
    summaryOf: (callId) => {
      const recording = store.ofCall(callId)
      return (
        recording && {
          recordingId: recording.recordingId,
          state: recording.state,
          durationMs: recording.durationMs,
        }
      )
    },
  }
}

const notFound: Problem = { code: 'not-found', detail: 'There is no such recording.' }
const hashOf = (grant: string) => createHash('sha256').update(grant).digest('hex')

/** Loudest sample of each bucket, 0 to 1, to three decimals. */
const loudest = ({ min, max }: { min: number[]; max: number[] }): number[] =>
  max.map((high, index) => Math.round((Math.max(high, -(min[index] ?? 0)) / 32_768) * 1000) / 1000)
