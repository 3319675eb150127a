import type { Law } from '../g711.ts'
import { timestampDistance } from '../rtp-packet.ts'
import type { ChannelTimeline } from './channel-timeline.ts'

const samplesPerMs = 8
/** A packet cannot arrive before it was spoken: this much ahead of its arrival means that the first packet had come late. */
const maxAheadSamples = 400
/** This much behind is another stretch of time (the sender stood still), not lateness. */
const maxBehindSamples = 8_000
/** Two seconds of packets that all lag this far: the sender's clock is slower than ours. */
const maxLagSamples = 1_600
const lagWindowPackets = 100

/**
 * Places one leg's packets on a recording's timeline: the first by its arrival, the following by their RTP timestamps, so
 * that jitter on the way leaves no trace. Anchored anew when the stream restarts or drifts off the clock.
 */
export class RecordedLeg {
  #timeline: ChannelTimeline
  #startMs: number
  #epoch = -1
  #anchorTimestamp = 0
  #anchorSample = 0
  #leastLag = Number.POSITIVE_INFINITY
  #windowPackets = 0

  /** `startMs`: monotonic time of sample 0. */
  constructor(timeline: ChannelTimeline, startMs: number) {
    this.#timeline = timeline
    this.#startMs = startMs
  }

  take(
    timestamp: number,
    epoch: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    law: Law,
    nowMs: number,
  ): void {
    const arrival = Math.round((nowMs - this.#startMs) * samplesPerMs)
    let place = this.#anchorSample + timestampDistance(timestamp, this.#anchorTimestamp)
    const lag = arrival - place
    if (epoch !== this.#epoch || lag < -maxAheadSamples || lag > maxBehindSamples) {
      this.#epoch = epoch
      this.#anchor(timestamp, arrival)
      place = arrival
    } else {
      this.#watchDrift(lag)
    }
    this.#timeline.write(place, bytes, start, end, law)
  }

  #anchor(timestamp: number, sample: number): void {
    this.#anchorTimestamp = timestamp
    this.#anchorSample = sample
    this.#leastLag = Number.POSITIVE_INFINITY
    this.#windowPackets = 0
  }

  #watchDrift(lag: number): void {
    this.#leastLag = Math.min(this.#leastLag, lag)
    this.#windowPackets += 1
    if (this.#windowPackets < lagWindowPackets) return
    if (this.#leastLag > maxLagSamples) this.#anchorSample += this.#leastLag
    this.#leastLag = Number.POSITIVE_INFINITY
    this.#windowPackets = 0
  }
}
