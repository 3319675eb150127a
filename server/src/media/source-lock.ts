import { sequenceDistance } from './rtp-packet.ts'

export type SourceVerdict = 'accept' | 'stranger' | 'on-trial'

/** RFC 3550 A.1 MIN_SEQUENTIAL, made stricter: a new SSRC must show five packets in order. */
const trialPackets = 5
/** The old SSRC must have been quiet this long before a new one can take its place. */
const quietMs = 200

/**
 * Decides which plain RTP packets are the peer's. Only the address of the SDP counts; its port may be learned once
 * (symmetric RTP, RFC 4961) from the first packet; then address, port and SSRC are fixed. Two things release the lock: a
 * re-targeted SDP, and, since media servers change their SSRC when they connect the called party, a new SSRC from the very
 * same address and port that sends in order while the old one is silent.
 */
export class SourceLock {
  #address: string
  #port: number | null = null
  #ssrc = 0
  #lastAcceptedMs = 0
  #trialSsrc = 0
  #trialCount = 0
  #trialSequence = 0

  constructor(address: string) {
    this.#address = address
  }

  /** The port that the peer really sends from, once learned. */
  get port(): number | null {
    return this.#port
  }

  /** A new SDP: other address or port frees the lock, the same ones keep it. */
  retarget(address: string): void {
    this.#address = address
    this.#port = null
    this.#trialCount = 0
  }

  accept(address: string, port: number, ssrc: number, sequence: number, nowMs: number): SourceVerdict {
    if (address !== this.#address) return 'stranger'
    if (this.#port === null) {
      this.#port = port
      this.#ssrc = ssrc
    }
    if (port !== this.#port) return 'stranger'
    if (ssrc === this.#ssrc) {
      this.#lastAcceptedMs = nowMs
      this.#trialCount = 0
      return 'accept'
    }
    return this.#try(ssrc, sequence, nowMs)
  }

  #try(ssrc: number, sequence: number, nowMs: number): SourceVerdict {
    const inOrder = ssrc === this.#trialSsrc && sequenceDistance(sequence, this.#trialSequence) === 1
    this.#trialCount = inOrder ? this.#trialCount + 1 : 1
    this.#trialSsrc = ssrc
    this.#trialSequence = sequence
    if (this.#trialCount < trialPackets || nowMs - this.#lastAcceptedMs < quietMs) return 'on-trial'
    this.#ssrc = ssrc
    this.#trialCount = 0
    this.#lastAcceptedMs = nowMs
    return 'accept'
  }
}
