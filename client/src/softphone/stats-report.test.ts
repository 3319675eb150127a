import { expect, it } from 'vitest'
import { countersOf } from './stats-report.ts'

const inbound = { type: 'inbound-rtp', kind: 'audio', packetsReceived: 250, packetsLost: 2, jitter: 0.006 }

it('takes the shorter of two round trips: a report that waited makes its own look longer', () => {
  const pair = { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.02 }
  const late = { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.9 }
  expect(countersOf([inbound, late, pair], 0)?.roundTripMs).toBe(20)
})

it('reads both directions', () => {
  expect(
    countersOf(
      [
        { type: 'codec', mimeType: 'audio/PCMU' },
        inbound,
        {
          type: 'remote-inbound-rtp',
          kind: 'audio',
          fractionLost: 0.03,
          jitter: 0.011,
          roundTripTime: 0.048,
        },
        { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.2 },
      ],
      7,
    ),
  ).toEqual({
    atMs: 7,
    packetsReceived: 250,
    packetsLost: 2,
    jitterMs: 6,
    remote: { fractionLost: 0.03, jitterMs: 11 },
    roundTripMs: 48,
  })
})

it('falls back on the nominated pair, and reads no round trip from a failed one', () => {
  const pair = { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.2 }
  expect(countersOf([inbound, pair], 0)?.roundTripMs).toBe(200)
  expect(countersOf([inbound, { ...pair, state: 'failed' }], 0)?.roundTripMs).toBeNull()
})

it('takes the live stream when a dead one lingers', () => {
  expect(countersOf([inbound, { ...inbound, packetsReceived: 9 }], 0)?.packetsReceived).toBe(250)
})

it.each([
  ['nothing arrived yet', [{ type: 'outbound-rtp', kind: 'audio' }]],
  ['an entry is not even an object', [null, 'x', 4]],
  ['the only stream is video', [{ ...inbound, kind: 'video' }]],
])('says null when %s', (_name, entries) => {
  expect(countersOf(entries, 0)).toBeNull()
})
