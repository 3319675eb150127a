import { describe, expect, it } from 'vitest'
import { emptyRtpHeader } from '../media/rtp-packet.ts'
import { createStreamCheck } from './stream-check.ts'

const play = (packets: readonly [sequence: number, timestamp: number, samples?: number, ssrc?: number][]) => {
  const check = createStreamCheck()
  for (const [sequence, timestamp, samples = 160, ssrc = 1] of packets)
    check.take({ ...emptyRtpHeader(), ssrc, sequence, timestamp }, samples)
  return check.faults()
}
const none = { lost: 0, twice: 0, missingSamples: 0 }

describe('the numbers of a stream', () => {
  it.each([
    [
      'in order',
      [
        [1, 0],
        [2, 160],
        [3, 320],
      ],
      none,
    ],
    [
      'both lines wrap',
      [
        [65_535, 4_294_967_136],
        [0, 0],
        [1, 160],
      ],
      none,
    ],
    [
      'one never came',
      [
        [1, 0],
        [3, 320],
      ],
      { ...none, lost: 1 },
    ],
    [
      'one came twice',
      [
        [1, 0],
        [1, 0],
        [2, 160],
      ],
      { ...none, twice: 1 },
    ],
    [
      'one came late',
      [
        [1, 0],
        [3, 320],
        [2, 160],
        [4, 480],
      ],
      { ...none, lost: 1, twice: 1 },
    ],
    [
      'sound was left out without a gap in the numbers',
      [
        [1, 0],
        [2, 480],
      ],
      { ...none, missingSamples: 320 },
    ],
    [
      'an event stands still',
      [
        [1, 0],
        [2, 160, 0],
        [3, 160, 0],
        [4, 160],
      ],
      none,
    ],
    [
      'another stream begins',
      [
        [1, 0],
        [900, 77_777, 160, 2],
      ],
      none,
    ],
  ] as const)('%s', (_what, packets, faults) => {
    expect(play(packets.map(([...packet]) => packet))).toEqual(faults)
  })
})
