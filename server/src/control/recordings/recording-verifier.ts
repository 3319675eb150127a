import { join } from 'node:path'
import type { Integrity, Problem, RecordingId, Result } from '@hearthline/shared'
import { ok, refuse } from '@hearthline/shared'
import { openRecording, type Recording as RecordingFile } from '../../recording-file/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Clock, Log } from '../ports.ts'
import type { RecordingStore, StoredRecording } from './ports.ts'

/** The name that voice nodes give: `yyyy/mm/dd/<recordingId>.hlr`. Anything else never touches the disk. */
const fileNamePattern = /^\d{4}\/\d{2}\/\d{2}\/[0-9a-f-]{36}\.hlr$/

/** Opens recording files and checks them against what was reported when they were sealed. */
export interface RecordingVerifier {
  open(recording: StoredRecording): Promise<Result<RecordingFile>>
  /** Reads the whole file, piece by piece, and stores what it found. */
  verify(recordingId: RecordingId): Promise<Integrity>
  /** Verifies later, one at a time. */
  enqueue(recordingId: RecordingId): void
  dispose(): Promise<void>
}

export function createRecordingVerifier(deps: {
  store: RecordingStore
  recordingsDir: string
  privateKeyPem: string
  news: NewsDesk
  clock: Clock
  log: Log
}): RecordingVerifier {
  const { store, news, clock, log } = deps
  let queue: Promise<void> = Promise.resolve()
  let disposed = false

  const open: RecordingVerifier['open'] = async (recording) => {
    if (!fileNamePattern.test(recording.fileName)) return refuse(damaged('its name is not one of ours'))
    const opened = await openRecording(join(deps.recordingsDir, recording.fileName), deps.privateKeyPem)
    return opened.ok ? ok(opened.value) : refuse(damaged(opened.problem.code))
  }

  const examine = async (recording: StoredRecording): Promise<Integrity> => {
    if (!fileNamePattern.test(recording.fileName)) return 'missing'
    const opened = await openRecording(join(deps.recordingsDir, recording.fileName), deps.privateKeyPem)
    if (!opened.ok) return opened.problem.code === 'not-found' ? 'missing' : 'mismatch'
    try {
      const { outcome, sha256, recovered } = await opened.value.verify()
      if (outcome !== 'intact' || sha256 !== recording.sha256) return 'mismatch'
      return recovered || recording.recovered ? 'recovered' : 'verified'
    } finally {
      await opened.value.dispose()
    }
  }

  const verify: RecordingVerifier['verify'] = async (recordingId) => {
    const recording = store.find(recordingId)
    if (recording === null || recording.state !== 'sealed') return 'pending'
    const integrity = await examine(recording)
    if (disposed) return integrity
    store.setIntegrity(recordingId, integrity, clock.nowMs())
    if (integrity === 'mismatch' || integrity === 'missing')
      log.error({ recordingId, callId: recording.callId, integrity }, 'a recording is not what was sealed')
    if (integrity !== recording.integrity) news.tell({ type: 'records', callId: recording.callId })
    return integrity
  }

  const verifyAfter = async (before: Promise<void>, recordingId: RecordingId) => {
    await before
    if (disposed) return
    try {
      await verify(recordingId)
    } catch (error) {
      log.error({ err: error, recordingId }, 'a recording could not be verified')
    }
  }

  return {
    open,
    verify,
    enqueue: (recordingId) => {
      queue = verifyAfter(queue, recordingId)
    },
    dispose: async () => {
      disposed = true
      await queue
    },
  }
}

const damaged = (why: string): Problem => ({
  code: 'recording-damaged',
  detail: `The recording cannot be played: ${why}.`,
})
