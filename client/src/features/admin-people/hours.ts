import type { ShiftHours } from '@hearthline/shared'

export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7
export const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]

// 1 January 2024 was a Monday.
const mondayMs = Date.UTC(2024, 0, 1)
const dayMs = 86_400_000

/** `Mon`, `周一`; Monday is 1 (ISO 8601). */
export const weekdayName = (day: number, language: string, length: 'short' | 'long' = 'short'): string =>
  new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' }).format(mondayMs + (day - 1) * dayMs)

/** `Mon–Fri`, `Mon, Wed–Thu, Sun`. Two days in a row are two days, three are a range. */
export const daysText = (days: readonly number[], language: string): string => {
  const sorted = [...new Set(days)].toSorted((one, other) => one - other)
  const runs: number[][] = []
  for (const day of sorted) {
    const run = runs.at(-1)
    if (run !== undefined && run.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  const chinese = language.startsWith('zh')
  // A dash beside 一 reads as one more stroke.
  const to = chinese ? '至' : '–'
  const name = (day: number | undefined) => (day === undefined ? '' : weekdayName(day, language))
  return runs
    .flatMap((run) => (run.length > 2 ? [`${name(run[0])}${to}${name(run.at(-1))}`] : run.map(name)))
    .join(chinese ? '、' : ', ')
}

/** `Berlin`, of `Europe/Berlin`. */
export const cityOf = (timeZone: string): string =>
  (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')

/** `Mon–Fri 08:30–17:00 Berlin`. */
export const hoursLine = (hours: ShiftHours, language: string): string =>
  `${daysText(hours.days, language)} ${hours.start}–${hours.end} ${cityOf(hours.timeZone)}`

/** Whether it ends on the next day (contract of `ShiftHours`). */
export const crossesMidnight = (hours: Pick<ShiftHours, 'start' | 'end'>): boolean => hours.end <= hours.start

/** The zone names that this browser knows, in its order. */
export const knownZones = (): readonly string[] => Intl.supportedValuesOf('timeZone')

/** Browsers list one name a zone, but know its older names too. */
export const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
