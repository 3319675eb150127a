import type { NetworkScope } from '@hearthline/shared'
import ipaddr from 'ipaddr.js'
import { parseAddress } from './cidr.ts'
import type { Resident, StoredRule } from './ports.ts'

/** An address, parsed. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Where a person belongs. */
export type Placed = Pick<Resident, 'personId' | 'siteId' | 'teams'>

/** Rules, parsed once and found by whom they are for. */
export interface RuleBook {
  rules: readonly StoredRule[]
  /** The rule that lets this person in from there now: their site's first, then their own, their teams', everybody's. */
  covering(person: Placed, address: string, nowMs: number): StoredRule | null
  /** Rules that hold the address, whomever they are for. */
  holding(address: string, nowMs: number): StoredRule[]
}

export function createRuleBook(rules: readonly StoredRule[]): RuleBook {
  const compiled = rules.map((rule) => ({ rule, holds: compile(rule.cidr) }))
  const byScope = Map.groupBy(compiled, ({ rule }) => keyOf(rule.scope))
  return {
    rules,
    covering: (person, address, nowMs) => {
      const parsed = addressOf(address)
      if (parsed === null) return null
      for (const key of keysOf(person))
        for (const { rule, holds } of byScope.get(key) ?? [])
          if (isOpen(rule, nowMs) && holds(parsed)) return rule
      return null
    },
    holding: (address, nowMs) => {
      const parsed = addressOf(address)
      if (parsed === null) return []
      return compiled
        .filter(({ rule, holds }) => isOpen(rule, nowMs) && holds(parsed))
        .map(({ rule }) => rule)
    },
  }
}

const isOpen = (rule: StoredRule, nowMs: number): boolean => rule.endsAt === null || rule.endsAt > nowMs

/** Whether a rule is for this person, wherever they are. */
export const isFor = (scope: NetworkScope, person: Placed): boolean => keysOf(person).includes(keyOf(scope))

/** One text for each site, team, person and for everyone. */
export function keyOf(scope: NetworkScope): string {
  switch (scope.type) {
    case 'everyone':
      return 'everyone'
    case 'site':
      return scope.siteId
    case 'team':
      return scope.teamId
    case 'person':
      return scope.personId
    default:
      return scope satisfies never
  }
}

const keysOf = (person: Placed): string[] => [
  ...(person.siteId === null ? [] : [person.siteId]),
  person.personId,
  ...person.teams.map((team) => team.teamId),
  'everyone',
]

/** Null for what is no address. */
export const addressOf = (address: string): Address | null => {
  const normal = parseAddress(address)
  return normal === null ? null : ipaddr.parse(normal)
}

/** Whether a normalised network holds an address. */
export function compile(cidr: string): (address: Address) => boolean {
  const [network, prefix] = ipaddr.parseCIDR(cidr)
  return (address) => address.kind() === network.kind() && address.match(network, prefix)
}
