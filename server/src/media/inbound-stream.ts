import { type RtpHeader, sequenceDistance, timestampDistance } from './rtp-packet.ts'

/** RFC 3550 A.1: a jump beyond these means that the sender restarted. */
const maxDropout = 3_000
const maxMisorder = 100
const samplesPerMs = 8

export type Arrival = 'fresh' | 'late' | 'duplicate'

export interface IntervalLoss {
  expected: number
  lost: number
}

/**
 * Reception statistics of one leg's RTP (RFC 3550 A.1, A.3, A.8). `epoch` counts the streams heard on the leg: it goes
 * up when the sender changes its SSRC or restarts its sequence, and everything that maps sequence numbers or timestamps re-anchors.
 */
export class InboundStream {
  epoch = 0
  ssrc = 0
  packets = 0
  duplicates = 0
  /** Packets lost in epochs that have ended. */
  #lostBefore = 0
  #baseSequence = 0
  #maxSequence = 0
  #cycles = 0
  #received = 0
  #seenLow = 0
  #seenHigh = 0
  #transit = 0
  #jitter = 0
  #expectedPrior = { rtcp: 0, quality: 0 }
  #receivedPrior = { rtcp: 0, quality: 0 }

  /** Counts one packet. `duplicate` packets go nowhere; `late` ones (out of order) are still good. */
  accept(header: RtpHeader, arrivalMs: number): Arrival {
    const distance = sequenceDistance(header.sequence, this.#maxSequence)
    if (this.epoch === 0 || header.ssrc !== this.ssrc || distance > maxDropout || distance < -maxMisorder) {
      this.#restart(header, arrivalMs)
      return 'fresh'
    }
    if (distance <= 0) {
      if (this.#wasSeen(-distance)) {
        this.duplicates += 1
        return 'duplicate'
      }
      this.#markSeen(-distance)
      this.#count()
      return 'late'
    }
    this.#shiftSeen(distance)
    this.#markSeen(0)
    if (header.sequence < this.#maxSequence) this.#cycles += 65_536
    this.#maxSequence = header.sequence
    this.#count()
    this.#measureJitter(header.timestamp, arrivalMs)
    return 'fresh'
  }

  get jitterSamples(): number {
    return this.#jitter
  }

  get jitterMs(): number {
    return this.#jitter / samplesPerMs
  }

  /** The sequence number that follows the newest one. */
  get nextSequence(): number {
    return (this.#maxSequence + 1) & 0xffff
  }

  get extendedMaxSequence(): number {
    return this.#cycles + this.#maxSequence
  }

  /** Lost since the leg began, over all epochs; never negative here (late packets make up for loss). */
  get lost(): number {
    return this.#lostBefore + Math.max(0, this.#expected - this.#received)
  }

  /** Loss since the previous call for the same reader (RFC 3550 A.3). */
  takeInterval(reader: 'rtcp' | 'quality'): IntervalLoss {
    const expected = this.#expected - this.#expectedPrior[reader]
    const received = this.#received - this.#receivedPrior[reader]
    this.#expectedPrior[reader] = this.#expected
    this.#receivedPrior[reader] = this.#received
    return { expected, lost: Math.max(0, expected - received) }
  }

  get #expected(): number {
    return this.epoch === 0 ? 0 : this.extendedMaxSequence - this.#baseSequence + 1
  }

  #restart(header: RtpHeader, arrivalMs: number): void {
    this.#lostBefore = this.lost
    this.epoch += 1
    this.ssrc = header.ssrc
    this.#baseSequence = header.sequence
    this.#maxSequence = header.sequence
    this.#cycles = 0
    this.#received = 0
    this.#seenLow = 1
    this.#seenHigh = 0
    this.#jitter = 0
    this.#transit = transitOf(header.timestamp, arrivalMs)
    this.#expectedPrior = { rtcp: 0, quality: 0 }
    this.#receivedPrior = { rtcp: 0, quality: 0 }
    this.#count()
  }

  #count(): void {
    this.packets += 1
    this.#received += 1
  }

  #measureJitter(timestamp: number, arrivalMs: number): void {
    const transit = transitOf(timestamp, arrivalMs)
    const difference = Math.abs(timestampDistance(transit, this.#transit))
    this.#transit = transit
    // A pause with a frozen timestamp (telephone-event, DTX) is not jitter.
    if (difference < 8_000) this.#jitter += (difference - this.#jitter) / 16
  }

  // The last 64 sequence numbers as two 32-bit words: bit n is "max - n was received".
  #wasSeen(age: number): boolean {
    if (age < 32) return (this.#seenLow & (1 << age)) !== 0
    if (age < 64) return (this.#seenHigh & (1 << (age - 32))) !== 0
    return true // too old to tell: as good as seen
  }

  #markSeen(age: number): void {
    if (age < 32) this.#seenLow |= 1 << age
    else if (age < 64) this.#seenHigh |= 1 << (age - 32)
  }

  #shiftSeen(by: number): void {
    if (by >= 64) {
      this.#seenLow = 0
      this.#seenHigh = 0
    } else if (by >= 32) {
      this.#seenHigh = by === 32 ? this.#seenLow : this.#seenLow << (by - 32)
      this.#seenLow = 0
    } else {
      this.#seenHigh = (this.#seenHigh << by) | (this.#seenLow >>> (32 - by))
      this.#seenLow <<= by
    }
  }
}

const transitOf = (timestamp: number, arrivalMs: number): number =>
  (Math.round(arrivalMs * samplesPerMs) - timestamp) | 0
