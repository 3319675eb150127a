import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { type Result, ok, refuse } from '@hearthline/shared'
import { chunkSamples, durationMsOf, sampleRateHz } from './format.ts'
import { type ScannedFile, samplesIn, scanFile, withoutTornEnd } from './scan.ts'

/** A file that its writer left unsealed, ready to be gone on with. */
export interface LeftFile {
  file: FileHandle
  /** Of its last key. */
  binding: Buffer
  /** Behind the last whole record; what stood behind it is cut off. */
  end: number
  /** Seconds that are there, drafts among them. */
  chunks: number
  samples: number
  /** How much of the recording's time has passed: never less than the file holds. */
  elapsedMs: number
  /** The second that is written next. */
  firstIndex: number
}

/**
 * Opens the file of a writer that died: whole records stay, the draft of its last second too, a torn end is cut off. Refuses a file that is
 * missing, foreign or sealed. Reads heads alone and the last body, so that an hour's file is open in a moment.
 *
 * @param nowMs Unix time: the file goes on there, but never in a second that it has.
 */
export async function openLeft(filePath: string, nowMs: number): Promise<Result<LeftFile, string>> {
  let file: FileHandle
  try {
    file = await open(filePath, 'r+')
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
  const left = await read(file, nowMs).catch((error: unknown) => refuse(String(error)))
  if (!left.ok) await file.close()
  return left
}

async function read(file: FileHandle, nowMs: number): Promise<Result<LeftFile, string>> {
  const heads = await scanFile(file, { bodies: false })
  if (!heads.ok) return refuse(heads.problem.detail)
  if (heads.value.seal) return refuse('the recording is sealed')
  const scanned = await withoutTornEnd(file, heads.value)
  await file.truncate(scanned.contentEnd)
  return ok(leftIn(file, scanned, nowMs))
}

function leftIn(file: FileHandle, scanned: ScannedFile, nowMs: number): LeftFile {
  const { header, records } = scanned
  const samples = samplesIn(records)
  // The wall clock may have been set back meanwhile.
  const elapsedMs = Math.max(nowMs - header.startedAtMs, durationMsOf(samples))
  return {
    file,
    binding: scanned.keys.at(-1)?.binding ?? Buffer.alloc(0),
    end: scanned.contentEnd,
    chunks: records.length,
    samples,
    elapsedMs,
    firstIndex: Math.max(
      Math.ceil(samples / chunkSamples),
      Math.floor((elapsedMs * sampleRateHz) / 1_000 / chunkSamples),
    ),
  }
}

const pieceBytes = 262_144

/** SHA-256 of the first `end` bytes, read in pieces beside everything else. */
export async function hashOfStart(file: FileHandle, end: number): Promise<Hash> {
  const hash = createHash('sha256')
  const piece = Buffer.alloc(Math.min(pieceBytes, end))
  for (let at = 0; at < end;) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, end - at), at)
    if (bytesRead === 0) throw new Error('the recording became shorter')
    hash.update(piece.subarray(0, bytesRead))
    at += bytesRead
  }
  return hash
}
