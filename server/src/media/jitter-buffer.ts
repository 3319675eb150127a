import { type Law, decodeTables, frameSamples } from './g711.ts'
import { timestampDistance } from './rtp-packet.ts'

/** About one second at 8 kHz; a power of two so that a timestamp maps to a slot by its low bits. */
const capacitySamples = 8_192
const slotMask = capacitySamples - 1
const minDelaySamples = 2 * frameSamples
const maxDelaySamples = 6 * frameSamples
/** Depth is judged over one second of pulls, so that one burst does not count. */
const judgedPulls = 50
/** After this long without a late packet the delay may shrink again. */
const calmPulls = 500
/** A source that sent nothing for this long is anchored anew when it comes back. */
const idlePulls = 10

/**
 * Turns one leg's packets, of any length and in any order, into 20 ms frames on our own clock. Used where streams must be
 * summed; relayed audio never passes here. Samples are placed by RTP timestamp; the delay is 40 ms, grows by as many frames as a packet is late, up to
 * 120 ms and shrinks in calm; a buffer that stays too deep (the sender's clock is faster) drops a frame.
 */
export class JitterBuffer {
  late = 0
  #samples = new Int16Array(capacitySamples)
  #started = false
  #readAt = 0
  #pulledAt = 0
  /** The first sample since the anchor: before it there is only the delay. */
  #firstAt = 0
  #writeEnd = 0
  #delay = minDelaySamples
  #emptyPulls = 0
  #pulls = 0
  #shallowest = capacitySamples
  #sinceLate = 0

  /** Samples between the reader and the newest sample. */
  get depthSamples(): number {
    return this.#started ? Math.max(0, timestampDistance(this.#writeEnd, this.#readAt)) : 0
  }

  /** Timestamp of the frame that was pulled last; null while nothing has come. */
  get frameTimestamp(): number | null {
    return this.#started ? this.#pulledAt : null
  }

  /** Timestamp of the first sample that was not pulled; null while nothing has come. */
  get unreadFrom(): number | null {
    if (!this.#started) return null
    return timestampDistance(this.#firstAt, this.#readAt) > 0 ? this.#firstAt : this.#readAt
  }

  /** Timestamp that follows the newest sample. */
  get writtenTo(): number {
    return this.#writeEnd
  }

  /** Copies the 160 samples from `timestamp` on, which must not lie before the reader; nothing is taken away. */
  peek(timestamp: number, out: Int16Array): void {
    for (let at = 0; at < frameSamples; at += 1) out[at] = this.#samples[(timestamp + at) & slotMask] ?? 0
  }

  push(timestamp: number, bytes: Uint8Array, start: number, end: number, law: Law): void {
    const length = end - start
    if (!this.#started) this.#anchor(timestamp)
    let ahead = timestampDistance(timestamp, this.#readAt)
    if (ahead + length > capacitySamples || ahead < -capacitySamples) {
      this.reset()
      this.#anchor(timestamp)
      ahead = this.#delay
    }
    if (ahead < 0) {
      this.#onLate(-ahead)
      ahead = timestampDistance(timestamp, this.#readAt)
    }
    if (timestampDistance(this.#firstAt, timestamp) > 0) this.#firstAt = timestamp
    const table = decodeTables[law]
    for (let at = Math.max(0, -ahead); at < length; at += 1) {
      this.#samples[(timestamp + at) & slotMask] = table[bytes[start + at] ?? 0] ?? 0
    }
    if (timestampDistance(timestamp + length, this.#writeEnd) > 0) this.#writeEnd = (timestamp + length) >>> 0
  }

  /** The next 160 samples into `out` (zeros where nothing came); false when the source is silent. */
  pull(out: Int16Array): boolean {
    if (!this.#started) {
      out.fill(0)
      return false
    }
    const depth = timestampDistance(this.#writeEnd, this.#readAt)
    this.#judge(depth)
    for (let at = 0; at < frameSamples; at += 1) {
      const slot = (this.#readAt + at) & slotMask
      out[at] = this.#samples[slot] ?? 0
      this.#samples[slot] = 0
    }
    this.#pulledAt = this.#readAt
    this.#readAt = (this.#readAt + frameSamples) >>> 0
    this.#emptyPulls = depth > 0 ? 0 : this.#emptyPulls + 1
    if (this.#emptyPulls >= idlePulls) this.reset()
    return depth > 0
  }

  reset(): void {
    this.#samples.fill(0)
    this.#started = false
    this.#emptyPulls = 0
    this.#pulls = 0
    this.#shallowest = capacitySamples
  }

  #anchor(timestamp: number): void {
    this.#started = true
    this.#readAt = (timestamp - this.#delay) >>> 0
    this.#pulledAt = (this.#readAt - frameSamples) >>> 0
    this.#writeEnd = timestamp
    this.#firstAt = timestamp
  }

  /** Makes room for a packet that came `by` samples too late, as far as the greatest delay allows. */
  #onLate(by: number): void {
    this.late += 1
    this.#sinceLate = 0
    const frames = Math.min(Math.ceil(by / frameSamples), (maxDelaySamples - this.#delay) / frameSamples)
    this.#delay += frames * frameSamples
    this.#readAt = (this.#readAt - frames * frameSamples) >>> 0
  }

  #judge(depth: number): void {
    this.#sinceLate += 1
    if (this.#sinceLate >= calmPulls && this.#delay > minDelaySamples) {
      this.#delay -= frameSamples
      this.#sinceLate = 0
    }
    this.#shallowest = Math.min(this.#shallowest, depth)
    this.#pulls += 1
    if (this.#pulls < judgedPulls) return
    if (this.#shallowest > this.#delay + frameSamples) this.#skipFrame()
    this.#pulls = 0
    this.#shallowest = capacitySamples
  }

  #skipFrame(): void {
    for (let at = 0; at < frameSamples; at += 1) this.#samples[(this.#readAt + at) & slotMask] = 0
    this.#readAt = (this.#readAt + frameSamples) >>> 0
  }
}
