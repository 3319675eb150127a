import type { FileHandle } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type Result, ok, refuse } from '@hearthline/shared'
import {
  FileHeader,
  type RecordHead,
  SealBody,
  endOf,
  magic,
  maxHeaderBytes,
  readRecordHead,
  recordHeadBytes,
} from './format.ts'

export type FileProblem = { code: 'not-found' | 'not-a-recording'; detail: string }

export interface PlacedRecord extends RecordHead {
  /** Where its body begins in the file. */
  bodyAt: number
}

export interface ScannedFile {
  header: FileHeader
  headerHash: Buffer
  /** Chunks in file order; a draft only where the file ends on one. */
  records: PlacedRecord[]
  seal: SealBody | null
  /** Behind the last whole record before the seal. */
  contentEnd: number
  /** SHA-256 of the bytes up to `contentEnd`; null when the scan skipped the bodies. */
  sha256: string | null
  /** Bytes behind `contentEnd` that are neither record nor seal. */
  tornBytes: number
  sizeBytes: number
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}

const bad = (detail: string): Result<never, FileProblem> => refuse({ code: 'not-a-recording', detail })

async function readHeader(
  file: FileHandle,
): Promise<Result<{ header: FileHeader; bytes: Buffer }, FileProblem>> {
  const start = await read(file, 0, magic.length + 4)
  if (start.length < magic.length + 4 || !start.subarray(0, magic.length).equals(magic)) {
    return bad('does not begin as a recording')
  }
  const length = start.readUInt32BE(magic.length)
  if (length > maxHeaderBytes) return bad('header too long')
  const json = await read(file, start.length, length)
  if (json.length < length) return bad('header cut off')
  const header = FileHeader.safeParse(parseJson(json))
  if (!header.success) return bad('header malformed')
  return ok({ header: header.data, bytes: Buffer.concat([start, json]) })
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

/**
 * Finds every record of a file, sealed or not. With `bodies` each body is read: its checksum is checked (a scan stops at the first that is
 * torn) and the SHA-256 is computed; without, only the heads are.
 */
export async function scanFile(
  file: FileHandle,
  options: { bodies: boolean },
): Promise<Result<ScannedFile, FileProblem>> {
  const opened = await readHeader(file)
  if (!opened.ok) return opened
  const { header, bytes } = opened.value
  const sizeBytes = (await file.stat()).size
  const hash = createHash('sha256').update(bytes)
  const records: PlacedRecord[] = []
  let seal: SealBody | null = null
  let at = bytes.length
  while (at + recordHeadBytes <= sizeBytes) {
    const headBytes = await read(file, at, recordHeadBytes)
    const head = readRecordHead(headBytes)
    const bodyAt = at + recordHeadBytes
    if (!head || bodyAt + head.length > sizeBytes) break
    const body = options.bodies || head.type === 'seal' ? await read(file, bodyAt, head.length) : null
    if (body && crc32(body) !== head.crc32) break
    if (head.type === 'seal') {
      seal = body ? (SealBody.safeParse(parseJson(body)).data ?? null) : null
      if (seal) break
    }
    if (body) hash.update(headBytes).update(body)
    records.push({ ...head, bodyAt })
    at = bodyAt + head.length
  }
  return ok({
    header,
    headerHash: createHash('sha256').update(bytes).digest(),
    records,
    seal,
    contentEnd: at,
    sha256: options.bodies ? hash.digest('hex') : null,
    tornBytes: seal ? 0 : sizeBytes - at,
    sizeBytes,
  })
}

/** The end of the last second that is there, in samples. */
export const samplesIn = (records: readonly PlacedRecord[]): number =>
  records.reduce((end, record) => Math.max(end, endOf(record.index, record.samples)), 0)
