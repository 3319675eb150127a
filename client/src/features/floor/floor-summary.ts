import {
  type FloorAgent,
  floorLimits,
  type HelpRequest,
  type LiveCall,
  type PersonId,
  type TeamId,
  type TeamTally,
  type TrunkStatus,
} from '@hearthline/shared'
import type { FloorView } from '../../realtime/index.ts'
import { shownState, type ShownState } from '../../ui/components/state-mark.tsx'
import { type Family, familyOf } from './families.ts'
import { type Alert, type AlertKind, alertsOf, isReachable, sameAlerts, urgencyOf } from './floor-alerts.ts'

/** One agent as the floor shows them. The same object as before while nothing about them has changed. */
export interface FloorRow {
  personId: PersonId
  name: string
  agent: FloorAgent
  state: ShownState
  /** Server time since which the state holds; the call's answer while on a call, the hold's begin on hold. */
  sinceMs: number
  call: LiveCall | null
  /** A call of theirs in which a lead speaks now. */
  takenOver: LiveCall | null
  help: HelpRequest | null
  /** Most urgent first. */
  alerts: readonly Alert[]
}

/** How inbound calls of a team fare: now, and since midnight. */
export interface QueueHealth {
  teamId: TeamId
  name: string
  waiting: number
  /** Server time at which the call that waits longest came in. */
  waitingSinceMs: number | null
  ready: number
  offered: number
  taken: number
  abandoned: number
  noAgent: number
}

export interface TrunkHealth {
  trunk: TrunkStatus
  /** Calls of this floor that run over it now. */
  channels: number
}

export interface FloorSummary {
  /** What it was made of. */
  floor: FloorView
  rows: readonly FloorRow[]
  families: Record<Family, number>
  /** Signed in. */
  present: number
  longestReady: FloorRow | null
  /** Calls that a lead has taken over run without an agent. */
  calls: { count: number; takenOver: number }
  /** Mean MOS of the lines that are measured now, and how many are poor. */
  line: { meanMos: number | null; poor: number }
  /** Since midnight. The rate is of outbound calls; null before the first. */
  day: { conversations: number; lastHour: number; placed: number; answerRate: number | null }
  queues: readonly QueueHealth[]
  trunks: readonly TrunkHealth[]
  /** Whom the lead should look at, most urgent first; who waits longer comes first among equals. */
  needs: readonly FloorRow[]
}

/**
 * Every number, state and alert of the wallboard, from one snapshot and the time.
 * @param before what the last call returned: unchanged rows stay the same objects, and alerts that nobody dates keep
 *   when they were first seen
 * @returns `before` itself when nothing has changed
 */
export function summarise(floor: FloorView, nowMs: number, before: FloorSummary | null): FloorSummary {
  const rowsBefore = new Map((before?.rows ?? []).map((row) => [row.personId, row]))
  const helpOf = new Map(floor.help.map((help) => [help.agent.personId, help]))
  const calls = [...floor.calls.values()]
  const takenFrom = new Map(
    calls.flatMap((call) =>
      call.takenOverBy === null || call.agentId === null ? [] : [[call.agentId, call] as const],
    ),
  )
  const rows = floor.agentIds.flatMap((personId) => {
    const agent = floor.agents.get(personId)
    if (agent === undefined) return []
    const callId = floor.callOf.get(personId)
    const facts = {
      agent,
      call: callId === undefined ? null : (floor.calls.get(callId) ?? null),
      takenOver: takenFrom.get(personId) ?? null,
      help: helpOf.get(personId) ?? null,
    }
    return [rowOf(facts, nowMs, rowsBefore.get(personId) ?? null, before === null)]
  })
  if (before?.floor === floor && rows.every((row, index) => row === before.rows[index])) return before
  const counts = countFamilies(rows)
  return {
    floor,
    rows: kept(before?.rows, rows),
    families: kept(before?.families, counts),
    present: rows.length - counts.offline,
    longestReady: longestReadyOf(rows),
    calls: kept(before?.calls, {
      count: calls.length,
      takenOver: calls.filter((call) => call.takenOverBy !== null).length,
    }),
    line: kept(before?.line, lineOf(calls)),
    day: kept(before?.day, dayOf(floor.tallies)),
    queues: keptAll(before?.queues, queuesOf(floor, rows, calls), (queue) => queue.teamId),
    trunks: keptAll(
      before?.trunks,
      floor.trunks.map((trunk) => ({
        trunk,
        channels: calls.filter((call) => call.trunkId === trunk.trunkId).length,
      })),
      ({ trunk }) => trunk.trunkId,
    ),
    needs: kept(before?.needs, rows.filter((row) => row.alerts.length > 0).toSorted(byNeed)),
  }
}

/** The part as it was before, when nothing in it has changed: what shows it need not render. */
function kept<Part extends object>(before: Part | undefined, now: Part): Part {
  if (before === undefined) return now
  const [old, fresh] = [Object.entries(before), Object.entries(now)]
  const same =
    old.length === fresh.length &&
    fresh.every(([key, value], index) => key === old[index]?.[0] && Object.is(value, old[index]?.[1]))
  return same ? before : now
}

/** `kept` for a list and for each of its parts. */
function keptAll<Part extends object>(
  before: readonly Part[] | undefined,
  now: readonly Part[],
  keyOf: (part: Part) => string,
): readonly Part[] {
  const old = new Map((before ?? []).map((part) => [keyOf(part), part]))
  return kept(
    before,
    now.map((part) => kept(old.get(keyOf(part)), part)),
  )
}

