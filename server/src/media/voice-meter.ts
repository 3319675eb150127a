import { type Law, magnitudeTables, sampleRateHz } from './g711.ts'

const fullScale = 32_768
const samplesPerMs = sampleRateHz / 1_000
/** Voice has to last this long: a click, a key or one stray packet is none. */
const attackSamples = 60 * samplesPerMs
/** Pauses between words and syllables do not end it. */
const hangoverMs = 400
/** −50 dBFS in mean magnitude: below it nothing is voice, however quiet the line is. */
const leastVoice = fullScale * 10 ** (-50 / 20)
/** Voice stands this far (9.5 dB) above what the line sounds like between words. */
const overFloor = 3
/** −40 dBFS: a floor that would climb further is no noise but a tone or a long shout, which stays voice. */
const highestFloor = fullScale * 10 ** (-40 / 20)
const lowestFloor = leastVoice / overFloor
/** The floor follows quieter frames at once, louder ones by 1 dB a second. */
const floorRisePerSample = (10 ** (1 / 20) - 1) / sampleRateHz

/**
 * How loud one leg is and whether somebody speaks on it, from the code words of its packets: one look-up per
 * sample, nothing decoded, nothing allocated. The mean magnitude of a packet is held against a threshold over the line's own
 * noise floor (minimum statistics with a bounded climb), so that speech and steady tones are voice and the hum of a room is not.
 */
export class VoiceMeter {
  #onChange: (speaking: boolean) => void
  #speaking = false
  #peak = 0
  #floor = lowestFloor
  #voicedSamples = 0
  #voicedMs = Number.NEGATIVE_INFINITY

  constructor(onChange: (speaking: boolean) => void) {
    this.#onChange = onChange
  }

  get speaking(): boolean {
    return this.#speaking
  }

  /** One packet's code words `bytes[start, end)`. `nowMs` is monotonic. */
  take(bytes: Uint8Array, start: number, end: number, law: Law, nowMs: number): void {
    const magnitudes = magnitudeTables[law]
    let sum = 0
    let peak = this.#peak
    for (let at = start; at < end; at += 1) {
      const magnitude = magnitudes[bytes[at] ?? 0] ?? 0
      sum += magnitude
      if (magnitude > peak) peak = magnitude
    }
    this.#peak = peak
    this.#judge(sum / (end - start), end - start, nowMs)
  }

  /** Ends the voice of a leg that no longer sends; called a few times a second. */
  check(nowMs: number): void {
    if (!this.#speaking || nowMs - this.#voicedMs < hangoverMs) return
    this.#speaking = false
    this.#voicedSamples = 0
    this.#onChange(false)
  }

  /** The loudest sample since the last call, 0 to 1. */
  takePeak(): number {
    const peak = this.#peak / fullScale
    this.#peak = 0
    return peak
  }

  #judge(level: number, samples: number, nowMs: number): void {
    const risen = this.#floor * (1 + samples * floorRisePerSample)
    this.#floor = Math.max(lowestFloor, Math.min(level, risen, highestFloor))
    if (level < Math.max(leastVoice, this.#floor * overFloor)) {
      this.#voicedSamples = Math.max(0, this.#voicedSamples - samples)
      this.check(nowMs)
      return
    }
    this.#voicedMs = nowMs
    if (this.#speaking) return
    this.#voicedSamples += samples
    if (this.#voicedSamples < attackSamples) return
    this.#speaking = true
    this.#onChange(true)
  }
}
