import { z } from 'zod'
import { AnomalyId, DeviceId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { PersonRef } from './people.ts'

export const AnomalyKind = z.enum([
  'new-address', // a network or address that this person never came from
  'impossible-travel', // two sites further apart than anybody travels in that time
  'two-devices', // signed in on two devices at once
  'outside-shift', // key and password proved outside the shift, or signed in by grace or overtime only
  'key-reused', // a retired device key signed again: the browser's profile was copied
])
export type AnomalyKind = z.infer<typeof AnomalyKind>

/** One card for the administrator. */
export const Anomaly = z.object({
  anomalyId: AnomalyId,
  kind: AnomalyKind,
  at: UnixMs,
  person: PersonRef,
  device: z.object({ deviceId: DeviceId, name: z.string() }).nullable(),
  address: z.string(),
  /** What it is told by; which are set follows from the kind. */
  facts: z.object({
    network: z.string().nullable().default(null),
    lastAddress: z.string().nullable().default(null),
    site: z.string().nullable().default(null),
    lastSite: z.string().nullable().default(null),
    kilometres: z.number().nullable().default(null),
    minutes: z.number().nullable().default(null),
    otherDevice: z.string().nullable().default(null),
  }),
  /** What policy did about it. */
  taken: z.enum(['card', 'step-up', 'lock']),
  state: z.enum(['open', 'closed']),
  closedBy: PersonRef.nullable(),
  closedAt: UnixMs.nullable(),
  note: z.string(),
})
export type Anomaly = z.infer<typeof Anomaly>

const administrators = ['administrator'] as const
const anomalyParams = z.object({ anomalyId: AnomalyId })

export const anomalyRoutes = {
  list: route({
    method: 'GET',
    path: '/api/anomalies',
    summary: 'What looked odd about sign-ins, newest first',
    access: administrators,
    query: PageQuery.extend({ state: z.enum(['open', 'closed']).optional(), kind: AnomalyKind.optional() }),
    answer: pageOf(Anomaly),
  }),
  close: route({
    method: 'POST',
    path: '/api/anomalies/:anomalyId/close',
    summary: 'Close a card with a note; `allow` lets a stepped-up sign-in pass once within 15 minutes',
    access: administrators,
    params: anomalyParams,
    body: z.strictObject({ note: z.string().trim().max(200).default(''), allow: z.boolean().default(false) }),
    answer: Anomaly,
    problems: ['not-found', 'request-decided', 'own-request'],
  }),
} as const