/** Most urgent first, then who waits longest, then by name. */
const byNeed = (one: FloorRow, other: FloorRow): number => {
  const [first, second] = [one.alerts[0], other.alerts[0]]
  if (first === undefined || second === undefined) return 0
  return (
    urgencyOf(first.kind) - urgencyOf(second.kind) ||
    (first.sinceMs ?? Number.MAX_SAFE_INTEGER) - (second.sinceMs ?? Number.MAX_SAFE_INTEGER) ||
    one.name.localeCompare(other.name)
  )
}

type Facts = Pick<FloorRow, 'agent' | 'call' | 'takenOver' | 'help'>

function rowOf(facts: Facts, nowMs: number, before: FloorRow | null, first: boolean): FloorRow {
  const { agent, call } = facts
  // What this page finds on opening may have stood for long: better no time than a wrong one.
  const seen = (kind: AlertKind): number | null => {
    const known = before?.alerts.find((alert) => alert.kind === kind)
    return known === undefined ? (first ? null : nowMs) : known.sinceMs
  }
  const alerts = alertsOf(facts, nowMs, seen)
  const same = before !== null && sameAlerts(before.alerts, alerts)
  if (
    same &&
    before.agent === agent &&
    before.call === call &&
    before.takenOver === facts.takenOver &&
    before.help === facts.help
  )
    return before
  const state = stateOf(agent, call)
  return {
    ...facts,
    personId: agent.personId,
    name: agent.displayName,
    state,
    sinceMs: sinceOf(state, agent, call, alerts),
    alerts: same ? before.alerts : alerts,
  }
}

function stateOf(agent: FloorAgent, call: LiveCall | null): ShownState {
  if (call?.agentLine === 'lost') return 'line-lost'
  const { state } = agent
  switch (state.type) {
    case 'on-call':
      if (call === null || call.phase === 'connected')
        return call?.talk?.state === 'hold' ? 'on-hold' : 'on-call'
      return call.direction === 'inbound' ? 'ringing' : 'calling'
    case 'ready':
      if (call !== null && call.direction === 'inbound' && call.phase !== 'connected') return 'ringing'
      return isReachable(agent) ? 'ready' : 'unreachable'
    case 'not-ready':
      return state.reason === 'line-lost' && !isReachable(agent) ? 'unreachable' : shownState(state)
    case 'offline':
    case 'break':
    case 'wrap-up':
      return shownState(state)
    default:
      return state satisfies never
  }
}

function sinceOf(
  state: ShownState,
  agent: FloorAgent,
  call: LiveCall | null,
  alerts: readonly Alert[],
): number {
  const since = (kind: AlertKind): number =>
    alerts.find((alert) => alert.kind === kind)?.sinceMs ?? agent.state.since
  if (state === 'on-call') return call?.answeredAt ?? agent.state.since
  if (state === 'on-hold') return call?.talk?.since ?? agent.state.since
  if (state === 'ringing') return call?.startedAt ?? agent.state.since
  if (state === 'unreachable') return since('unreachable')
  if (state === 'line-lost') return since('lineLost')
  return agent.state.since
}

function countFamilies(rows: readonly FloorRow[]): Record<Family, number> {
  const counts = { 'on-call': 0, ready: 0, calling: 0, 'wrap-up': 0, away: 0, trouble: 0, offline: 0 }
  for (const row of rows) counts[familyOf(row.state)] += 1
  return counts
}

const longestReadyOf = (rows: readonly FloorRow[]): FloorRow | null =>
  rows
    .filter((row) => row.state === 'ready')
    .reduce<FloorRow | null>(
      (longest, row) => (longest === null || row.sinceMs < longest.sinceMs ? row : longest),
      null,
    )

function lineOf(calls: readonly LiveCall[]): FloorSummary['line'] {
  const measured = calls.flatMap((call) => (call.quality === null ? [] : [call.quality.mos]))
  return {
    meanMos: measured.length === 0 ? null : measured.reduce((sum, mos) => sum + mos, 0) / measured.length,
    poor: measured.filter((mos) => mos < floorLimits.poorMos).length,
  }
}

function dayOf(tallies: readonly TeamTally[]): FloorSummary['day'] {
  const sum = (part: (tally: TeamTally) => number): number =>
    tallies.reduce((total, tally) => total + part(tally), 0)
  const placed = sum((tally) => tally.placed)
  return {
    conversations: sum((tally) => tally.answered + tally.taken),
    lastHour: sum((tally) => tally.lastHour),
    placed,
    answerRate: placed === 0 ? null : sum((tally) => tally.answered) / placed,
  }
}

function queuesOf(floor: FloorView, rows: readonly FloorRow[], calls: readonly LiveCall[]): QueueHealth[] {
  const names = new Map(floor.tallies.map(({ team }) => [team.teamId, team.name]))
  for (const { agent } of rows)
    for (const team of agent.teams) if (!names.has(team.teamId)) names.set(team.teamId, team.name)
  return [...names]
    .map(([teamId, name]) => {
      const tally = floor.tallies.find((one) => one.team.teamId === teamId)
      const waits = calls.flatMap((call) =>
        call.teamId === teamId && call.direction === 'inbound' && call.answeredAt === null
          ? [call.startedAt]
          : [],
      )
      return {
        teamId,
        name,
        waiting: waits.length,
        waitingSinceMs: waits.length === 0 ? null : Math.min(...waits),
        ready: rows.filter(
          (row) => row.state === 'ready' && row.agent.teams.some((team) => team.teamId === teamId),
        ).length,
        offered: tally?.offered ?? 0,
        taken: tally?.taken ?? 0,
        abandoned: tally?.abandoned ?? 0,
        noAgent: tally?.noAgent ?? 0,
      }
    })
    .toSorted((one, other) => one.name.localeCompare(other.name))
}
