import {
  NetworkRuleId,
  ok,
  refuse,
  type NetworkChange,
  type NetworkPreview,
  type NetworkRule,
  type Page,
  type PersonId,
  type Problem,
  type Result,
  type SiteId,
} from '@hearthline/shared'
import type {
  Audit,
  Clock,
  Editor,
  LiveSignInFacts,
  Log,
  NetworkFence,
  RandomSource,
  Timer,
  Transact,
} from '../ports.ts'
import { parseAddress, parseCidr, wholeLine } from './cidr.ts'
import { judgeDraft, onlineIn, type LiveResident } from './draft-effect.ts'
import { readDraft, type Draft } from './draft.ts'
import type { NetworkQuery, NetworkRepository, Residents, StoredRule } from './ports.ts'
import { addressOf, createRuleBook, type Placed, type RuleBook } from './rule-book.ts'

export interface Networks extends NetworkFence {
  page(query: NetworkQuery, address: string): Page<NetworkRule> & { revision: number; yourAddress: string }
  preview(changes: readonly NetworkChange[], editor: Editor): Result<NetworkPreview>
  /** @param revision of the list that the draft was made on: the loser of two editors gets `conflict`. */
  publish(
    changes: readonly NetworkChange[],
    revision: number,
    editor: Editor,
  ): Result<{ revision: number; ended: number }>
  /** Whether somebody who belongs there might come from this address: asked before an edit moves them. */
  wouldLetIn(person: Placed, address: string): boolean
  /** First networks of a new site; inside the running dbTransaction. @param cidrs normalised. */
  addOfSite(siteId: SiteId, name: string, cidrs: readonly string[], editor: Editor | null): void
  start(): void
  /** Idempotent. */
  dispose(): void
}

export interface NetworkDeps {
  rules: NetworkRepository
  people: Residents
  liveSignIns: () => readonly LiveSignInFacts[]
  /** What becomes of a live call of this person when their sign-in is revoked. */
  onRevoke: (personId: PersonId) => 'drain' | 'cut'
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
  log: Log
}

/** An editor, or somebody whose decision made the change elsewhere. */
interface Actor {
  personId: PersonId
  address: string | null
}

/** Rules that end one after the other are swept together; no rule outlives its end, since each look asks the time too. */
const sweepAtLeastMs = 1_500
const sweepAtMostMs = 60 * 60_000

