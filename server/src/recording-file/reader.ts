import { createDecipheriv } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { type Result, ok, refuse } from '@hearthline/shared'
import { decodeTables } from '../media/g711.ts'
import {
  type SealBody,
  associatedData,
  channels,
  chunkSamples,
  durationMsOf,
  nonceOf,
  sampleRateHz,
  tagBytes,
} from './format.ts'
import { type KeyProblem, unwrapKey } from './key-wrap.ts'
import { type FileProblem, type PlacedRecord, type ScannedFile, samplesIn, scanFile } from './scan.ts'
import { bytesPerSample, wavHeader, wavHeaderBytes } from './wav.ts'

export interface Verification {
  outcome: 'intact' | 'unsealed' | 'hash-mismatch' | 'damaged'
  /** SHA-256 of the content as it is now; compare it with the one that was reported when the file was sealed. */
  sha256: string
  sealedSha256: string | null
  recovered: boolean
  /** Seconds that are not in the file, though somebody recorded then. */
  missingChunks: number[]
  /** Seconds whose tag does not match: changed, moved, or from another file. */
  damagedChunks: number[]
}

/** Lowest and highest sample (-32768..32767) of each bucket, one pair of arrays for each channel. */
export interface ChannelPeaks {
  min: number[]
  max: number[]
}

export type OpenProblem = FileProblem | KeyProblem

/** Bytes of WAV that are produced at a time. */
const blockSamples = 8 * chunkSamples

/** One recording, open for reading with the private key. Only the seconds that are asked for are decrypted. */
export class Recording {
  readonly durationMs: number
  readonly samples: number
  readonly sampleRateHz = sampleRateHz
  readonly startedAtMs: number
  readonly seal: SealBody | null
  readonly wavSize: number
  #file: FileHandle
  /** One for each writer; null where it does not open, so that its seconds count as damaged. */
  #keys: readonly (Buffer | null)[]
  #scanned: ScannedFile
  #byIndex: Map<number, PlacedRecord>
  #lastIndex = -1
  #lastCodes: Buffer | null = null

  constructor(file: FileHandle, keys: readonly (Buffer | null)[], scanned: ScannedFile) {
    this.#file = file
    this.#keys = keys
    this.#scanned = scanned
    this.#byIndex = new Map(scanned.records.map((record) => [record.index, record]))
    this.samples = samplesIn(scanned.records)
    this.durationMs = durationMsOf(this.samples)
    this.startedAtMs = scanned.header.startedAtMs
    this.seal = scanned.seal
    this.wavSize = wavHeaderBytes + this.samples * bytesPerSample
  }

