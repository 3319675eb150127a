import { describe, expect, it } from 'vitest'
import { encode } from './g711.ts'
import { JitterBuffer } from './jitter-buffer.ts'

/** A packet whose samples all decode to about `value`. */
const packet = (value: number, samples = 160): Uint8Array =>
  encode(new Int16Array(samples).fill(value), 'mulaw')

const push = (buffer: JitterBuffer, timestamp: number, value: number, samples = 160): void =>
  buffer.push(timestamp >>> 0, packet(value, samples), 0, samples, 'mulaw')

/** Mean of each of the next `count` frames, to the nearest 500. */
const pull = (buffer: JitterBuffer, count: number): number[] =>
  Array.from({ length: count }, () => {
    const out = new Int16Array(160)
    buffer.pull(out)
    return Math.round(out.reduce((sum, sample) => sum + sample, 0) / 80_000) * 500
  })

describe('jitter buffer', () => {
  it.each([
    ['in order', [0, 1, 2, 3]],
    ['swapped', [1, 0, 3, 2]],
    ['backwards', [2, 1, 0, 3]],
  ])('MEDIA-24: packets that come %s play in order after the delay', (_name, order) => {
    const buffer = new JitterBuffer()
    // Two packets before the first pull stand for the 40 ms of delay.
    for (const index of order) push(buffer, 1_000 + index * 160, (index + 1) * 1_000)
    const played = pull(buffer, 8).filter((mean) => mean !== 0)
    expect(played).toEqual([1_000, 2_000, 3_000, 4_000])
  })

  it('MEDIA-25: a lost packet is 20 ms of silence, and time goes on', () => {
    const buffer = new JitterBuffer()
    for (const index of [0, 1, 3]) push(buffer, index * 160, (index + 1) * 1_000)
    expect(pull(buffer, 6)).toEqual([0, 0, 1_000, 2_000, 0, 4_000])
  })

  it('MEDIA-26: timestamps wrap, and packets of 10 and 60 ms fit', () => {
    const buffer = new JitterBuffer()
    push(buffer, -480, 3_000, 480)
    push(buffer, 0, 5_000, 80)
    push(buffer, 80, 5_000, 80)
    expect(pull(buffer, 6)).toEqual([0, 0, 3_000, 3_000, 3_000, 5_000])
  })

  it('MEDIA-27: a late packet makes the delay grow, so that the next late one is in time', () => {
    const buffer = new JitterBuffer()
    push(buffer, 0, 1_000)
    pull(buffer, 4)
    push(buffer, 160, 2_000)
    expect(buffer.late).toBe(1)
    expect(pull(buffer, 1)).toEqual([2_000])
    push(buffer, 320, 3_000)
    expect(buffer.late).toBe(1)
  })

  it('MEDIA-28: a faster sender is caught up with, frame by frame', () => {
    const buffer = new JitterBuffer()
    let timestamp = 0
    const speak = (): void => {
      push(buffer, timestamp, 1_000)
      timestamp += 160
    }
    for (let burst = 0; burst < 8; burst += 1) speak()
    const before = buffer.depthSamples
    for (let turn = 0; turn < 400; turn += 1) {
      speak()
      pull(buffer, 1)
    }
    expect(before).toBe(1_600)
    expect(buffer.depthSamples).toBeLessThanOrEqual(480)
  })

  it('MEDIA-29: a jump in time starts anew instead of waiting for it', () => {
    const buffer = new JitterBuffer()
    push(buffer, 0, 1_000)
    push(buffer, 1_000_000, 2_000)
    expect(pull(buffer, 3)).toEqual([0, 0, 2_000])
  })
})
