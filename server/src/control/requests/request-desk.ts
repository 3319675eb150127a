import {
  AccessRequestId,
  ok,
  refuse,
  type AccessRequest,
  type DeviceId,
  type OwnAccessRequest,
  type Page,
  type PersonId,
  type Problem,
  type Result,
  type Role,
  type TeamId,
} from '@hearthline/shared'
import { sha256, type Devices } from '../access/index.ts'
import type { PeopleService } from '../people/index.ts'
import type { PolicyBook } from '../policies/index.ts'
import type {
  Audit,
  Clock,
  Editor,
  Log,
  NetworkFence,
  RandomSource,
  ShiftClock,
  Timer,
  Transact,
} from '../ports.ts'
import type {
  AccessRequestQuery,
  AccessRequestRepository,
  RequestScope,
  StoredAccessRequest,
} from './ports.ts'
import type { RefusalBook } from './refusal-book.ts'
import { createRequestViews } from './request-views.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const lapsesAfterMs = 30 * minuteMs
const longPollMs = 25_000
/** A browser is told what became of its request for so long. */
const rememberedMs = dayMs
const mostWaitingOfPerson = 3
const usualMinutes = 60
const stepUpMs = 15 * minuteMs
/** Two requests that lapse together are told of once. */
const lapseGapMs = 1_500

/** Who decides. */
export interface Decider extends Editor {
  role: Role
  ledTeamIds: readonly TeamId[]
}

export interface Asker {
  preLogin: string | null
  address: string
}

/** What somebody whose key and password were proved asks for, and who decides (rules ACCESS-41 to 43). */
export interface AccessRequests {
  /** Refusal: `access-request-refused`. */
  ask(request: { reference: string; note: string }, asker: Asker): Result<OwnAccessRequest>
  /** What this browser asked for last, within a day. Refusal: `not-found`. */
  current(preLogin: string | null): Result<OwnAccessRequest>
  /** As `current`; while it waits, first waits for a change, its lapse, `gone` or 25 s. */
  currentAfterChange(preLogin: string | null, gone: AbortSignal): Promise<Result<OwnAccessRequest>>
  page(query: AccessRequestQuery, decider: Decider): Page<AccessRequest>
  /** Refusals: `not-found`, `own-request`, `request-decided`. */
  grant(requestId: AccessRequestId, minutes: number | undefined, decider: Decider): Result<AccessRequest>
  refuse(requestId: AccessRequestId, reason: string, decider: Decider): Result<AccessRequest>
  waitingFor(viewer: Pick<Decider, 'personId' | 'role' | 'ledTeamIds'>): number
  /** Told after each commit, and when one lapses. @returns the end of the subscription. */
  whenChanged(listener: () => void): () => void
  start(): void
  /** Idempotent. */
  dispose(): void
}

