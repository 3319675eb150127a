import type { CallId, FloorAgent, LiveCall, PersonId } from '@hearthline/shared'
import { shownState, type ShownState } from '../../ui/components/state-mark.tsx'

/** What a lead should look at, most urgent first. */
export const alerts = [
  'lineLost',
  'recordingFailed',
  'noPhone',
  'poorLine',
  'wrapOver',
  'missedRing',
] as const
export type FloorAlert = (typeof alerts)[number]

export interface FloorRow {
  personId: PersonId
  name: string
  state: ShownState
  alert: FloorAlert | null
  /** Server time since which the state holds; the call's answer while on a call. */
  sinceMs: number
  callId: CallId | null
}

/** Families of states as the counters show them. */
export const families = ['on-call', 'ready', 'calling', 'wrap-up', 'away', 'trouble', 'offline'] as const
export type Family = (typeof families)[number]

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

export const familyOf = (state: ShownState): Family => {
  switch (state) {
    case 'on-call':
    case 'on-hold':
      return 'on-call'
    case 'ready':
    case 'wrap-up':
    case 'offline':
      return state
    case 'calling':
    case 'ringing':
      return 'calling'
    case 'line-lost':
    case 'unreachable':
    case 'reconnecting':
      return 'trouble'
    case 'break':
    case 'lunch':
    case 'training':
    case 'meeting':
    case 'technical':
    case 'missed-ring':
    case 'signed-in':
      return 'away'
    default:
      return state satisfies never
  }
}

/** Below this a customer strains to understand: DESIGN section 6, "Poor". */
export const poorMos = 3.6

/** One agent as the floor shows them, from what control has pushed. */
export function rowOf(agent: FloorAgent, call: LiveCall | null, nowMs: number): FloorRow {
  const state = stateOf(agent, call)
  const inCall = state === 'on-call'
  return {
    personId: agent.personId,
    name: agent.displayName,
    state,
    alert: alertOf(agent, call, nowMs),
    sinceMs: (inCall ? call?.answeredAt : null) ?? agent.state.since,
    callId: call?.callId ?? null,
  }
}

function stateOf(agent: FloorAgent, call: LiveCall | null): ShownState {
  if (call !== null && call.agentLine === 'lost') return 'line-lost'
  switch (agent.state.type) {
    case 'on-call':
      if (call === null || call.phase === 'connected') return 'on-call'
      return call.direction === 'inbound' ? 'ringing' : 'calling'
    case 'ready':
      if (call !== null && call.direction === 'inbound' && call.phase !== 'connected') return 'ringing'
      return agent.reachability.phone ? 'ready' : 'unreachable'
    case 'offline':
    case 'break':
    case 'wrap-up':
    case 'not-ready':
      return shownState(agent.state)
    default:
      return agent.state satisfies never
  }
}

function alertOf(agent: FloorAgent, call: LiveCall | null, nowMs: number): FloorAlert | null {
  if (call !== null) {
    if (call.agentLine === 'lost') return 'lineLost'
    if (call.recording === 'failed') return 'recordingFailed'
    if (call.quality !== null && call.quality.mos < poorMos) return 'poorLine'
  }
  const { state, reachability } = agent
  if (state.type === 'ready' && !reachability.phone) return 'noPhone'
  if (state.type === 'wrap-up' && state.endsAt < nowMs - 2_000) return 'wrapOver'
  if (state.type === 'not-ready' && state.reason === 'missed-ring') return 'missedRing'
  return null
}

export type SortBy = 'needs' | 'name' | 'time'

/** Sorts rows; equal ones by name, so that nobody jumps without a reason. */
export function sortRows(rows: readonly FloorRow[], by: SortBy): FloorRow[] {
  const byName = (one: FloorRow, other: FloorRow) => one.name.localeCompare(other.name)
  switch (by) {
    case 'name':
      return rows.toSorted(byName)
    case 'time':
      return rows.toSorted((one, other) => one.sinceMs - other.sinceMs || byName(one, other))
    case 'needs': {
      const urgency = (row: FloorRow) => (row.alert === null ? alerts.length : alerts.indexOf(row.alert))
      return rows.toSorted(
        (one, other) =>
          urgency(one) - urgency(other) || order[one.state] - order[other.state] || byName(one, other),
      )
    }
    default:
      return by satisfies never
  }
}

/** Keeps rows of a family whose name has every word that was typed. */
export function filterRows(rows: readonly FloorRow[], family: Family | 'all', search: string): FloorRow[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return rows.filter(
    (row) =>
      (family === 'all' || familyOf(row.state) === family) &&
      words.every((word) => row.name.toLowerCase().includes(word)),
  )
}

/**
 * The order to show while somebody points at or stands in the grid: nobody moves under the cursor. People who came join
 * at the end, those who left go.
 */
export function frozenOrder(shown: readonly PersonId[], fresh: readonly PersonId[]): PersonId[] {
  const present = new Set(fresh)
  const kept = shown.filter((id) => present.has(id))
  const known = new Set(kept)
  return [...kept, ...fresh.filter((id) => !known.has(id))]
}

/** How old the floor's figures are. Control speaks at least every 5 s (its ping), so 8 s of silence is 3 s too late. */
export const freshness = (silentMs: number, connected: boolean): 'live' | 'late' | 'old' => {
  if (silentMs >= 10_000) return 'old'
  return silentMs >= 8_000 || !connected ? 'late' : 'live'
}

/** Where an arrow key leads in a grid of tiles. */
export function nextIndex(key: string, index: number, count: number, columns: number): number | null {
  const target =
    key === 'ArrowRight'
      ? index + 1
      : key === 'ArrowLeft'
        ? index - 1
        : key === 'ArrowDown'
          ? index + columns
          : key === 'ArrowUp'
            ? index - columns
            : key === 'Home'
              ? 0
              : key === 'End'
                ? count - 1
                : null
  return target === null || target < 0 || target >= count ? null : target
}
