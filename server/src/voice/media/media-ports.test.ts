import { assert, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareMediaPorts } from './media-ports.ts'

describe('sharing the media ports out', () => {
  it('MED-8: each worker gets two ICE ports and its own pairs', () => {
    expect(shareMediaPorts({ min: 20_000, max: 20_011 }, 2)).toEqual([
      { icePorts: [20_000, 20_001], rtpPorts: { min: 20_004, max: 20_007 } },
      { icePorts: [20_002, 20_003], rtpPorts: { min: 20_008, max: 20_011 } },
    ])
  })

  it('MED-8: too few ports for so many workers', () => {
    expect(shareMediaPorts({ min: 20_000, max: 20_020 }, 8)).toBeNull()
  })

  it('MED-8: no port twice, none outside, every RTP block starts even and holds whole pairs', () => {
    assert(
      property(
        tuple(
          integer({ min: 1024, max: 60_000 }),
          integer({ min: 20, max: 5_000 }),
          integer({ min: 1, max: 64 }),
        ),
        ([min, size, workers]) => {
          const shares = shareMediaPorts({ min, max: min + size }, workers)
          if (shares === null) return
          expect(shares).toHaveLength(workers)
          const used = shares.flatMap(({ icePorts, rtpPorts }) => {
            expect(rtpPorts.min % 2).toBe(0)
            expect(rtpPorts.max % 2).toBe(1)
            return [
              ...icePorts,
              ...Array.from({ length: rtpPorts.max - rtpPorts.min + 1 }, (_, at) => rtpPorts.min + at),
            ]
          })
          expect(new Set(used).size).toBe(used.length)
          expect(Math.min(...used)).toBeGreaterThanOrEqual(min)
          expect(Math.max(...used)).toBeLessThanOrEqual(min + size)
        },
      ),
    )
  })
})
