import type { IncomingMessage } from 'node:http'
import type { Problem, Result } from '@hearthline/shared'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { z } from 'zod'
import { newSecret } from '../access/index.ts'
import { wholeLine } from '../people/index.ts'
import type { Clock, CurrentSignIn, Log, RandomSource } from '../ports.ts'
import { isBinaryAnswer, sendBinary, sendProblem } from './answer.ts'
import type { BoundRoute } from './bind.ts'
import type { Cookies } from './cookies.ts'
import { comesFromOwnPage, ownOriginOf } from './origin.ts'
import type { Visit } from './visit.ts'

const bodyLimitBytes = 64 * 1024

export interface ApiDeps {
  routes: readonly BoundRoute[]
  origins: readonly string[]
  cookies: Cookies
  addressOf: (request: IncomingMessage) => string
  currentOf: (request: IncomingMessage) => Result<CurrentSignIn>
  /** Requests a minute from one address to routes that need no sign-in. */
  publicPerMinute: { reads: number; writes: number }
  /** Parse each answer by its schema too and fail loudly: for tests. */
  checkAnswers: boolean
  clock: Clock
  random: RandomSource
  log: Log
}

/** Mounts every bound route in front of its refusals: 429, 403 origin, 401, 403, 415, 413, 400, 405. */
export function mountApi(app: Router, deps: ApiDeps): void {
  const limits = {
    reads: new RateLimiterMemory({ points: deps.publicPerMinute.reads, duration: 60 }),
    writes: new RateLimiterMemory({ points: deps.publicPerMinute.writes, duration: 60 }),
  }
  const routes = deps.routes.toSorted((left, right) => bySpecificity(left.route.path, right.route.path))
  for (const bound of routes) {
    const { method, path, access } = bound.route
    const writes = method !== 'GET'
    const steps: RequestHandler[] = []
    if (access === 'anyone') steps.push(limited(writes ? limits.writes : limits.reads, deps))
    if (writes) steps.push(fromOwnPage(deps))
    if (access !== 'anyone') steps.push(signedIn(access, deps))
    steps.push(...(writes ? jsonOnly : []), answering(bound, deps))
    app[verbs[method]](path, ...steps)
  }
  // After all routes, so that a method of a more general path is still found first.
  for (const path of new Set(routes.map((bound) => bound.route.path))) {
    const allowed = routes.filter((bound) => bound.route.path === path).map((bound) => bound.route.method)
    app.all(path, (_request, response) => {
      response.setHeader('Allow', allowed.join(', '))
      sendProblem(response, {
        code: 'method-not-allowed',
        detail: `This address answers ${allowed.join(', ')} only.`,
      })
    })
  }
}

const verbs = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const

/** Fixed segments before parameters: `/api/calls/today` must not be taken for a call id. */
function bySpecificity(left: string, right: string): number {
  const [leftRank, rightRank] = [rankOf(left), rankOf(right)]
  if (leftRank === rightRank) return 0
  return leftRank < rightRank ? -1 : 1
}

/** A parameter sorts behind whatever a fixed segment can begin with. */
const rankOf = (path: string): string => path.replaceAll(/:\w+/g, '~')

function limited(limiter: RateLimiterMemory, deps: ApiDeps): RequestHandler {
  return async (request, response, next) => {
    try {
      await limiter.consume(wholeLine(deps.addressOf(request)))
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
      sendProblem(response, {
        code: 'too-many-requests',
        detail: `Too many requests from ${deps.addressOf(request)}.`,
        retryAfterSeconds,
      })
      return
    }
    next()
  }
}

function fromOwnPage(deps: ApiDeps): RequestHandler {
  return (request, response, next) => {
    if (comesFromOwnPage(request, deps.origins)) next()
    else sendProblem(response, { code: 'origin-refused', detail: 'This request comes from another site.' })
  }
}

