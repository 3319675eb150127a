import { dayAndTime, hourAndMinute } from './time.ts'

/** One moment on the clock of this computer and, where it shows another time, on that of another zone. */
export interface Clocks {
  time: string
  /** Null where both clocks show the same. */
  there: string | null
  /** The zone's place, e.g. `New York`. */
  zone: string
}

const dayMs = 86_400_000

/**
 * @param now within a day of `at` the day is left out
 * @param zone IANA name, e.g. `America/New_York`; null where only this computer's clock counts
 * @param ownZone this computer's, for tests
 */
export function clocksOf(
  at: number,
  now: number,
  language: string,
  zone: string | null,
  ownZone?: string,
): Clocks {
  const show = (timeZone: string | undefined): string =>
    Math.abs(at - now) < dayMs
      ? hourAndMinute(at, language, timeZone)
      : dayAndTime(at, now, language, timeZone)
  const time = show(ownZone)
  const place = zone?.split('/').at(-1)?.replaceAll('_', ' ') ?? ''
  const there = zone === null ? null : show(zone)
  return { time, there: there === time ? null : there, zone: place }
}
