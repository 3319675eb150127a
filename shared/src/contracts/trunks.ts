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
/** Which numbers go over a trunk, and what they look like there. The longest prefix that fits wins; none fits: not this trunk. No rule at all: every number, as E.164. */
export const PrefixRule = z.strictObject({
  /** E.164 prefix with `+`; `+` alone is every number. */
  prefix: z.string().regex(/^\+\d{0,14}$/),
  /** Digits taken off the front (of the number with its `+`), then put there: `+49` → `0`. */
  strip: z.int().min(0).max(16),
  prepend: z.string().regex(/^[+*#\d]{0,16}$/),
})
export type PrefixRule = z.infer<typeof PrefixRule>

const fields = {
  name: z.string().trim().min(1).max(100),
  host: Host,
  port: z.int().min(1).max(65_535),
  transport: z.enum(['udp', 'tcp', 'tls']),
  /** REGISTER there with the digest user, so that a PBX rings us where we are. */
  register: z.boolean(),
  /** Among trunks of the same rank calls are spread by weight. */
  rank: z.int().min(1).max(100),
  weight: z.int().min(1).max(100),
  /** Calls at a time; null for no limit. */
  channels: z.int().min(1).max(10_000).nullable(),
  prefixes: z.array(PrefixRule).max(200),
  /** How digits go out: RFC 4733 events, or SIP INFO for carriers without. */
  digits: z.enum(['rfc4733', 'info']),
  /** PEM of certificates to trust with TLS, e.g. a PBX's own; null: those of the system. */
  tlsTrust: z.string().max(20_000).nullable(),
  /** Further addresses that may send us calls. */
  addresses: z.array(z.union([z.ipv4(), z.ipv6()])).max(50),
  /** Digest user; null when the carrier knows us by our address. */
  username: z
    .string()
    .max(100)
    // It goes into the heads of SIP messages: no control characters, no halves of characters.
    .regex(/^[^\p{C}]+$/u)
    .nullable(),
  inboundTeamId: TeamId.nullable(),
  /** E.164 that customers see; `callerIds` by prefix of the called number first. */
  callerId: z.string().regex(/^\+[1-9]\d{6,14}$/),
  callerIds: z
    .array(
      z.strictObject({
        prefix: z.string().regex(/^\+\d{1,14}$/),
        callerId: z.string().regex(/^\+[1-9]\d{6,14}$/),
      }),
    )
    .max(200),
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
  /** Null where it does not register. */
  registration: z
    .object({
      state: z.enum(['registered', 'trying', 'refused']),
      since: z.int(),
      sipStatus: z.int().nullable(),
    })
    .nullable(),
  /** Of the last hour. */
  failedShare: z.number().min(0).max(1).nullable(),
})
export type Trunk = z.infer<typeof Trunk>

const administrators = ['administrator'] as const
const trunkParams = z.object({ trunkId: TrunkId })
const password = z.string().min(1).max(200)

export const trunkRoutes = {
  list: route({
    method: 'GET',
    path: '/api/trunks',
    summary: 'Trunks by rank, in which they are tried',
    access: administrators,
    query: PageQuery,
    answer: pageOf(Trunk),
  }),
  create: route({
    method: 'POST',
    path: '/api/trunks',
    summary: 'Add a trunk',
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
  test: route({
    method: 'POST',
    path: '/api/trunks/:trunkId/test',
    summary: 'OPTIONS, and a registration where there is one, now; nothing rings',
    access: administrators,
    params: trunkParams,
    answer: z.object({
      reachable: z.boolean(),
      roundTripMs: z.number().nullable(),
      sipStatus: z.int().nullable(),
      registered: z.boolean().nullable(),
    }),
    problems: ['not-found', 'voice-unavailable'],
  }),
} as const
