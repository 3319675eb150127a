import { decodeTables, frameMs, type Law } from '../media/g711.ts'

/** Root mean square above which a frame counts as somebody's voice rather than line noise. */
const voiceRms = 300
const keptMs = 12_000

export interface HeardAudio {
  /** Takes the payload of one packet that arrived at `atMs`. @returns whether it holds more than silence. */
  add(payload: Uint8Array, law: Law, atMs: number): boolean
  /** Linear samples of the packets that arrived in the `ms` before `nowMs`, in order of arrival. */
  last(ms: number, nowMs: number): Int16Array
  /** When each of these packets arrived, Unix ms, and how many samples it holds: a packet that stayed away leaves no samples. */
  arrivals(ms: number, nowMs: number): { atMs: number; samples: number }[]
}

/** The carrier's ear: remembers the last seconds, so that a test can look for tones in them. */
export function createHeardAudio(): HeardAudio {
  let packets: { atMs: number; samples: Int16Array }[] = []
  const since = (ms: number, nowMs: number) => packets.filter((packet) => packet.atMs > nowMs - ms)
  return {
    add: (payload, law, atMs) => {
      const table = decodeTables[law]
      const samples = Int16Array.from(payload, (code) => table[code] ?? 0)
      packets.push({ atMs, samples })
      if (packets.length > (2 * keptMs) / frameMs) {
        packets = packets.filter((packet) => packet.atMs > atMs - keptMs)
      }
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length)
      return Math.sqrt(power) > voiceRms
    },
    last: (ms, nowMs) => {
      const wanted = since(ms, nowMs)
      const total = wanted.reduce((count, packet) => count + packet.samples.length, 0)
      const samples = new Int16Array(total)
      let at = 0
      for (const packet of wanted) {
        samples.set(packet.samples, at)
        at += packet.samples.length
      }
      return samples
    },
    arrivals: (ms, nowMs) => since(ms, nowMs).map(({ atMs, samples }) => ({ atMs, samples: samples.length })),
  }
}
