import { describe, expect, it } from 'vitest'
import { decodeTables, encode } from '../g711.ts'
import { ChannelTimeline } from './channel-timeline.ts'
import { RecordedLeg } from './recorded-leg.ts'

const packet = (value: number): Uint8Array => encode(new Int16Array(160).fill(value), 'mulaw')

/** Means of the first `frames` frames, to the nearest 500. */
function frames(timeline: ChannelTimeline, count: number): number[] {
  const codes = new Uint8Array(count * 160)
  timeline.peek(codes.length, codes, 0)
  return Array.from({ length: count }, (_, frame) => {
    let sum = 0
    for (let at = 0; at < 160; at += 1) sum += decodeTables.mulaw[codes[frame * 160 + at] ?? 0] ?? 0
    return Math.round(sum / 80_000) * 500
  })
}

const setUp = (): { timeline: ChannelTimeline; leg: RecordedLeg; take: Take } => {
  const timeline = new ChannelTimeline()
  const leg = new RecordedLeg(timeline, 1_000)
  return {
    timeline,
    leg,
    take: (timestamp, value, atMs, epoch = 1) =>
      leg.take(timestamp >>> 0, epoch, packet(value), 0, 160, 'mulaw', 1_000 + atMs),
  }
}
type Take = (timestamp: number, value: number, atMs: number, epoch?: number) => void

describe('recording by RTP time', () => {
  it('REC-16: the first packet stands where it arrived, the next by their timestamps, in any order', () => {
    const { timeline, take } = setUp()
    take(-160, 1_000, 40)
    take(160, 3_000, 95)
    take(0, 2_000, 99)
    take(480, 4_000, 100)
    expect(frames(timeline, 8)).toEqual([0, 0, 1_000, 2_000, 3_000, 0, 4_000, 0])
  })

  it('REC-17: a stream that restarts is placed by its arrival again', () => {
    const { timeline, take } = setUp()
    take(0, 1_000, 0)
    take(777_777, 2_000, 60, 2)
    expect(frames(timeline, 5)).toEqual([1_000, 0, 0, 2_000, 0])
  })

  it('REC-18: a first packet that came late does not push the call into the future', () => {
    const { timeline, take } = setUp()
    take(0, 1_000, 200)
    // These were spoken right after it, but had no delay: they are "ahead" by 180 ms.
    take(160, 2_000, 40)
    expect(frames(timeline, 4)).toEqual([0, 0, 2_000, 0])
  })

  it("REC-19: a sender's clock that is 1 % slow stays within a quarter of a second", () => {
    const { timeline, take } = setUp()
    let written = 0
    for (let sent = 0; sent < 3_000; sent += 1) {
      const atMs = sent * 20.2
      take(sent * 160, 1_000, atMs)
      // The window follows the clock 250 ms behind: what drifted further would be dropped as too late.
      const due = Math.max(written, Math.floor((atMs - 250) * 8))
      timeline.advance(due - written)
      written = due
    }
    expect(timeline.tooLate).toBe(0)
  })

  it('REC-20: legs that share a side are summed; alone, a leg overwrites', () => {
    const timeline = new ChannelTimeline()
    timeline.share(2)
    timeline.write(0, packet(1_000), 0, 160, 'mulaw')
    timeline.write(0, packet(2_000), 0, 160, 'mulaw')
    expect(frames(timeline, 1)).toEqual([3_000])
    timeline.advance(160)
    timeline.share(1)
    timeline.write(160, packet(1_000), 0, 160, 'mulaw')
    timeline.write(160, packet(2_000), 0, 160, 'mulaw')
    expect(frames(timeline, 1)).toEqual([2_000])
  })

  it('REC-20: when one of them leaves, or another takes its place, what it has said stays', () => {
    const timeline = new ChannelTimeline()
    timeline.share(2)
    timeline.write(0, packet(1_000), 0, 160, 'mulaw')
    timeline.share(1)
    // The one who is left, or who took over, spoke at the same time and arrives later.
    timeline.write(0, packet(2_000), 0, 160, 'mulaw')
    timeline.write(160, packet(4_000), 0, 160, 'mulaw')
    expect(frames(timeline, 2)).toEqual([3_000, 4_000])
  })

  it('REC-22: what was said in a pause is left out, also when it comes after its end', () => {
    const { timeline, take } = setUp()
    take(0, 1_000, 0)
    // Paused at 20 ms, resumed at 60 ms; the packet of 20 ms was held up on its way.
    timeline.silenceUntil(480)
    take(160, 2_000, 70)
    take(400, 3_000, 72)
    take(560, 4_000, 75)
    const codes = new Uint8Array(720)
    timeline.peek(720, codes, 0)
    const levels = [0, 159, 160, 479, 480, 559, 560, 719].map((at) => decodeTables.mulaw[codes[at] ?? 0] ?? 0)
    expect(levels.map((level) => Math.round(level / 500) * 500)).toEqual([
      1_000, 1_000, 0, 0, 3_000, 3_000, 4_000, 4_000,
    ])
  })

  it('REC-21: what comes after its second was written is counted and left out', () => {
    const timeline = new ChannelTimeline()
    timeline.advance(8_000)
    timeline.write(0, packet(1_000), 0, 160, 'mulaw')
    timeline.write(7_920, packet(2_000), 0, 160, 'mulaw')
    expect(timeline.tooLate).toBe(1)
    const codes = new Uint8Array(80)
    timeline.peek(80, codes, 0)
    expect(new Set(codes).size).toBe(1)
    expect(decodeTables.mulaw[codes[0] ?? 0]).toBeGreaterThan(1_900)
  })
})
