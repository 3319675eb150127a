/** RTP header fields (RFC 3550 §5.1) of one packet; one object is reused for all packets of a worker. */
export interface RtpHeader {
  marker: boolean
  payloadType: number
  sequence: number
  timestamp: number
  ssrc: number
  /** The payload is `buffer[payloadStart, payloadEnd)`: after CSRCs and extension, before padding. */
  payloadStart: number
  payloadEnd: number
}

export const fixedHeaderBytes = 12
/** Larger than any G.711 packet that a sane peer sends (200 ms), smaller than an Ethernet frame. */
const maxPayloadBytes = 1_440

export const emptyRtpHeader = (): RtpHeader => ({
  marker: false,
  payloadType: 0,
  sequence: 0,
  timestamp: 0,
  ssrc: 0,
  payloadStart: 0,
  payloadEnd: 0,
})

/** RFC 5761 §4: with RTP and RTCP on one port, packet types 192-223 in the second byte are RTCP. */
export const isRtcp = (packet: Uint8Array): boolean => {
  const type = packet[1]
  return type !== undefined && type >= 192 && type <= 223
}

/**
 * Reads the header of `packet` into `header`. False for anything that is not well-formed RTP (version, lengths of CSRC
 * list, extension and padding, empty or oversize payload); never throws. RFC 3550 §5.1, A.1.
 */
export function readRtp(packet: Buffer, header: RtpHeader): boolean {
  const length = packet.length
  if (length <= fixedHeaderBytes) return false
  const first = packet[0] ?? 0
  if (first >> 6 !== 2) return false
  let start = fixedHeaderBytes + (first & 0x0f) * 4
  if (first & 0x10) {
    if (start + 4 > length) return false
    start += 4 + packet.readUInt16BE(start + 2) * 4
  }
  let end = length
  if (first & 0x20) {
    const padding = packet[length - 1] ?? 0
    if (padding === 0) return false
    end -= padding
  }
  if (start >= end || end - start > maxPayloadBytes) return false
  const second = packet[1] ?? 0
  header.marker = (second & 0x80) !== 0
  header.payloadType = second & 0x7f
  header.sequence = packet.readUInt16BE(2)
  header.timestamp = packet.readUInt32BE(4)
  header.ssrc = packet.readUInt32BE(8)
  header.payloadStart = start
  header.payloadEnd = end
  return true
}

/** Writes a plain 12-byte header at `at`: no padding, extension or CSRC. */
export function writeRtpHeader(
  packet: Buffer,
  at: number,
  marker: boolean,
  payloadType: number,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  packet[at] = 0x80
  packet[at + 1] = (marker ? 0x80 : 0) | payloadType
  packet.writeUInt16BE(sequence, at + 2)
  packet.writeUInt32BE(timestamp, at + 4)
  packet.writeUInt32BE(ssrc, at + 8)
}

/** `a - b` on the 16-bit circle, in [-32768, 32767]. */
export const sequenceDistance = (a: number, b: number): number => ((a - b) << 16) >> 16
/** `a - b` on the 32-bit circle, signed. */
export const timestampDistance = (a: number, b: number): number => (a - b) | 0
