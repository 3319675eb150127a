import { accessRoutes, ok, Problem, proofHeader, refuse, type Result, type Route } from '@hearthline/shared'
import type { z } from 'zod'
import { createRequestProofs, fetchPublicHeaders, type RequestSigner } from './request-proof.ts'

export interface CallParts<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  params?: z.input<Params>
  query?: z.input<Query>
  body?: z.input<Body>
  signal?: AbortSignal
}

type Listener = (problem: Problem) => void
const endings = new Set<Listener>()

/**
 * Tells when any answer says that the sign-in is over.
 * @returns a function that stops listening
 */
export const onSignInOver = (listener: Listener): (() => void) => {
  endings.add(listener)
  return () => endings.delete(listener)
}

const proofs: { of: ReturnType<typeof createRequestProofs> | null } = { of: null }

const randomProofId = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** Has every signed-in request carry the device key's word from now on; null stops that. */
export const signRequestsWith = (sign: RequestSigner | null): void => {
  proofs.of =
    sign === null
      ? null
      : createRequestProofs({
          sign,
          fetchNonce: fetchPublicHeaders,
          now: () => Date.now(),
          proofId: randomProofId,
        })
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

/** The path and query of a route, with every part escaped. Undefined and empty query values are left out. */
export const addressOf = (path: string, params: unknown, query: unknown): string => {
  const values = asRecord(params)
  const filled = path.replaceAll(/:([A-Za-z]+)/g, (_whole, name: string) => {
    const value = values[name]
    return typeof value === 'string' ? encodeURIComponent(value) : ''
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(asRecord(query))) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      if (value !== '') search.set(name, String(value))
    }
  }
  const text = search.toString()
  return text === '' ? filled : `${filled}?${text}`
}

/** No answer at all: the machine is offline, or control is away. */
const unreachable: Problem = { code: 'unavailable', detail: 'no answer from the server' }

const readProblem = async (response: Response): Promise<Problem> => {
  try {
    const parsed = Problem.safeParse(await response.json())
    if (parsed.success) return parsed.data
  } catch {
    // Not JSON: a proxy's page, or a body cut off. The status decides below.
  }
  return response.status === 502 || response.status === 503 || response.status === 504
    ? { code: 'unavailable', detail: `status ${response.status} without a problem` }
    : { code: 'internal', detail: `status ${response.status} without a problem` }
}

/**
 * Calls one route of control and parses what it answers.
 * @returns the parsed answer (null for 204), or the Problem it was refused with: `unavailable` when nobody answered,
 *   `internal` when the answer does not fit the schema
 */
export async function call<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
>(route: Route<P, Q, B, A>, parts?: CallParts<P, Q, B>): Promise<Result<z.output<A>>>
export async function call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  route: Route<P, Q, B, null>,
  parts?: CallParts<P, Q, B>,
): Promise<Result<null>>
/** For code that carries any route, such as `fetchAnswer`. */
export async function call(
  route: Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType | null>,
  parts?: CallParts<z.ZodType, z.ZodType, z.ZodType>,
): Promise<Result<unknown>>
export async function call(
  route: Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType | null>,
  parts: CallParts<z.ZodType, z.ZodType, z.ZodType> = {},
): Promise<Result<unknown>> {
  const response = await sendProved(route, parts)
  if (response?.ok !== true) return refuse(await problemOfAnswer(response))
  return route.answer === null ? ok(null) : readAnswer(route.answer, response)
}

/**
 * Calls a route that answers bytes, such as a file to keep.
 * @returns the answer with its body unread, or the Problem it was refused with
 */
export async function callForBytes<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  route: Route<P, Q, B, 'binary'>,
  parts: CallParts<P, Q, B> = {},
): Promise<Result<Response>> {
  const response = await sendProved(route, parts)
  return response?.ok === true ? ok(response) : refuse(await problemOfAnswer(response))
}

/** What a request without a good answer was refused with; tells those who wait for the end of the sign-in. */
const problemOfAnswer = async (response: Response | null): Promise<Problem> => {
  if (response === null) return unreachable
  const problem = await readProblem(response)
  if (endsSignIn(problem)) for (const listener of endings) listener(problem)
  return problem
}

/** `proof-required` here came twice: this browser cannot prove what its cookie claims. */
const endsSignIn = ({ code }: Problem): boolean =>
  code === 'signed-out' || code === 'not-signed-in' || code === 'proof-required'

/** Sends with a proof where the route wants one; refused for want of a good one, once more with the fresh nonce. */
const sendProved = async (
  route: Pick<Route, 'method' | 'path' | 'access' | 'proof'>,
  parts: { params?: unknown; query?: unknown; body?: unknown; signal?: AbortSignal },
): Promise<Response | null> => {
  const address = addressOf(route.path, parts.params, parts.query)
  const once = async (prove: boolean): Promise<Response | null> => {
    const proof = prove ? ((await proofs.of?.prove(route.method, address)) ?? null) : null
    const response = await send(route.method, address, proof, parts)
    if (response === null) return null
    // Another session, another nonce; the one that comes with this answer may still be for the session of before.
    if (response.ok && changesSession(route.path)) proofs.of?.forget()
    else proofs.of?.noteAnswer(response.headers)
    return response
  }
  if (route.access === 'anyone' || route.proof === 'grant') return once(false)
  const first = await once(true)
  if (first?.status !== 401 || proofs.of === null) return first
  const problem = await readProblem(first.clone())
  return problem.code === 'proof-required' ? once(true) : first
}

const changesSession = (path: string): boolean =>
  path === accessRoutes.signIn.path || path === accessRoutes.signOut.path

/** Null when nobody answered; throws only the caller's own abort. */
const send = async (
  method: string,
  address: string,
  proof: string | null,
  parts: { body?: unknown; signal?: AbortSignal },
): Promise<Response | null> => {
  try {
    return await fetch(address, {
      method,
      credentials: 'same-origin',
      headers: {
        ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(proof === null ? {} : { [proofHeader]: proof }),
      },
      ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
      ...(parts.signal === undefined ? {} : { signal: parts.signal }),
    })
  } catch (error) {
    if (parts.signal?.aborted === true) throw error
    return null
  }
}

const readAnswer = async (schema: z.ZodType, response: Response): Promise<Result<unknown>> => {
  let body: unknown
  try {
    body = await response.json()
  } catch {
    return refuse(unreachable)
  }
  const parsed = schema.safeParse(body)
  return parsed.success
    ? ok(parsed.data)
    : refuse({
        code: 'internal',
        detail: `unexpected answer: ${parsed.error.issues[0]?.path.join('.') ?? ''}`,
      })
}
