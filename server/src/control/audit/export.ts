import { Readable } from 'node:stream'
import type { AuditEntryView, AuditFilter } from '@hearthline/shared'
import { stringify } from 'csv-stringify/sync'
import type { Audit, Clock } from '../ports.ts'
import type { AuditReader } from './reader.ts'

export interface AuditExport {
  fileName: string
  csv: Readable
}

const columns = [
  'seq',
  'time',
  'timeUnixMs',
  'action',
  'actorId',
  'actorName',
  'subjectId',
  'subjectName',
  'address',
  'outcome',
  'reason',
  'reference',
  'previousHash',
  'hash',
] as const

const cellsOf = (row: AuditEntryView): Record<(typeof columns)[number], string | number | null> => ({
  seq: row.seq,
  time: new Date(row.at).toISOString(),
  timeUnixMs: row.at,
  action: row.action,
  actorId: row.actorId,
  actorName: row.actor?.displayName ?? null,
  subjectId: row.subjectId,
  subjectName: row.subjectName,
  address: row.address,
  outcome: row.outcome,
  reason: row.reason,
  reference: row.reference,
  previousHash: row.previousHash,
  hash: row.hash,
})

/**
 * RFC 4180, UTF-8 with a byte order mark so that Excel reads it as that. What begins like a formula gets an apostrophe in
 * front (OWASP "CSV injection"): only names can, all else is ids, words and hashes.
 */
const write = (rows: readonly AuditEntryView[], first: boolean): string =>
  stringify(rows.map(cellsOf), {
    columns: [...columns],
    header: first,
    bom: first,
    escape_formulas: true,
    record_delimiter: 'windows',
  })

async function* csvOf(chunks: AsyncGenerator<AuditEntryView[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(write([], true))
  for await (const rows of chunks) yield Buffer.from(write(rows, false))
}

/**
 * The filtered rows, oldest first, written while they are read: memory holds one chunk. That somebody took them out is a
 * row of its own (AUDIT-8), committed before the first byte and not in the file.
 */
export function exportAudit(
  deps: { reader: AuditReader; audit: Audit; clock: Clock },
  filter: AuditFilter,
  asker: { personId: string; address: string },
): AuditExport {
  const { reader, audit, clock } = deps
  const untilNow = reader.chunks(filter)
  audit.append({
    action: 'audit.exported',
    actorId: asker.personId,
    subjectId: null,
    address: asker.address,
    outcome: 'done',
  })
  const day = new Date(clock.nowMs()).toISOString().slice(0, 16).replaceAll(/[-:]/g, '')
  return {
    fileName: `hearthline-audit-${day}Z.csv`,
    csv: Readable.from(csvOf(untilNow), { objectMode: false }),
  }
}
