import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTone } from '../testing/tone.ts'
import { type Law, encode } from './g711.ts'
import { VoiceMeter } from './voice-meter.ts'

interface Change {
  speaking: boolean
  atMs: number
}

/** A meter on its own time: what is fed comes in packets of 20 ms unless said otherwise. */
class Line {
  readonly changes: Change[] = []
  nowMs = 0
  readonly meter = new VoiceMeter((speaking) => this.changes.push({ speaking, atMs: this.nowMs }))
  #law: Law

  constructor(law: Law = 'mulaw') {
    this.#law = law
  }

  play(pcm: Int16Array, samples = 160): void {
    for (let at = 0; at < pcm.length; at += samples) {
      const codes = encode(pcm.subarray(at, at + samples), this.#law)
      this.nowMs += codes.length / 8
      this.meter.take(codes, 0, codes.length, this.#law, this.nowMs)
    }
  }

  tone(ms: number, amplitude: number, frequencyHz = 440): void {
    this.play(makeTone(frequencyHz, 8_000, ms * 8, amplitude))
  }

  /** The same noise in each run, evenly spread up to `amplitude`. */
  noise(ms: number, amplitude: number): void {
    let state = 1
    const pcm = Int16Array.from({ length: ms * 8 }, () => {
      state = (state * 48_271) % 2_147_483_647
      return (state / 1_073_741_824 - 1) * amplitude * 32_767
    })
    this.play(pcm)
  }

  /** Syllables of 160 ms with pauses of 80 ms, over a little room noise. */
  speech(ms: number, amplitude: number): void {
    for (let spent = 0; spent < ms; spent += 240) {
      this.tone(160, amplitude, 180)
      this.noise(80, 0.001)
    }
  }

  /** Nothing comes; the leg is looked after every 250 ms. */
  pause(ms: number): void {
    for (let spent = 0; spent < ms; spent += 250) {
      this.nowMs += 250
      this.meter.check(this.nowMs)
    }
  }

  get words(): boolean[] {
    return this.changes.map((change) => change.speaking)
  }
}

describe('voice', () => {
  it.each([
    ['a tone of −10 dBFS', 0.3],
    ['a tone of −30 dBFS', 0.03],
  ])('MEDIA-51: %s is voice for as long as it lasts, a minute too', (_name, amplitude) => {
    const line = new Line()
    line.noise(2_000, 0.001)
    line.tone(amplitude > 0.1 ? 60_000 : 5_000, amplitude)
    expect(line.words).toEqual([true])
    expect(line.meter.speaking).toBe(true)
  })

  it.each(['mulaw', 'alaw'] as const)(
    'MEDIA-51: speech in %s is one stretch of voice over its pauses',
    (law) => {
      const line = new Line(law)
      line.noise(1_000, 0.001)
      line.speech(4_800, 0.1)
      line.noise(2_000, 0.001)
      expect(line.words).toEqual([true, false])
    },
  )

  it('MEDIA-52: it takes 60 ms to begin and 400 ms to end', () => {
    const line = new Line()
    line.noise(1_000, 0.001)
    line.tone(40, 0.3)
    expect(line.words).toEqual([])
    line.noise(200, 0.001)
    line.tone(200, 0.3)
    const endedMs = line.nowMs
    line.noise(1_000, 0.001)
    expect(line.changes).toEqual([
      { speaking: true, atMs: 1_300 },
      { speaking: false, atMs: endedMs + 400 },
    ])
  })

  it('MEDIA-52: a click in each tenth of a second is no voice', () => {
    const line = new Line()
    for (let click = 0; click < 100; click += 1) {
      line.tone(20, 0.9)
      line.noise(80, 0.001)
    }
    expect(line.words).toEqual([])
  })

  it('MEDIA-53: the hum of a room is voice for some seconds at most, and speech above it still is', () => {
    const line = new Line()
    line.noise(2_000, 0.002)
    line.noise(20_000, 0.02)
    expect(line.words).toEqual([true, false])
    line.speech(2_400, 0.15)
    expect(line.words).toEqual([true, false, true])
  })

  it('MEDIA-54: a leg that stops sending in the middle of a word ceases to speak', () => {
    const line = new Line()
    line.tone(400, 0.3)
    line.pause(500)
    expect(line.words).toEqual([true, false])
    line.pause(5_000)
    expect(line.words).toEqual([true, false])
  })

  it.each([80, 160, 240, 480, 1_440])('MEDIA-52: packets of %i samples make no difference', (samples) => {
    const line = new Line()
    line.play(new Int16Array(8_000), samples)
    line.play(makeTone(440, 8_000, 8_640, 0.3), samples)
    line.play(new Int16Array(8_640), samples)
    expect(line.words).toEqual([true, false])
  })

  it('MEDIA-55: the peak is the loudest sample since it was last asked for', () => {
    const line = new Line()
    line.tone(100, 0.5)
    line.tone(100, 0.1)
    expect(line.meter.takePeak()).toBeCloseTo(0.5, 1)
    expect(line.meter.takePeak()).toBe(0)
    line.play(Int16Array.from({ length: 160 }, () => -32_768))
    const loudest = line.meter.takePeak()
    expect(loudest).toBeGreaterThan(0.97)
    expect(loudest).toBeLessThanOrEqual(1)
  })

  it('MEDIA-55: whatever bytes come, the peak stays within 0 and 1 and the words alternate', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 40 }),
        fc.constantFrom<Law>('mulaw', 'alaw'),
        (packets, law) => {
          const words: boolean[] = []
          const meter = new VoiceMeter((speaking) => words.push(speaking))
          for (const [at, packet] of packets.entries()) meter.take(packet, 0, packet.length, law, at * 20)
          const peak = meter.takePeak()
          expect(peak).toBeGreaterThanOrEqual(0)
          expect(peak).toBeLessThanOrEqual(1)
          expect(words).toEqual(words.map((_, at) => at % 2 === 0))
        },
      ),
    )
  })
})
