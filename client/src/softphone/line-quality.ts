import type { LineQuality } from '@hearthline/shared'

/** Cumulative counters of one audio connection, as the browser reports them. Null: not reported yet. */
export interface LineCounters {
  atMs: number
  packetsReceived: number
  packetsLost: number
  /** Inter-arrival jitter of what we hear, RFC 3550 §6.4.1. */
  jitterMs: number
  /** What the far end says of our packets in its receiver reports. */
  remote: { fractionLost: number; jitterMs: number } | null
  roundTripMs: number | null
}

/** Loss robustness of G.711 with packet-loss concealment under random loss (ITU-T G.113 appendix I, Bpl). */
const g711LossRobustness = 25.1
/** Default rating of an undisturbed G.711 line (ITU-T G.107 §7.7 with all defaults). */
const undisturbedRating = 93.2
/** Packetisation, and two jitters of play-out buffer, each way. */
const packetMs = 20

/**
 * Estimated mean opinion score by the reduced E-model: R = 93.2 − Id − Ie,eff, then MOS of ITU-T G.107 annex B.
 * Id by Cole & Rosenbluth (2001) from the one-way delay; Ie,eff for G.711 with concealment.
 * @returns 1.0 to 4.5, two decimals.
 */
export function estimateMos(line: {
  lossPercent: number
  jitterMs: number
  roundTripMs: number | null
}): number {
  const delayMs = (line.roundTripMs ?? 0) / 2 + 2 * line.jitterMs + packetMs
  const delayImpairment = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - 177.3)
  const lossImpairment = (95 * line.lossPercent) / (line.lossPercent + g711LossRobustness)
  return mosOf(undisturbedRating - delayImpairment - lossImpairment)
}

/** MOS of a rating R (ITU-T G.107 annex B, equation B-4), two decimals. */
export function mosOf(rating: number): number {
  if (rating <= 0) return 1
  const bounded = Math.min(rating, 100)
  const mos = 1 + 0.035 * bounded + bounded * (bounded - 60) * (100 - bounded) * 7e-6
  // Between R 0 and 6.5 the cubic dips below 1; the scale does not.
  return Math.round(Math.max(1, mos) * 100) / 100
}

/**
 * Quality between two readings of the same connection: the worse direction counts.
 * @returns null when nothing was due to arrive in between, so nothing can be said.
 */
export function qualityBetween(before: LineCounters, after: LineCounters): LineQuality | null {
  const received = after.packetsReceived - before.packetsReceived
  // packetsLost can shrink when late packets arrive (RFC 3550 §6.4.1: duplicates count as received).
  const lost = Math.max(0, after.packetsLost - before.packetsLost)
  if (received < 0 || received + lost === 0) return null
  const heardLoss = (lost / (received + lost)) * 100
  const saidLoss = (after.remote?.fractionLost ?? 0) * 100
  const lossPercent = clamp(Math.max(heardLoss, saidLoss), 0, 100)
  const jitterMs = clamp(Math.max(after.jitterMs, after.remote?.jitterMs ?? 0), 0, 60_000)
  const roundTripMs = after.roundTripMs === null ? null : clamp(after.roundTripMs, 0, 60_000)
  return {
    lossPercent: round(lossPercent, 2),
    jitterMs: round(jitterMs, 1),
    roundTripMs: roundTripMs === null ? null : round(roundTripMs, 0),
    mos: estimateMos({ lossPercent, jitterMs, roundTripMs }),
  }
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits

/** Keeps the readings of the last seconds and says what the line was like over them. */
export interface QualityWindow {
  readings: readonly LineCounters[]
  /** One MOS a second, oldest first, for the sparkline. */
  history: readonly number[]
}
export const emptyWindow: QualityWindow = { readings: [], history: [] }

const windowMs = 5_000
const historyLength = 60

/**
 * Adds a reading (one a second); `quality` is over the last 5 s, or over what there is of them. While nothing comes
 * (hold, a private word) nothing can be said, and what comes afterwards is measured on its own.
 */
export function addReading(
  window: QualityWindow,
  reading: LineCounters,
): { window: QualityWindow; quality: LineQuality | null } {
  const last = window.readings.at(-1)
  if (last !== undefined && reading.packetsReceived <= last.packetsReceived)
    return { window: { ...window, readings: [reading] }, quality: null }
  const readings = [...window.readings.filter((one) => one.atMs >= reading.atMs - windowMs), reading]
  const oldest = readings[0]
  const quality = oldest === undefined || oldest === reading ? null : qualityBetween(oldest, reading)
  const history = quality === null ? window.history : [...window.history, quality.mos].slice(-historyLength)
  return { window: { readings, history }, quality }
}
