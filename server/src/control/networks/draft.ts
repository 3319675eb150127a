import {
  refuse,
  ok,
  type NetworkChange,
  type NetworkRuleId,
  type NetworkScope,
  type Problem,
  type Result,
} from '@hearthline/shared'
import { parseCidr } from './cidr.ts'
import type { StoredRule } from './ports.ts'
import { keyOf } from './rule-book.ts'

/** A checked draft: what it adds, normalised and in its order, and what it takes away. */
export interface Draft {
  added: Pick<StoredRule, 'cidr' | 'name' | 'scope' | 'endsAt'>[]
  removed: Set<NetworkRuleId>
}

/**
 * Reads a draft against the rules that stand now.
 * @param exists whether there is such a site, team or person.
 * Refusals: `invalid-request` with the field, e.g. `changes.3.cidr`, and a sentence that says what to write instead.
 */
export function readDraft(
  changes: readonly NetworkChange[],
  rules: readonly StoredRule[],
  exists: (scope: NetworkScope) => boolean,
  nowMs: number,
): Result<Draft> {
  const draft: Draft = { added: [], removed: new Set() }

  const standing = new Map(rules.map((rule) => [rule.ruleId, rule]))
  for (const [index, change] of changes.entries()) {
    if (change.type !== 'remove') continue
    if (!standing.delete(change.ruleId))
      return invalid(index, 'ruleId', 'This rule is gone already. Load the list again.')
    draft.removed.add(change.ruleId)
  }
  // Removals first: one draft may replace a rule by another of the same network.
  const taken = new Set([...standing.values()].map(nameOfPlace))
  for (const [index, change] of changes.entries()) {
    if (change.type !== 'add') continue
    const parsed = parseCidr(change.cidr)
    if (!parsed.ok) return invalid(index, 'cidr', parsed.detail, parsed.range)
    if (!exists(change.scope)) return invalid(index, 'scope', `There is no such ${change.scope.type}.`)
    if (change.endsAt !== null && change.endsAt <= nowMs)
      return invalid(index, 'endsAt', 'This end has passed. Choose a later one, or none.')
    const rule = { cidr: parsed.cidr, name: change.name, scope: change.scope, endsAt: change.endsAt }
    const place = nameOfPlace(rule)
    if (taken.has(place))
      return invalid(
        index,
        'cidr',
        `${parsed.cidr} is on the list for them already. Remove one of the two.`,
        {
          fault: 'listed',
          hint: parsed.cidr,
        },
      )
    taken.add(place)
    draft.added.push(rule)
  }
  return ok(draft)
}

const nameOfPlace = (rule: Pick<StoredRule, 'cidr' | 'scope'>): string => `${keyOf(rule.scope)} ${rule.cidr}`

const invalid = (index: number, field: string, detail: string, range?: Problem['range']): Result<never> =>
  refuse({
    code: 'invalid-request',
    detail,
    field: `changes.${index}.${field}`,
    ...(range !== undefined && { range }),
  })
