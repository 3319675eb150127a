import type { LineCheckFindings } from '@hearthline/shared'
import { z } from 'zod'
import { estimateMos } from './line-quality.ts'

/** Cumulative counters of a leg that hears itself. */
export interface EchoReading {
  atMs: number
  packetsSent: number
  packetsReceived: number
  jitterMs: number
  roundTripMs: number | null
  route: 'direct' | 'relay'
}

const count = z.number().nonnegative().default(0)
const Inbound = z.object({
  type: z.literal('inbound-rtp'),
  kind: z.literal('audio'),
  packetsReceived: count,
  jitter: count,
})
const Outbound = z.object({ type: z.literal('outbound-rtp'), kind: z.literal('audio'), packetsSent: count })
const Pair = z.object({
  type: z.literal('candidate-pair'),
  nominated: z.boolean().default(false),
  state: z.string().optional(),
  localCandidateId: z.string(),
  currentRoundTripTime: z.number().nonnegative().optional(),
})
const Local = z.object({ type: z.literal('local-candidate'), id: z.string(), candidateType: z.string() })
const Entry = z.union([Inbound, Outbound, Pair, Local])

/** Reads one statistics report. Null before the connection stands. */
export function echoReadingOf(entries: Iterable<unknown>, atMs: number): EchoReading | null {
  let inbound: z.infer<typeof Inbound> | undefined
  let outbound: z.infer<typeof Outbound> | undefined
  let pair: z.infer<typeof Pair> | undefined
  const kinds = new Map<string, string>()
  for (const entry of entries) {
    const parsed = Entry.safeParse(entry)
    if (!parsed.success) continue
    switch (parsed.data.type) {
      case 'inbound-rtp':
        inbound = parsed.data
        break
      case 'outbound-rtp':
        outbound = parsed.data
        break
      case 'candidate-pair':
        if (parsed.data.nominated && parsed.data.state === 'succeeded') pair = parsed.data
        break
      case 'local-candidate':
        kinds.set(parsed.data.id, parsed.data.candidateType)
        break
      default:
        parsed.data satisfies never
    }
  }
  if (inbound === undefined || outbound === undefined) return null
  return {
    atMs,
    packetsSent: outbound.packetsSent,
    packetsReceived: inbound.packetsReceived,
    jitterMs: inbound.jitter * 1000,
    roundTripMs: pair?.currentRoundTripTime === undefined ? null : pair.currentRoundTripTime * 1000,
    route: pair !== undefined && kinds.get(pair.localCandidateId) === 'relay' ? 'relay' : 'direct',
  }
}

/** Packets on their way at a reading: the last ones sent cannot be back yet. */
const onTheWayMs = 200
const packetMs = 20

/**
 * What the path did between two readings: every packet sent should come back, so a loss in either direction counts.
 * @returns null when nothing was due to come back in between
 */
export function mediaFindings(
  first: EchoReading,
  last: EchoReading,
): NonNullable<LineCheckFindings['media']> | null {
  const seconds = (last.atMs - first.atMs) / 1000
  const sent = last.packetsSent - first.packetsSent
  const received = last.packetsReceived - first.packetsReceived
  if (sent <= 0 || received < 0) return null
  const missing = Math.max(0, sent - received - onTheWayMs / packetMs)
  const lossPercent = round(Math.min(100, (missing / sent) * 100), 2)
  const jitterMs = round(Math.min(60_000, last.jitterMs), 1)
  const roundTripMs = last.roundTripMs === null ? null : round(Math.min(60_000, last.roundTripMs), 0)
  return {
    lossPercent,
    jitterMs,
    roundTripMs,
    mos: estimateMos({ lossPercent, jitterMs, roundTripMs }),
    route: last.route,
    seconds: round(Math.min(60, seconds), 1),
  }
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits
