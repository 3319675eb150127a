import { AsyncLocalStorage } from 'node:async_hooks'
import type { ProblemCode } from '@hearthline/shared'
import type { Audit, Clock } from '../ports.ts'

/** A refusal that repeats is one row in this time: a flood must not fill the trail. */
const repeatMs = 60_000
/** Rows a minute about people nobody knows, all together; what is left out is only repetition or noise. */
const strangersPerMinute = 120
const remembered = 10_000
/**
 * Refusals that a domain writes about one line of strangers, for each step and reason: far more than people who mistype,
 * and a flood from one line adds some 6,000 rows a day (2 MB) instead of 350,000.
 */
const lineBurst = 120
const linePerMinute = 4

/** A request that was turned away before, or by, its handler. */
export interface RefusedRequest {
  code: ProblemCode
  /** Who asked; null for a stranger. */
  asker: { personId: string; signInId: string } | null
  address: string
  /** The route's path as it is written in the contract, or another closed word for where it happened. */
  place: string
}

/** Sees to it that a refused request is one row, whoever refused it (rule AUDIT-14). */
export interface RefusalTrail {
  /** What domains append through, so that the trail knows which refusals have a row of their own. */
  audit: Audit
  /**
   * Runs a handler; `audited` says whether it wrote a refusal itself.
   * @param line where a stranger comes from: their refusals are rows within a limit. Null for who is signed in.
   */
  watch<Value>(line: string | null, work: () => Promise<Value>): Promise<{ value: Value; audited: boolean }>
  /** One row, unless the code is an everyday one or the same was noted within the minute. */
  note(refused: RefusedRequest): void
}

/** What somebody signed in is not refused by honest clicks, or what an administrator wants to see. */
const fromPeople: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'origin-refused',
  'unsupported-media-type',
  'payload-too-large',
  'invalid-request',
  'not-allowed',
  'not-found',
  'call-not-found',
  'too-many-rows',
  'would-lock-out',
  'last-administrator',
  'own-request',
])
/** A stranger's own refusals (sign-in, enrolment, reset) are rows of those steps. */
const fromStrangers: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'origin-refused',
  'unsupported-media-type',
  'payload-too-large',
  'invalid-request',
])

export function createRefusalTrail(deps: { audit: Audit; clock: Clock }): RefusalTrail {
  const { audit, clock } = deps
  const watched = new AsyncLocalStorage<{ audited: boolean; line: string | null }>()
  const withinLimit = createLineLimit(clock)
  /** By insertion, which is by time. */
  const notedAt = new Map<string, number>()
  let strangers = 0

  const forget = (nowMs: number) => {
    for (const [key, atMs] of notedAt) {
      if (atMs + repeatMs > nowMs) return
      notedAt.delete(key)
      if (key.startsWith('stranger')) strangers -= 1
    }
  }

  return {
    audit: {
      append: (entry) => {
        const scope = watched.getStore()
        if (scope !== undefined && entry.outcome === 'refused') {
          scope.audited = true
          const { line } = scope
          if (line !== null && !withinLimit(`${line} ${entry.action} ${entry.reason}`)) return
        }
        audit.append(entry)
      },
    },
    watch: async (line, work) => {
      const scope = { audited: false, line }
      const value = await watched.run(scope, work)
      return { value, audited: scope.audited }
    },
    note: ({ code, asker, address, place }) => {
      if (!(asker === null ? fromStrangers : fromPeople).has(code)) return
      const nowMs = clock.nowMs()
      forget(nowMs)
      const key = `${asker === null ? `stranger ${address}` : asker.signInId} ${code} ${place}`
      if (notedAt.has(key) || notedAt.size >= remembered) return
      if (asker === null) {
        if (strangers >= strangersPerMinute) return
        strangers += 1
      }
      notedAt.set(key, nowMs)
      audit.append({
        action: 'http.refused',
        actorId: asker?.personId ?? null,
        subjectId: asker?.signInId ?? null,
        address,
        outcome: 'refused',
        reason: code,
      })
    },
  }
}

/** A bucket for each key: full at first, and filled again over time; the one unused longest makes room. */
function createLineLimit(clock: Clock): (key: string) => boolean {
  const buckets = new Map<string, { left: number; atMs: number }>()
  return (key) => {
    const nowMs = clock.nowMs()
    const before = buckets.get(key) ?? { left: lineBurst, atMs: nowMs }
    buckets.delete(key)
    const [oldest] = buckets.keys()
    if (buckets.size >= remembered && oldest !== undefined) buckets.delete(oldest)
    const grown = (Math.max(0, nowMs - before.atMs) / 60_000) * linePerMinute
    const left = Math.min(lineBurst, before.left + grown)
    buckets.set(key, { left: left >= 1 ? left - 1 : left, atMs: nowMs })
    return left >= 1
  }
}
