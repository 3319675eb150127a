import { z } from 'zod'
import { PersonId, SiteId, TeamId } from '../ids.ts'
import { PageQuery, pageOf, SortDirection, UnixMs } from '../paging.ts'
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

/**
 * What an agent is told of a supervisor who listens: nothing, a sign on the screen, or the sign with a chime. A
 * supervisor who whispers or barges is heard, and so always shown. The trail has every leg either way.
 */
export const Disclosure = z.enum(['silent', 'sign', 'chime'])
export type Disclosure = z.infer<typeof Disclosure>

export const Person = z.object({
  personId: PersonId,
  userName: z.string(),
  displayName: z.string(),
  role: Role,
  /** Teams the person works in (agent) or leads (lead). Empty for administrators. */
  teams: z.array(TeamRef),
  siteId: SiteId.nullable(),
  disabled: z.boolean(),
  /** Approved devices. */
  devices: z.int().nonnegative(),
  /** False until a first password was set by its link. */
  hasPassword: z.boolean(),
  totpEnabled: z.boolean(),
  createdAt: UnixMs,
})
export type Person = z.infer<typeof Person>

export const Team = z.object({
  teamId: TeamId,
  name: z.string(),
  members: z.int().nonnegative(),
  leads: z.array(PersonRef),
  wrapUpSeconds: z.int(),
  /** What becomes of a live call when its agent's sign-in is revoked. */
  onRevoke: z.enum(['drain', 'cut']),
  disclosure: Disclosure,
})
export type Team = z.infer<typeof Team>

/** A place people work from. Its network rules are in networks.ts; its position tells impossible travel. */
export const Site = z.object({
  siteId: SiteId,
  name: z.string(),
  people: z.int().nonnegative(),
  networks: z.int().nonnegative(),
  /** Degrees, WGS 84. */
  position: z
    .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .nullable(),
})
export type Site = z.infer<typeof Site>

/** Why a row of a file cannot be imported. `value` and `other` of the row are what the sentence needs. */
export const BadRowFault = z.enum([
  'twice', // value: user name; other: the line that has it first
  'taken', // value: user name
  'no-column', // value: what the header calls it
  'column-twice',
  'column-missing',
  'cells', // value: cells of this row; other: cells of the header
  'user-name',
  'display-name',
  'role',
  'administrator-team',
  'no-site', // value: its name
  'no-team', // value: its name
  'many-teams', // value: how many somebody may be in
  'long-cell', // value: characters a cell may have
  'formula',
  'unprintable',
  'open-quote',
  'long-row', // value: characters a row may have
  'no-csv',
])
export type BadRowFault = z.infer<typeof BadRowFault>

/** One row of a file that cannot be imported; `line` counts from 1 with the header. */
export const BadRow = z.object({
  line: z.int(),
  field: z.string().nullable(),
  fault: BadRowFault,
  value: z.string(),
  other: z.string(),
})
export type BadRow = z.infer<typeof BadRow>

export const PeopleImport = z.object({
  rows: z.int().nonnegative(),
  /** Rows that would be, or were, created. */
  good: z.int().nonnegative(),
  /** At most 200 of `badTotal`. */
  bad: z.array(BadRow),
  badTotal: z.int().nonnegative(),
  /** The first good rows, as they were understood; at most 20. */
  sample: z.array(
    z.object({
      userName: z.string(),
      displayName: z.string(),
      role: Role,
      teams: z.array(z.string()),
      site: z.string().nullable(),
    }),
  ),
  /** Links with which the created people set their first password; empty in a dry run. */
  created: z.array(z.object({ personId: PersonId, userName: z.string(), link: z.string() })),
})
export type PeopleImport = z.infer<typeof PeopleImport>

export const importLimits = { rows: 2_000, bytes: 2 * 1024 * 1024 } as const

const administrators = ['administrator'] as const
const personParams = z.object({ personId: PersonId })
const TeamName = z.string().trim().min(1).max(100)
const position = Site.shape.position

