import { ShiftHours } from '@hearthline/shared'
import { isZone } from './hours.ts'

/** Weekly hours as they stand in the editor: a field may be empty or wrong. */
export interface HoursDraft {
  /** Keeps a row's fields while others come and go. */
  key: number
  days: readonly number[]
  start: string
  end: string
  timeZone: string
}

export type HoursFault = 'days' | 'times' | 'zone'

export const draftsOf = (hours: readonly ShiftHours[], firstKey = 0): HoursDraft[] =>
  hours.map((one, index) => ({ key: firstKey + index, ...one }))

/** `09:05` of what people write for it: `9:05`, `9.05`, `905`, `9` for the full hour. Null for no time of day. */
export const clockOf = (text: string): string | null => {
  const parts = /^(\d{1,2})(?:[:.\uFF1A]?(\d{2}))?$/.exec(text.trim())
  const hours = Number(parts?.[1] ?? Number.NaN)
  const minutes = Number(parts?.[2] ?? 0)
  return hours < 24 && minutes < 60
    ? `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
    : null
}

const clocked = (draft: HoursDraft) => ({
  start: clockOf(draft.start) ?? '',
  end: clockOf(draft.end) ?? '',
})

/** The first thing that keeps a row from being saved; null when it can be. */
export const faultOf = (draft: HoursDraft): HoursFault | null => {
  if (draft.days.length === 0) return 'days'
  if (!isZone(draft.timeZone)) return 'zone'
  const { key: _key, ...fields } = draft
  return ShiftHours.safeParse({ ...fields, ...clocked(draft), days: [...fields.days] }).success
    ? null
    : 'times'
}

/** The rows as control takes them; null while one of them has a fault. */
export const hoursOfDrafts = (drafts: readonly HoursDraft[]): ShiftHours[] | null => {
  const hours: ShiftHours[] = []
  for (const draft of drafts) {
    if (faultOf(draft) !== null) return null
    hours.push({
      days: [...draft.days].toSorted((one, other) => one - other),
      ...clocked(draft),
      timeZone: draft.timeZone,
    })
  }
  return hours
}
