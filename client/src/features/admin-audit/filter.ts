import type { AuditFilter, PersonRef } from '@hearthline/shared'

export type Span = '' | 'today' | 'week' | 'month' | 'own'

/** What the filters of the page say. */
export interface Filter {
  search: string
  action: string
  actor: PersonRef | null
  outcome: 'done' | 'refused' | ''
  span: Span
  /** `2026-11-19`, for `own`. */
  from: string
  until: string
}

export const everything: Filter = {
  search: '',
  action: '',
  actor: null,
  outcome: '',
  span: '',
  from: '',
  until: '',
}

const dayMs = 86_400_000

/** Midnight of this computer's zone, so many days before. */
const midnight = (now: number, daysBefore: number): number => {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysBefore).getTime()
}

const startOfDate = (date: string): number | undefined => {
  const at = Date.parse(`${date}T00:00:00`)
  return Number.isNaN(at) ? undefined : at
}

const rangeOf = (filter: Filter, now: number): { from?: number; until?: number } => {
  switch (filter.span) {
    case '':
      return {}
    case 'today':
      return { from: midnight(now, 0) }
    case 'week':
      return { from: midnight(now, 6) }
    case 'month':
      return { from: midnight(now, 29) }
    case 'own': {
      const from = startOfDate(filter.from)
      const until = startOfDate(filter.until)
      return {
        ...(from === undefined ? {} : { from }),
        // The whole last day; a day may have 25 hours, so half a day on top still falls into the next one.
        ...(until === undefined ? {} : { until: midnight(until + dayMs + dayMs / 2, 0) - 1 }),
      }
    }
    default:
      return filter.span satisfies never
  }
}

/** The filters as control takes them. */
export const queryOf = (filter: Filter, now: number): AuditFilter => ({
  ...rangeOf(filter, now),
  ...(filter.search === '' ? {} : { search: filter.search }),
  ...(filter.action === '' ? {} : { action: filter.action }),
  ...(filter.actor === null ? {} : { actorId: filter.actor.personId }),
  ...(filter.outcome === '' ? {} : { outcome: filter.outcome }),
})

/** The kinds that occur, each once, in order: the part of an action before the dot. */
export const kindsOf = (actions: readonly string[]): string[] =>
  [...new Set(actions.map((action) => action.split('.')[0] ?? action))].toSorted()

export const isUsed = (filter: Filter): boolean =>
  filter.search !== '' ||
  filter.action !== '' ||
  filter.actor !== null ||
  filter.outcome !== '' ||
  filter.span !== ''
