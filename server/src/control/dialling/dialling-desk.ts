import { ok, refuse, type PersonId, type Problem, type Result } from '@hearthline/shared'
import type { TrunkRoute } from '../../protocol/ticket.ts'
import type { Audit, Clock, RandomSource } from '../ports.ts'
import type { DialledCalls, DialTrunks, TollPolicies, ZoneOf } from './ports.ts'
import { readNumber, type ReadNumber } from './read-number.ts'
import { routesFor } from './routes.ts'
import { judgeCrowd, judgeHours, judgeNumber } from './toll-guard.ts'

/** Who dials, and from where. */
export interface Dialler {
  personId: PersonId
  /** Normalised. */
  address: string
}

/** A number that may be dialled now, and over which trunks, best first. */
interface DialPlan {
  /** E.164 with `+`. */
  number: string
  /** At most 8; never none. */
  routes: TrunkRoute[]
}

/** The one place that turns what somebody typed into a verdict and routes (docs/spec/dialling.md). */
export interface Dialling {
  /**
   * Reads a number that somebody wants to have called at some time, e.g. a call-back: the rules of numbers, countries and
   * kinds of numbers, not those of the hour. Refusals: `number-not-dialable`, `toll-guard`.
   * @returns E.164 with `+`.
   */
  keep(dialler: Dialler, text: string): Result<string>
  /**
   * Decides about a call now. Ask it last, when nothing else stands in the way: what it lets through counts.
   * @param text what was typed, or the stored number of a customer.
   * @param kind `consult`: a call beside another one of the same agent.
   * Refusals: `number-not-dialable`, `toll-guard`, `no-trunk`.
   */
  plan(dialler: Dialler, text: string, kind: 'call' | 'consult'): Result<DialPlan>
}

const hourMs = 3_600_000

export function createDialling(deps: {
  trunks: DialTrunks
  calls: DialledCalls
  policies: TollPolicies
  zoneOf: ZoneOf
  audit: Audit
  clock: Clock
  random: RandomSource
  /** ISO 3166 alpha-2, for numbers without a country code. */
  defaultCountry: string
}): Dialling {
  const { trunks, calls, policies, audit, clock, random, defaultCountry } = deps
  /** Consult calls leave no row of their own: when an agent dialled one, within the last hour. */
  const consulted = new Map<PersonId, number[]>()

  const judged = <Value>(dialler: Dialler, verdict: Result<Value>): Result<Value> => {
    if (!verdict.ok && verdict.problem.code === 'toll-guard')
      audit.append({
        action: 'calls.toll-refused',
        actorId: dialler.personId,
        subjectId: null,
        address: dialler.address,
        outcome: 'refused',
        reason: `toll-${verdict.problem.toll?.rule ?? ''}`,
      })
    return verdict
  }

  const read = (text: string): Result<ReadNumber> => {
    const number = readNumber(text, defaultCountry)
    if (!number.ok) return number
    const fault = judgeNumber(number.value, policies.current().toll, defaultCountry)
    return fault === null ? number : refuse(fault)
  }

  const consultsOf = (personId: PersonId, sinceMs: number): number[] => {
    const recent = (consulted.get(personId) ?? []).filter((atMs) => atMs > sinceMs)
    if (recent.length === 0) consulted.delete(personId)
    else consulted.set(personId, recent)
    return recent
  }

  const allowed = (personId: PersonId, number: ReadNumber): Problem | null => {
    const { toll } = policies.current()
    const nowMs = clock.nowMs()
    const sinceMs = nowMs - hourMs
    return (
      judgeHours(number, toll, defaultCountry, nowMs, deps.zoneOf(personId)) ??
      judgeCrowd(toll, {
        outNow: calls.outNow(),
        placed: [...calls.placedSince(personId, sinceMs), ...consultsOf(personId, sinceMs)],
      })
    )
  }

  return {
    keep: (dialler, text) => {
      const number = judged(dialler, read(text))
      return number.ok ? ok(number.value.e164) : number
    },
    plan: (dialler, text, kind) => {
      const { personId } = dialler
      const number = judged(dialler, read(text))
      if (!number.ok) return number
      const fault = allowed(personId, number.value)
      if (fault !== null) return judged(dialler, refuse(fault))
      const routes = routesFor(number.value.e164, trunks.dialable(), random)
      if (routes.length === 0)
        return refuse({ code: 'no-trunk', detail: 'No enabled trunk takes this number.' })
      if (kind === 'consult')
        consulted.set(personId, [...consultsOf(personId, clock.nowMs() - hourMs), clock.nowMs()])
      return ok({ number: number.value.e164, routes })
    },
  }
}
