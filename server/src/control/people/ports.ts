import type {
  Page,
  PageQuery,
  PasswordFault,
  Person,
  PersonId,
  Role,
  Site,
  SiteId,
  SortDirection,
  Team,
  TeamId,
} from '@hearthline/shared'
import type { Placed } from '../networks/index.ts'
import type { Editor } from '../ports.ts'

/** Makes and checks password hashes; Argon2id in production. */
export interface PasswordHasher {
  hash(password: string): Promise<string>
}

/** Which passwords are good enough; implemented by account/. */
export interface PasswordRules {
  /** For somebody who has no approved device yet. Null when it is good. */
  faultOf(password: string, person: { userName: string; displayName: string }): PasswordFault | null
}

/** Links by which somebody without a password sets their first one; implemented by account/. */
export interface FirstPasswords {
  /** One use, 72 hours; inside the running dbTransaction. */
  firstPasswordLink(personId: PersonId, by: Editor): string
}

/** The networks of sites; implemented by networks/. */
export interface SiteNetworks {
  /** Whether somebody who belongs there might come from this address. */
  wouldLetIn(person: Placed, address: string): boolean
  /** First networks of a new site; inside the running dbTransaction. @param cidrs normalised. */
  addOfSite(siteId: SiteId, name: string, cidrs: readonly string[], editor: Editor | null): void
}

/** What `passwordHash` holds until a first password is set: no hash, so no password matches. */
export const noPassword = '!'

export interface NewPerson {
  personId: PersonId
  userName: string
  displayName: string
  role: Role
  siteId: SiteId | null
  passwordHash: string
  createdAt: number
}

/** `undefined` leaves a field as it is. */
export interface PersonChange {
  displayName?: string | undefined
  role?: Role | undefined
  siteId?: SiteId | null | undefined
  disabledAt?: number | null | undefined
}

export interface PersonSecret {
  personId: PersonId
  passwordHash: string
  disabled: boolean
}

export type PeopleQuery = PageQuery & {
  role?: Role | undefined
  teamId?: TeamId | undefined
  siteId?: SiteId | undefined
  state?: 'enabled' | 'disabled' | undefined
  sort?: 'name' | 'user-name' | 'role' | 'created' | undefined
  direction?: SortDirection | undefined
  /** Only members of these teams; undefined means everybody. */
  withinTeams?: readonly TeamId[] | undefined
}

export interface PeopleRepository {
  page(query: PeopleQuery): Page<Person>
  find(personId: PersonId): Person | null
  secretOf(userName: string): PersonSecret | null
  insert(person: NewPerson): void
  change(personId: PersonId, change: PersonChange): void
  setTeams(personId: PersonId, teamIds: readonly TeamId[]): void
  /** For somebody who is in none yet. */
  addTeams(personId: PersonId, teamIds: readonly TeamId[]): void
  enabledAdministrators(): number
  /** Everybody's. */
  userNames(): Set<string>
}

export interface TeamChange {
  name?: string | undefined
  wrapUpSeconds?: number | undefined
  onRevoke?: Team['onRevoke'] | undefined
  disclosure?: Team['disclosure'] | undefined
}

export interface TeamRepository {
  all(): Team[]
  find(teamId: TeamId): Team | null
  findByName(name: string): Team | null
  insert(
    team: Pick<Team, 'teamId' | 'name' | 'wrapUpSeconds' | 'onRevoke' | 'disclosure'> & { createdAt: number },
  ): void
  change(teamId: TeamId, change: TeamChange): void
  /** Whether a team that this person is in cuts live calls at a revocation. */
  anyCuts(personId: PersonId): boolean
}

export interface SiteChange {
  name?: string | undefined
  position?: Site['position'] | undefined
}

export interface SiteRepository {
  all(): Site[]
  find(siteId: SiteId): Site | null
  findByName(name: string): Site | null
  insert(site: Pick<Site, 'siteId' | 'name' | 'position'> & { createdAt: number }): void
  change(siteId: SiteId, change: SiteChange): void
}
