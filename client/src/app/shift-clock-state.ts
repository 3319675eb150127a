import type { Me } from '@hearthline/shared'

const warnMs = 15 * 60_000
const hourMs = 60 * 60_000

/** What the clock in the top bar says of the shift. Times are the server's, unix ms. */
export type ShiftClockState =
  | { type: 'open'; endsAt: number; timeZone: string }
  | { type: 'soon'; minutes: number; endsAt: number; timeZone: string }
  /** In the grace after the window. */
  | { type: 'over'; signedOutAt: number; timeZone: string }
  /** No window is open (overtime, or no hours at all), and the sign-in ends within the hour. */
  | { type: 'until'; signedOutAt: number }

/**
 * Null for people without hours whose sign-in has more than an hour to go.
 * @param nowMs the server's clock
 */
export function shiftClock(me: Pick<Me, 'shift' | 'expiresAt'>, nowMs: number): ShiftClockState | null {
  if (me.shift === null) {
    return me.expiresAt - nowMs < hourMs ? { type: 'until', signedOutAt: me.expiresAt } : null
  }
  const { endsAt, timeZone } = me.shift
  const leftMs = endsAt - nowMs
  if (leftMs <= 0) return { type: 'over', signedOutAt: me.expiresAt, timeZone }
  if (leftMs <= warnMs) return { type: 'soon', minutes: Math.ceil(leftMs / 60_000), endsAt, timeZone }
  return { type: 'open', endsAt, timeZone }
}
