import type { ShiftLane } from '@hearthline/shared'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** How a lane stands at a moment: what its note says, if anything. */
export type LaneNote =
  | { type: 'overtime'; leftMs: number }
  | { type: 'early'; leftMs: number }
  | { type: 'grace'; leftMs: number }
  | { type: 'outside' }
  | { type: 'starts'; inMs: number }
  | { type: 'split' }
  | { type: 'other-zone' }
  | { type: 'off' }
  | null

export interface Graces {
  earlyMs: number
  lateMs: number
}

const spans = (lane: ShiftLane, now: number) => ({
  window: lane.windows.find(({ startsAt, endsAt }) => startsAt <= now && now < endsAt),
  overtime: lane.overtime.find(({ from, until }) => from <= now && now < until),
  next: lane.windows
    .filter(({ startsAt }) => startsAt > now)
    .toSorted((one, other) => one.startsAt - other.startsAt)[0],
  ended: lane.windows
    .filter(({ endsAt }) => endsAt <= now)
    .toSorted((one, other) => other.endsAt - one.endsAt)[0],
})

const shapeOf = (lane: ShiftLane, shownZone: string): LaneNote => {
  // Their lane says so itself.
  if (lane.always) return null
  if (lane.windows.length === 0) return { type: 'off' }
  if (lane.windows.length > 1) return { type: 'split' }
  return lane.windows.some(({ timeZone }) => timeZone !== shownZone) ? { type: 'other-zone' } : null
}

/** @param now null on another day than today: then only what the day looks like is said */
export const noteOf = (lane: ShiftLane, now: number | null, graces: Graces, shownZone: string): LaneNote => {
  const shape = shapeOf(lane, shownZone)
  if (now === null || lane.always) return shape
  const { window, overtime, next, ended } = spans(lane, now)
  if (window !== undefined) return shape
  if (overtime !== undefined) return { type: 'overtime', leftMs: overtime.until - now }
  if (lane.signedIn) {
    if (ended !== undefined && now < ended.endsAt + graces.lateMs) {
      return { type: 'grace', leftMs: ended.endsAt + graces.lateMs - now }
    }
    return next !== undefined && next.startsAt - graces.earlyMs <= now
      ? { type: 'early', leftMs: next.startsAt - now }
      : { type: 'outside' }
  }
  return next === undefined
    ? lane.windows.length === 0
      ? { type: 'off' }
      : null
    : { type: 'starts', inMs: next.startsAt - now }
}

/** The tail behind a window in which its person is still signed in by grace; null when none is. */
export const graceTail = (
  lane: ShiftLane,
  now: number | null,
  graces: Graces,
): { from: number; until: number } | null => {
  if (now === null || !lane.signedIn) return null
  const { window, overtime, ended } = spans(lane, now)
  if (window !== undefined || overtime !== undefined || ended === undefined) return null
  const until = ended.endsAt + graces.lateMs
  return now < until ? { from: ended.endsAt, until } : null
}

/** What of a day is drawn. */
export interface Range {
  from: number
  to: number
}

const leastHours = 10
/** Working hours, where nothing else says what to show. */
const usual = { from: 7, to: 20 }

/** The hours that hold all windows, overtime and the present, in whole hours of the day. */
export const rangeOf = (
  lanes: readonly ShiftLane[],
  day: Range,
  now: number | null,
  lateMs: number,
): Range => {
  const starts = lanes.flatMap((lane) => [
    ...lane.windows.map(({ startsAt }) => startsAt),
    ...lane.overtime.map(({ from }) => from),
  ])
  const ends = lanes.flatMap((lane) => [
    ...lane.windows.map(({ endsAt }) => endsAt + lateMs),
    ...lane.overtime.map(({ until }) => until),
  ])
  const inDay = (at: number) => Math.min(day.to, Math.max(day.from, at))
  const present = now === null ? [] : [now]
  const first = Math.min(
    ...starts,
    ...present,
    ...(starts.length === 0 ? [day.from + usual.from * hourMs] : []),
  )
  const last = Math.max(...ends, ...present, ...(ends.length === 0 ? [day.from + usual.to * hourMs] : []))
  const from = day.from + Math.floor((inDay(first) - day.from) / hourMs) * hourMs
  const to = Math.min(day.to, day.from + Math.ceil((inDay(last) - day.from) / hourMs) * hourMs)
  const missing = leastHours * hourMs - (to - from)
  if (missing <= 0) return { from, to }
  const wider = Math.min(day.to, to + missing)
  return { from: Math.max(day.from, wider - leastHours * hourMs), to: wider }
}

/** The full hours of a range: 23 or 25 of them on the days on which clocks change. */
export const hoursOf = (range: Range): number[] =>
  Array.from({ length: Math.ceil((range.to - range.from) / hourMs) }, (_, hour) => range.from + hour * hourMs)

/** Where a span lies in a range, in per cent; null when outside. */
export const placeOf = (
  range: Range,
  from: number,
  until: number,
): { left: number; width: number } | null => {
  const start = Math.max(range.from, from)
  const end = Math.min(range.to, until)
  if (end <= start) return null
  const whole = range.to - range.from
  return { left: ((start - range.from) / whole) * 100, width: ((end - start) / whole) * 100 }
}

/** `2026-11-19`: the date in a zone at a moment. */
export const dateIn = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

/** The date so many days on. */
export const movedDate = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
