import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { Problem, Result, SignInId } from '@hearthline/shared'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { z } from 'zod'
import { newSecret, type RequestProofs } from '../access/index.ts'
import type { RefusalTrail } from '../audit/index.ts'
import { wholeLine } from '../networks/index.ts'
import type { Clock, CurrentSignIn, Log, RandomSource, Revocations } from '../ports.ts'
import { createAnswersInFlight, type AnswersInFlight } from './answers-in-flight.ts'
import { isBinaryAnswer, sendBinary, sendProblem } from './answer.ts'
import type { BinaryAnswer, BoundRoute } from './bind.ts'
import type { Cookies } from './cookies.ts'
import { createGate, type Gate } from './gate.ts'
import { ownOriginOf } from './origin.ts'
import type { Visit } from './visit.ts'

/** Enough for any form; a route that takes more says so. */
const usualBodyLimitBytes = 64 * 1024

export interface ApiDeps {
  routes: readonly BoundRoute[]
  origins: readonly string[]
  cookies: Cookies
  addressOf: (request: IncomingMessage) => string
  currentOf: (request: IncomingMessage) => Result<CurrentSignIn>
  /** Requests a minute from one address to routes that need no sign-in. */
  publicPerMinute: { reads: number; writes: number }
  proofs: RequestProofs
  refusals: RefusalTrail
  revocations: Revocations
  /** The person behind this sign-in is at work: counts as activity. */
  active: (signInId: SignInId, address: string) => Result<CurrentSignIn>
  /** Requests a minute of one sign-in; 600 unless told. */
  signedInPerMinute?: number | undefined
  /** Parse each answer by its schema too and fail loudly: for tests. */
  checkAnswers: boolean
  clock: Clock
  random: RandomSource
  log: Log
}

/** Mounts every bound route behind its refusals: 429, 403 origin, 401, 401 proof, 429, 403 role, 415, 413, 400, 405. */
export function mountApi(app: Router, deps: ApiDeps): Gate {
  const gate = createGate(deps)
  const inFlight = createAnswersInFlight(deps.revocations)
  app.use('/api', (request, response, next) => {
    gate.offerNonceTo(request, response)
    next()
  })
  const routes = deps.routes.toSorted((left, right) => bySpecificity(left.route.path, right.route.path))
  for (const bound of routes) {
    const { method, path, bodyLimitBytes } = bound.route
    const body = method === 'GET' ? [] : jsonOnly(bodyLimitBytes ?? usualBodyLimitBytes, path, gate)
    app[verbs[method]](path, ...gate.stepsFor(bound.route), ...body, answering(bound, gate, inFlight, deps))
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
  return gate
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

const jsonOnly = (limit: number, place: string, gate: Gate): readonly RequestHandler[] => [
  (request, response, next) => {
    const hasBody =
      request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
    if (!hasBody || request.is('application/json') !== false) next()
    else
      gate.refuse(request, response, place, {
        code: 'unsupported-media-type',
        detail: 'Send application/json.',
      })
  },
  express.json({
    limit,
    inflate: false,
    reviver: (key, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('__proto__ is no field')
      return value
    },
  }),
]

function answering(bound: BoundRoute, gate: Gate, inFlight: AnswersInFlight, deps: ApiDeps): RequestHandler {
  return async (request, response) => {
    const { route } = bound
    const startedAtMs = deps.clock.nowMs()
    const answer = inFlight.follow(gate.currentOf(request), response)
    const line = route.access === 'anyone' ? wholeLine(deps.addressOf(request)) : null
    const { value: outcome, audited } = await deps.refusals.watch(line, () =>
      bound.run({
        params: request.params,
        query: request.query,
        body: request.body,
        visit: visitOf(request, response, gate, deps),
        current: gate.currentOf(request),
      }),
    )
    if (!outcome.ok && !audited) gate.noteRefusal(request, route.path, outcome.problem)
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
    // Anew, since this answer may have waited: the browser takes control's time from it. An answer that begins or ends
    // a session has said what it must of the new one.
    if (!response.hasHeader('Set-Cookie')) gate.offerNonceTo(request, response)
    if (!outcome.ok) sendProblem(response, outcome.problem)
    else if (route.answer === null) response.status(204).end()
    else if (route.answer === 'binary') {
      if (!isBinaryAnswer(outcome.value)) throw new Error(`${route.path} answered no bytes`)
      if (answer.stream()) await sendBinary(response, outcome.value)
      else endUnsent(response, outcome.value)
    } else {
      if (deps.checkAnswers) route.answer.parse(outcome.value)
      response.json(outcome.value)
    }
  }
}

/** Also what would have been sent is closed: it may hold a file. */
function endUnsent(response: Response, { body }: BinaryAnswer): void {
  if (body instanceof Readable) body.destroy()
  response.destroy()
}

function visitOf(request: Request, response: Response, gate: Gate, deps: ApiDeps): Visit {
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
      gate.offerNonce(response, sessionId)
    },
    clearSignInCookie: () => void response.appendHeader('Set-Cookie', cookies.clearSignIn()),
    gone: gone.signal,
  }
}

/** What Express and its body parser raise for a request that is malformed; anything else is our own bug. */
const RequestFault = z.object({
  status: z.int().min(400).max(499),
  type: z.string().optional(),
  /** Of a body that is too large. */
  limit: z.int().optional(),
})

/** The problem for an error raised by the HTTP layer; null when it is a bug of ours. */
export function problemOfFault(error: unknown): Problem | null {
  const fault = RequestFault.safeParse(error)
  if (!fault.success) return null
  switch (fault.data.status) {
    case 413:
      return {
        code: 'payload-too-large',
        detail: `A body may have ${fault.data.limit ?? usualBodyLimitBytes} bytes here.`,
      }
    case 415:
      return { code: 'unsupported-media-type', detail: 'Send application/json in UTF-8, not compressed.' }
    default:
      return { code: 'invalid-request', detail: 'The request cannot be read.' }
  }
}
