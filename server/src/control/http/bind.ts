import type { Readable } from 'node:stream'
import type { Result, Route } from '@hearthline/shared'
import type { z } from 'zod'
import { invalidRequest } from '../invalid-request.ts'
import type { CurrentSignIn, Visit } from './visit.ts'

/** `unknown` for a part that the route does not define: nothing was parsed there. */
type Output<Schema extends z.ZodType | undefined> = z.output<NonNullable<Schema>>
type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined

/** Bytes for a route whose answer is `binary`. */
export interface BinaryAnswer {
  status: 200 | 206
  headers: Readonly<Record<string, string>>
  body: Readable | Uint8Array
}

export type AnswerOf<R extends Route> = R['answer'] extends null
  ? null
  : R['answer'] extends 'binary'
    ? BinaryAnswer
    : Input<R['answer']>

interface Parsed<R extends Route> {
  params: Output<R['params']>
  query: Output<R['query']>
  body: Output<R['body']>
  visit: Visit
}
export type PublicRequest<R extends Route> = Parsed<R>
export interface SignedInRequest<R extends Route> extends Parsed<R> {
  current: CurrentSignIn
}

type Outcome<R extends Route> = Result<AnswerOf<R>> | Promise<Result<AnswerOf<R>>>

/** The unparsed parts of a request. */
export interface RawRequest {
  params: unknown
  query: unknown
  body: unknown
  visit: Visit
  /** Null on public routes; http/app.ts has checked sign-in and role before it calls a signed-in route. */
  current: CurrentSignIn | null
}

/** A route with its handler, ready for http/app.ts. */
export interface BoundRoute {
  route: Route
  run(raw: RawRequest): Promise<Result<unknown>>
}

/** Binds a route that only signed-in people in `route.access` may call. */
export function bind<const R extends Route>(
  route: R,
  handler: (request: SignedInRequest<R>) => Outcome<R>,
): BoundRoute {
  if (route.access === 'anyone') throw new Error(`${route.path} is public: use bindPublic`)
  return {
    route,
    run: async (raw) => {
      const { current } = raw
      if (current === null) throw new Error(`${route.path} was run without a sign-in`)
      const parsed = parse(route, raw)
      return parsed.ok ? handler({ ...parsed.value, current }) : parsed
    },
  }
}

/** Binds a route that anybody may call. */
export function bindPublic<const R extends Route>(
  route: R,
  handler: (request: PublicRequest<R>) => Outcome<R>,
): BoundRoute {
  if (route.access !== 'anyone') throw new Error(`${route.path} is not public: use bind`)
  return {
    route,
    run: async (raw) => {
      const parsed = parse(route, raw)
      return parsed.ok ? handler(parsed.value) : parsed
    },
  }
}

function parse<R extends Route>(route: R, raw: RawRequest): Result<Parsed<R>> {
  const values: Record<string, unknown> = {}
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = route[part]
    if (schema === undefined) continue
    const parsed = schema.safeParse(raw[part])
    if (!parsed.success) return { ok: false, problem: invalidRequest(parsed.error) }
    values[part] = parsed.data
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each schema of R was just run; types cannot follow the loop
  return { ok: true, value: { ...values, visit: raw.visit } as Parsed<R> }
}