export const peopleRoutes = {
  list: route({
    method: 'GET',
    path: '/api/people',
    summary: 'People, with search over name and user name',
    access: ['lead', 'administrator'],
    query: PageQuery.extend({
      role: Role.optional(),
      teamId: TeamId.optional(),
      siteId: SiteId.optional(),
      state: z.enum(['enabled', 'disabled']).optional(),
      sort: z.enum(['name', 'user-name', 'role', 'created']).default('name'),
      direction: SortDirection.default('ascending'),
    }),
    answer: pageOf(Person),
  }),
  get: route({
    method: 'GET',
    path: '/api/people/:personId',
    summary: 'One person',
    access: ['lead', 'administrator'],
    params: personParams,
    answer: Person,
    problems: ['not-found'],
  }),
  create: route({
    method: 'POST',
    path: '/api/people',
    summary: 'Create a person; without a password they set one by a link (accountRoutes.createPasswordReset)',
    access: administrators,
    body: z.strictObject({
      userName: UserName,
      displayName: DisplayName,
      role: Role,
      teamIds: z.array(TeamId).max(50).default([]),
      siteId: SiteId.nullable().default(null),
      password: z.string().min(1).max(200).nullable().default(null),
    }),
    answer: Person,
    problems: ['name-taken', 'password-refused'],
  }),
  importFile: route({
    method: 'POST',
    path: '/api/people/imports',
    summary:
      'Create people from CSV (user name, display name, role, teams, site); a dry run shows every bad row',
    access: administrators,
    bodyLimitBytes: 3 * 1024 * 1024,
    /** Base64 of the file's bytes: UTF-8, at most `importLimits`. All or nothing. */
    body: z.strictObject({ csv: z.base64(), dryRun: z.boolean() }),
    answer: PeopleImport,
    problems: ['payload-too-large', 'too-many-rows'],
  }),
  update: route({
    method: 'PATCH',
    path: '/api/people/:personId',
    summary: 'Rename, move, change the role of, or disable a person; disabling ends every sign-in of theirs',
    access: administrators,
    params: personParams,
    body: z.strictObject({
      displayName: DisplayName.optional(),
      role: Role.optional(),
      teamIds: z.array(TeamId).max(50).optional(),
      siteId: SiteId.nullable().optional(),
      disabled: z.boolean().optional(),
      /** What the person reads when disabling ends their sign-ins. */
      reason: z.string().trim().min(1).max(200).optional(),
    }),
    answer: Person,
    problems: ['not-found', 'would-lock-out', 'last-administrator'],
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
    body: z.strictObject({ name: TeamName }),
    answer: Team,
    problems: ['name-taken'],
  }),
  updateTeam: route({
    method: 'PATCH',
    path: '/api/teams/:teamId',
    summary:
      "Rename a team, set its wrap-up time, what becomes of a live call when its agent's sign-in is revoked, or what agents are told of listeners",
    access: administrators,
    params: z.object({ teamId: TeamId }),
    body: z.strictObject({
      name: TeamName.optional(),
      wrapUpSeconds: z.int().min(0).max(1800).optional(),
      onRevoke: z.enum(['drain', 'cut']).optional(),
      disclosure: Disclosure.optional(),
    }),
    answer: Team,
    problems: ['not-found', 'name-taken'],
  }),
  sites: route({
    method: 'GET',
    path: '/api/sites',
    summary: 'Sites',
    access: administrators,
    answer: z.object({ items: z.array(Site) }),
  }),
  createSite: route({
    method: 'POST',
    path: '/api/sites',
    summary: 'Create a site, if wanted with its first networks',
    access: administrators,
    body: z.strictObject({
      name: TeamName,
      position: position.default(null),
      cidrs: z.array(z.string().max(60)).max(200).default([]),
    }),
    answer: Site,
    problems: ['name-taken'],
  }),
  updateSite: route({
    method: 'PATCH',
    path: '/api/sites/:siteId',
    summary: 'Rename a site or set where it is',
    access: administrators,
    params: z.object({ siteId: SiteId }),
    body: z.strictObject({ name: TeamName.optional(), position: position.optional() }),
    answer: Site,
    problems: ['not-found', 'name-taken'],
  }),
} as const
