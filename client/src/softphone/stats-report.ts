import { z } from 'zod'
import type { LineCounters } from './line-quality.ts'

const seconds = z.number().nonnegative()

/** The W3C webrtc-stats dictionaries this reads, each field as optional as the standard leaves it. */
const Inbound = z.object({
  type: z.literal('inbound-rtp'),
  kind: z.literal('audio'),
  packetsReceived: z.number().default(0),
  packetsLost: z.number().default(0),
  jitter: seconds.default(0),
})
const RemoteInbound = z.object({
  type: z.literal('remote-inbound-rtp'),
  kind: z.literal('audio'),
  fractionLost: z.number().min(0).max(1).default(0),
  jitter: seconds.default(0),
  roundTripTime: seconds.optional(),
})
const CandidatePair = z.object({
  type: z.literal('candidate-pair'),
  nominated: z.boolean().default(false),
  state: z.string().optional(),
  currentRoundTripTime: seconds.optional(),
})
const Entry = z.union([Inbound, RemoteInbound, CandidatePair])

/**
 * Reads the counters of one audio connection out of a WebRTC statistics report.
 * @param entries the report's dictionaries, unchecked: browsers differ in what they fill in.
 * @returns null while nothing has arrived over this connection.
 */
export function countersOf(entries: Iterable<unknown>, atMs: number): LineCounters | null {
  let inbound: z.infer<typeof Inbound> | undefined
  let remote: z.infer<typeof RemoteInbound> | undefined
  let pair: z.infer<typeof CandidatePair> | undefined
  for (const entry of entries) {
    const parsed = Entry.safeParse(entry)
    if (!parsed.success) continue
    switch (parsed.data.type) {
      case 'inbound-rtp':
        // After a re-INVITE a dead stream can linger in the report: the busier one is the live one.
        if (inbound === undefined || parsed.data.packetsReceived >= inbound.packetsReceived)
          inbound = parsed.data
        break
      case 'remote-inbound-rtp':
        remote = parsed.data
        break
      case 'candidate-pair':
        if (parsed.data.nominated && parsed.data.state === 'succeeded') pair = parsed.data
        break
      default:
        parsed.data satisfies never
    }
  }
  if (inbound === undefined) return null
  // Two measures of the same way: a report that waits in a busy process makes its own look longer, never shorter.
  const roundTrips = [remote?.roundTripTime, pair?.currentRoundTripTime].filter((one) => one !== undefined)
  const roundTrip = roundTrips.length === 0 ? undefined : Math.min(...roundTrips)
  return {
    atMs,
    packetsReceived: inbound.packetsReceived,
    packetsLost: inbound.packetsLost,
    jitterMs: inbound.jitter * 1000,
    remote:
      remote === undefined ? null : { fractionLost: remote.fractionLost, jitterMs: remote.jitter * 1000 },
    roundTripMs: roundTrip === undefined ? null : roundTrip * 1000,
  }
}

/** Packets that have come so far over the busiest stream; null while there is none. */
export function packetsOf(entries: Iterable<unknown>): number | null {
  let packets: number | null = null
  for (const entry of entries) {
    const parsed = Inbound.safeParse(entry)
    if (parsed.success) packets = Math.max(packets ?? 0, parsed.data.packetsReceived)
  }
  return packets
}
