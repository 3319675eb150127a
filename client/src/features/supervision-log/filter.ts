import type { MonitorMode, PersonRef, TeamId } from '@hearthline/shared'

export type Span = '' | 'today' | 'week' | 'month' | 'own'

/** What the filters of the page say. */
export interface Filter {
  lead: PersonRef | null
  agent: PersonRef | null
  teamId: TeamId | ''
  mode: MonitorMode | ''
  span: Span
  /** Local days as the browser's date field writes them, `2026-11-19`, for `own`. */
  from: string
  until: string
}

export const everything: Filter = {
  lead: null,
  agent: null,
  teamId: '',
  mode: '',
  span: '',
  from: '',
  until: '',
}

export const isUsed = (filter: Filter): boolean =>
  filter.lead !== null ||
  filter.agent !== null ||
  filter.teamId !== '' ||
  filter.mode !== '' ||
  filter.span !== ''

/** Midnight of this computer's zone, so many days after the day of `at` (negative: before). */
const midnight = (at: number, days: number): number => {
  const day = new Date(at)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime()
}

const startOfDate = (date: string): number | undefined => {
  const at = Date.parse(`${date}T00:00:00`)
  return Number.isNaN(at) ? undefined : at
}

/** From the first moment of the span to its last, unix ms; days are those of this computer, also when clocks change. */
const rangeOf = (filter: Filter, now: number): { from?: number; until?: number } => {
  switch (filter.span) {
    case '':
      return {}
    case 'today':
      return { from: midnight(now, 0) }
    case 'week':
      return { from: midnight(now, -6) }
    case 'month':
      return { from: midnight(now, -29) }
    case 'own': {
      const from = startOfDate(filter.from)
      const last = startOfDate(filter.until)
      return {
        ...(from === undefined ? {} : { from }),
        ...(last === undefined ? {} : { until: midnight(last, 1) - 1 }),
      }
    }
    default:
      return filter.span satisfies never
  }
}

/** The filters as control takes them, for the page and for the file alike. */
export const logQueryOf = (filter: Filter, now: number) => ({
  ...rangeOf(filter, now),
  ...(filter.lead === null ? {} : { leadId: filter.lead.personId }),
  ...(filter.agent === null ? {} : { agentId: filter.agent.personId }),
  ...(filter.teamId === '' ? {} : { teamId: filter.teamId }),
  ...(filter.mode === '' ? {} : { mode: filter.mode }),
})
