import type { FileHandle } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type Result, ok, refuse } from '@hearthline/shared'
import type { WrappedKey } from './key-wrap.ts'
import {
  FileHeader,
  KeyBody,
  type RecordHead,
  SealBody,
  bindingOf,
  chunkSamples,
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
  /** Which of the file's keys it is under. */
  key: number
}

/** One writer's key: the header's, or that of a key record. */
export interface FileKey {
  wrapped: WrappedKey
  /** What the tags of its records bind. */
  binding: Buffer
}

/** Seconds in which nobody recorded, since one writer had died and the next had not begun: `from` up to, not including, `to`. */
export interface Gap {
  from: number
  to: number
}

export interface ScannedFile {
  header: FileHeader
  /** At least one; each later one is of a writer that went on with the file. */
  keys: FileKey[]
  gaps: Gap[]
  /** Chunks in file order; a draft only where a writer died on one. */
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
  const keys: FileKey[] = [{ wrapped: header, binding: createHash('sha256').update(bytes).digest() }]
  const gaps: Gap[] = []
  let seal: SealBody | null = null
  let at = bytes.length
  while (at + recordHeadBytes <= sizeBytes) {
    const headBytes = await read(file, at, recordHeadBytes)
    const head = readRecordHead(headBytes)
    const bodyAt = at + recordHeadBytes
    if (!head || bodyAt + head.length > sizeBytes) break
    const hasJson = head.type === 'seal' || head.type === 'key'
    const body = options.bodies || hasJson ? await read(file, bodyAt, head.length) : null
    if (body && crc32(body) !== head.crc32) break
    if (head.type === 'seal') {
      seal = body ? (SealBody.safeParse(parseJson(body)).data ?? null) : null
      if (seal) break
    }
    if (head.type === 'key' && body) {
      const key = KeyBody.safeParse(parseJson(body))
      const before = keys.at(-1)
      if (!key.success || !before) break
      keys.push({
        wrapped: key.data,
        binding: bindingOf(before.binding, Buffer.concat([headBytes, body])),
      })
      gaps.push({ from: Math.ceil(key.data.afterSamples / chunkSamples), to: head.index })
    } else if (head.type !== 'key') {
      records.push({ ...head, bodyAt, key: keys.length - 1 })
    }
    if (options.bodies && body) hash.update(headBytes).update(body)
    at = bodyAt + head.length
  }
  return ok({
    header,
    keys,
    gaps,
    records,
    seal,
    contentEnd: at,
    sha256: options.bodies ? hash.digest('hex') : null,
    tornBytes: seal ? 0 : sizeBytes - at,
    sizeBytes,
  })
}

/** Of a scan without bodies: the same without its last record, where that was torn. */
export async function withoutTornEnd(file: FileHandle, scanned: ScannedFile): Promise<ScannedFile> {
  const last = scanned.records.at(-1)
  if (!last || last.bodyAt + last.length !== scanned.contentEnd) return scanned
  if (crc32(await read(file, last.bodyAt, last.length)) === last.crc32) return scanned
  return {
    ...scanned,
    records: scanned.records.slice(0, -1),
    contentEnd: last.bodyAt - recordHeadBytes,
  }
}

/** The end of the last second that is there, in samples. */
export const samplesIn = (records: readonly PlacedRecord[]): number =>
  records.reduce((end, record) => Math.max(end, endOf(record.index, record.samples)), 0)
