import type { PersonId, TeamId } from '@hearthline/shared'
import { type QualityWord, qualityOf } from '../../ui/components/quality-bars.tsx'
import type { ShownState } from '../../ui/components/state-mark.tsx'
import { alertKinds, type AlertKind, urgencyOf } from './floor-alerts.ts'
import { type Family, familyOf } from './families.ts'
import type { FloorRow } from './floor-summary.ts'

export const sorts = ['needs', 'name', 'time'] as const
export type SortBy = (typeof sorts)[number]

/** What is shown of the floor, and how. */
export interface FloorChoice {
  view: 'tiles' | 'table'
  team: TeamId | 'all'
  family: Family | 'all'
  alert: AlertKind | 'any' | 'all'
  line: QualityWord | 'all'
  search: string
  sort: SortBy
  /** Null: by team on a floor that is too large to be seen at once. */
  grouped: boolean | null
}

export const everybody = { team: 'all', family: 'all', alert: 'all', line: 'all', search: '' } as const
export const isNarrowed = ({ team, family, alert, line, search }: FloorChoice): boolean =>
  [team, family, alert, line].some((part) => part !== 'all') || search.trim() !== ''

/** More people than this do not fit on a screen: DESIGN section 11, screen 08. */
const crowd = 64
export const isCrowded = (people: number): boolean => people > crowd
export const isGrouped = (choice: FloorChoice, people: number): boolean => choice.grouped ?? isCrowded(people)

const order: Record<ShownState, number> = {
  'line-lost': 0,
  unreachable: 1,
  reconnecting: 2,
  'on-call': 3,
  'on-hold': 3,
  ringing: 4,
  calling: 5,
  ready: 6,
  'wrap-up': 7,
  'missed-ring': 8,
  technical: 9,
  break: 9,
  lunch: 9,
  training: 9,
  meeting: 9,
  'signed-in': 10,
  offline: 11,
}

const byName = (one: FloorRow, other: FloorRow): number =>
  one.name.localeCompare(other.name) || (one.personId < other.personId ? -1 : 1)
const urgency = ({ alerts: [first] }: FloorRow): number =>
  first === undefined ? alertKinds.length : urgencyOf(first.kind)

/** Sorts rows; equal ones by name, so that nobody jumps without a reason. */
export function sortRows(rows: readonly FloorRow[], by: SortBy): FloorRow[] {
  switch (by) {
    case 'name':
      return rows.toSorted(byName)
    case 'time':
      return rows.toSorted((one, other) => one.sinceMs - other.sinceMs || byName(one, other))
    case 'needs':
      return rows.toSorted(
        (one, other) =>
          urgency(one) - urgency(other) || order[one.state] - order[other.state] || byName(one, other),
      )
    default:
      return by satisfies never
  }
}

/** Keeps rows that fit every part of the choice and whose name has every word that was typed. */
export function filterRows(rows: readonly FloorRow[], choice: FloorChoice): FloorRow[] {
  const words = choice.search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const { team, family, alert, line } = choice
  return rows.filter(
    (row) =>
      (team === 'all' || row.agent.teams.some((one) => one.teamId === team)) &&
      (family === 'all' || familyOf(row.state) === family) &&
      (alert === 'all' ||
        (alert === 'any' ? row.alerts.length > 0 : row.alerts.some((one) => one.kind === alert))) &&
      (line === 'all' ||
        (row.call?.phase === 'connected' && qualityOf(row.call.quality?.mos ?? null).word === line)) &&
      words.every((word) => row.name.toLowerCase().includes(word)),
  )
}

/** A part of the floor under its own head: a team's people, or those of them who are away. */
export interface Section {
  /** Of one section among all; `all` where there is only one. */
  key: string
  teamId: TeamId | null
  /** Empty for people without a team, and for the only section. */
  name: string
  part: 'all' | 'here' | 'away'
  ids: readonly PersonId[]
}

/** Neither with a customer, nor ready for one, nor in need of the lead. */
const isAway = (row: FloorRow): boolean => {
  const family = familyOf(row.state)
  return (family === 'away' || family === 'offline') && row.alerts.length === 0
}

