import type {
  CallId,
  CustomerRef,
  Direction,
  Disclosure,
  LegId,
  MarkerId,
  MonitorMode,
  PersonId,
  SpanId,
  TeamId,
} from '@hearthline/shared'
import type { CallScope } from '../calls/index.ts'

/** One stretch of a supervisor's leg in one mode. */
export interface StoredSpan {
  spanId: SpanId
  callId: CallId
  legId: LegId
  leadId: PersonId
  agentId: PersonId | null
  teamId: TeamId | null
  mode: MonitorMode
  disclosure: Disclosure
  startedAt: number
  endedAt: number | null
}

/** A span with what its call and team are called. */
export type SpanRow = StoredSpan & {
  /** Grows as spans are written: tells apart what began in the same millisecond. */
  row: number
  direction: Direction
  customer: CustomerRef
  teamName: string | null
}

export interface SpanFilter {
  search?: string | undefined
  leadId?: PersonId | undefined
  agentId?: PersonId | undefined
  teamId?: TeamId | undefined
  callId?: CallId | undefined
  mode?: MonitorMode | undefined
  /** Started then or later, and before. */
  from?: number | undefined
  until?: number | undefined
}

/** Which calls somebody may see, without the agents' own. */
export type SpanScope = Exclude<CallScope, { type: 'own' }>

/** A place in the order of start. */
export interface SpanCursor {
  startedAt: number
  row: number
}

export interface SpanStore {
  insert(span: StoredSpan): void
  /** Ends what stands open of this leg; never before it began. */
  close(legId: LegId, atMs: number): void
  ofCall(callId: CallId): StoredSpan[]
  /** Newest first. */
  page(scope: SpanScope, filter: SpanFilter, page: { offset: number; limit: number }): SpanRow[]
  /** Number of the row that was written last; 0 for none. Rows are never removed. */
  lastRow(): number
  /** Count and time of what fits among these rows; what still runs counts until `nowMs`. */
  totals(
    scope: SpanScope,
    filter: SpanFilter,
    rows: { from: number; until: number },
    nowMs: number,
  ): { total: number; totalMs: number }
  /** Oldest first, beyond the cursor. */
  after(scope: SpanScope, filter: SpanFilter, cursor: SpanCursor | null, limit: number): SpanRow[]
}

export interface StoredMarker {
  markerId: MarkerId
  callId: CallId
  byId: PersonId
  at: number
  text: string
  createdAt: number
}

export interface MarkerStore {
  insert(marker: StoredMarker): void
  find(markerId: MarkerId): StoredMarker | null
  remove(markerId: MarkerId): void
  ofCall(callId: CallId): StoredMarker[]
  count(callId: CallId): number
  /** What agents asked for in a call. */
  helpOfCall(callId: CallId): { agentId: PersonId; note: string; askedAt: number; endedAt: number | null }[]
}
