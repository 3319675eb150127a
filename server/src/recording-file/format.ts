import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { z } from 'zod'

/**
 * The recording file, see docs/spec/recording.md.
 *
 *     file   = magic(8) headerLength(u32) headerJson record* [seal]
 *     record = type(u8) index(u32) samples(u32) counter(u32) length(u32) crc32(u32) body(length)
 *
 * Big-endian. A record of type chunk or draft holds up to one second of both channels, AES-256-GCM under the key of the header, or of the last
 * key record before it: a writer that goes on with the file of another that died cannot read the other's key. Key and seal hold JSON.
 * `crc32` is over the body, so that a torn record is known without any key.
 */
export const magic = Buffer.from('HLREC1\r\n', 'latin1')
export const sampleRateHz = 8_000
export const channels = 2
export const chunkSamples = 8_000
export const recordHeadBytes = 21
export const tagBytes = 16
export const maxHeaderBytes = 4_096
const maxJsonBytes = 1_024

export const recordTypes = { chunk: 0x43, draft: 0x44, key: 0x4b, seal: 0x53 } as const
export type RecordType = keyof typeof recordTypes

const base64 = (bytes: number): z.ZodType<string> =>
  z.string().refine((text) => Buffer.from(text, 'base64').length === bytes, `base64 of ${bytes} bytes`)

/** A key of this file, wrapped: see key-wrap.ts. */
const wrapped = {
  /** SHA-256 (first 16 hex digits) of the public key's DER: which private key opens this file. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** X25519 + HKDF-SHA-256 + AES-256-GCM. */
  keyWrap: z.literal('x25519-hkdf-sha256-aes256gcm'),
  ephemeralPublicKey: base64(32),
  wrappedKey: base64(32 + tagBytes),
}

export const FileHeader = z.object({
  version: z.literal(1),
  sampleRateHz: z.literal(sampleRateHz),
  /** Channel 0 and 1, one G.711 µ-law code word a sample, one channel after the other within a chunk. */
  channels: z.tuple([z.literal('agent'), z.literal('customer')]),
  encoding: z.literal('mulaw'),
  chunkSamples: z.literal(chunkSamples),
  startedAtMs: z.int().nonnegative(),
  ...wrapped,
})
export type FileHeader = z.infer<typeof FileHeader>

/** Another writer goes on: what follows is under this key. The head's `index` is the second that it begins with. */
export const KeyBody = z.object({
  resumedAtMs: z.int().nonnegative(),
  /** What the file held before, in samples: from there to `index` nobody recorded. */
  afterSamples: z.int().nonnegative(),
  ...wrapped,
})
export type KeyBody = z.infer<typeof KeyBody>

export const SealBody = z.object({
  /** SHA-256 of every byte before the seal record, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  samples: z.int().nonnegative(),
  chunks: z.int().nonnegative(),
  sealedAtMs: z.int().nonnegative(),
  recovered: z.boolean(),
})
export type SealBody = z.infer<typeof SealBody>

export interface RecordHead {
  type: RecordType
  /** Which second. */
  index: number
  samples: number
  /** Unique among the records of one key: the GCM nonce. */
  counter: number
  length: number
  crc32: number
}

export function encodeFileHeader(header: FileHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header), 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([magic, length, json])
}

export function writeRecordHead(out: Buffer, head: RecordHead): void {
  out[0] = recordTypes[head.type]
  out.writeUInt32BE(head.index, 1)
  out.writeUInt32BE(head.samples, 5)
  out.writeUInt32BE(head.counter, 9)
  out.writeUInt32BE(head.length, 13)
  out.writeUInt32BE(head.crc32, 17)
}

const typeOf = (code: number | undefined): RecordType | null =>
  code === recordTypes.chunk
    ? 'chunk'
    : code === recordTypes.draft
      ? 'draft'
      : code === recordTypes.key
        ? 'key'
        : code === recordTypes.seal
          ? 'seal'
          : null

/** Null for anything that this format cannot hold. */
export function readRecordHead(bytes: Buffer): RecordHead | null {
  const type = typeOf(bytes[0])
  if (type === null || bytes.length < recordHeadBytes) return null
  const head = {
    type,
    index: bytes.readUInt32BE(1),
    samples: bytes.readUInt32BE(5),
    counter: bytes.readUInt32BE(9),
    length: bytes.readUInt32BE(13),
    crc32: bytes.readUInt32BE(17),
  }
  const lengthFits =
    type === 'seal' || type === 'key'
      ? head.length <= maxJsonBytes
      : head.samples <= chunkSamples && head.length === head.samples * channels + tagBytes
  return lengthFits ? head : null
}

/** A record whose body is JSON, ready to be written. */
export function encodeJsonRecord(
  type: 'key' | 'seal',
  place: Pick<RecordHead, 'index' | 'counter'>,
  json: KeyBody | SealBody,
): Buffer {
  const body = Buffer.from(JSON.stringify(json), 'utf8')
  const head = Buffer.alloc(recordHeadBytes)
  writeRecordHead(head, { type, ...place, samples: 0, length: body.length, crc32: crc32(body) })
  return Buffer.concat([head, body])
}

/** What the records under a key record are bound to: all keys so far and the header, in their order. */
export const bindingOf = (before: Buffer, keyRecord: Buffer): Buffer =>
  createHash('sha256').update(before).update(keyRecord).digest()

/** 96-bit nonce of a record: never used twice, since a key belongs to one writer and the counter never stands still. */
export function nonceOf(counter: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(counter, 8)
  return nonce
}

/** What a record's tag binds besides its audio: this very file header (and key records), its place, its length and its kind. */
export function associatedData(
  binding: Buffer,
  head: Pick<RecordHead, 'type' | 'index' | 'samples'>,
): Buffer {
  const place = Buffer.alloc(9)
  place[0] = recordTypes[head.type]
  place.writeUInt32BE(head.index, 1)
  place.writeUInt32BE(head.samples, 5)
  return Buffer.concat([binding, place])
}

/** Samples from the start up to the end of the second `index` that holds `samples`. */
export const endOf = (index: number, samples: number): number => index * chunkSamples + samples

export const durationMsOf = (samples: number): number => Math.round((samples * 1000) / sampleRateHz)
