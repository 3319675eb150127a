import { z } from 'zod'
import { AccessRequestId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { PersonRef, Role, TeamRef } from './people.ts'

/** What somebody whose key and password were proved asks for from the refusal screen. */
export const AccessRequestKind = z.enum(['network', 'shift', 'step-up'])
export type AccessRequestKind = z.infer<typeof AccessRequestKind>
export const AccessRequestState = z.enum(['waiting', 'granted', 'refused', 'lapsed'])
export type AccessRequestState = z.infer<typeof AccessRequestState>

/** What the browser that asked sees. */
export const OwnAccessRequest = z.object({
  requestId: AccessRequestId,
  kind: AccessRequestKind,
  state: AccessRequestState,
  requestedAt: UnixMs,
  /** When it lapses unanswered. */
  expiresAt: UnixMs,
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
  /** Until when a granted one holds. */
  grantEndsAt: UnixMs.nullable(),
})
export type OwnAccessRequest = z.infer<typeof OwnAccessRequest>

export const AccessRequest = OwnAccessRequest.omit({ decidedBy: true }).extend({
  person: PersonRef.extend({ role: Role, teams: z.array(TeamRef) }),
  address: z.string(),
  /** Where the person came from last; null for the first time. */
  lastAddress: z.string().nullable(),
  deviceName: z.string(),
  note: z.string(),
  decidedBy: PersonRef.nullable(),
})
export type AccessRequest = z.infer<typeof AccessRequest>

const overseers = ['lead', 'administrator'] as const
const requestParams = z.object({ requestId: AccessRequestId })

export const accessRequestRoutes = {
  ask: route({
    method: 'POST',
    path: '/api/access-requests',
    summary:
      'Ask a lead to allow this network, or to open the shift early; from the browser that was refused',
    access: 'anyone',
    /** The reference that the refusal gave; it works once, for 10 minutes, in that browser. */
    body: z.strictObject({
      reference: z.string().max(20),
      note: z.string().trim().max(200).default(''),
    }),
    answer: OwnAccessRequest,
    problems: ['access-request-refused'],
  }),
  current: route({
    method: 'GET',
    path: '/api/access-requests/current',
    summary: 'What became of it; with `wait`, answers at the next change or after 25 s',
    access: 'anyone',
    query: z.object({ wait: z.enum(['change']).optional() }),
    answer: OwnAccessRequest,
    problems: ['not-found'],
  }),
  list: route({
    method: 'GET',
    path: '/api/access-requests',
    summary: 'Requests, newest first; a lead sees those of teams that they lead',
    access: overseers,
    query: PageQuery.extend({ state: AccessRequestState.optional(), kind: AccessRequestKind.optional() }),
    answer: pageOf(AccessRequest),
  }),
  grant: route({
    method: 'POST',
    path: '/api/access-requests/:requestId/grant',
    summary: 'Allow the network for 7 days, the shift for some minutes, or the one sign-in',
    access: overseers,
    params: requestParams,
    /** `minutes`: for a shift, from now; 60 unless told. */
    body: z.strictObject({ minutes: z.int().min(15).max(720).optional() }),
    answer: AccessRequest,
    problems: ['not-found', 'request-decided', 'own-request'],
  }),
  refuse: route({
    method: 'POST',
    path: '/api/access-requests/:requestId/refuse',
    summary: 'Refuse it, with a reason the person reads',
    access: overseers,
    params: requestParams,
    body: z.strictObject({ reason: z.string().trim().min(1).max(200) }),
    answer: AccessRequest,
    problems: ['not-found', 'request-decided', 'own-request'],
  }),
} as const
