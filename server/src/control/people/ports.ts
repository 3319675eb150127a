import type { Page, PageQuery, Person, PersonId, Role, Site, SiteId, Team, TeamId } from '@hearthline/shared'

/** Makes and checks password hashes; Argon2id in production. */
export interface PasswordHasher {
  hash(password: string): Promise<string>
}

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
  enabledAdministrators(): number
}

export interface TeamRepository {
  all(): Team[]
  find(teamId: TeamId): Team | null
  findByName(name: string): Team | null
  insert(team: { teamId: TeamId; name: string; wrapUpSeconds: number; createdAt: number }): void
}

export interface SiteRepository {
  all(): Site[]
  find(siteId: SiteId): Site | null
  findByName(name: string): Site | null
  insert(site: { siteId: SiteId; name: string; createdAt: number }): void
  setNetworks(siteId: SiteId, cidrs: readonly string[]): void
}
