import { z } from 'zod'
import { PersonId, SiteId, TeamId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'

export const Role = z.enum(['agent', 'lead', 'administrator'])
export type Role = z.infer<typeof Role>

export const UserName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,62}$/)
export const DisplayName = z.string().trim().min(1).max(100)

export const TeamRef = z.object({ teamId: TeamId, name: z.string() })
export const PersonRef = z.object({ personId: PersonId, displayName: z.string() })
export type PersonRef = z.infer<typeof PersonRef>

export const Person = z.object({
  personId: PersonId,
  userName: z.string(),
  displayName: z.string(),
  role: Role,
  /** Teams the person works in (agent) or leads (lead). Empty for administrators. */
  teams: z.array(TeamRef),
  siteId: SiteId.nullable(),
  disabled: z.boolean(),
  devices: z.int().nonnegative(),
  createdAt: UnixMs,
})
export type Person = z.infer<typeof Person>

export const Team = z.object({
  teamId: TeamId,
  name: z.string(),
  members: z.int().nonnegative(),
  leads: z.array(PersonRef),
  wrapUpSeconds: z.int(),
})
export type Team = z.infer<typeof Team>

/** A place people work from: its CIDR list is where its people may sign in from. */
export const Site = z.object({
  siteId: SiteId,
  name: z.string(),
  /** Normalised CIDR, e.g. `203.0.113.0/24`, `2001:db8::/48`. */
  cidrs: z.array(z.string()),
  people: z.int().nonnegative(),
})
export type Site = z.infer<typeof Site>

const administrators = ['administrator'] as const
const personParams = z.object({ personId: PersonId })

export const peopleRoutes = {
  list: route({
    method: 'GET',
    path: '/api/people',
    summary: 'People, with search over name and user name',
    access: ['lead', 'administrator'],
    query: PageQuery.extend({ role: Role.optional(), teamId: TeamId.optional() }),
    answer: pageOf(Person),
  }),
  create: route({
    method: 'POST',
    path: '/api/people',
    summary: 'Create a person with a first password',
    access: administrators,
    body: z.strictObject({
      userName: UserName,
      displayName: DisplayName,
      role: Role,
      teamIds: z.array(TeamId).max(50).default([]),
      siteId: SiteId.nullable().default(null),
      password: z.string().min(8).max(200),
    }),
    answer: Person,
    problems: ['conflict'],
  }),
  update: route({
    method: 'PATCH',
    path: '/api/people/:personId',
    summary: 'Rename, move, or disable a person; disabling ends every sign-in of theirs',
    access: administrators,
    params: personParams,
    body: z.strictObject({
      displayName: DisplayName.optional(),
      teamIds: z.array(TeamId).max(50).optional(),
      siteId: SiteId.nullable().optional(),
      disabled: z.boolean().optional(),
    }),
    answer: Person,
    problems: ['not-found', 'conflict'],
  }),
  teams: route({
    method: 'GET',
    path: '/api/teams',
    summary: 'Teams with their leads',
    access: ['lead', 'administrator'],
    answer: z.object({ items: z.array(Team) }),
  }),
  createTeam: route({
    method: 'POST',
    path: '/api/teams',
    summary: 'Create a team',
    access: administrators,
    body: z.strictObject({ name: z.string().trim().min(1).max(100) }),
    answer: Team,
    problems: ['conflict'],
  }),
  sites: route({
    method: 'GET',
    path: '/api/sites',
    summary: 'Sites with their networks',
    access: administrators,
    answer: z.object({ items: z.array(Site) }),
  }),
  createSite: route({
    method: 'POST',
    path: '/api/sites',
    summary: 'Create a site',
    access: administrators,
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      cidrs: z.array(z.string().max(60)).max(200),
    }),
    answer: Site,
    problems: ['conflict'],
  }),
  setSiteNetworks: route({
    method: 'PUT',
    path: '/api/sites/:siteId/networks',
    summary: 'Replace the CIDR list of a site; refused when it would lock out its own editor',
    access: administrators,
    params: z.object({ siteId: SiteId }),
    body: z.strictObject({ cidrs: z.array(z.string().max(60)).max(200) }),
    answer: Site,
    problems: ['not-found', 'conflict'],
  }),
} as const
