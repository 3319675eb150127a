import { frameSamples } from './g711.ts'
import {
  type RtpHeader,
  fixedHeaderBytes,
  sequenceDistance,
  timestampDistance,
  writeRtpHeader,
} from './rtp-packet.ts'

const samplesPerMs = 8

/**
 * What one leg is sent: one SSRC, sequence and timestamp line for the whole life of the leg, whatever it is fed from.
 * Within one source the numbers of the source are kept up to an offset, so that its losses and pauses stay visible; at a switch the
 * line goes on at the next sequence number and at the timestamp that the clock says. RFC 3550 §5.1, §7.1.
 */
export class OutboundStream {
  readonly ssrc: number
  packets = 0
  octets = 0
  #lastSequence: number
  #lastTimestamp: number
  #lastSentMs = 0
  #sourceKey: object | null = null
  #sourceEpoch = 0
  #sequenceOffset = 0
  #timestampOffset = 0
  #switchSequence = 0
  #eventSource = -1
  #eventTimestamp = 0

  constructor(start: { ssrc: number; sequence: number; timestamp: number }) {
    this.ssrc = start.ssrc >>> 0
    this.#lastSequence = start.sequence & 0xffff
    this.#lastTimestamp = start.timestamp >>> 0
  }

  get lastTimestamp(): number {
    return this.#lastTimestamp
  }

  get lastSentMs(): number {
    return this.#lastSentMs
  }

  /**
   * Turns a packet of a source into a packet of this stream, in place, and returns the part of `packet` to send (its own
   * CSRCs, extension and padding are left out). Null for a packet from before the switch to this source.
   */
  relay(
    packet: Buffer,
    header: RtpHeader,
    payloadType: number,
    key: object,
    epoch: number,
    nowMs: number,
  ): Buffer | null {
    let marker = header.marker
    if (key !== this.#sourceKey || epoch !== this.#sourceEpoch) {
      this.#sourceKey = key
      this.#sourceEpoch = epoch
      this.#switchSequence = header.sequence
      this.#sequenceOffset = (this.#lastSequence + 1 - header.sequence) & 0xffff
      this.#timestampOffset = (this.#timestampNow(nowMs) - header.timestamp) >>> 0
      marker = true
    }
    // Numbers before the switch are already spent on the previous source.
    const sinceSwitch = sequenceDistance(header.sequence, this.#switchSequence)
    if (sinceSwitch < 0 && sinceSwitch > -100) return null
    if (sinceSwitch > 16_384) this.#switchSequence = (header.sequence - 8_192) & 0xffff
    const sequence = (header.sequence + this.#sequenceOffset) & 0xffff
    const timestamp = (header.timestamp + this.#timestampOffset) >>> 0
    if (sequenceDistance(sequence, this.#lastSequence) > 0) {
      this.#lastSequence = sequence
      if (timestampDistance(timestamp, this.#lastTimestamp) > 0) this.#lastTimestamp = timestamp
    }
    return this.#finish(packet, header, marker, payloadType, sequence, timestamp, nowMs)
  }

  /** Whether the newest thing sent is of that source, so that its next packet would follow without a seam. */
  relays(key: object, epoch: number): boolean {
    return key === this.#sourceKey && epoch === this.#sourceEpoch
  }

  /** Frames of our own go on where the relayed source is: the next one begins with the sample of `sourceTimestamp`. */
  takeOver(sourceTimestamp: number): void {
    this.#sourceKey = this
    this.#lastTimestamp = (sourceTimestamp + this.#timestampOffset - frameSamples) >>> 0
  }

  /** A source goes on where our own frames ended: its packet `sequence`, beginning at `timestamp`, is the next of this line. */
  goOnWith(key: object, epoch: number, sequence: number, timestamp: number): void {
    this.#sourceKey = key
    this.#sourceEpoch = epoch
    this.#switchSequence = sequence
    this.#sequenceOffset = (this.#lastSequence + 1 - sequence) & 0xffff
    this.#timestampOffset = (this.#lastTimestamp + frameSamples - timestamp) >>> 0
  }

  /** Writes the header of the next frame of our own making (mix, prompt, silence) at the start of `packet`. */
  frame(packet: Buffer, payloadType: number, nowMs: number): void {
    const goesOn = this.#sourceKey === this
    const timestamp = goesOn ? (this.#lastTimestamp + frameSamples) >>> 0 : this.#timestampNow(nowMs)
    this.#sourceKey = this
    this.#lastSequence = (this.#lastSequence + 1) & 0xffff
    this.#lastTimestamp = timestamp
    this.#sent(packet.length, nowMs)
    writeRtpHeader(packet, 0, !goesOn, payloadType, this.#lastSequence, timestamp, this.ssrc)
  }

  /** After a break in our own frames (a late ticker) the next one takes its timestamp from the clock again. */
  breakFrames(): void {
    if (this.#sourceKey === this) this.#sourceKey = null
  }

  /**
   * A telephone-event packet laid over frames of our own making: next sequence number, and one timestamp for the whole
   * event as RFC 4733 §2.2 demands.
   */
  event(packet: Buffer, header: RtpHeader, payloadType: number, nowMs: number): Buffer {
    if (this.#eventSource !== header.timestamp) {
      this.#eventSource = header.timestamp
      this.#eventTimestamp = this.#lastTimestamp
    }
    this.#lastSequence = (this.#lastSequence + 1) & 0xffff
    return this.#finish(
      packet,
      header,
      header.marker,
      payloadType,
      this.#lastSequence,
      this.#eventTimestamp,
      nowMs,
    )
  }

  #timestampNow(nowMs: number): number {
    const elapsed = this.packets === 0 ? 0 : Math.round((nowMs - this.#lastSentMs) * samplesPerMs)
    return (this.#lastTimestamp + Math.max(frameSamples, elapsed)) >>> 0
  }

  #finish(
    packet: Buffer,
    header: RtpHeader,
    marker: boolean,
    payloadType: number,
    sequence: number,
    timestamp: number,
    nowMs: number,
  ): Buffer {
    const start = header.payloadStart - fixedHeaderBytes
    writeRtpHeader(packet, start, marker, payloadType, sequence, timestamp, this.ssrc)
    this.#sent(header.payloadEnd - start, nowMs)
    return start === 0 && header.payloadEnd === packet.length
      ? packet
      : packet.subarray(start, header.payloadEnd)
  }

  #sent(packetBytes: number, nowMs: number): void {
    this.packets += 1
    this.octets += packetBytes - fixedHeaderBytes
    this.#lastSentMs = nowMs
  }
}
