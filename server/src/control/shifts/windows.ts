import type { ShiftHours, ShiftWindow } from '@hearthline/shared'
import { Temporal } from 'temporal-polyfill'

/**
 * A zone as the tz database writes it, e.g. `Europe/Berlin`; null for what it does not know. Bare offsets such as `+02:00`
 * are refused: they know no daylight saving, so hours in one would be wrong for half of the year.
 */
export function parseTimeZone(text: string): string | null {
  if (!/^[A-Za-z]/.test(text)) return null
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId
  } catch {
    // RangeError: no such zone.
    return null
  }
}

/** Local midnight to the next, which are 23 to 25 hours apart. Null for no date, e.g. 30 February. */
export function dayOf(date: string, timeZone: string): { startsAt: number; endsAt: number } | null {
  try {
    const day = Temporal.PlainDate.from(date)
    return {
      startsAt: day.toZonedDateTime(timeZone).epochMilliseconds,
      endsAt: day.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
    }
  } catch {
    // RangeError: no such date.
    return null
  }
}

/**
 * The windows of weekly hours that touch [fromMs, untilMs), by their start; each once, though two entries may give it.
 * A window is open while the wall clock reads between `start` and `end`: where the clock skips `start` or `end` it is the
 * moment of the skip, where it reads `start` twice it is the first time, and `end` the last time (rule SHIFT-3).
 */
export function windowsOf(hours: readonly ShiftHours[], fromMs: number, untilMs: number): ShiftWindow[] {
  const found = new Map<string, ShiftWindow>()
  for (const { days, start, end, timeZone } of hours) {
    const weekdays = new Set(days)
    const last = dateAt(untilMs, timeZone)
    // From the day before: its window may go on past midnight.
    let date = dateAt(fromMs, timeZone).subtract({ days: 1 })
    for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
      if (!weekdays.has(date.dayOfWeek)) continue
      const endDate = end > start ? date : date.add({ days: 1 })
      const startsAt = instantOf(date, start, timeZone, 'earlier')
      const endsAt = instantOf(endDate, end, timeZone, 'later')
      if (startsAt < endsAt && startsAt < untilMs && endsAt > fromMs)
        found.set(`${startsAt} ${endsAt}`, { startsAt, endsAt, timeZone })
    }
  }
  return [...found.values()].toSorted((one, two) => one.startsAt - two.startsAt || one.endsAt - two.endsAt)
}

const dateAt = (atMs: number, timeZone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate()

function instantOf(
  date: Temporal.PlainDate,
  time: string,
  timeZone: string,
  disambiguation: 'earlier' | 'later',
): number {
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(time))
  const zoned = wall.toZonedDateTime(timeZone, { disambiguation })
  if (zoned.toPlainDateTime().equals(wall)) return zoned.epochMilliseconds
  // The clock skips this time: `later` is just behind the skip.
  const behind = wall.toZonedDateTime(timeZone, { disambiguation: 'later' })
  return behind.getTimeZoneTransition('previous')?.epochMilliseconds ?? behind.epochMilliseconds
}
