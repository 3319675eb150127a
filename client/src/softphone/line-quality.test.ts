import { describe, expect, it } from 'vitest'
import {
  addReading,
  emptyWindow,
  estimateMos,
  type LineCounters,
  mosOf,
  qualityBetween,
} from './line-quality.ts'

const reading = (part: Partial<LineCounters>): LineCounters => ({
  atMs: 0,
  packetsReceived: 0,
  packetsLost: 0,
  jitterMs: 0,
  remote: null,
  roundTripMs: null,
  ...part,
})

describe('mosOf', () => {
  // ITU-T G.107 table B.1: R 90 → 4.34, 80 → 4.03, 70 → 3.60, 60 → 3.10, 50 → 2.58.
  it.each([
    [100, 4.5],
    [93.2, 4.41],
    [90, 4.34],
    [80, 4.02],
    [70, 3.6],
    [60, 3.1],
    [50, 2.58],
    [3, 1],
    [0, 1],
    [-20, 1],
    [140, 4.5],
  ])('R %d is MOS %d', (rating, mos) => {
    expect(mosOf(rating)).toBeCloseTo(mos, 1)
  })
})

describe('estimateMos', () => {
  it.each([
    ['a still line', { lossPercent: 0, jitterMs: 2, roundTripMs: 20 }, 4.37, 4.41],
    ['a home line', { lossPercent: 0.1, jitterMs: 6, roundTripMs: 48 }, 4.34, 4.4],
    ['2 % loss', { lossPercent: 2, jitterMs: 6, roundTripMs: 48 }, 4.1, 4.3],
    ['6 % loss', { lossPercent: 6, jitterMs: 10, roundTripMs: 60 }, 3.5, 3.8],
    ['20 % loss', { lossPercent: 20, jitterMs: 30, roundTripMs: 100 }, 1.8, 2.6],
    ['a satellite', { lossPercent: 0, jitterMs: 5, roundTripMs: 700 }, 3, 3.6],
    ['nothing gets through', { lossPercent: 100, jitterMs: 0, roundTripMs: null }, 1, 1.4],
  ])('%s', (_name, line, low, high) => {
    const mos = estimateMos(line)
    expect(mos).toBeGreaterThanOrEqual(low)
    expect(mos).toBeLessThanOrEqual(high)
  })

  it('falls when loss, jitter or delay grows', () => {
    const base = { lossPercent: 1, jitterMs: 10, roundTripMs: 100 }
    expect(estimateMos({ ...base, lossPercent: 3 })).toBeLessThan(estimateMos(base))
    expect(estimateMos({ ...base, jitterMs: 60 })).toBeLessThan(estimateMos(base))
    expect(estimateMos({ ...base, roundTripMs: 500 })).toBeLessThan(estimateMos(base))
  })
})

describe('qualityBetween', () => {
  it('counts what was lost in between, not since the start', () => {
    const quality = qualityBetween(
      reading({ packetsReceived: 1000, packetsLost: 100 }),
      reading({ packetsReceived: 1095, packetsLost: 105 }),
    )
    expect(quality?.lossPercent).toBe(5)
  })

  it('takes the worse direction', () => {
    const quality = qualityBetween(
      reading({}),
      reading({ packetsReceived: 50, jitterMs: 4, remote: { fractionLost: 0.12, jitterMs: 22 } }),
    )
    expect(quality).toMatchObject({ lossPercent: 12, jitterMs: 22 })
  })

  it.each([
    ['nothing arrived and nothing is known lost', reading({}), reading({ atMs: 1000 })],
    ['the counters started again', reading({ packetsReceived: 900 }), reading({ packetsReceived: 3 })],
  ])('says nothing when %s', (_name, before, after) => {
    expect(qualityBetween(before, after)).toBeNull()
  })

  it('reads a late arrival as no loss, not as a negative one', () => {
    const quality = qualityBetween(
      reading({ packetsLost: 5 }),
      reading({ packetsReceived: 50, packetsLost: 3 }),
    )
    expect(quality?.lossPercent).toBe(0)
  })
})

describe('addReading', () => {
  it('says nothing on the first reading and forgets loss after 5 s', () => {
    let window = emptyWindow
    let last = addReading(window, reading({ atMs: 0 }))
    expect(last.quality).toBeNull()
    for (let second = 1; second <= 12; second += 1) {
      window = last.window
      last = addReading(
        window,
        reading({
          atMs: second * 1000,
          packetsReceived: second * 50 - Math.min(second, 3) * 10,
          packetsLost: Math.min(second, 3) * 10,
        }),
      )
      if (second === 2) expect(last.quality?.lossPercent).toBe(20)
    }
    expect(last.quality?.lossPercent).toBe(0)
    expect(last.window.history).toHaveLength(12)
  })

  it('PHONE-41: measures what comes after a hold on its own: the pause is no loss', () => {
    let window = emptyWindow
    const add = (atMs: number, packetsReceived: number, packetsLost: number) => {
      const next = addReading(window, reading({ atMs, packetsReceived, packetsLost }))
      window = next.window
      return next.quality
    }
    add(0, 50, 0)
    expect(add(1_000, 100, 0)?.lossPercent).toBe(0)
    expect(add(2_000, 100, 0)).toBeNull()
    expect(add(3_000, 100, 200)).toBeNull()
    expect(add(4_000, 150, 200)?.lossPercent).toBe(0)
  })
})
