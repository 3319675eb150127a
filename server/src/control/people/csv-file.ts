import { setImmediate as turn } from 'node:timers/promises'
import {
  importLimits,
  ok,
  refuse,
  type BadRow,
  type BadRowFault,
  type Problem,
  type Result,
} from '@hearthline/shared'
import { parse } from 'csv-parse'

export interface CsvRow {
  /** Of the file, from 1; a row whose cells hold line breaks has the line where it ends. */
  line: number
  cells: string[]
}

export interface CsvFile {
  rows: CsvRow[]
  /** Rows that are no CSV. */
  broken: BadRow[]
}

/** A row is never longer: what is, has lost a quotation mark and would swallow the rest of the file. */
const longestRow = 4096
/** Bytes that are parsed before other work is let in: some 2 ms. */
const chunkBytes = 32 * 1024

/**
 * Reads a CSV file (RFC 4180; comma, semicolon or tab, as its first line has them) without keeping the process from other
 * work, and stops at the row that is one too many.
 * Refusals: `payload-too-large`, `too-many-rows`, `invalid-request` of the field `csv` for what is no UTF-8 text.
 */
export async function readCsv(bytes: Uint8Array): Promise<Result<CsvFile>> {
  if (bytes.length > importLimits.bytes) return refuse(tooLarge)
  const text = decode(bytes)
  if (text === null) return refuse(notText)

  const rows: CsvRow[] = []
  const broken: BadRow[] = []
  const reading = { ended: false }
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    // Spelled out: found by itself it would be that of the first line only, and files get mixed by hand.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    // What spreadsheets write for rows that were emptied.
    skip_records_with_empty_values: true,
    max_record_size: longestRow,
    skip_records_with_error: true,
    // Kept here, so that what was read before a fault is not lost with the stream's buffer.
    on_record: (cells: string[], { lines }) => {
      rows.push({ line: lines, cells })
      return null
    },
    on_skip: (error) => {
      broken.push(brokenRow(lineOf(error, broken.length + rows.length + 1), error?.code))
      return undefined
    },
  })
  parser.on('error', (error) => {
    reading.ended = true
    broken.push(brokenRow(lineOf(error, rows.length + 1), 'code' in error ? error.code : null))
  })
  parser.on('end', () => {
    reading.ended = true
  })
  parser.resume()
  // One more than the rows: the header.
  const isFull = () => rows.length + broken.length > importLimits.rows + 1
  for (let from = 0; from < text.length && !reading.ended && !isFull(); from += chunkBytes) {
    parser.write(text.slice(from, from + chunkBytes))
    await turn()
  }
  if (isFull()) {
    parser.destroy()
    return refuse(tooManyRows)
  }
  parser.end()
  while (!reading.ended) await turn()
  return isFull() ? refuse(tooManyRows) : ok({ rows, broken })
}

/** Null for what is not UTF-8 or holds NUL, as UTF-16 and binary files do. */
function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    // TypeError: a byte that UTF-8 does not have.
    return null
  }
}

/** What separates the names of the columns; spreadsheets of many countries write semicolons. */
function delimiterOf(text: string): string {
  const header = text.slice(0, longestRow).split(/[\r\n]/, 1)[0] ?? ''
  const count = (mark: string) => header.split(mark).length
  return [',', ';', '\t'].toSorted((one, two) => count(two) - count(one))[0] ?? ','
}

function lineOf(error: unknown, otherwise: number): number {
  const lines = typeof error === 'object' && error !== null && 'lines' in error ? error.lines : null
  return typeof lines === 'number' ? lines : otherwise
}

function brokenRow(line: number, code: unknown): BadRow {
  const fault = faultOf(code)
  return { line, field: null, fault, value: fault === 'long-row' ? String(longestRow) : '', other: '' }
}

function faultOf(code: unknown): BadRowFault {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'open-quote'
    case 'CSV_MAX_RECORD_SIZE':
      return 'long-row'
    default:
      return 'no-csv'
  }
}

const tooLarge: Problem = {
  code: 'payload-too-large',
  detail: `A file may have ${importLimits.bytes / 1024 / 1024} MiB.`,
}
const tooManyRows: Problem = {
  code: 'too-many-rows',
  detail: `A file may have ${importLimits.rows} people. Split it and import the parts.`,
}
const notText: Problem = {
  code: 'invalid-request',
  field: 'csv',
  detail: 'This file is not UTF-8 text. Save it as "CSV UTF-8" and try again.',
}
