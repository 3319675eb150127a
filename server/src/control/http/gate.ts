import { nonceHeader, proofHeader, timeHeader, type Problem, type Route } from '@hearthline/shared'
import type { Request, RequestHandler, Response } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { sha256 } from '../access/index.ts'
import { wholeLine } from '../networks/index.ts'
import type { CurrentSignIn } from '../ports.ts'
import { sendProblem } from './answer.ts'
import type { ApiDeps } from './api.ts'
import { comesFromOwnPage } from './origin.ts'

/** Far above what a person's clicks and a screen's lists come to, far below what would slow others down. */
const signedInPerMinute = 600
/** Wrong proofs from one line; each costs an ECDSA verification (0.3 ms). Counted apart, so that a thief cannot use up the owner's. */
const unprovedPerMinute = 60

/** What stands in front of a route's body, in this order: rate, origin, sign-in, proof, rate, role. */
export interface Gate {
  stepsFor(route: Route): RequestHandler[]
  /** Whose request this is; null on a public route. */
  currentOf(request: Request): CurrentSignIn | null
  /** Answers the Problem, and notes it in the trail if it is one for it. `place`: the route's path. */
  refuse(request: Request, response: Response, place: string, problem: Problem): void
  /** Notes a refusal that no domain wrote a row about. */
  noteRefusal(request: Request, place: string, problem: Problem): void
  /** Tells the browser of this session what to sign next, and control's time. */
  offerNonce(response: Response, sessionId: string): void
  /** The same for a request that carries a sign-in cookie. */
  offerNonceTo(request: Request, response: Response): void
}

const perMinute = (points: number) => new RateLimiterMemory({ points, duration: 60 })

export function createGate(deps: ApiDeps): Gate {
  const strangers = {
    reads: perMinute(deps.publicPerMinute.reads),
    writes: perMinute(deps.publicPerMinute.writes),
  }
  const signedIn = perMinute(deps.signedInPerMinute ?? signedInPerMinute)
  const unproved = perMinute(unprovedPerMinute)
  /** Where a request's sign-in waits for its handler; Express's `locals` would be untyped. */
  const currents = new WeakMap<Request, CurrentSignIn>()

  const offerNonce: Gate['offerNonce'] = (response, sessionId) => {
    if (response.headersSent) return
    response.setHeader(nonceHeader, deps.proofs.nonceFor(sha256(sessionId)))
    response.setHeader(timeHeader, String(deps.clock.nowMs()))
  }

  const fromStranger =
    (limiter: RateLimiterMemory): RequestHandler =>
    async (request, response, next) => {
      const address = deps.addressOf(request)
      if (await within(limiter, wholeLine(address), response, `from ${address}`)) next()
    }

  const noteRefusal: Gate['noteRefusal'] = (request, place, { code }) => {
    const current = currents.get(request)
    deps.refusals.note({
      code,
      asker:
        current === undefined
          ? null
          : { personId: current.person.personId, signInId: current.signIn.signInId },
      address: current?.address ?? deps.addressOf(request),
      place,
    })
  }
  const refuse: Gate['refuse'] = (request, response, place, problem) => {
    noteRefusal(request, place, problem)
    sendProblem(response, problem)
  }

  const fromOwnPage =
    (place: string): RequestHandler =>
    (request, response, next) => {
      if (comesFromOwnPage(request, deps.origins)) return next()
      refuse(request, response, place, {
        code: 'origin-refused',
        detail: 'This request comes from another site.',
      })
    }

  const known: RequestHandler = (request, response, next) => {
    const current = deps.currentOf(request)
    if (!current.ok) return sendProblem(response, current.problem)
    currents.set(request, current.value)
    next()
  }

  const proved: RequestHandler = async (request, response, next) => {
    const current = currents.get(request)
    const sessionId = deps.cookies.signIn(request.headers.cookie)
    if (current === undefined || sessionId === null) throw new Error('a proof was asked of nobody')
    const line = `${current.signIn.signInId} ${wholeLine(current.address)}`
    const failures = await unproved.get(line)
    if (failures !== null && failures.remainingPoints <= 0) return tooMany(response, failures, 'unproved')
    const header = request.headers[proofHeader]
    const proof = deps.proofs.check({
      current,
      sessionHash: sha256(sessionId),
      method: request.method,
      path: request.originalUrl,
      header: typeof header === 'string' ? header : null,
    })
    if (proof.ok) {
      // Only now: a stolen cookie keeps no sign-in awake and moves it nowhere.
      const active = deps.active(current.signIn.signInId, current.address)
      return active.ok ? next() : sendProblem(response, active.problem)
    }
    // Without a proof nothing was computed: a browser that asks for its first nonce is not counted.
    if (header !== undefined) await unproved.penalty(line)
    sendProblem(response, proof.problem)
  }

  const withinLimit: RequestHandler = async (request, response, next) => {
    const signInId = currents.get(request)?.signIn.signInId ?? ''
    if (await within(signedIn, signInId, response, 'in this sign-in')) next()
  }

  const inRole =
    (roles: readonly string[], place: string): RequestHandler =>
    (request, response, next) => {
      if (roles.includes(currents.get(request)?.person.role ?? '')) return next()
      refuse(request, response, place, { code: 'not-allowed', detail: `Only for: ${roles.join(', ')}.` })
    }

  return {
    stepsFor: ({ access, method, path, proof }) => {
      const writes = method !== 'GET'
      const origin = writes ? [fromOwnPage(path)] : []
      if (access === 'anyone') return [fromStranger(writes ? strangers.writes : strangers.reads), ...origin]
      return [...origin, known, ...(proof === 'grant' ? [] : [proved]), withinLimit, inRole(access, path)]
    },
    currentOf: (request) => currents.get(request) ?? null,
    refuse,
    noteRefusal,
    offerNonce,
    offerNonceTo: (request, response) => {
      const sessionId = deps.cookies.signIn(request.headers.cookie)
      if (sessionId !== null) offerNonce(response, sessionId)
    },
  }
}

/** Takes one point; when there is none left, answers 429 and says false. */
async function within(
  limiter: RateLimiterMemory,
  key: string,
  response: Response,
  where: string,
): Promise<boolean> {
  try {
    await limiter.consume(key)
    return true
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    tooMany(response, error, where)
    return false
  }
}

function tooMany(response: Response, limit: RateLimiterRes, where: string): void {
  sendProblem(response, {
    code: 'too-many-requests',
    detail: `Too many requests ${where}.`,
    retryAfterSeconds: Math.max(1, Math.ceil(limit.msBeforeNext / 1000)),
  })
}
