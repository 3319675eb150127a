import { Readable } from 'node:stream'
import type { MonitoringSpan, Page, PersonId, PersonRef } from '@hearthline/shared'
import { stringify } from 'csv-stringify/sync'
import { othersFirst } from '../audit/index.ts'
import type { Directory } from '../calls/index.ts'
import type { Audit, Clock } from '../ports.ts'
import type { SpanCursor, SpanFilter, SpanRow, SpanScope, SpanStore } from './ports.ts'

const rowsPerChunk = 250
/** The totals of a long log are added up in slices of some 10 ms, between which others are served. */
const usualSliceRows = 5_000

/** Who listened to whom, when, how and for how long: for reports and for regulators (SUPERVISION-11). */
export interface MonitoringLog {
  /** Newest first; count and `totalMs` are over the whole filtered list. */
  page(
    scope: SpanScope,
    filter: SpanFilter,
    page: { offset: number; limit: number },
  ): Promise<Page<MonitoringSpan> & { totalMs: number }>
  /** The same as CSV, oldest first, written while it is read; that it was taken out is a row of the trail. */
  exported(
    scope: SpanScope,
    filter: SpanFilter,
    asker: { personId: PersonId; address: string },
  ): { fileName: string; csv: Readable }
}

export function createMonitoringLog(deps: {
  spans: SpanStore
  directory: Pick<Directory, 'displayName'>
  audit: Audit
  clock: Clock
  /** 5,000 unless told. */
  rowsPerSlice?: number
}): MonitoringLog {
  const { spans, audit, clock, rowsPerSlice = usualSliceRows } = deps

  /** Each person is looked up once for one page or chunk. */
  const viewer = () => {
    const known = new Map<PersonId, PersonRef>()
    const refOf = (personId: PersonId): PersonRef => {
      const ref = known.get(personId) ?? {
        personId,
        displayName: deps.directory.displayName(personId) ?? '',
      }
      known.set(personId, ref)
      return ref
    }
    return (row: SpanRow): MonitoringSpan => ({
      spanId: row.spanId,
      callId: row.callId,
      direction: row.direction,
      customer: row.customer,
      lead: refOf(row.leadId),
      agent: row.agentId === null ? null : refOf(row.agentId),
      team: row.teamId === null ? null : { teamId: row.teamId, name: row.teamName ?? '' },
      mode: row.mode,
      disclosure: row.disclosure,
      startedAt: row.startedAt,
      endedAt: row.endedAt,
    })
  }

  /** Up to now: what begins while it is read would have no end to the file. */
  async function* chunks(
    scope: SpanScope,
    filter: SpanFilter,
    nowMs: number,
  ): AsyncGenerator<MonitoringSpan[]> {
    const until = Math.min(filter.until ?? Infinity, nowMs + 1)
    let cursor: SpanCursor | null = null
    for (;;) {
      const rows: SpanRow[] = spans.after(scope, { ...filter, until }, cursor, rowsPerChunk)
      if (rows.length > 0) yield rows.map(viewer())
      cursor = rows.at(-1) ?? null
      if (rows.length < rowsPerChunk) return
      await othersFirst()
    }
  }

  return {
    page: async (scope, filter, page) => {
      const nowMs = clock.nowMs()
      const last = spans.lastRow()
      const items = spans.page(scope, filter, page).map(viewer())
      let [total, totalMs] = [0, 0]
      for (let from = 1; from <= last; from += rowsPerSlice) {
        if (from > 1) await othersFirst()
        const until = Math.min(last, from + rowsPerSlice - 1)
        const slice = spans.totals(scope, filter, { from, until }, nowMs)
        total += slice.total
        totalMs += slice.totalMs
      }
      return { items, total, totalMs }
    },
    exported: (scope, filter, { personId, address }) => {
      const nowMs = clock.nowMs()
      audit.append({
        action: 'supervision.log-exported',
        actorId: personId,
        subjectId: null,
        address,
        outcome: 'done',
      })
      const day = new Date(nowMs).toISOString().slice(0, 16).replaceAll(/[-:]/g, '')
      return {
        fileName: `hearthline-supervision-${day}Z.csv`,
        csv: Readable.from(csvOf(chunks(scope, filter, nowMs), nowMs), { objectMode: false }),
      }
    },
  }
}

const columns = [
  'startedAt',
  'startedAtUnixMs',
  'endedAt',
  'endedAtUnixMs',
  'seconds',
  'mode',
  'disclosure',
  'leadId',
  'leadName',
  'agentId',
  'agentName',
  'teamId',
  'teamName',
  'callId',
  'direction',
  'customerName',
  'customerNumber',
] as const

const cellsOf = (
  span: MonitoringSpan,
  nowMs: number,
): Record<(typeof columns)[number], string | number | null> => ({
  startedAt: new Date(span.startedAt).toISOString(),
  startedAtUnixMs: span.startedAt,
  endedAt: span.endedAt === null ? null : new Date(span.endedAt).toISOString(),
  endedAtUnixMs: span.endedAt,
  seconds: Math.max(0, Math.round(((span.endedAt ?? nowMs) - span.startedAt) / 1000)),
  mode: span.mode,
  disclosure: span.disclosure,
  leadId: span.lead.personId,
  leadName: span.lead.displayName,
  agentId: span.agent?.personId ?? null,
  agentName: span.agent?.displayName ?? null,
  teamId: span.team?.teamId ?? null,
  teamName: span.team?.name ?? null,
  callId: span.callId,
  direction: span.direction,
  customerName: span.customer.displayName,
  customerNumber: span.customer.maskedNumber,
})

/**
 * RFC 4180, UTF-8 with a byte order mark so that Excel reads it as that. What begins like a formula gets an apostrophe in
 * front (OWASP "CSV injection"): names can, and masked numbers, which begin with a plus.
 */
const write = (spans: readonly MonitoringSpan[], nowMs: number, first: boolean): Buffer =>
  Buffer.from(
    stringify(
      spans.map((span) => cellsOf(span, nowMs)),
      {
        columns: [...columns],
        header: first,
        bom: first,
        escape_formulas: true,
        record_delimiter: 'windows',
      },
    ),
  )

async function* csvOf(chunks: AsyncGenerator<MonitoringSpan[]>, nowMs: number): AsyncGenerator<Buffer> {
  yield write([], nowMs, true)
  for await (const spans of chunks) yield write(spans, nowMs, false)
}
