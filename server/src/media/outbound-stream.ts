import { frameSamples } from './g711.ts'
import {
  type RtpHeader,
  fixedHeaderBytes,
  sequenceDistance,
  timestampDistance,
  writeRtpHeader,
} from './rtp-packet.ts'

const samplesPerMs = 8
/** Where the timestamp stands in the header. */
const timestampAt = 4
/** A pause longer than this is filled where the peer must not be left without packets. */
const quietMs = 100
/** A source whose own clock stands further from ours than this after a pause has begun anew. */
const longestAheadSamples = 1_000 * samplesPerMs

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
  /** The event that is being sent: whose, its timestamp there, and here. */
  #event: { key: object; source: number; timestamp: number } | null = null
  /** Where our clock was when the line was last set by it: how far what is sent runs ahead is told from here. */
  #clockTimestamp = 0
  #clockMs = 0
  /** The source whose pause is being filled, and its time line. */
  #paused: { key: object; epoch: number; timestampOffset: number } | null = null

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
      this.#timestampOffset = this.#offsetAfterPause(header, key, epoch) ?? this.#offsetNow(header, nowMs)
      this.#paused = null
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

  /**
   * `relay` of a telephone-event packet. All packets of one event have one timestamp (RFC 4733 §2.2.1), also when it began over a mix: else
   * the other end would count the digit twice.
   */
  relayEvent(
    packet: Buffer,
    header: RtpHeader,
    payloadType: number,
    key: object,
    epoch: number,
    nowMs: number,
  ): Buffer | null {
    const out = this.relay(packet, header, payloadType, key, epoch, nowMs)
    if (out === null) return null
    if (this.#event?.key === key && this.#event.source === header.timestamp)
      out.writeUInt32BE(this.#event.timestamp, timestampAt)
    else this.#event = { key, source: header.timestamp, timestamp: out.readUInt32BE(timestampAt) }
    return out
  }

  /** A packet of the relayed source that this ear is not sent: its number is not left open, or it would look lost. */
  leaveOut(key: object, epoch: number): void {
    if (this.relays(key, epoch)) this.#sequenceOffset = (this.#sequenceOffset - 1) & 0xffff
  }

  /** Whether the newest thing sent is of that source, so that its next packet would follow without a seam. */
  relays(key: object, epoch: number): boolean {
    return key === this.#sourceKey && epoch === this.#sourceEpoch
  }

  /** Whether that source is the one relayed, even if its pause is being filled just now. */
  follows(key: object, epoch: number): boolean {
    return this.relays(key, epoch) || (this.#paused?.key === key && this.#paused.epoch === epoch)
  }

  /** Whether nothing has been sent for so long that a pause is to be filled; what was sent ahead of its time counts. */
  isQuiet(nowMs: number): boolean {
    return nowMs - this.#lastSentMs - this.#aheadSamples / samplesPerMs >= quietMs
  }

  /**
   * Writes the header of a frame that fills the pause of a relayed source. The source keeps its time line: when it speaks again
   * its timestamps go on as if it had never been silent.
   */
  fill(packet: Buffer, payloadType: number, nowMs: number): void {
    if (this.#sourceKey !== null && this.#sourceKey !== this)
      this.#paused = {
        key: this.#sourceKey,
        epoch: this.#sourceEpoch,
        timestampOffset: this.#timestampOffset,
      }
    // The first of them takes the time that nothing was sent into account, in whole frames: the source's go on in step.
    if (this.isQuiet(nowMs)) this.#sourceKey = null
    const since = (this.#timestampNow(nowMs) - this.#lastTimestamp) >>> 0
    this.#frame(packet, payloadType, nowMs, this.#lastTimestamp + since - (since % frameSamples))
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
    this.#paused = null
    const start = this.#timestampNow(nowMs)
    if (this.#sourceKey !== this) this.#setClock(start, nowMs)
    this.#frame(packet, payloadType, nowMs, start)
  }

  #frame(packet: Buffer, payloadType: number, nowMs: number, start: number): void {
    const goesOn = this.#sourceKey === this
    const timestamp = (goesOn ? this.#lastTimestamp + frameSamples : start) >>> 0
    if (this.packets === 0) this.#setClock(timestamp, nowMs)
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
  event(packet: Buffer, header: RtpHeader, payloadType: number, key: object, nowMs: number): Buffer {
    const known = this.#event?.key === key && this.#event.source === header.timestamp ? this.#event : null
    const { timestamp } = known ?? { timestamp: this.#lastTimestamp }
    if (known === null) this.#event = { key, source: header.timestamp, timestamp }
    this.#lastSequence = (this.#lastSequence + 1) & 0xffff
    return this.#finish(packet, header, header.marker, payloadType, this.#lastSequence, timestamp, nowMs)
  }

  /** The offset that a source had before its pause was filled, where its first packet comes in its own time. */
  #offsetAfterPause(header: RtpHeader, key: object, epoch: number): number | null {
    const paused = this.#paused
    if (paused === null || paused.key !== key || paused.epoch !== epoch) return null
    const timestamp = (header.timestamp + paused.timestampOffset) >>> 0
    const ahead = timestampDistance(timestamp, this.#lastTimestamp)
    return ahead >= frameSamples && ahead <= longestAheadSamples ? paused.timestampOffset : null
  }

  #offsetNow(header: RtpHeader, nowMs: number): number {
    const timestamp = this.#timestampNow(nowMs)
    this.#setClock(timestamp, nowMs)
    return (timestamp - header.timestamp) >>> 0
  }

  #setClock(timestamp: number, nowMs: number): void {
    this.#clockTimestamp = timestamp
    this.#clockMs = nowMs
  }

  /**
   * How far the newest packet lies ahead of our clock: packets that were held up on their way and come all at once follow what
   * filled the pause. It is taken out of the next pause, so that it never adds up.
   */
  get #aheadSamples(): number {
    if (this.packets === 0) return 0
    const clock = Math.round((this.#lastSentMs - this.#clockMs) * samplesPerMs)
    const ahead = timestampDistance(this.#lastTimestamp, this.#clockTimestamp) - clock
    return ahead > frameSamples ? Math.min(ahead, longestAheadSamples) : 0
  }

  #timestampNow(nowMs: number): number {
    const elapsed =
      this.packets === 0 ? 0 : Math.round((nowMs - this.#lastSentMs) * samplesPerMs) - this.#aheadSamples
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
