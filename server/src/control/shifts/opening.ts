import type { ShiftWindow } from '@hearthline/shared'
import type { ShiftAccess } from '../ports.ts'

export interface Grace {
  earlyMs: number
  lateMs: number
}

/** A time when somebody may work, of overtime. */
export interface Span {
  from: number
  until: number
}

/** A refused sign-in is told the next window when it opens within this long. */
export const lookAheadMs = 14 * 24 * 60 * 60_000

/**
 * Whether somebody with these windows may work now, and until when. Windows that touch each other, their graces and
 * overtime are one opening: `untilMs` is its end.
 * @param windows all that touch [atMs - grace, atMs + 14 days), by their start.
 */
export function accessIn(
  windows: readonly ShiftWindow[],
  overtime: readonly Span[],
  grace: Grace,
  atMs: number,
): Exclude<ShiftAccess, { type: 'always' }> {
  const spans = [
    ...overtime,
    ...windows.map(({ startsAt, endsAt }) => ({
      from: startsAt - grace.earlyMs,
      until: endsAt + grace.lateMs,
    })),
  ].toSorted((one, two) => one.from - two.from)

  let untilMs = atMs
  for (const span of spans) if (span.from <= untilMs && span.until > untilMs) untilMs = span.until
  if (untilMs > atMs) {
    const open = windows.find(({ startsAt, endsAt }) => startsAt <= atMs && atMs < endsAt)
    if (open) return { type: 'open', by: 'window', window: open, untilMs }
    const near = windows.find(
      ({ startsAt, endsAt }) => startsAt - grace.earlyMs <= atMs && atMs < endsAt + grace.lateMs,
    )
    return near
      ? { type: 'open', by: 'grace', window: near, untilMs }
      : { type: 'open', by: 'overtime', window: null, untilMs }
  }

  const next = windows.find(({ startsAt }) => {
    const opensAt = startsAt - grace.earlyMs
    return opensAt > atMs && opensAt <= atMs + lookAheadMs
  })
  return { type: 'closed', next: next ? { opensAt: next.startsAt - grace.earlyMs, ...next } : null }
}
