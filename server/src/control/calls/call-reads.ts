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
import { talkMs } from './call-record.ts'
import { isOutside, noControls, type CallState } from './call-state.ts'
import { maskNumber } from './number.ts'
import type {
  CallQuery,
  CallScope,
  CallStore,
  Directory,
  RecordingLedger,
  SupervisorLeg,
  TransferStore,
} from './ports.ts'
import type { TalkBook } from './talk-book.ts'
import type { UnheardBook } from './unheard-book.ts'

interface TodayCounters {
  calls: number
  answered: number
  talkMs: number
  averageTalkMs: number | null
  averageWrapUpMs: number | null
  since: number
}

/** A customer on hold, or behind a consult call, hears no speech, whatever was measured before (RECORD-15). */
function talkNow({ controls }: CallState, heard: LiveCall['talk']): LiveCall['talk'] {
  if (heard?.state === 'hold' || controls === null) return heard
  const { hold, consult } = controls
  if (hold !== null) return { state: 'hold', since: hold.since }
  return consult?.speaking === 'consult' ? { state: 'hold', since: consult.since } : heard
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
  unheard: UnheardBook
  transfers: Pick<TransferStore, 'partOf'>
  directory: Directory
}): CallReads {
  const { calls, recordings, quality, talk, unheard, transfers, directory } = deps
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
    transferredTo: call.transferredTo,
    worstMos: call.worstMos,
  })

  const inScope = (scope: CallScope, call: CallState): boolean => {
    switch (scope.type) {
      case 'own':
        return call.agentId === scope.personId || transfers.partOf(call.callId, scope.personId) !== null
      case 'teams':
        return call.teamId !== null && scope.teamIds.includes(call.teamId)
      case 'all':
        return true
      default:
        return scope satisfies never
    }
  }
  /** An agent reads what they wrote of a call that they gave away, not what its receiver did (RECORD-16). */
  const recordFor = (scope: CallScope, call: CallState, refOf = personRef): CallRecord => {
    const shown = record(call, refOf)
    if (scope.type !== 'own' || call.agentId === scope.personId) return shown
    const part = transfers.partOf(call.callId, scope.personId)
    return part === null ? shown : { ...shown, disposition: part.disposition, note: part.note }
  }

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
      agentId: isOutside(call) ? null : call.agentId,
      teamId: call.teamId,
      customer: customerRef(call.customer),
      startedAt: call.startedAt,
      answeredAt: call.answeredAt,
      recording: call.recording,
      recordingSince: call.recordingSince,
      agentLine: call.agentLine,
      parkedUntil: call.parkedUntil,
      controls: call.controls ?? noControls,
      unheard: unheard.of(call.callId),
      quality: quality.of(call.callId),
      trunkId: call.trunkId,
      talk: talkNow(call, talk.of(call.callId)),
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
      return call && inScope(scope, call) ? ok(recordFor(scope, call)) : refuse(callNotFound)
    },
    page: (scope, query) => {
      const { items, total } = calls.page(scope, query)
      const refOf = remembering()
      return { items: items.map((call) => recordFor(scope, call, refOf)), total }
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
