import { NetworkRuleId, type NetworkPreview, type PersonId } from '@hearthline/shared'
import type { LiveSignInFacts } from '../ports.ts'
import type { Draft } from './draft.ts'
import type { Resident, StoredRule } from './ports.ts'
import { compile, createRuleBook, isFor, type Address, type RuleBook } from './rule-book.ts'

/** A live sign-in with where its person belongs. */
export type LiveResident = LiveSignInFacts & { person: Resident; parsed: Address | null }

/** Previews list this many of those who would lose access. */
const listedLosers = 50
const outcomes = { drain: 'drains', cut: 'cut' } as const
/** What a rule of a draft lacks; only its place and its people are asked for. */
const unsaved = {
  ruleId: NetworkRuleId.parse('00000000-0000-4000-8000-000000000000'),
  kind: 'company',
  createdBy: null,
  createdAt: 0,
} as const

/** What a draft would do to the people who are signed in, and to whoever asks. */
export function judgeDraft(
  draft: Draft,
  now: {
    rules: readonly StoredRule[]
    live: readonly LiveResident[]
    asker: Resident | null
    address: string
    onRevoke: (personId: PersonId) => 'drain' | 'cut'
    nowMs: number
  },
): NetworkPreview {
  const { rules, live, asker, address: yourAddress, onRevoke, nowMs } = now
  const added = draft.added.map((rule): StoredRule => ({ ...rule, ...unsaved }))
  const after = createRuleBook([...rules.filter((rule) => !draft.removed.has(rule.ruleId)), ...added])
  /** Whether somebody is held there as time goes on, by a rule that does not end. */
  const lasts = (book: RuleBook, person: Resident) => book.covering(person, yourAddress, Infinity) !== null
  const losing = live.filter(({ person, address }) => after.covering(person, address, nowMs) === null)
  return {
    added: added.map((rule) => ({ cidr: rule.cidr, online: onlineIn(rule, live) })),
    losing: losing.slice(0, listedLosers).map(({ person, address, inCall }) => ({
      personId: person.personId,
      displayName: person.displayName,
      you: person.personId === asker?.personId,
      address,
      outcome: inCall ? outcomes[onRevoke(person.personId)] : 'signed-out',
    })),
    losingTotal: losing.length,
    // An editor left with rules that end could not open the list again once they have, nor could anybody help them.
    youLose:
      asker === null ||
      after.covering(asker, yourAddress, nowMs) === null ||
      (lasts(createRuleBook(rules), asker) && !lasts(after, asker)),
    yourAddress,
  }
}

/** People signed in from inside a rule's network, to whom it applies. */
export function onlineIn(rule: Pick<StoredRule, 'cidr' | 'scope'>, live: readonly LiveResident[]): number {
  const holds = compile(rule.cidr)
  const inside = live.filter(
    ({ person, parsed }) => parsed !== null && holds(parsed) && isFor(rule.scope, person),
  )
  return new Set(inside.map(({ personId }) => personId)).size
}
