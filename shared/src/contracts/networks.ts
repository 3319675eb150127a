import { z } from 'zod'
import { NetworkRuleId, PersonId, SiteId, TeamId } from '../ids.ts'
import { PageQuery, pageOf, SortDirection, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { PersonRef } from './people.ts'

/** Whom a network or a shift window is for. */
export const NetworkScope = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('everyone') }),
  z.strictObject({ type: z.literal('site'), siteId: SiteId }),
  z.strictObject({ type: z.literal('team'), teamId: TeamId }),
  z.strictObject({ type: z.literal('person'), personId: PersonId }),
])
export type NetworkScope = z.infer<typeof NetworkScope>

/** `company`: an administrator's rule without an end. `home-lead`: for one person, made by hand. `home-request`: asked for. */
export const NetworkRuleKind = z.enum(['company', 'home-lead', 'home-request'])
export type NetworkRuleKind = z.infer<typeof NetworkRuleKind>

export const NetworkRule = z.object({
  ruleId: NetworkRuleId,
  /** Normalised CIDR, e.g. `203.0.113.0/24`, `2001:db8::/48`. */
  cidr: z.string(),
  name: z.string(),
  scope: NetworkScope,
  /** Name of the site, team or person; null for everyone. */
  scopeName: z.string().nullable(),
  kind: NetworkRuleKind,
  endsAt: UnixMs.nullable(),
  /** People signed in from inside it now, to whom it applies. */
  online: z.int().nonnegative(),
  createdBy: PersonRef.nullable(),
  createdAt: UnixMs,
})
export type NetworkRule = z.infer<typeof NetworkRule>

/** One step of a draft. */
export const NetworkChange = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('add'),
    cidr: z.string().max(60),
    name: z.string().trim().min(1).max(100),
    scope: NetworkScope,
    endsAt: UnixMs.nullable().default(null),
  }),
  z.strictObject({ type: z.literal('remove'), ruleId: NetworkRuleId }),
])
export type NetworkChange = z.infer<typeof NetworkChange>
const Changes = z.array(NetworkChange).min(1).max(200)

export const NetworkPreview = z.object({
  /** The draft's additions in their order, normalised. */
  added: z.array(z.object({ cidr: z.string(), online: z.int().nonnegative() })),
  /** Signed-in people whom no rule would cover any more; at most 50 of `losingTotal`. */
  losing: z.array(
    PersonRef.extend({
      you: z.boolean(),
      address: z.string(),
      outcome: z.enum(['signed-out', 'drains', 'cut']),
    }),
  ),
  losingTotal: z.int().nonnegative(),
  youLose: z.boolean(),
  yourAddress: z.string(),
})
export type NetworkPreview = z.infer<typeof NetworkPreview>

const administrators = ['administrator'] as const

/** `invalid-request` names the entry, e.g. `changes.0.cidr`, with a sentence on what to write instead. */
export const networkRoutes = {
  list: route({
    method: 'GET',
    path: '/api/networks',
    summary: 'Network rules; `revision` guards a publication against another editor',
    access: administrators,
    query: PageQuery.extend({
      scope: z.enum(['everyone', 'site', 'team', 'person']).optional(),
      sort: z.enum(['cidr', 'name', 'kind', 'ends', 'created']).default('created'),
      direction: SortDirection.default('descending'),
    }),
    answer: pageOf(NetworkRule).extend({ revision: z.int(), yourAddress: z.string() }),
  }),
  preview: route({
    method: 'POST',
    path: '/api/networks/preview',
    summary: 'Checks a draft and says who would lose access; changes nothing',
    access: administrators,
    body: z.strictObject({ changes: Changes }),
    answer: NetworkPreview,
  }),
  publish: route({
    method: 'POST',
    path: '/api/networks/changes',
    summary: 'Publishes a draft as one; sign-ins that no rule covers any more end within 2 s',
    access: administrators,
    body: z.strictObject({ changes: Changes, revision: z.int() }),
    answer: z.object({ revision: z.int(), ended: z.int().nonnegative() }),
    problems: ['conflict', 'would-lock-out'],
  }),
} as const