export function createNetworks(deps: NetworkDeps): Networks {
  const { rules, people, liveSignIns, onRevoke, audit, clock, random, transact, log } = deps
  const listeners = new Set<(by: PersonId | null) => void>()
  let book: RuleBook | null = null
  let timer: Timer | null = null
  let running = false

  // Asked at each request: read and parsed once, until something changes.
  const current = (): RuleBook => (book ??= createRuleBook(rules.all()))

  const changed = (by: PersonId | null) => {
    book = null
    for (const listener of listeners) {
      try {
        listener(by)
      } catch (error) {
        // It is committed: one deaf listener must not keep the others from ending sign-ins.
        log.error({ err: error }, 'a listener to network changes failed')
      }
    }
    plan()
  }
  /**
   * For changes inside somebody else's dbTransaction. That is synchronous, so a microtask runs when it is committed or
   * undone; until then the book is read anew, and after it too, since what was read may have been undone.
   */
  const changedInside = (by: PersonId | null) => {
    book = null
    queueMicrotask(() => changed(by))
  }

  const note = (
    action: string,
    subjectId: string | null,
    by: Actor | null,
    reason: string | null = null,
    outcome: 'done' | 'refused' = 'done',
  ) =>
    audit.append({
      action: `networks.${action}`,
      actorId: by?.personId ?? null,
      subjectId,
      address: by?.address ?? null,
      outcome,
      reason,
    })

  const insert = (
    rule: Pick<StoredRule, 'cidr' | 'name' | 'scope' | 'endsAt' | 'kind'>,
    by: Actor | null,
  ) => {
    const ruleId = NetworkRuleId.parse(random.uuid())
    rules.insert({ ...rule, ruleId, createdBy: by?.personId ?? null, createdAt: clock.nowMs() })
    note('rule-added', ruleId, by, rule.kind)
  }

  const sweep = () => {
    timer = null
    if (!running) return
    const nowMs = clock.nowMs()
    const ended = current().rules.filter((rule) => rule.endsAt !== null && rule.endsAt <= nowMs)
    if (ended.length === 0) return plan()
    transact(() => {
      for (const { ruleId } of ended) {
        rules.remove(ruleId)
        note('rule-ended', ruleId, null)
      }
    })
    changed(null)
  }
  function plan(): void {
    timer?.cancel()
    timer = null
    if (!running) return
    const next = Math.min(...current().rules.map((rule) => rule.endsAt ?? Infinity))
    const delayMs = Math.max(sweepAtLeastMs, Math.min(sweepAtMostMs, next - clock.nowMs()))
    timer = clock.setTimer(delayMs, sweep)
  }

  const read = (changes: readonly NetworkChange[]): Result<Draft> => {
    const nowMs = clock.nowMs()
    const standing = current().rules.filter((rule) => rule.endsAt === null || rule.endsAt > nowMs)
    return readDraft(changes, standing, (scope) => rules.scopeName(scope) !== undefined, nowMs)
  }

  const live = (): LiveResident[] =>
    liveSignIns().flatMap((signIn) => {
      const person = people.find(signIn.personId)
      return person === null ? [] : [{ ...signIn, person, parsed: addressOf(signIn.address) }]
    })
  const judge = (draft: Draft, editor: Editor) =>
    judgeDraft(draft, {
      rules: current().rules,
      live: live(),
      asker: people.find(editor.personId),
      address: editor.address,
      onRevoke,
      nowMs: clock.nowMs(),
    })

  const publish = (
    changes: readonly NetworkChange[],
    revision: number,
    editor: Editor,
  ): Result<{ revision: number; ended: number }> => {
    if (rules.revision() !== revision) return refuse(conflict)
    const draft = read(changes)
    if (!draft.ok) return draft
    const { youLose, losingTotal } = judge(draft.value, editor)
    if (youLose) return refuse(lockOut(editor.address))
    for (const ruleId of draft.value.removed) {
      rules.remove(ruleId)
      note('rule-removed', ruleId, editor)
    }
    for (const rule of draft.value.added)
      insert({ ...rule, kind: rule.scope.type === 'person' ? 'home-lead' : 'company' }, editor)
    rules.setRevision(revision + 1, editor.personId, clock.nowMs())
    return ok({ revision: revision + 1, ended: losingTotal })
  }

  return {
    ruleFor: (personId, address) => {
      const person = people.find(personId)
      const rule = person === null ? null : current().covering(person, address, clock.nowMs())
      return rule === null
        ? null
        : { name: rule.name, siteId: rule.scope.type === 'site' ? rule.scope.siteId : null }
    },
    nameOf: (personId, address) => {
      const nowMs = clock.nowMs()
      const person = people.find(personId)
      const own = person === null ? null : current().covering(person, address, nowMs)
      return (own ?? current().holding(address, nowMs)[0])?.name ?? null
    },
    allowHome: (personId, address, endsAtMs, by) => {
      const cidr = homeOf(address)
      if (cidr === null) return
      const before = current().rules.find(
        (rule) =>
          rule.kind === 'home-request' &&
          rule.cidr === cidr &&
          rule.scope.type === 'person' &&
          rule.scope.personId === personId,
      )
      if (before === undefined)
        insert(
          { cidr, name: 'Home', scope: { type: 'person', personId }, kind: 'home-request', endsAt: endsAtMs },
          { personId: by, address: null },
        )
      else rules.setEnd(before.ruleId, Math.max(before.endsAt ?? 0, endsAtMs))
      changedInside(by)
    },
    whenChanged: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    page: (query, address) => {
      const nowMs = clock.nowMs()
      const found = current()
        .holding(query.search ?? '', nowMs)
        .map((rule) => rule.ruleId)
      const { items, total } = rules.page(query, nowMs, found)
      const online = live()
      return {
        items: items.map(({ createdBy, ...rule }) => ({
          ...rule,
          online: onlineIn(rule, online),
          createdBy: refOf(createdBy, people),
        })),
        total,
        revision: rules.revision(),
        yourAddress: address,
      }
    },
    preview: (changes, editor) => {
      const draft = read(changes)
      return draft.ok ? ok(judge(draft.value, editor)) : draft
    },
    publish: (changes, revision, editor) => {
      const published = transact(() => {
        const outcome = publish(changes, revision, editor)
        if (!outcome.ok) note('published', null, editor, outcome.problem.code, 'refused')
        return outcome
      })
      if (published.ok) changed(editor.personId)
      return published
    },
    wouldLetIn: (person, address) => current().covering(person, address, clock.nowMs()) !== null,
    addOfSite: (siteId, name, cidrs, editor) => {
      if (cidrs.length === 0) return
      for (const cidr of cidrs)
        insert({ cidr, name, scope: { type: 'site', siteId }, kind: 'company', endsAt: null }, editor)
      rules.setRevision(rules.revision() + 1, editor?.personId ?? null, clock.nowMs())
      changedInside(editor?.personId ?? null)
    },
    start: () => {
      running = true
      plan()
    },
    dispose: () => {
      running = false
      timer?.cancel()
      timer = null
    },
  }
}

/**
 * The network of somebody's own line: an IPv4 address, an IPv6 /64, since a browser at home changes its address inside
 * the /64 daily (RFC 8981). Null for what is no address.
 */
function homeOf(address: string): string | null {
  const normal = parseAddress(address)
  if (normal === null) return null
  const cidr = normal.includes(':') ? wholeLine(normal) : `${normal}/32`
  const parsed = parseCidr(cidr)
  return parsed.ok ? parsed.cidr : null
}

function refOf(personId: PersonId | null, people: Residents) {
  const person = personId === null ? null : people.find(personId)
  return person === null ? null : { personId: person.personId, displayName: person.displayName }
}

const conflict: Problem = {
  code: 'conflict',
  detail:
    'Somebody else has published rules since you opened the list. Load it again and look at your draft.',
}
const lockOut = (address: string): Problem => ({
  code: 'would-lock-out',
  detail: `You are signed in from ${address}, which no rule without an end would cover for you any more. Add one for it first.`,
})
