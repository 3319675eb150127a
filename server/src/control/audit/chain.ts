import { createHash } from 'node:crypto'
import type { AuditRow } from '@hearthline/shared'

/** What is hashed of a row: all of it but the hash. */
export type AuditFacts = Omit<AuditRow, 'hash'>

/** Hash "before" the first row. */
export const chainStart = '0'.repeat(64)

/**
 * The row in one spelling: a JSON array in fixed order, so that key order and spacing cannot change the hash.
 * Rule AUDIT-2.
 */
export function canonicalRow(row: AuditFacts): string {
  return JSON.stringify([
    row.seq,
    row.at,
    row.action,
    row.actorId,
    row.subjectId,
    row.address,
    row.outcome,
    row.reason,
    row.reference,
  ])
}

/** Hex SHA-256 of the previous hash (64 hex characters) followed by the canonical row in UTF-8. */
export function hashRow(previousHash: string, row: AuditFacts): string {
  return createHash('sha256').update(previousHash).update(canonicalRow(row)).digest('hex')
}

/** How far a walk along the chain has come; start with `newWalk()`. */
export interface ChainWalk {
  rows: number
  /** Number of the last row that was walked; 0 before the first. */
  lastSeq: number
  head: string | null
  /** `missing-before`: numbers are missing before this row; `hash`: it does not follow from the row before. */
  firstBad: { seq: number; why: 'missing-before' | 'hash' } | null
}

export const newWalk = (): ChainWalk => ({ rows: 0, lastSeq: 0, head: null, firstBad: null })

/**
 * Walks the next rows, in order of `seq`. A row is bad when its hash does not follow from the row before it or when
 * a number is missing before it. The walk goes on past the first bad row only to count.
 */
export function walkRows(walk: ChainWalk, rows: readonly AuditRow[]): ChainWalk {
  let { rows: count, lastSeq, head, firstBad } = walk
  for (const row of rows) {
    if (firstBad === null) {
      if (row.seq !== count + 1) firstBad = { seq: row.seq, why: 'missing-before' }
      else if (row.hash !== hashRow(head ?? chainStart, row)) firstBad = { seq: row.seq, why: 'hash' }
    }
    count += 1
    lastSeq = row.seq
    head = row.hash
  }
  return { rows: count, lastSeq, head, firstBad }
}