/** Where a request's sign-in waits for its handler; Express's `locals` would be untyped. */
const currentOfRequest = new WeakMap<Request, CurrentSignIn>()

function signedIn(roles: readonly string[], deps: ApiDeps): RequestHandler {
  return (request, response, next) => {
    const current = deps.currentOf(request)
    if (!current.ok) {
      sendProblem(response, current.problem)
      return
    }
    if (!roles.includes(current.value.person.role)) {
      sendProblem(response, { code: 'not-allowed', detail: `Only for: ${roles.join(', ')}.` })
      return
    }
    currentOfRequest.set(request, current.value)
    next()
  }
}

const jsonOnly: readonly RequestHandler[] = [
  (request, response, next) => {
    const hasBody =
      request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
    if (!hasBody || request.is('application/json') !== false) next()
    else sendProblem(response, { code: 'unsupported-media-type', detail: 'Send application/json.' })
  },
  express.json({
    limit: bodyLimitBytes,
    inflate: false,
    reviver: (key, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('__proto__ is no field')
      return value
    },
  }),
]

function answering(bound: BoundRoute, deps: ApiDeps): RequestHandler {
  return async (request, response) => {
    const { route } = bound
    const startedAtMs = deps.clock.nowMs()
    const outcome = await bound.run({
      params: request.params,
      query: request.query,
      body: request.body,
      visit: visitOf(request, response, deps),
      current: currentOfRequest.get(request) ?? null,
    })
    deps.log.debug(
      {
        method: route.method,
        path: route.path,
        code: outcome.ok ? 'ok' : outcome.problem.code,
        ms: deps.clock.nowMs() - startedAtMs,
      },
      'answered',
    )
    if (response.destroyed) return
    if (!outcome.ok) sendProblem(response, outcome.problem)
    else if (route.answer === null) response.status(204).end()
    else if (route.answer === 'binary') {
      if (!isBinaryAnswer(outcome.value)) throw new Error(`${route.path} answered no bytes`)
      await sendBinary(response, outcome.value)
    } else {
      if (deps.checkAnswers) route.answer.parse(outcome.value)
      response.json(outcome.value)
    }
  }
}

function visitOf(request: Request, response: Response, deps: ApiDeps): Visit {
  const { cookies } = deps
  const gone = new AbortController()
  response.on('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const preLogin = cookies.preLogin(request.headers.cookie)
  return {
    address: deps.addressOf(request),
    origin: ownOriginOf(request, deps.origins),
    userAgent: request.headers['user-agent'] ?? '',
    range: request.headers.range ?? null,
    preLogin,
    startPreLogin: () => {
      const secret = preLogin ?? newSecret(deps.random)
      if (preLogin === null) response.appendHeader('Set-Cookie', cookies.setPreLogin(secret))
      return secret
    },
    setSignInCookie: (sessionId, expiresAtMs) => {
      const seconds = Math.max(0, Math.floor((expiresAtMs - deps.clock.nowMs()) / 1000))
      response.appendHeader('Set-Cookie', cookies.setSignIn(sessionId, seconds))
    },
    clearSignInCookie: () => void response.appendHeader('Set-Cookie', cookies.clearSignIn()),
    gone: gone.signal,
  }
}

/** What Express and its body parser raise for a request that is malformed; anything else is our own bug. */
const RequestFault = z.object({ status: z.int().min(400).max(499), type: z.string().optional() })

/** The problem for an error raised by the HTTP layer; null when it is a bug of ours. */
export function problemOfFault(error: unknown): Problem | null {
  const fault = RequestFault.safeParse(error)
  if (!fault.success) return null
  switch (fault.data.status) {
    case 413:
      return { code: 'payload-too-large', detail: `A body may have ${bodyLimitBytes} bytes.` }
    case 415:
      return { code: 'unsupported-media-type', detail: 'Send application/json in UTF-8, not compressed.' }
    default:
      return { code: 'invalid-request', detail: 'The request cannot be read.' }
  }
}
