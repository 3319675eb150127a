import { z } from 'zod'
import { PersonId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { PersonRef } from './people.ts'

/** Only ids and closed words in a row, never personal data, so that erasure never breaks the chain. */
export const AuditRow = z.object({
  seq: z.int().positive(),
  at: UnixMs,
  /** `domain.step`, e.g. `access.sign-in`, `recordings.opened`. */
  action: z.string(),
  actorId: z.string().nullable(),
  subjectId: z.string().nullable(),
  address: z.string().nullable(),
  outcome: z.enum(['done', 'refused']),
  /** Closed word for the true reason of a refusal, or a detail of the step. */
  reason: z.string().nullable(),
  reference: z.string().nullable(),
  hash: z.string(),
})
export type AuditRow = z.infer<typeof AuditRow>

/** A row with what its ids mean now: looked up for the screen, not part of the chain. */
export const AuditEntryView = AuditRow.extend({
  previousHash: z.string(),
  actor: PersonRef.nullable(),
  /** Name of the person, device, team, site, network or trunk that the subject is, where it is one and still exists. */
  subjectName: z.string().nullable(),
})
export type AuditEntryView = z.infer<typeof AuditEntryView>

export const AuditFilter = z.object({
  search: z.string().trim().max(100).optional(),
  /** The part of an action before the dot, e.g. `access`, or a whole action. */
  action: z.string().max(60).optional(),
  actorId: PersonId.optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  from: z.coerce.number().int().nonnegative().optional(),
  until: z.coerce.number().int().nonnegative().optional(),
})
export type AuditFilter = z.infer<typeof AuditFilter>

export const AuditVerification = z.object({
  rows: z.int(),
  head: z.string().nullable(),
  firstBadSeq: z.int().nullable(),
  checkedAt: UnixMs,
  tookMs: z.number(),
  anchors: z.object({
    count: z.int(),
    last: z.object({ seq: z.int(), hash: z.string(), at: UnixMs }).nullable(),
    /** First row that does not match a signed anchor, or the first anchor whose signature is bad. */
    firstBad: z
      .object({ seq: z.int(), why: z.enum(['signature', 'hash', 'missing-rows', 'unreadable']) })
      .nullable(),
  }),
})
export type AuditVerification = z.infer<typeof AuditVerification>

const administrators = ['administrator'] as const

export const auditRoutes = {
  list: route({
    method: 'GET',
    path: '/api/audit',
    summary: 'Audit rows, newest first',
    access: administrators,
    query: PageQuery.extend(AuditFilter.shape),
    answer: pageOf(AuditEntryView),
  }),
  actions: route({
    method: 'GET',
    path: '/api/audit/actions',
    summary: 'The actions that occur, for the filter',
    access: administrators,
    answer: z.object({ actions: z.array(z.string()) }),
  }),
  exportRows: route({
    method: 'POST',
    path: '/api/audit/exports',
    summary:
      'The filtered rows as CSV, safe to open in a spreadsheet, with the hashes that prove them; is itself audited',
    access: administrators,
    body: z.strictObject(AuditFilter.shape),
    answer: 'binary',
  }),
  verification: route({
    method: 'GET',
    path: '/api/audit/verification',
    summary: 'What the standing check last found; new rows and anchors are checked every minute',
    access: administrators,
    answer: AuditVerification,
  }),
  verify: route({
    method: 'POST',
    path: '/api/audit/verifications',
    summary: 'Walks the whole chain and every anchor now',
    access: administrators,
    answer: AuditVerification,
  }),
} as const
