import type { Levels } from '@hearthline/shared'

/** How much of the past the strip shows, and into how many bars it is drawn. */
export const stripMs = 90_000
export const stripBars = 180

export const lanes = ['customer', 'agent', 'supervisor'] as const
export type Lane = (typeof lanes)[number]
export type Bars = Record<Lane, readonly number[]>

/** What is still to be drawn; a sample from before the last one came too late and is dropped. */
export function withSample(history: readonly Levels[], sample: Levels): readonly Levels[] {
  const last = history.at(-1)
  if (last !== undefined && sample.at <= last.at) return history
  const kept = history.findIndex((one) => one.at > sample.at - stripMs)
  return [...(kept === -1 ? [] : history.slice(kept)), sample]
}

/** The loudest of each half second, oldest first; zero where nothing was told. */
export function barsOf(history: readonly Levels[], nowMs: number): Bars {
  const bars: Record<Lane, number[]> = {
    customer: Array.from({ length: stripBars }, () => 0),
    agent: Array.from({ length: stripBars }, () => 0),
    supervisor: Array.from({ length: stripBars }, () => 0),
  }
  const barMs = stripMs / stripBars
  // Bars stand on whole half seconds, so that they move by one place and do not flicker.
  const endMs = Math.ceil(nowMs / barMs) * barMs
  for (const sample of history) {
    const bar = stripBars - Math.max(1, Math.ceil((endMs - sample.at) / barMs))
    if (bar < 0 || bar >= stripBars) continue
    for (const lane of lanes) bars[lane][bar] = Math.max(bars[lane][bar] ?? 0, sample[lane])
  }
  return bars
}

/** A peak of speech is seldom above half of the range: the root gives quiet words a bar that can be seen. */
export const barHeight = (peak: number): number => Math.sqrt(Math.min(1, Math.max(0, peak)))
