import { describe, expect, it } from 'vitest'
import { toneLevel } from '../testing/tone.ts'
import { decode, frameSamples } from './g711.ts'
import { type PromptLibrary, makePrompts } from './prompts.ts'

const rateHz = 8_000
const prompts = makePrompts()
const pcmOf = (prompt: keyof PromptLibrary): Int16Array => decode(prompts[prompt].codes.mulaw, 'mulaw')
const rms = (pcm: Int16Array): number =>
  Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, pcm.length))
const seconds = (pcm: Int16Array, from: number, to: number): Int16Array =>
  pcm.subarray(Math.round(from * rateHz), Math.round(to * rateHz))

describe('prompts', () => {
  it('MEDIA-70: each is a whole number of frames, in both laws alike, and nowhere clipped', () => {
    for (const { codes, frames } of Object.values(prompts)) {
      expect(codes.mulaw).toHaveLength(frames * frameSamples)
      const [one, other] = [decode(codes.mulaw, 'mulaw'), decode(codes.alaw, 'alaw')]
      expect(other).toHaveLength(one.length)
      expect(Math.abs(rms(one) - rms(other))).toBeLessThan(20)
      expect(one.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)).toBeLessThan(24_000)
    }
  })

  it('MEDIA-71: hold is music: many notes, never loud, never silent, and its end runs into its beginning', () => {
    const pcm = pcmOf('hold')
    expect(pcm.length / rateHz).toBeGreaterThan(20)
    const notesHz = [220, 261.63, 329.63, 349.23, 392, 440, 493.88, 523.25, 698.46]
    const loudest = new Set<number>()
    for (let at = 0; at + 0.25 <= pcm.length / rateHz; at += 0.25) {
      const levels = notesHz.map((noteHz) => toneLevel(seconds(pcm, at, at + 0.25), rateHz, noteHz))
      loudest.add(levels.indexOf(Math.max(...levels)))
    }
    expect(loudest.size).toBeGreaterThan(6)
    for (let at = 0; at + 0.5 <= pcm.length / rateHz; at += 0.5) {
      const level = rms(seconds(pcm, at, at + 0.5))
      expect(level).toBeGreaterThan(300)
      expect(level).toBeLessThan(4_000)
    }
    const seam = Math.abs((pcm[0] ?? 0) - (pcm.at(-1) ?? 0))
    const steps = pcm.subarray(1).map((sample, at) => Math.abs(sample - (pcm[at] ?? 0)))
    expect(seam).toBeLessThan(rms(steps))
  })

  it('MEDIA-72: comfort is a soft tone every 3 s and a sentence every 10 s, for 30 s', () => {
    const pcm = pcmOf('comfort')
    expect(pcm).toHaveLength(30 * rateHz)
    for (let at = 0; at < 30; at += 3) {
      const level = toneLevel(seconds(pcm, at, at + 0.25), rateHz, 523.25)
      expect(level).toBeGreaterThan(0.03)
      expect(level).toBeLessThan(0.2)
    }
    for (const at of [1, 11, 21]) expect(rms(seconds(pcm, at, at + 3))).toBeGreaterThan(1_500)
    for (const [from, to] of [
      [4.7, 5.9],
      [16, 17.9],
      [25, 26.9],
    ] as const)
      expect(rms(seconds(pcm, from, to))).toBeLessThan(50)
  })

  it('MEDIA-73: goodbye is said, then closes with two falling tones', () => {
    const pcm = pcmOf('goodbye')
    const spokenTo = pcm.length / rateHz - 1.1
    expect(rms(seconds(pcm, 0, spokenTo))).toBeGreaterThan(1_000)
    expect(toneLevel(seconds(pcm, spokenTo + 0.32, spokenTo + 0.6), rateHz, 523.25)).toBeGreaterThan(0.03)
    expect(toneLevel(seconds(pcm, spokenTo + 0.62, spokenTo + 1.08), rateHz, 392)).toBeGreaterThan(0.05)
  })
})
