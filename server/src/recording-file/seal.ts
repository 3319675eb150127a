import { open } from 'node:fs/promises'
import { type Result, ok, refuse } from '@hearthline/shared'
import type { RecordingSeal } from '../protocol/media-ipc.ts'
import { type SealBody, durationMsOf } from './format.ts'
import { type FileProblem, samplesIn, scanFile } from './scan.ts'
import { appendSeal } from './writer.ts'

/**
 * Seals a recording whose writer died: keeps every whole record, drops a torn last one, marks the seal `recovered`. A file that is sealed
 * already is left as it is and its seal returned, so that this may be repeated. Needs no key.
 *
 * @param sealedAtMs Unix time to note in the seal.
 */
export async function sealAbandoned(
  filePath: string,
  sealedAtMs: number,
): Promise<Result<RecordingSeal, FileProblem | { code: 'disk'; detail: string }>> {
  try {
    const file = await open(filePath, 'r+')
    try {
      const scanned = await scanFile(file, { bodies: true })
      if (!scanned.ok) return scanned
      const { records, seal, contentEnd, sha256, sizeBytes } = scanned.value
      if (seal) return ok(sealOf(filePath, seal, sizeBytes))
      const body: SealBody = {
        sha256: sha256 ?? '',
        samples: samplesIn(records),
        chunks: records.length,
        sealedAtMs: Math.round(sealedAtMs),
        recovered: true,
      }
      return ok(sealOf(filePath, body, await appendSeal(file, contentEnd, 0, body)))
    } finally {
      await file.close()
    }
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const detail = error instanceof Error ? error.message : String(error)
    return refuse({ code: missing ? 'not-found' : 'disk', detail })
  }
}

const sealOf = (filePath: string, seal: SealBody, sizeBytes: number): RecordingSeal => ({
  filePath,
  sha256: seal.sha256,
  durationMs: durationMsOf(seal.samples),
  sizeBytes,
  recovered: seal.recovered,
})
