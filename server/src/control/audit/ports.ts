import type { AuditFilter, AuditRow, Page, PageQuery, PersonRef } from '@hearthline/shared'

/** What a row must be like; `namedIds` are the ids of whom and what the search text names. */
export interface AuditMatch extends Omit<AuditFilter, 'actorId'> {
  actorId?: string | undefined
  namedIds: readonly string[]
}

/** Rows by their numbers, both ends included. */
export interface SeqRange {
  fromSeq: number
  untilSeq: number
}

/** A row with the hash before it. */
export type LinkedRow = AuditRow & { previousHash: string | null }

export type AuditQuery = PageQuery & { action?: string | undefined }

export interface AuditRepository {
  last(): { seq: number; hash: string } | null
  insert(row: AuditRow): void
  /** Newest first, counted and read at once: for looks at a small trail; screens page through the reader. */
  page(query: AuditQuery): Page<AuditRow>
  /** Up to `limit` rows with `seq` greater than `afterSeq`, oldest first. */
  after(afterSeq: number, limit: number): AuditRow[]
  hashAt(seq: number): string | null
  /** The actions that occur, sorted. */
  actions(): string[]
  count(match: AuditMatch, range: SeqRange): number
  newest(match: AuditMatch, range: SeqRange, window: { offset: number; limit: number }): LinkedRow[]
  oldest(match: AuditMatch, range: SeqRange, limit: number): LinkedRow[]
}

/** What ids mean now. Names are no part of the chain, so that erasing one never breaks it (AUDIT-5). */
export interface AuditNames {
  /** Name of the person, device, team, site, network or trunk with this id; null when there is none any more. */
  nameOf(id: string): string | null
  personOf(id: string): PersonRef | null
  /** Ids of everybody and everything whose name contains the text; at most `limit`. */
  idsNamed(text: string, limit: number): string[]
}
