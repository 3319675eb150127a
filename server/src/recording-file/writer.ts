import { type Hash, createCipheriv, createHash, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { type Result, ok, refuse } from '@hearthline/shared'
import type { RecordingSeal } from '../protocol/media-ipc.ts'
import {
  type RecordType,
  type SealBody,
  associatedData,
  bindingOf,
  channels,
  chunkSamples,
  durationMsOf,
  encodeFileHeader,
  encodeJsonRecord,
  endOf,
  nonceOf,
  recordHeadBytes,
  tagBytes,
  writeRecordHead,
} from './format.ts'
import { wrapKey } from './key-wrap.ts'
import { type LeftFile, hashOfStart, openLeft } from './resume.ts'

/** About two minutes of one call: a disk that is this far behind will not catch up. */
const maxQueuedBytes = 2_000_000

interface Write {
  position: number
  bytes: Buffer
  isDraft: boolean
}

export interface RecordingWriterOptions {
  filePath: string
  publicKeyPem: string
  /** Unix time of now: when a new file starts, or where the file of a writer that died goes on. */
  startedAtMs: number
  /** Called once, when the disk fails or falls too far behind; nothing more is written then. */
  onFailed: (detail: string) => void
}

/** Where a writer begins, in a new file or in one that was left. */
interface Start extends LeftFile {
  key: Buffer
  /** Of what the file holds; null for a file that was left, which is read for it. */
  hash: Hash | null
}

/**
 * Writes one recording. Encryption is done at once, disk writes follow in order off the caller's path. Each second is written once it is complete; in between a
 * draft of it stands in its place, which the complete one overwrites, so that a killed process leaves all but the last half second.
 */
export class RecordingWriter {
  readonly filePath: string
  /** The second to begin with: 0 in a new file. */
  readonly firstIndex: number
  /** How much of the recording's time had passed at `startedAtMs`: 0 in a new file. */
  readonly elapsedMs: number
  #file: FileHandle
  #key: Buffer
  #binding: Buffer
  /** Of all that is written; null until what an earlier writer left has been read. */
  #hash: Hash | null
  #unhashed: Buffer[] = []
  #hashing: Promise<void>
  #isResumed: boolean
  #end: number
  #counter = 0
  #chunks = 0
  #samples = 0
  #queue: Write[] = []
  #queuedBytes = 0
  #pump: Promise<void> | null = null
  #failed: string | null = null
  #onFailed: (detail: string) => void
  #sealed: Promise<Result<RecordingSeal, string>> | null = null

  /** Creates the file (mode 0600; its folder too) and writes the header. Refuses a bad key, an existing file, a failing disk. */
  static async create(options: RecordingWriterOptions): Promise<Result<RecordingWriter, string>> {
    const key = randomBytes(32)
    const wrapped = wrapKey(key, options.publicKeyPem)
    if (!wrapped.ok) return refuse(wrapped.problem.detail)
    const header = encodeFileHeader({
      version: 1,
      sampleRateHz: 8_000,
      channels: ['agent', 'customer'],
      encoding: 'mulaw',
      chunkSamples,
      startedAtMs: Math.round(options.startedAtMs),
      keyWrap: 'x25519-hkdf-sha256-aes256gcm',
      ...wrapped.value,
    })
    try {
      await mkdir(dirname(options.filePath), { recursive: true, mode: 0o700 })
      const file = await open(options.filePath, 'wx', 0o600)
      await file.write(header, 0, header.length, 0)
      const empty = { file, end: header.length, chunks: 0, samples: 0, elapsedMs: 0, firstIndex: 0 }
      const hash = createHash('sha256').update(header)
      const binding = hash.copy().digest()
      return ok(new RecordingWriter(options, { ...empty, binding, key, hash }))
    } catch (error) {
      return refuse(error instanceof Error ? error.message : String(error))
    }
  }

  /**
   * Goes on with a file that another writer left when it died: behind its last whole record, under a key of its own. Refuses a bad key, a file that is
   * missing, foreign or sealed, a failing disk.
   */
  static async resume(options: RecordingWriterOptions): Promise<Result<RecordingWriter, string>> {
    const key = randomBytes(32)
    const wrapped = wrapKey(key, options.publicKeyPem)
    if (!wrapped.ok) return refuse(wrapped.problem.detail)
    const left = await openLeft(options.filePath, Math.round(options.startedAtMs))
    if (!left.ok) return left
    const { firstIndex, samples, binding } = left.value
    const record = encodeJsonRecord(
      'key',
      { index: firstIndex, counter: 0 },
      {
        resumedAtMs: Math.round(options.startedAtMs),
        afterSamples: samples,
        keyWrap: 'x25519-hkdf-sha256-aes256gcm',
        ...wrapped.value,
      },
    )
    const own = { key, binding: bindingOf(binding, record), hash: null }
    const writer = new RecordingWriter(options, { ...left.value, ...own })
    writer.#append(record)
    return ok(writer)
  }

  private constructor(options: RecordingWriterOptions, start: Start) {
    this.filePath = options.filePath
    this.#onFailed = options.onFailed
    this.#file = start.file
    this.#key = start.key
    this.#binding = start.binding
    this.#end = start.end
    this.#chunks = start.chunks
    this.#samples = start.samples
    this.#isResumed = start.hash === null
    this.#hash = start.hash
    this.firstIndex = start.firstIndex
    this.elapsedMs = start.elapsedMs
    this.#hashing = start.hash === null ? this.#hashStart(start.end) : Promise.resolve()
  }

  /** Appends the complete second `index`: `codes` is the agent's µ-law samples, then as many of the customer's. */
  chunk(index: number, codes: Uint8Array): void {
    if (this.#failed !== null || this.#sealed !== null) return
    const record = this.#encrypt('chunk', index, codes)
    this.#append(record)
    this.#chunks += 1
    this.#samples = endOf(index, codes.length / channels)
  }

  /** Keeps what there is of the second that is still running; the next chunk or draft takes its place. */
  draft(index: number, codes: Uint8Array): void {
    if (this.#failed !== null || this.#sealed !== null || codes.length === 0) return
    // A disk that is behind gets no drafts on top.
    if (this.#queue.length > 0) return
    this.#enqueue({ position: this.#end, bytes: this.#encrypt('draft', index, codes), isDraft: true })
  }

  /** Ends the file: seal record, flush to disk, close. Later calls return the same outcome. */
  seal(sealedAtMs: number): Promise<Result<RecordingSeal, string>> {
    this.#sealed ??= this.#seal(sealedAtMs)
    return this.#sealed
  }

  #append(record: Buffer): void {
    if (this.#hash === null) this.#unhashed.push(record)
    else this.#hash.update(record)
    this.#enqueue({ position: this.#end, bytes: record, isDraft: false })
    this.#end += record.length
  }

  async #hashStart(end: number): Promise<void> {
    try {
      const hash = await hashOfStart(this.#file, end)
      for (const record of this.#unhashed) hash.update(record)
      this.#unhashed = []
      this.#hash = hash
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error))
    }
  }

  #encrypt(type: RecordType, index: number, codes: Uint8Array): Buffer {
    const samples = codes.length / channels
    const counter = this.#counter
    this.#counter += 1
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(counter))
    cipher.setAAD(associatedData(this.#binding, { type, index, samples }))
    const body = cipher.update(codes)
    cipher.final()
    const record = Buffer.allocUnsafe(recordHeadBytes + body.length + tagBytes)
    body.copy(record, recordHeadBytes)
    cipher.getAuthTag().copy(record, recordHeadBytes + body.length)
    writeRecordHead(record, {
      type,
      index,
      samples,
      counter,
      length: body.length + tagBytes,
      crc32: crc32(record.subarray(recordHeadBytes)),
    })
    return record
  }

  #enqueue(write: Write): void {
    this.#queuedBytes += write.bytes.length
    if (this.#queuedBytes > maxQueuedBytes) {
      this.#fail('the disk is too slow: more than two minutes of audio are waiting')
      return
    }
    this.#queue.push(write)
    this.#pump ??= this.#drain()
  }

  async #drain(): Promise<void> {
    try {
      for (let write = this.#queue.shift(); write; write = this.#queue.shift()) {
        // A draft that a later write has already overtaken is not worth the disk.
        if (!write.isDraft || this.#queue.length === 0) await writeFully(this.#file, write)
        this.#queuedBytes -= write.bytes.length
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error))
    } finally {
      this.#pump = null
    }
  }

  #fail(detail: string): void {
    if (this.#failed !== null) return
    this.#failed = detail
    this.#queue = []
    this.#onFailed(detail)
  }

  async #seal(sealedAtMs: number): Promise<Result<RecordingSeal, string>> {
    try {
      await Promise.all([this.#pump, this.#hashing])
      if (this.#failed !== null || this.#hash === null) return refuse(this.#failed ?? 'nothing was read')
      const sha256 = this.#hash.digest('hex')
      const body: SealBody = {
        sha256,
        samples: this.#samples,
        chunks: this.#chunks,
        sealedAtMs: Math.round(sealedAtMs),
        recovered: this.#isResumed,
      }
      const sizeBytes = await appendSeal(this.#file, this.#end, this.#counter, body)
      return ok({
        filePath: this.filePath,
        sha256,
        durationMs: durationMsOf(this.#samples),
        sizeBytes,
        recovered: this.#isResumed,
      })
    } catch (error) {
      return refuse(error instanceof Error ? error.message : String(error))
    } finally {
      this.#key.fill(0)
      await this.#file.close().catch(() => undefined)
    }
  }
}

async function writeFully(file: FileHandle, write: Write): Promise<void> {
  let done = 0
  while (done < write.bytes.length) {
    const { bytesWritten } = await file.write(
      write.bytes,
      done,
      write.bytes.length - done,
      write.position + done,
    )
    done += bytesWritten
  }
}

/** Writes the seal at `end`, cuts the file behind it and flushes; returns the size of the whole file in bytes. */
export async function appendSeal(
  file: FileHandle,
  end: number,
  counter: number,
  seal: SealBody,
): Promise<number> {
  const bytes = encodeJsonRecord('seal', { index: seal.chunks, counter }, seal)
  await writeFully(file, { position: end, bytes, isDraft: false })
  await file.truncate(end + bytes.length)
  await file.datasync()
  return end + bytes.length
}
