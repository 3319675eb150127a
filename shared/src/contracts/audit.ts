import { z } from 'zod'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'

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

export const auditRoutes = {
  list: route({
    method: 'GET',
    path: '/api/audit',
    summary: 'Audit rows, newest first',
    access: ['administrator'],
    query: PageQuery.extend({ action: z.string().max(60).optional() }),
    answer: pageOf(AuditRow),
  }),
  verify: route({
    method: 'GET',
    path: '/api/audit/verification',
    summary: 'Walks the whole chain and names the first bad row',
    access: ['administrator'],
    answer: z.object({
      rows: z.int(),
      head: z.string().nullable(),
      firstBadSeq: z.int().nullable(),
    }),
  }),
} as const
