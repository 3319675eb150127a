import type { CallId, Direction, TeamId, TeamTally, TerminationKind } from '@hearthline/shared'
import type { News, NewsDesk } from '../news.ts'
import { createOnceInAWhile } from '../once-in-a-while.ts'
import type { Clock, Timer } from '../ports.ts'

/** A call as it counts. */
export interface CountedCall {
  callId: CallId
  teamId: TeamId | null
  direction: Direction
  startedAt: number
  answeredAt: number | null
  terminationKind: TerminationKind | null
}

export interface TallyStore {
  /** Every call that began since then, or was answered since the other moment. */
  callsSince(startedAtMs: number, answeredAtMs: number): CountedCall[]
  find(callId: CallId): CountedCall | null
}

/** What each team's day has been (STEER-15). */
export interface Tallies {
  /** Null for a team that is not there. */
  of(teamId: TeamId): TeamTally | null
  /** Of these teams, or of all. */
  all(sees: (teamId: TeamId) => boolean): TeamTally[]
  /** Counts from the records; call once. */
  start(): void
  dispose(): void
}

type Counters = Pick<TeamTally, 'placed' | 'answered' | 'offered' | 'taken' | 'abandoned' | 'noAgent'>

const hourMs = 3_600_000
/** Conversations leave the last hour without any news. */
const recountEveryMs = 60_000
const tellEveryMs = 1_000

export function createTallies(deps: {
  store: TallyStore
  teams: { all(): { teamId: TeamId; name: string }[]; name(teamId: TeamId): string | null }
  /** Midnight before a moment, by the clock on the wall here. */
  startOfDay(atMs: number): number
  news: NewsDesk
  clock: Clock
}): Tallies {
  const { store, teams, news, clock } = deps
  /** Each call as it was counted, so that what became of it replaces just that. */
  const counted = new Map<CallId, CountedCall>()
  /** Those of them that were answered within the last hour. */
  const recent = new Map<CallId, { teamId: TeamId; answeredAt: number }>()
  const days = new Map<TeamId, Counters>()
  let sinceMs = deps.startOfDay(clock.nowMs())
  let next: Timer | null = null

  const telling = createOnceInAWhile<TeamId>({
    clock,
    everyMs: tellEveryMs,
    tell: (teamId) => news.tell({ type: 'tally', teamId }),
  })

  const add = (call: CountedCall, by: 1 | -1) => {
    if (call.teamId === null || call.startedAt < sinceMs) return
    const day = days.get(call.teamId) ?? { ...nothing }
    for (const counter of countersOf(call)) day[counter] += by
    days.set(call.teamId, day)
  }
  const count = (call: CountedCall) => {
    const before = counted.get(call.callId)
    if (before) add(before, -1)
    counted.set(call.callId, call)
    add(call, 1)
    const { callId, teamId, answeredAt } = call
    if (teamId !== null && answeredAt !== null && answeredAt > clock.nowMs() - hourMs)
      recent.set(callId, { teamId, answeredAt })
    else recent.delete(callId)
    return before
  }
  const load = () => {
    const nowMs = clock.nowMs()
    sinceMs = deps.startOfDay(nowMs)
    counted.clear()
    recent.clear()
    days.clear()
    for (const call of store.callsSince(sinceMs, nowMs - hourMs)) count(call)
  }

  /** Each minute the last hour moves on; at midnight a new day begins. */
  const tick = () => {
    const nowMs = clock.nowMs()
    if (deps.startOfDay(nowMs) === sinceMs) {
      const changed = new Set<TeamId>()
      for (const [callId, { teamId, answeredAt }] of recent)
        if (answeredAt <= nowMs - hourMs) {
          recent.delete(callId)
          changed.add(teamId)
        }
      for (const teamId of changed) telling.changed(teamId)
    } else {
      load()
      for (const { teamId } of teams.all()) telling.changed(teamId)
    }
    arm()
  }
  const arm = () => {
    const nowMs = clock.nowMs()
    next?.cancel()
    // Noon of the day after is past every change of the clock: its midnight is the next one.
    const midnightMs = deps.startOfDay(sinceMs + 36 * hourMs)
    next = clock.setTimer(Math.max(1, Math.min(recountEveryMs, midnightMs - nowMs)), tick)
  }

  const heard = (item: News) => {
    if (item.type !== 'call' && item.type !== 'call-ended') return
    const call = store.find(item.callId)
    if (call === null) return
    const before = count(call)
    if (before && sameCount(before, call)) return
    for (const teamId of new Set([before?.teamId, call.teamId])) if (teamId) telling.changed(teamId)
  }
  const subscription = news.subscribe(heard)

  const tallyOf = (teamId: TeamId, name: string): TeamTally => {
    let lastHour = 0
    const fromMs = clock.nowMs() - hourMs
    for (const one of recent.values()) if (one.teamId === teamId && one.answeredAt > fromMs) lastHour += 1
    return { team: { teamId, name }, since: sinceMs, ...(days.get(teamId) ?? nothing), lastHour }
  }

  return {
    of: (teamId) => {
      const name = teams.name(teamId)
      return name === null ? null : tallyOf(teamId, name)
    },
    all: (sees) =>
      teams
        .all()
        .filter(({ teamId }) => sees(teamId))
        .map(({ teamId, name }) => tallyOf(teamId, name)),
    start: () => {
      load()
      arm()
    },
    dispose: () => {
      subscription()
      telling.dispose()
      next?.cancel()
    },
  }
}

const nothing: Counters = { placed: 0, answered: 0, offered: 0, taken: 0, abandoned: 0, noAgent: 0 }

function countersOf({ direction, answeredAt, terminationKind }: CountedCall): (keyof Counters)[] {
  if (direction === 'outbound') {
    // A ticket that nobody used was no call.
    if (terminationKind === 'never-dialled') return []
    return answeredAt === null ? ['placed'] : ['placed', 'answered']
  }
  if (answeredAt !== null) return ['offered', 'taken']
  if (terminationKind === 'customer-abandoned') return ['offered', 'abandoned']
  return terminationKind === 'no-agent' ? ['offered', 'noAgent'] : ['offered']
}

const sameCount = (before: CountedCall, after: CountedCall) =>
  before.teamId === after.teamId &&
  before.answeredAt === after.answeredAt &&
  countersOf(before).join() === countersOf(after).join()
