import type {
  NetworkRuleId,
  NetworkRuleKind,
  NetworkScope,
  Page,
  PageQuery,
  Person,
  PersonId,
  SortDirection,
} from '@hearthline/shared'

export interface StoredRule {
  ruleId: NetworkRuleId
  /** Normalised CIDR. */
  cidr: string
  name: string
  scope: NetworkScope
  kind: NetworkRuleKind
  endsAt: number | null
  createdBy: PersonId | null
  createdAt: number
}

export type NetworkQuery = PageQuery & {
  scope?: NetworkScope['type'] | undefined
  sort: 'cidr' | 'name' | 'kind' | 'ends' | 'created'
  direction: SortDirection
}

export interface NetworkRepository {
  /** Ended ones too, until they are swept. */
  all(): StoredRule[]
  /** Rules that have not ended. @param alsoFound rules that the search means though no text of theirs holds it. */
  page(
    query: NetworkQuery,
    nowMs: number,
    alsoFound: readonly NetworkRuleId[],
  ): Page<StoredRule & { scopeName: string | null }>
  insert(rule: StoredRule): void
  setEnd(ruleId: NetworkRuleId, endsAt: number): void
  remove(ruleId: NetworkRuleId): void
  /** Name of the site, team or person; null for everyone; undefined when there is no such one. */
  scopeName(scope: NetworkScope): string | null | undefined
  revision(): number
  setRevision(revision: number, by: PersonId | null, atMs: number): void
}

/** What a rule asks of a person: where they belong. */
export type Resident = Pick<Person, 'personId' | 'displayName' | 'siteId' | 'teams'>

export interface Residents {
  find(personId: PersonId): Resident | null
}
