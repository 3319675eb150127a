import { z } from 'zod'
import { CallBackId, CallId, CustomerId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { CustomerRef } from './calls.ts'
import { PersonRef } from './people.ts'

/** A promise to call somebody. Made by an agent, or by the system when a customer was lost. */
export const CallBack = z.object({
  callBackId: CallBackId,
  customer: CustomerRef,
  /** Whose it is. */
  agent: PersonRef,
  reason: z.enum(['asked', 'line-lost', 'missed-ring', 'abandoned']),
  note: z.string(),
  /** Null: as soon as possible. */
  dueAt: UnixMs.nullable(),
  /** The call it came from. */
  callId: CallId.nullable(),
  madeAt: UnixMs,
})
export type CallBack = z.infer<typeof CallBack>

const agents = ['agent'] as const
const params = z.object({ callBackId: CallBackId })

export const callBackRoutes = {
  list: route({
    method: 'GET',
    path: '/api/call-backs',
    summary: 'Own open call-backs, due ones first',
    access: agents,
    query: PageQuery,
    answer: pageOf(CallBack).extend({ dueNow: z.int().nonnegative() }),
  }),
  create: route({
    method: 'POST',
    path: '/api/call-backs',
    summary: 'Promise to call the customer of an own call, or a number',
    access: agents,
    body: z.strictObject({
      to: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('call'), callId: CallId }),
        z.strictObject({ type: z.literal('customer'), customerId: CustomerId }),
        z.strictObject({ type: z.literal('number'), text: z.string().min(1).max(80) }),
      ]),
      dueAt: UnixMs.nullable().default(null),
      note: z.string().trim().max(500).default(''),
    }),
    answer: CallBack,
    problems: ['call-not-found', 'number-not-dialable', 'not-found'],
  }),
  done: route({
    method: 'POST',
    path: '/api/call-backs/:callBackId/done',
    summary: 'It is done, or needed no more',
    access: agents,
    params,
    answer: null,
    problems: ['not-found'],
  }),
} as const
