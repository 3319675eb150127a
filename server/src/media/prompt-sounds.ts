import { sampleRateHz } from './g711.ts'

/** Synthesised sounds: linear 16 bit at 8 kHz, the same at every start. */
const level = 6_000

/** `seconds` of the sum of sines, with 5 ms ramps so that it does not click. */
function tone(frequenciesHz: readonly number[], seconds: number, amplitude = level): Int16Array {
  const length = Math.round(seconds * sampleRateHz)
  const ramp = Math.min(40, length / 2)
  const share = amplitude / Math.max(1, frequenciesHz.length)
  return Int16Array.from({ length }, (_, at) => {
    const envelope = Math.min(1, at / ramp, (length - at) / ramp)
    let sum = 0
    for (const frequencyHz of frequenciesHz) sum += Math.sin((2 * Math.PI * frequencyHz * at) / sampleRateHz)
    return Math.round(sum * share * envelope)
  })
}

export const pause = (seconds: number): Int16Array => new Int16Array(Math.round(seconds * sampleRateHz))

/** Joins sounds and pads the end to whole 20 ms frames. */
export function join(parts: readonly Int16Array[], frameSamples: number): Int16Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const joined = new Int16Array(Math.ceil(length / frameSamples) * frameSamples)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** 450 Hz, one second in five: the call-progress tone of most of Asia and, within a few hertz, Europe (ITU-T E.180). */
export const ringbackCadence = (): Int16Array[] => [tone([450], 1), pause(4)]

/**
 * Thirty seconds for a customer whose agent's line is gone, the longest that anybody is kept so: a soft rising tone every 3 s says "still
 * here" without words, and `spoken` comes every 10 s, above the tones that fall into it.
 */
export function comfortLoop(spoken: Int16Array): Int16Array {
  const loop = new Int16Array(30 * sampleRateHz)
  const chime = join([tone([523.25], 0.25, 2_200), tone([659.26], 0.4, 2_200)], 1)
  for (let second = 0; second < 30; second += 3) lay(loop, second * sampleRateHz, chime)
  for (let second = 1; second < 30; second += 10) lay(loop, second * sampleRateHz, spoken)
  return loop
}

/** Adds `sound` to `loop` from sample `at` on; what runs over the end wraps. */
function lay(loop: Int16Array, at: number, sound: Int16Array): void {
  for (let index = 0; index < sound.length; index += 1) {
    const slot = (at + index) % loop.length
    loop[slot] = Math.max(-32_768, Math.min(32_767, (loop[slot] ?? 0) + (sound[index] ?? 0)))
  }
}

/** Two falling tones: the end of a call, as an instrument would say it. */
export const goodbyeTone = (): Int16Array[] => [tone([523.25], 0.25, 3_000), tone([392], 0.5, 3_000)]

/** Sixteen bars of plucked chords in C, 22 s: quiet, and long enough not to drive anybody mad at once. */
export function holdMusic(): Int16Array {
  const chords: readonly (readonly number[])[] = [
    [261.63, 329.63, 392.0, 523.25],
    [220.0, 261.63, 329.63, 440.0],
    [349.23, 440.0, 523.25, 698.46],
    [392.0, 493.88, 587.33, 783.99],
  ]
  const stepSeconds = 0.345
  const steps = 64
  const out = new Int16Array(Math.round(steps * stepSeconds * sampleRateHz))
  for (let step = 0; step < steps; step += 1) {
    const chord = chords[Math.floor(step / 4) % chords.length] ?? []
    const climbing = [0, 1, 2, 3][step % 4] ?? 0
    const note = chord[Math.floor(step / 16) % 2 === 0 ? climbing : 3 - climbing] ?? 0
    pluck(out, Math.round(step * stepSeconds * sampleRateHz), note)
  }
  return out
}

/** A decaying note with two overtones, added from `start`; what runs over the end wraps, so that the loop has no seam. */
function pluck(out: Int16Array, start: number, frequencyHz: number): void {
  const length = Math.round(1.2 * sampleRateHz)
  for (let at = 0; at < length; at += 1) {
    const seconds = at / sampleRateHz
    const phase = 2 * Math.PI * frequencyHz * seconds
    const envelope = Math.min(1, at / 60) * Math.exp(-3.5 * seconds)
    const sample = Math.sin(phase) + 0.35 * Math.sin(2 * phase) + 0.12 * Math.sin(3 * phase)
    const slot = (start + at) % out.length
    out[slot] = (out[slot] ?? 0) + Math.round(2_600 * envelope * sample)
  }
}