  /** Checks everything: the hash against the seal, every second's tag, and that no second is missing. Reads the whole file. */
  async verify(): Promise<Verification> {
    const scanned = await scanFile(this.#file, { bodies: true })
    const sha256 = scanned.ok ? (scanned.value.sha256 ?? '') : ''
    const seal = scanned.ok ? scanned.value.seal : null
    const expected = Math.max(
      Math.ceil(this.samples / chunkSamples),
      seal ? Math.ceil(seal.samples / chunkSamples) : 0,
    )
    const missingChunks: number[] = []
    const damagedChunks: number[] = []
    for (let index = 0; index < expected; index += 1) {
      const record = this.#byIndex.get(index)
      if (!record) {
        if (!this.#scanned.gaps.some(({ from, to }) => index >= from && index < to)) missingChunks.push(index)
      } else if ((await this.#decrypt(record)) === null) damagedChunks.push(index)
    }
    const outcome =
      damagedChunks.length > 0 || missingChunks.length > 0
        ? 'damaged'
        : !seal
          ? 'unsealed'
          : seal.sha256 === sha256
            ? 'intact'
            : 'hash-mismatch'
    return {
      outcome,
      sha256,
      sealedSha256: seal?.sha256 ?? null,
      recovered: seal?.recovered ?? false,
      missingChunks,
      damagedChunks,
    }
  }

  /**
   * `count` samples from `startSample` as interleaved signed 16-bit little-endian, agent then customer. What is missing, damaged or beyond
   * the end is silence, so that time never shifts.
   */
  async readPcm(startSample: number, count: number): Promise<Buffer> {
    const out = Buffer.alloc(count * bytesPerSample)
    let done = 0
    while (done < count) {
      const at = startSample + done
      const index = Math.floor(at / chunkSamples)
      const within = at % chunkSamples
      const take = Math.min(count - done, chunkSamples - within)
      const codes = await this.#codesOf(index)
      if (codes) writePcm(out, done * bytesPerSample, codes, within, take)
      done += take
    }
    return out
  }

  wavHeader(): Buffer {
    return wavHeader(this.samples, sampleRateHz)
  }

  /** Bytes `startByte` to `endByte` (both included, as in an HTTP Range) of the WAV that this recording is, in blocks. */
  async *wavBlocks(startByte: number, endByte: number): AsyncGenerator<Buffer> {
    const end = Math.min(endByte + 1, this.wavSize)
    let at = Math.max(0, startByte)
    if (at < Math.min(end, wavHeaderBytes)) {
      yield this.wavHeader().subarray(at, end)
      at = wavHeaderBytes
    }
    while (at < end) {
      const first = Math.floor((at - wavHeaderBytes) / bytesPerSample)
      const last = Math.ceil((end - wavHeaderBytes) / bytesPerSample)
      const pcm = await this.readPcm(first, Math.min(blockSamples, last - first))
      const blockAt = wavHeaderBytes + first * bytesPerSample
      const block = pcm.subarray(at - blockAt, Math.min(pcm.length, end - blockAt))
      yield block
      at += block.length
    }
  }

  /** The same as one buffer. */
  async readWavRange(startByte: number, endByte: number): Promise<Buffer> {
    const blocks: Buffer[] = []
    for await (const block of this.wavBlocks(startByte, endByte)) blocks.push(block)
    return Buffer.concat(blocks)
  }

  /** A waveform of `count` buckets (at most one a sample), agent first. Decrypts everything once. */
  async peaks(count: number): Promise<[ChannelPeaks, ChannelPeaks]> {
    const buckets = Math.max(1, Math.min(Math.floor(count), Math.max(1, this.samples)))
    const empty = (): ChannelPeaks => ({
      min: Array.from({ length: buckets }, () => 0),
      max: Array.from({ length: buckets }, () => 0),
    })
    const peaks: [ChannelPeaks, ChannelPeaks] = [empty(), empty()]
    const table = decodeTables.mulaw
    for (const record of this.#scanned.records) {
      const codes = await this.#codesOf(record.index)
      if (!codes) continue
      for (const [channel, into] of peaks.entries()) {
        for (let at = 0; at < record.samples; at += 1) {
          const bucket = Math.floor(((record.index * chunkSamples + at) * buckets) / this.samples)
          const sample = table[codes[channel * record.samples + at] ?? 0] ?? 0
          if (sample < (into.min[bucket] ?? 0)) into.min[bucket] = sample
          if (sample > (into.max[bucket] ?? 0)) into.max[bucket] = sample
        }
      }
    }
    return peaks
  }

  /** Closes the file and forgets the key. Idempotent. */
  async dispose(): Promise<void> {
    for (const key of this.#keys) key?.fill(0)
    this.#lastCodes = null
    this.#byIndex.clear()
    await this.#file.close().catch(() => undefined)
  }

  async #codesOf(index: number): Promise<Buffer | null> {
    if (index === this.#lastIndex) return this.#lastCodes
    const record = this.#byIndex.get(index)
    const codes = record ? await this.#decrypt(record) : null
    this.#lastIndex = index
    this.#lastCodes = codes
    return codes
  }

  async #decrypt(record: PlacedRecord): Promise<Buffer | null> {
    const key = this.#keys[record.key]
    const binding = this.#scanned.keys[record.key]?.binding
    if (!key || !binding) return null
    const body = Buffer.alloc(record.length)
    const { bytesRead } = await this.#file.read(body, 0, record.length, record.bodyAt)
    if (bytesRead !== record.length) return null
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(record.counter))
    decipher.setAAD(associatedData(binding, record))
    decipher.setAuthTag(body.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()])
    } catch {
      return null
    }
  }
}

/** Interleaves `take` samples of both channels of one second from sample `within`, as far as it reaches. */
function writePcm(out: Buffer, outAt: number, codes: Buffer, within: number, take: number): void {
  const table = decodeTables.mulaw
  const samples = codes.length / channels
  const end = Math.min(within + take, samples)
  let to = outAt
  for (let at = within; at < end; at += 1) {
    out.writeInt16LE(table[codes[at] ?? 0] ?? 0, to)
    out.writeInt16LE(table[codes[samples + at] ?? 0] ?? 0, to + 2)
    to += bytesPerSample
  }
}

/** Opens a recording, sealed or still being written. Refuses a missing or foreign file and a key that it was not written for. */
export async function openRecording(
  filePath: string,
  privateKeyPem: string,
): Promise<Result<Recording, OpenProblem>> {
  let file: FileHandle
  try {
    file = await open(filePath, 'r')
  } catch (error) {
    return refuse({ code: 'not-found', detail: error instanceof Error ? error.message : String(error) })
  }
  const scanned = await scanFile(file, { bodies: false })
  if (!scanned.ok) {
    await file.close()
    return scanned
  }
  const keys = scanned.value.keys.map(({ wrapped }) => unwrapKey(wrapped, privateKeyPem))
  const [first] = keys
  if (first && !first.ok) {
    await file.close()
    return first
  }
  return ok(
    new Recording(
      file,
      keys.map((key) => (key.ok ? key.value : null)),
      scanned.value,
    ),
  )
}
