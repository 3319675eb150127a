/**
 * ITU-T G.711: 8-bit µ-law and A-law against 16-bit linear PCM (the 14-bit and 13-bit values of the Recommendation,
 * left-aligned). Everything is a table, made once from the segment definition, so that a frame costs look-ups only.
 */
export type Law = 'mulaw' | 'alaw'

export const sampleRateHz = 8_000
/** 20 ms at 8 kHz: the packet time that every G.711 peer speaks (RFC 3551 §4.5.14). */
export const frameSamples = 160
export const frameMs = 20

/** Idle code words: linear zero in each law. */
export const silence = { mulaw: 0xff, alaw: 0xd5 } as const satisfies Record<Law, number>

function expandMulaw(code: number): number {
  const inverted = ~code & 0xff
  const segment = (inverted >> 4) & 7
  const magnitude = ((((inverted & 0x0f) << 1) + 33) << segment) - 33
  return (inverted & 0x80 ? -magnitude : magnitude) * 4
}

function compressMulaw(linear: number): number {
  // ~x rather than -x keeps the decision levels of both signs alike (G.711 table 2, the STL's reading of it).
  const magnitude = Math.min(((linear < 0 ? ~linear : linear) >> 2) + 33, 0x1fff)
  let segment = 0
  while (magnitude >> (segment + 6) !== 0) segment += 1
  const code = (segment << 4) | ((magnitude >> (segment + 1)) & 0x0f)
  return ~code & 0xff & (linear < 0 ? 0x7f : 0xff)
}

function expandAlaw(code: number): number {
  const bits = code ^ 0x55
  const segment = (bits >> 4) & 7
  const step = bits & 0x0f
  const magnitude = segment === 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1)
  return bits & 0x80 ? magnitude : -magnitude
}

function compressAlaw(linear: number): number {
  let rest = (linear < 0 ? ~linear : linear) >> 4
  let segment = 1
  while (rest > 31) {
    rest >>= 1
    segment += 1
  }
  // Segments 0 and 1 share one slope: below 32 the value is already the code.
  const code = segment === 1 ? rest : (segment << 4) + (rest - 16)
  return (code | (linear < 0 ? 0 : 0x80)) ^ 0x55
}

const expand = { mulaw: expandMulaw, alaw: expandAlaw }
const compress = { mulaw: compressMulaw, alaw: compressAlaw }

const decodeTable = (law: Law): Int16Array => Int16Array.from({ length: 256 }, (_, code) => expand[law](code))
const encodeTable = (law: Law): Uint8Array =>
  Uint8Array.from({ length: 65_536 }, (_, index) => compress[law](index < 32_768 ? index : index - 65_536))

/** 256 code words → linear 16 bit. */
export const decodeTables: Record<Law, Int16Array> = {
  mulaw: decodeTable('mulaw'),
  alaw: decodeTable('alaw'),
}
/** Linear 16 bit, as an unsigned index (`value & 0xffff`) → code word. */
export const encodeTables: Record<Law, Uint8Array> = {
  mulaw: encodeTable('mulaw'),
  alaw: encodeTable('alaw'),
}

const magnitudeTable = (law: Law): Uint16Array => Uint16Array.from(decodeTables[law], Math.abs)

/** Code word → how far its sample is from zero, 0 to 32,256. */
export const magnitudeTables: Record<Law, Uint16Array> = {
  mulaw: magnitudeTable('mulaw'),
  alaw: magnitudeTable('alaw'),
}

const otherLaw = (from: Law): Law => (from === 'mulaw' ? 'alaw' : 'mulaw')

/** Code word of one law → code word of the other, by way of the linear value. */
export const transcodeTables: Record<Law, Uint8Array> = {
  mulaw: transcodeTable('mulaw'),
  alaw: transcodeTable('alaw'),
}

function transcodeTable(from: Law): Uint8Array {
  const to = encodeTables[otherLaw(from)]
  return Uint8Array.from(decodeTables[from], (linear) => to[linear & 0xffff] ?? 0)
}

/** Replaces the bytes from `start` up to `end` by the other law's code words, in place. */
export function transcodeInPlace(bytes: Uint8Array, start: number, end: number, from: Law): void {
  const table = transcodeTables[from]
  for (let at = start; at < end; at += 1) bytes[at] = table[bytes[at] ?? 0] ?? 0
}

/** Decodes `codes` into `out` (same length); returns `out`. */
export function decode(
  codes: Uint8Array,
  law: Law,
  out: Int16Array = new Int16Array(codes.length),
): Int16Array {
  const table = decodeTables[law]
  for (let at = 0; at < codes.length; at += 1) out[at] = table[codes[at] ?? 0] ?? 0
  return out
}

/** Encodes `linear` into `out` from `outStart`; returns `out`. */
export function encode(
  linear: Int16Array,
  law: Law,
  out: Uint8Array = new Uint8Array(linear.length),
  outStart = 0,
): Uint8Array {
  const table = encodeTables[law]
  for (let at = 0; at < linear.length; at += 1) {
    out[outStart + at] = table[(linear[at] ?? 0) & 0xffff] ?? 0
  }
  return out
}
