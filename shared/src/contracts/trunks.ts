import { z } from 'zod'
import { TeamId, TrunkId } from '../ids.ts'
import { pageOf, PageQuery } from '../paging.ts'
import { route } from '../route.ts'
import { TeamRef } from './people.ts'
import { TrunkStatus } from './supervision.ts'

/** Host name or address of the carrier, without port. */
const Host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9.:_-]+$/)
const fields = {
  name: z.string().trim().min(1).max(100),
  host: Host,
  port: z.int().min(1).max(65_535),
  transport: z.enum(['udp', 'tcp']),
  /** Further addresses that may send us calls. */
  addresses: z.array(z.union([z.ipv4(), z.ipv6()])).max(50),
  /** Digest user; null when the carrier knows us by our address. */
  username: z.string().min(1).max(100).nullable(),
  inboundTeamId: TeamId.nullable(),
  /** E.164 that customers see. */
  callerId: z.string().regex(/^\+[1-9]\d{6,14}$/),
  enabled: z.boolean(),
}

/** The password goes in and never comes out. */
export const Trunk = z.object({
  ...fields,
  trunkId: TrunkId,
  hasPassword: z.boolean(),
  inboundTeam: TeamRef.nullable(),
  status: TrunkStatus.nullable(),
  callsNow: z.int().nonnegative(),
})
export type Trunk = z.infer<typeof Trunk>

const administrators = ['administrator'] as const
const trunkParams = z.object({ trunkId: TrunkId })
const password = z.string().min(1).max(200)

export const trunkRoutes = {
  list: route({
    method: 'GET',
    path: '/api/trunks',
    summary: 'Trunks in the order in which they are tried',
    access: administrators,
    query: PageQuery,
    answer: pageOf(Trunk),
  }),
  create: route({
    method: 'POST',
    path: '/api/trunks',
    summary: 'Add a trunk, tried last',
    access: administrators,
    body: z.strictObject({ ...fields, password: password.nullable().default(null) }),
    answer: Trunk,
    problems: ['name-taken'],
  }),
  update: route({
    method: 'PATCH',
    path: '/api/trunks/:trunkId',
    summary: 'Change a trunk; without `password` the stored one stays',
    access: administrators,
    params: trunkParams,
    body: z.strictObject({ ...fields, password: password.nullable() }).partial(),
    answer: Trunk,
    problems: ['not-found', 'name-taken'],
  }),
  remove: route({
    method: 'DELETE',
    path: '/api/trunks/:trunkId',
    summary: 'Remove a trunk; calls on it go on',
    access: administrators,
    params: trunkParams,
    answer: null,
    problems: ['not-found'],
  }),
  order: route({
    method: 'PUT',
    path: '/api/trunks/order',
    summary: 'The order in which trunks are tried: every trunk, once',
    access: administrators,
    body: z.strictObject({ trunkIds: z.array(TrunkId).max(100) }),
    answer: null,
    problems: ['conflict'],
  }),
} as const
