import { join } from 'node:path'
import type { CallId, LegId } from '@hearthline/shared'
import { RecordingId } from '@hearthline/shared'
import type { Clock, RandomSource } from '../../ports.ts'
import type { RecordingSeal } from '../../protocol/media-ipc.ts'
import type { MediaOutcome, MediaPlane, SealRecording, VoiceJournal, VoiceLog } from '../ports.ts'

export interface RecordingDeps {
  clock: Clock
  random: RandomSource
  plane: MediaPlane
  journal: VoiceJournal
  sealRecording: SealRecording
  /** Absolute; files are named relative to it everywhere else. */
  recordingsDir: string
  publicKeyPem: string
  log: VoiceLog
}

/** `lost`: so is the room; whoever opens it again asks again. */
export type RecordingOutcome = 'on' | 'failed' | 'lost'

/** The one recording a call may have, from its first chunk to its seal (SEAL-1 to SEAL-4). */
export interface CallRecording {
  /** Asks the media plane to record. */
  start(agentSide: readonly LegId[], customerSide: readonly LegId[]): Promise<RecordingOutcome>
  /** The room is on another worker: goes on in the same file, whose time goes on too (SEAL-3). */
  resume(agentSide: readonly LegId[], customerSide: readonly LegId[]): Promise<RecordingOutcome>
  /** The media plane says that the recording broke; the call goes on. */
  broke(detail: string): void
  /** Closes the room and puts the seal on record, sealing ourselves what a lost worker left. Once. */
  close(): Promise<void>
}

/** `<yyyy>/<mm>/<dd>/<recordingId>.hlr`, in UTC. */
function recordingFileName(recordingId: RecordingId, atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '/')}/${recordingId}.hlr`
}

const isLost = (outcome: MediaOutcome): boolean =>
  outcome.type === 'problem' && outcome.code === 'worker-gone'
const sayWhy = (outcome: MediaOutcome): string =>
  outcome.type === 'problem' ? `${outcome.code}: ${outcome.detail}` : 'unexpected answer'

export function createCallRecording(callId: CallId, deps: RecordingDeps): CallRecording {
  const { plane, journal, log } = deps
  let file: { recordingId: RecordingId; fileName: string; state: 'starting' | 'on' | 'failed' } | null = null
  let closing: Promise<void> | null = null

  const fail = (detail: string): void => {
    if (file === null || file.state === 'failed') return
    file.state = 'failed'
    log.error({ callId, recordingId: file.recordingId, detail }, 'recording failed')
    journal.append({ type: 'recording-failed', callId, recordingId: file.recordingId, detail })
  }

  const sealed = (seal: RecordingSeal): void => {
    if (file === null) return
    const { recordingId, fileName } = file
    const { sha256, durationMs, sizeBytes, recovered } = seal
    log.info({ callId, recordingId, durationMs, recovered }, 'recording sealed')
    journal.append({
      type: 'recording-sealed',
      callId,
      recordingId,
      fileName,
      sha256,
      durationMs,
      sizeBytes,
      recovered,
    })
  }

  const sealFrom = async (outcome: MediaOutcome): Promise<void> => {
    if (file === null) return
    if (outcome.type === 'recording' && outcome.recording !== null) {
      sealed(outcome.recording)
      return
    }
    // The writer is gone, or gave up on the file: what reached the disk is sealed as it is.
    const recovered = await deps.sealRecording(join(deps.recordingsDir, file.fileName))
    if (recovered !== null) sealed(recovered)
    else fail('nothing on disk to seal')
  }

  const ask = (
    fileName: string,
    resume: boolean,
    agentSide: readonly LegId[],
    customerSide: readonly LegId[],
  ): Promise<MediaOutcome> =>
    plane.send({
      type: 'start-recording',
      callId,
      filePath: join(deps.recordingsDir, fileName),
      publicKeyPem: deps.publicKeyPem,
      ...(resume ? { resume } : {}),
      agentSide: [...agentSide],
      customerSide: [...customerSide],
    })

  return {
    start: async (agentSide, customerSide) => {
      const recordingId = RecordingId.parse(deps.random.uuid())
      const fileName = recordingFileName(recordingId, deps.clock.nowMs())
      const mine = { recordingId, fileName, state: 'starting' as 'starting' | 'on' | 'failed' }
      file = mine
      const outcome = await ask(fileName, false, agentSide, customerSide)
      if (isLost(outcome)) {
        if (file === mine) file = null
        return 'lost'
      }
      if (outcome.type === 'done') {
        mine.state = 'on'
        journal.append({ type: 'recording-started', callId, recordingId, fileName })
        return 'on'
      }
      fail(sayWhy(outcome))
      return 'failed'
    },
    resume: async (agentSide, customerSide) => {
      if (file === null || file.state !== 'on') return 'failed'
      const outcome = await ask(file.fileName, true, agentSide, customerSide)
      if (outcome.type === 'done') return 'on'
      if (isLost(outcome)) return 'lost'
      fail(sayWhy(outcome))
      return 'failed'
    },
    broke: fail,
    close: () => {
      closing ??= plane.send({ type: 'close-room', callId }).then(sealFrom)
      return closing
    },
  }
}
