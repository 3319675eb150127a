import { type Law, decodeTables, encodeTables } from '../g711.ts'

/** Four seconds: the second being written, the reorder window, and room for a stalled event loop. */
const capacitySamples = 32_768
const slotMask = capacitySamples - 1

/**
 * One channel of a recording as a window of linear samples over time. Silence is where nothing was written. Legs that share a side (agent
 * and barging supervisor) are summed.
 */
export class ChannelTimeline {
  /** Packets that came after their second had been written. */
  tooLate = 0
  #samples = new Int16Array(capacitySamples)
  #base: number
  /** Where the newest sample ends. */
  #end: number
  /** Up to here more than one leg writes or has written: what meets is summed. */
  #sharedTo = 0
  /** Nothing is written before this any more. */
  #silentTo = 0

  /** `base`: the first sample that is still to be written. */
  constructor(base = 0) {
    this.#base = base
    this.#end = base
  }

  /** How many legs write here from now on. What those before have written stays under what the new ones write. */
  share(legs: number): void {
    this.#sharedTo = legs > 1 ? Number.POSITIVE_INFINITY : this.#end
  }

  /** What belongs before `sample` and comes from now on is left out. */
  silenceUntil(sample: number): void {
    this.#silentTo = Math.max(this.#silentTo, sample)
  }

  /** Puts a packet at `place` (samples since the start). What lies before the window or beyond it is dropped. */
  write(place: number, bytes: Uint8Array, start: number, end: number, law: Law): void {
    const table = decodeTables[law]
    const from = Math.max(place, this.#base, this.#silentTo)
    const to = Math.min(place + end - start, this.#base + capacitySamples)
    if (from >= to) {
      this.tooLate += 1
      return
    }
    this.#end = Math.max(this.#end, to)
    for (let at = from; at < to; at += 1) {
      const sample = table[bytes[start + at - place] ?? 0] ?? 0
      const slot = at & slotMask
      this.#samples[slot] = at < this.#sharedTo ? saturate((this.#samples[slot] ?? 0) + sample) : sample
    }
  }

  /** µ-law of `count` samples from the start of the window into `out` at `outStart`; the window stays. */
  peek(count: number, out: Uint8Array, outStart: number): void {
    const table = encodeTables.mulaw
    for (let at = 0; at < count; at += 1) {
      out[outStart + at] = table[(this.#samples[(this.#base + at) & slotMask] ?? 0) & 0xffff] ?? 0
    }
  }

  /** Moves the window on by `count` samples. */
  advance(count: number): void {
    for (let at = 0; at < count; at += 1) this.#samples[(this.#base + at) & slotMask] = 0
    this.#base += count
  }
}

const saturate = (value: number): number => Math.max(-32_768, Math.min(32_767, value))