/** Sorted rows in sections. Somebody of several teams stands in the first of them that is shown. */
export function sectionsOf(rows: readonly FloorRow[], choice: FloorChoice, grouped: boolean): Section[] {
  if (!grouped)
    return [{ key: 'all', teamId: null, name: '', part: 'all', ids: rows.map((row) => row.personId) }]
  const teams = new Map<string, { teamId: TeamId | null; name: string; here: PersonId[]; away: PersonId[] }>()
  for (const row of rows) {
    const shown = row.agent.teams.find((one) => one.teamId === choice.team)
    const team = shown ?? row.agent.teams.toSorted((one, other) => one.name.localeCompare(other.name))[0]
    const key = team?.teamId ?? ''
    const group = teams.get(key) ?? {
      teamId: team?.teamId ?? null,
      name: team?.name ?? '',
      here: [],
      away: [],
    }
    teams.set(key, group)
    group[isAway(row) ? 'away' : 'here'].push(row.personId)
  }
  return [...teams.entries()]
    .toSorted(([, one], [, other]) => one.name.localeCompare(other.name))
    .flatMap(([key, { teamId, name, here, away }]) => [
      { key, teamId, name, part: 'here' as const, ids: here },
      ...(away.length === 0 ? [] : [{ key: `${key} away`, teamId, name, part: 'away' as const, ids: away }]),
    ])
}

/**
 * What to show while somebody points at or stands in the floor: nobody moves under the cursor, not even out of a filter.
 * People who came join the end of their section, those who left the floor go.
 */
export function frozenSections(
  shown: readonly Section[],
  fresh: readonly Section[],
  present: ReadonlySet<PersonId>,
): Section[] {
  const known = new Set(shown.flatMap((section) => section.ids))
  const kept = shown.map((section) => {
    const came = fresh.find((one) => one.key === section.key)?.ids.filter((id) => !known.has(id)) ?? []
    return { ...section, ids: [...section.ids.filter((id) => present.has(id)), ...came] }
  })
  const keys = new Set(shown.map((section) => section.key))
  const others = fresh
    .filter((section) => !keys.has(section.key))
    .map((section) => ({ ...section, ids: section.ids.filter((id) => !known.has(id)) }))
    .filter((section) => section.ids.length > 0)
  return [...kept, ...others]
}

export const sameSections = (one: readonly Section[], other: readonly Section[]): boolean =>
  one.length === other.length &&
  one.every((section, index) => {
    const twin = other[index]
    return (
      twin !== undefined &&
      section.key === twin.key &&
      section.name === twin.name &&
      section.ids.length === twin.ids.length &&
      section.ids.every((id, at) => id === twin.ids[at])
    )
  })

/** How old the floor's figures are. Control speaks at least every 5 s (its ping), so 8 s of silence is 3 s too late. */
export const freshness = (silentMs: number, connected: boolean): 'live' | 'late' | 'old' => {
  if (silentMs >= 10_000) return 'old'
  return silentMs >= 8_000 || !connected ? 'late' : 'live'
}

/** Where a tile stands on the screen, px. */
export interface Place {
  left: number
  top: number
}

/** Where an arrow key leads from a tile: sideways in reading order, up and down to the nearest of the next line. */
export function nextTile(key: string, index: number, places: readonly Place[]): number | null {
  const from = places[index]
  if (from === undefined) return null
  const within = (target: number): number | null => (target in places ? target : null)
  const across = (tops: number[], top: number | undefined): number | null => {
    if (top === undefined || tops.length === 0) return null
    const line = places.flatMap((place, at) => (place.top === top ? [at] : []))
    const distance = (at: number): number => Math.abs((places[at]?.left ?? 0) - from.left)
    return line.toSorted((one, other) => distance(one) - distance(other))[0] ?? null
  }
  switch (key) {
    case 'ArrowRight':
      return within(index + 1)
    case 'ArrowLeft':
      return within(index - 1)
    case 'Home':
      return within(0)
    case 'End':
      return within(places.length - 1)
    case 'ArrowDown': {
      const tops = places.map((place) => place.top).filter((top) => top > from.top)
      return across(tops, Math.min(...tops))
    }
    case 'ArrowUp': {
      const tops = places.map((place) => place.top).filter((top) => top < from.top)
      return across(tops, Math.max(...tops))
    }
    default:
      return null
  }
}
