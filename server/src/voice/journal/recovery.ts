import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../ports.ts'
import type { SealRecording, Unfinished, VoiceJournal, VoiceLog } from '../ports.ts'

export interface RecoveryDeps {
  clock: Clock
  journal: VoiceJournal
  sealRecording: SealRecording
  recordingsDir: string
  log: VoiceLog
}

/** A writer adds a chunk a second; a file that nobody touched for this long has none any more. */
const settledAfterMs = 1_500
const lookAgainMs = 250

/**
 * Puts right what the last run of this node left behind (rules JRN-5, SEAL-4): its calls ended with it, its recordings are
 * sealed as they are. The media workers of that run seal and end by themselves when their parent dies, so a file that
 * still grows is waited for.
 */
export async function recover(unfinished: Unfinished, deps: RecoveryDeps): Promise<void> {
  const { journal, log } = deps
  for (const callId of unfinished.calls) {
    log.warn({ callId }, 'call ended with the last run of this node')
    journal.append({
      type: 'call-ended',
      callId,
      termination: { kind: 'voice-node-lost', fault: 'hearthline', sipStatus: null },
    })
  }
  await Promise.all(unfinished.recordings.map((recording) => sealLeft(recording, deps)))
}

async function sealLeft(
  { callId, recordingId, fileName }: Unfinished['recordings'][number],
  deps: RecoveryDeps,
): Promise<void> {
  const { journal, log } = deps
  const filePath = join(deps.recordingsDir, fileName)
  await untilSettled(filePath, deps.clock)
  const seal = await deps.sealRecording(filePath)
  if (seal === null) {
    log.error({ callId, recordingId }, 'a recording of the last run cannot be sealed')
    journal.append({ type: 'recording-failed', callId, recordingId, detail: 'nothing on disk to seal' })
    return
  }
  log.info({ callId, recordingId, durationMs: seal.durationMs }, 'recording of the last run sealed')
  const { sha256, durationMs, sizeBytes, recovered } = seal
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

async function untilSettled(filePath: string, clock: Clock): Promise<void> {
  for (;;) {
    const changedMs = await stat(filePath).then(
      (found) => found.mtimeMs,
      // No file: nothing to wait for; sealing will say so.
      () => 0,
    )
    if (clock.nowMs() - changedMs >= settledAfterMs) return
    await new Promise<void>((resolve) => void clock.setTimer(lookAgainMs, resolve))
  }
}
