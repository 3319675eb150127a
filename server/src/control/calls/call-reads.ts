import type {
  CallId,
  CallRecord,
  CustomerRef,
  LiveCall,
  Page,
  PersonId,
  PersonRef,
  Problem,
  Result,
} from '@hearthline/shared'
import { ok, refuse } from '@hearthline/shared'
import type { LineQualityBook } from './line-quality.ts'
import { talkMs, type CallState } from './call-record.ts'
import { maskNumber } from './number.ts'
import type { CallQuery, CallScope, CallStore, Directory, RecordingLedger, SupervisorLeg } from './ports.ts'
import type { TalkBook } from './talk-book.ts'

interface TodayCounters {
  calls: number
  answered: number
  talkMs: number
  averageTalkMs: number | null
  averageWrapUpMs: number | null
  since: number
}

/** What screens read of calls. No answer holds a whole number. */
export interface CallReads {
  record(call: CallState): CallRecord
  /** Null for a call that has ended. */
  live(call: CallState): LiveCall | null
  /** Every call that has not ended and fits. */
  allLive(fits: (call: CallState) => boolean): LiveCall[]
  /** `call-not-found` also when the call is outside of the scope: its existence is then nobody's business. */
  get(scope: CallScope, callId: CallId): Result<CallRecord>
  page(scope: CallScope, query: CallQuery): Page<CallRecord>
  today(personId: PersonId, sinceMs: number): TodayCounters
}

function inScope(scope: CallScope, call: CallState): boolean {
  switch (scope.type) {
    case 'own':
      return call.agentId === scope.personId
    case 'teams':
      return call.teamId !== null && scope.teamIds.includes(call.teamId)
    case 'all':
      return true
    default:
      return scope satisfies never
  }
}

export function customerRef(customer: CallState['customer']): CustomerRef {
  return {
    customerId: customer.customerId,
    displayName: customer.displayName,
    maskedNumber: maskNumber(customer.number),
  }
}

export function createCallReads(deps: {
  calls: CallStore
  recordings: Pick<RecordingLedger, 'summaryOf'>
  quality: LineQualityBook
  talk: TalkBook
  directory: Directory
}): CallReads {
  const { calls, recordings, quality, talk, directory } = deps
  const personRef = (personId: PersonId): PersonRef => ({
    personId,
    displayName: directory.displayName(personId) ?? '',
  })

  const record = (call: CallState, refOf = personRef): CallRecord => ({
    callId: call.callId,
    direction: call.direction,
    phase: call.phase,
    agent: call.agentId === null ? null : refOf(call.agentId),
    teamId: call.teamId,
    customer: customerRef(call.customer),
    startedAt: call.startedAt,
    ringingAt: call.ringingAt,
    answeredAt: call.answeredAt,
    endedAt: call.endedAt,
    talkMs: talkMs(call),
    termination: call.termination,
    disposition: call.disposition,
    note: call.note,
    recording: recordings.summaryOf(call.callId),
    takenOverBy: call.takenOverBy === null ? null : refOf(call.takenOverBy),
    worstMos: call.worstMos,
  })

  const live = (
    call: CallState,
    supervisors: () => readonly SupervisorLeg[],
    refOf = personRef,
  ): LiveCall | null => {
    if (call.phase === 'ended') return null
    const { takenOverBy, takenOverAt } = call
    return {
      callId: call.callId,
      direction: call.direction,
      phase: call.phase,
      agentId: call.agentId,
      teamId: call.teamId,
      customer: customerRef(call.customer),
      startedAt: call.startedAt,
      answeredAt: call.answeredAt,
      recording: call.recording,
      recordingSince: call.recordingSince,
      agentLine: call.agentLine,
      quality: quality.of(call.callId),
      trunkId: call.trunkId,
      talk: talk.of(call.callId),
      supervisors: supervisors().map(({ personId, since, mode, modeSince }) => ({
        ...refOf(personId),
        since,
        mode,
        modeSince,
      })),
      disclosure: directory.disclosure(call.teamId),
      takenOverBy:
        takenOverBy === null || takenOverAt === null ? null : { ...refOf(takenOverBy), at: takenOverAt },
    }
  }

  /** A list has many calls of few agents. */
  const remembering = () => {
    const known = new Map<PersonId, PersonRef>()
    return (personId: PersonId): PersonRef => {
      const ref = known.get(personId) ?? personRef(personId)
      known.set(personId, ref)
      return ref
    }
  }

  return {
    record: (call) => record(call),
    live: (call) => live(call, () => calls.supervisors(call.callId)),
    allLive: (fits) => {
      const supervisors = calls.openSupervisors()
      const refOf = remembering()
      return calls
        .open()
        .filter(fits)
        .flatMap((call) => live(call, () => supervisors.get(call.callId) ?? [], refOf) ?? [])
    },
    get: (scope, callId) => {
      const call = calls.find(callId)
      return call && inScope(scope, call) ? ok(record(call)) : refuse(callNotFound)
    },
    page: (scope, query) => {
      const { items, total } = calls.page(scope, query)
      const refOf = remembering()
      return { items: items.map((call) => record(call, refOf)), total }
    },
    today: (personId, sinceMs) => {
      const rows = calls.countersOf(personId, sinceMs)
      const talks = rows.flatMap((row) => (row.talkMs === null ? [] : [Math.max(0, row.talkMs)]))
      const wrapUps = rows.flatMap((row) => (row.wrapUpMs === null ? [] : [Math.max(0, row.wrapUpMs)]))
      return {
        calls: rows.length,
        answered: talks.length,
        talkMs: sum(talks),
        averageTalkMs: average(talks),
        averageWrapUpMs: average(wrapUps),
        since: sinceMs,
      }
    },
  }
}

export const callNotFound: Problem = { code: 'call-not-found', detail: 'There is no such call.' }

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const average = (values: readonly number[]) =>
  values.length === 0 ? null : Math.round(sum(values) / values.length)
