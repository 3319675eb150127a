/** Tones for tests: made, and found again with the Goertzel algorithm (one bin of a Fourier transform). */
const fullScale = 32_767

/** `samples` of a sine, `amplitude` in 0..1 of full scale, beginning at phase of sample `from` so that frames join. */
export function makeTone(
  frequencyHz: number,
  sampleRateHz: number,
  samples: number,
  amplitude = 0.3,
  from = 0,
): Int16Array {
  return Int16Array.from({ length: samples }, (_, at) =>
    Math.round(Math.sin((2 * Math.PI * frequencyHz * (from + at)) / sampleRateHz) * amplitude * fullScale),
  )
}

/** How loud `frequencyHz` is in `pcm`: the amplitude of that sine, 0..1 of full scale. Noise and other tones give about 0. */
export function toneLevel(pcm: Int16Array, sampleRateHz: number, frequencyHz: number): number {
  if (pcm.length === 0) return 0
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / sampleRateHz)
  let previous = 0
  let beforeThat = 0
  for (let at = 0; at < pcm.length; at += 1) {
    // A Hann window keeps a loud neighbour from leaking into this bin.
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / pcm.length)
    const next = (pcm[at] ?? 0) * hann + coefficient * previous - beforeThat
    beforeThat = previous
    previous = next
  }
  const power = previous * previous + beforeThat * beforeThat - coefficient * previous * beforeThat
  // The window halves the amplitude; a real sine has half of it at the positive frequency.
  return (Math.sqrt(Math.max(0, power)) * 4) / pcm.length / fullScale
}

/** One channel of interleaved signed 16-bit little-endian PCM. */
export function channelOf(interleaved: Buffer, channel: number, channels = 2): Int16Array {
  const frames = Math.floor(interleaved.length / (2 * channels))
  return Int16Array.from({ length: frames }, (_, at) =>
    interleaved.readInt16LE((at * channels + channel) * 2),
  )
}
