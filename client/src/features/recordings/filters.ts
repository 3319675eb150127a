import type { Direction, Disposition, PersonId } from '@hearthline/shared'

export interface Filters {
  search: string
  /** Local days as the browser's date field writes them, `2026-11-19`; empty for open. */
  from: string
  until: string
  agentId: PersonId | ''
  direction: Direction | ''
  disposition: Disposition | ''
  recorded: 'true' | 'false' | ''
}

export const noFilters: Filters = {
  search: '',
  from: '',
  until: '',
  agentId: '',
  direction: '',
  disposition: '',
  recorded: '',
}

/** The first moment of a local day, unix ms; undefined for an empty or impossible date. */
export const startOfDay = (date: string): number | undefined => {
  const [year, month, day] = date.split('-').map(Number)
  if (year === undefined || month === undefined || day === undefined) return undefined
  const at = new Date(year, month - 1, day).getTime()
  return Number.isNaN(at) ? undefined : at
}

/** What control is asked. `until` is the whole of its day, also on the days that clocks change. */
export const queryOf = (filters: Filters) => {
  const from = startOfDay(filters.from)
  const lastDay = startOfDay(filters.until)
  const after = lastDay === undefined ? undefined : new Date(lastDay)
  after?.setDate(after.getDate() + 1)
  return {
    ...(filters.search === '' ? {} : { search: filters.search }),
    ...(from === undefined ? {} : { from }),
    ...(after === undefined ? {} : { until: after.getTime() - 1 }),
    ...(filters.agentId === '' ? {} : { agentId: filters.agentId }),
    ...(filters.direction === '' ? {} : { direction: filters.direction }),
    ...(filters.disposition === '' ? {} : { disposition: filters.disposition }),
    ...(filters.recorded === '' ? {} : { recorded: filters.recorded }),
  }
}