export function createAccessRequests(deps: {
  rows: AccessRequestRepository
  refusals: RefusalBook
  people: Pick<PeopleService, 'find'>
  fence: NetworkFence
  shifts: ShiftClock
  policies: PolicyBook
  devices: Pick<Devices, 'allowStepUp'>
  deviceName(deviceId: DeviceId): string | null
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
  log: Log
}): AccessRequests {
  const { rows, refusals, fence, shifts, policies, devices, audit, clock, random, transact, log } = deps
  const listeners = new Set<() => void>()
  let lapse: Timer | null = null
  let running = false

  const changed = () => {
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        log.error({ err: error }, 'a listener to access requests failed')
      }
    }
    plan()
  }
  const plan = () => {
    lapse?.cancel()
    const nowMs = clock.nowMs()
    const nextMs = running ? rows.nextLapse(nowMs) : null
    lapse = nextMs === null ? null : clock.setTimer(Math.max(lapseGapMs, nextMs - nowMs), changed)
  }

  const note = (
    step: string,
    facts: {
      actorId: PersonId | null
      subjectId: string | null
      address: string
      refusal?: string
      detail?: string
    },
  ) =>
    audit.append({
      action: `access.${step}`,
      actorId: facts.actorId,
      subjectId: facts.subjectId,
      address: facts.address,
      outcome: facts.refusal === undefined ? 'done' : 'refused',
      reason: facts.refusal ?? facts.detail ?? null,
    })

  const views = createRequestViews(deps)

  const newest = (preLogin: string | null): StoredAccessRequest | null => {
    const request = preLogin === null ? null : rows.newestOfBrowser(sha256(preLogin))
    return request !== null && request.requestedAt > clock.nowMs() - rememberedMs ? request : null
  }
  const current: AccessRequests['current'] = (preLogin) => {
    const request = newest(preLogin)
    return request === null
      ? refuse({ code: 'not-found', detail: 'This browser has asked for nothing.' })
      : ok(views.own(request))
  }

  /** What a grant opens, and until when; inside the running dbTransaction. */
  const open = (request: StoredAccessRequest, minutes: number, by: PersonId): number => {
    const nowMs = clock.nowMs()
    switch (request.kind) {
      case 'network': {
        const endsAtMs = nowMs + policies.current().homeNetworkDays * dayMs
        fence.allowHome(request.personId, request.address, endsAtMs, by)
        return endsAtMs
      }
      case 'shift':
        return shifts.grantOvertime(request.personId, minutes, request.note, by).untilMs
      case 'step-up':
        devices.allowStepUp(request.deviceId, nowMs + stepUpMs)
        return nowMs + stepUpMs
      default:
        return request.kind satisfies never
    }
  }

  const decide = (
    requestId: AccessRequestId,
    decider: Decider,
    step: 'request-granted' | 'request-refused',
    act: (request: StoredAccessRequest) => { reason: string | null; grantEndsAt: number | null },
  ): Result<AccessRequest> => {
    const by = decider.personId
    const refused = (problem: Problem) => {
      note(step, { actorId: by, subjectId: requestId, address: decider.address, refusal: problem.code })
      return refuse(problem)
    }
    const outcome = transact((): Result<null> => {
      const nowMs = clock.nowMs()
      const request = rows.find(requestId, scopeOf(decider))
      if (request === null) return refused(unknown)
      if (request.personId === by) return refused(ownRequest)
      const waits = views.stateNow(request) === 'waiting'
      if (!waits) return refused(decided)
      const result = act(request)
      const decision = {
        state: step === 'request-granted' ? ('granted' as const) : ('refused' as const),
        decidedBy: by,
        decidedAt: nowMs,
        ...result,
      }
      // Found waiting in this very dbTransaction, and there is one writer: this cannot lose, unless by a bug of ours.
      if (!rows.decide(requestId, decision, nowMs)) throw new Error(`request ${requestId} was decided twice`)
      note(step, { actorId: by, subjectId: requestId, address: decider.address, detail: request.kind })
      return ok(null)
    })
    if (!outcome.ok) return outcome
    changed()
    const request = rows.find(requestId, { withinTeams: undefined })
    return request === null ? refuse(unknown) : ok(views.shown(request))
  }

  return {
    ask: ({ reference, note: text }, { preLogin, address }) => {
      const refusal = preLogin === null ? null : refusals.take(reference, sha256(preLogin))
      const deny = (reason: string) => {
        note('request-asked', {
          actorId: refusal?.personId ?? null,
          subjectId: null,
          address,
          refusal: reason,
        })
        return refuse(nothingToAsk)
      }
      if (refusal === null) return deny('reference')
      const nowMs = clock.nowMs()
      const { kind, personId, deviceId, preLoginHash, lastAddress } = refusal
      if (rows.waitingOf(personId, nowMs) >= mostWaitingOfPerson) return deny('too-many')
      const request: StoredAccessRequest = {
        requestId: AccessRequestId.parse(random.uuid()),
        kind,
        state: 'waiting',
        personId,
        deviceId,
        preLoginHash,
        address: refusal.address,
        lastAddress,
        note: text,
        requestedAt: nowMs,
        expiresAt: nowMs + lapsesAfterMs,
        decidedBy: null,
        decidedAt: null,
        reason: null,
        grantEndsAt: null,
      }
      transact(() => {
        rows.insert(request)
        note('request-asked', { actorId: personId, subjectId: request.requestId, address, detail: kind })
      })
      changed()
      return ok(views.own(request))
    },
    current,
    currentAfterChange: async (preLogin, gone) => {
      const request = newest(preLogin)
      if (request !== null && views.stateNow(request) === 'waiting' && !gone.aborted) {
        const waitMs = Math.min(longPollMs, request.expiresAt - clock.nowMs())
        await new Promise<void>((resolve) => {
          const finish = () => {
            timer.cancel()
            listeners.delete(look)
            gone.removeEventListener('abort', finish)
            resolve()
          }
          const look = () => {
            const now = newest(preLogin)
            if (now === null || now.requestId !== request.requestId || views.stateNow(now) !== 'waiting')
              finish()
          }
          const timer = clock.setTimer(waitMs, finish)
          listeners.add(look)
          gone.addEventListener('abort', finish)
        })
      }
      return current(preLogin)
    },
    page: (query, decider) => {
      const { items, total } = rows.page(query, scopeOf(decider), clock.nowMs())
      return { items: items.map((request) => views.shown(request)), total }
    },
    grant: (requestId, minutes, decider) =>
      decide(requestId, decider, 'request-granted', (request) => ({
        reason: null,
        grantEndsAt: open(request, minutes ?? usualMinutes, decider.personId),
      })),
    refuse: (requestId, reason, decider) =>
      decide(requestId, decider, 'request-refused', () => ({ reason, grantEndsAt: null })),
    waitingFor: (viewer) => rows.waiting(scopeOf(viewer), viewer.personId, clock.nowMs()),
    whenChanged: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start: () => {
      running = true
      plan()
    },
    dispose: () => {
      running = false
      lapse?.cancel()
    },
  }
}

const scopeOf = ({ role, ledTeamIds }: Pick<Decider, 'role' | 'ledTeamIds'>): RequestScope => ({
  withinTeams: role === 'administrator' ? undefined : ledTeamIds,
})

const unknown: Problem = { code: 'not-found', detail: 'There is no such request.' }
const ownRequest: Problem = { code: 'own-request', detail: 'Nobody decides about their own request.' }
const decided: Problem = { code: 'request-decided', detail: 'This request waits no more.' }
const nothingToAsk: Problem = {
  code: 'access-request-refused',
  detail: 'There is no refusal of this browser to ask about. Sign in again.',
}
