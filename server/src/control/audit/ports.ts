import type { AuditRow, Page, PageQuery } from '@hearthline/shared'

export type AuditQuery = PageQuery & { action?: string | undefined }

export interface AuditRepository {
  last(): { seq: number; hash: string } | null
  insert(row: AuditRow): void
  /** Newest first. */
  page(query: AuditQuery): Page<AuditRow>
  /** Up to `limit` rows with `seq` greater than `afterSeq`, oldest first. */
  after(afterSeq: number, limit: number): AuditRow[]
}
