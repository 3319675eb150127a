import type { Person, PersonId, ShiftHours, ShiftScope, ShiftWindow } from '@hearthline/shared'
import type { StoredOvertime } from './ports.ts'
import { lookAheadMs, type Span } from './opening.ts'
import { windowsOf } from './windows.ts'

export interface ScopedHours {
  scope: ShiftScope
  hours: ShiftHours
}

/** Whose hours are looked for. */
export type Worker = Pick<Person, 'personId' | 'teams'>

/** Hours and overtime as they stand, kept in memory: they are asked for at each request of each signed-in person. */
export interface ShiftBook {
  /** Exactly the hours of this team or person. */
  own(scope: ShiftScope): readonly ShiftHours[]
  /** Own hours, else those of all their teams together. */
  hoursOf(worker: Worker): { hours: readonly ShiftHours[]; inherited: boolean }
  overtimeOf(personId: PersonId): readonly Span[]
  /** The same overtime with other hours for one scope: to see what an edit would do. */
  withHours(scope: ShiftScope, hours: readonly ShiftHours[]): ShiftBook
}

export function createShiftBook(
  scoped: readonly ScopedHours[],
  overtime: readonly StoredOvertime[],
): ShiftBook {
  const byOwner = Map.groupBy(scoped, ({ scope }) => ownerOf(scope))
  const spans = Map.groupBy(
    overtime.map(({ personId, fromAt, untilAt }) => ({ personId, from: fromAt, until: untilAt })),
    ({ personId }) => personId,
  )
  const hoursOfOwner = (owner: string) => (byOwner.get(owner) ?? []).map(({ hours }) => hours)

  return {
    own: (scope) => hoursOfOwner(ownerOf(scope)),
    hoursOf: ({ personId, teams }) => {
      if (byOwner.has(personId)) return { hours: hoursOfOwner(personId), inherited: false }
      return { hours: teams.flatMap(({ teamId }) => hoursOfOwner(teamId)), inherited: true }
    },
    overtimeOf: (personId) => spans.get(personId) ?? [],
    withHours: (scope, hours) => {
      const others = scoped.filter((entry) => ownerOf(entry.scope) !== ownerOf(scope))
      return createShiftBook([...others, ...hours.map((entry) => ({ scope, hours: entry }))], overtime)
    },
  }
}

const ownerOf = (scope: ShiftScope): string => (scope.type === 'team' ? scope.teamId : scope.personId)

const dayMs = 24 * 60 * 60_000

/**
 * Windows around now, worked out once a day for each different set of hours: one date in one zone takes some 30 µs with
 * temporal-polyfill, and a set of hours has a month of them.
 */
export function createWindowCache() {
  const found = new Map<string, readonly ShiftWindow[]>()
  let day = -1
  return {
    /** All that touch the day before `atMs` to the 14 days after. */
    around: (hours: readonly ShiftHours[], atMs: number): readonly ShiftWindow[] => {
      const today = Math.floor(atMs / dayMs)
      if (today !== day) {
        found.clear()
        day = today
      }
      const key = JSON.stringify(hours)
      const known = found.get(key)
      if (known) return known
      const windows = windowsOf(hours, (today - 1) * dayMs, (today + 2) * dayMs + lookAheadMs)
      found.set(key, windows)
      return windows
    },
  }
}
