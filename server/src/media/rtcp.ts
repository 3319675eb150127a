/** RTCP of one leg: sender and receiver reports (RFC 3550 §6.4), built and read. */
export interface ReportBlock {
  ssrc: number
  /** Loss in the last interval, in 1/256. */
  fractionLost: number
  cumulativeLost: number
  extendedMaxSequence: number
  jitterSamples: number
  /** Middle 32 bits of the NTP time of the last sender report, and the delay since, in 1/65536 s. */
  lastSenderReport: number
  delaySinceLastSenderReport: number
}

export interface SenderInfo {
  unixMs: number
  rtpTimestamp: number
  packets: number
  octets: number
}

export interface RtcpContents {
  /** Middle 32 bits of the NTP time of a sender report, or null. */
  senderReport: number | null
  blocks: ReportBlock[]
}

/** Seconds from 1900 to 1970 (RFC 3550 §4). */
const ntpOffsetSeconds = 2_208_988_800
const senderReportType = 200
const receiverReportType = 201
const sourceDescriptionType = 202
const blockBytes = 24
const maxBlocks = 31

/** NTP time in 1/65536 s, the middle 32 bits, which reports use to measure round trips. */
export const compactNtp = (unixMs: number): number =>
  Math.floor((unixMs / 1000 + ntpOffsetSeconds) * 65_536) % 2 ** 32

/** SR (with `sender`) or RR, followed by the mandatory SDES CNAME. */
export function writeReport(
  ssrc: number,
  sender: SenderInfo | null,
  block: ReportBlock | null,
  cname: string,
): Buffer {
  const name = Buffer.from(cname, 'latin1').subarray(0, 255)
  const headBytes = sender ? 28 : 8
  const reportBytes = headBytes + (block ? blockBytes : 0)
  // SSRC, item type, length, text, at least one terminating zero, padded to 32 bit.
  const chunkBytes = Math.ceil((4 + 2 + name.length + 1) / 4) * 4
  const packet = Buffer.alloc(reportBytes + 4 + chunkBytes)
  packet[0] = 0x80 | (block ? 1 : 0)
  packet[1] = sender ? senderReportType : receiverReportType
  packet.writeUInt16BE(reportBytes / 4 - 1, 2)
  packet.writeUInt32BE(ssrc, 4)
  if (sender) {
    const seconds = sender.unixMs / 1000 + ntpOffsetSeconds
    packet.writeUInt32BE(Math.floor(seconds) % 2 ** 32, 8)
    packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), 12)
    packet.writeUInt32BE(sender.rtpTimestamp >>> 0, 16)
    packet.writeUInt32BE(sender.packets % 2 ** 32, 20)
    packet.writeUInt32BE(sender.octets % 2 ** 32, 24)
  }
  if (block) writeBlock(packet, headBytes, block)
  packet[reportBytes] = 0x81
  packet[reportBytes + 1] = sourceDescriptionType
  packet.writeUInt16BE(chunkBytes / 4, reportBytes + 2)
  packet.writeUInt32BE(ssrc, reportBytes + 4)
  packet[reportBytes + 8] = 1
  packet[reportBytes + 9] = name.length
  name.copy(packet, reportBytes + 10)
  return packet
}

function writeBlock(packet: Buffer, at: number, block: ReportBlock): void {
  const lost = Math.max(-0x80_0000, Math.min(0x7f_ffff, block.cumulativeLost))
  packet.writeUInt32BE(block.ssrc, at)
  packet[at + 4] = Math.max(0, Math.min(255, block.fractionLost))
  packet.writeIntBE(lost, at + 5, 3)
  packet.writeUInt32BE(block.extendedMaxSequence >>> 0, at + 8)
  packet.writeUInt32BE(Math.max(0, Math.round(block.jitterSamples)) >>> 0, at + 12)
  packet.writeUInt32BE(block.lastSenderReport >>> 0, at + 16)
  packet.writeUInt32BE(block.delaySinceLastSenderReport >>> 0, at + 20)
}

/** Reads a compound packet; null when it is not well-formed RTCP. Other packet types in it are skipped. */
export function readRtcp(packet: Buffer): RtcpContents | null {
  const contents: RtcpContents = { senderReport: null, blocks: [] }
  let at = 0
  while (at < packet.length) {
    if (at + 4 > packet.length) return null
    const first = packet[at] ?? 0
    const type = packet[at + 1] ?? 0
    const end = at + (packet.readUInt16BE(at + 2) + 1) * 4
    if (first >> 6 !== 2 || end > packet.length || type < 192 || type > 223) return null
    if (type === senderReportType || type === receiverReportType) {
      const count = first & 0x1f
      const blocksAt = at + (type === senderReportType ? 28 : 8)
      if (blocksAt + count * blockBytes > end) return null
      if (type === senderReportType) contents.senderReport = packet.readUInt32BE(at + 10)
      for (let index = 0; index < count && contents.blocks.length < maxBlocks; index += 1) {
        contents.blocks.push(readBlock(packet, blocksAt + index * blockBytes))
      }
    }
    at = end
  }
  return at === 0 ? null : contents
}

const readBlock = (packet: Buffer, at: number): ReportBlock => ({
  ssrc: packet.readUInt32BE(at),
  fractionLost: packet[at + 4] ?? 0,
  cumulativeLost: packet.readIntBE(at + 5, 3),
  extendedMaxSequence: packet.readUInt32BE(at + 8),
  jitterSamples: packet.readUInt32BE(at + 12),
  lastSenderReport: packet.readUInt32BE(at + 16),
  delaySinceLastSenderReport: packet.readUInt32BE(at + 20),
})

/** RFC 3550 §6.4.1: arrival - LSR - DLSR; null when the peer has had no sender report yet or the numbers make no sense. */
export function roundTripMs(block: ReportBlock, arrivalUnixMs: number): number | null {
  if (block.lastSenderReport === 0) return null
  const units = (compactNtp(arrivalUnixMs) - block.lastSenderReport - block.delaySinceLastSenderReport) | 0
  const milliseconds = (units * 1000) / 65_536
  // Rounding on both sides can give a hair below zero on a LAN; a minute is nonsense.
  return milliseconds < -5 || milliseconds > 60_000 ? null : Math.max(0, milliseconds)
}
