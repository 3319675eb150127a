import type { Problem, Route } from '@hearthline/shared'
import { QueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { call, type CallParts } from './call.ts'

/** A refusal on its way through TanStack Query, which knows failures only as something thrown. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`)
    this.problem = problem
  }
}

export const problemOf = (error: unknown): Problem =>
  error instanceof ProblemError
    ? error.problem
    : { code: 'internal', detail: error instanceof Error ? error.message : String(error) }

/** `call` for query and mutation functions: throws `ProblemError` instead of answering a refusal. */
export async function fetchAnswer<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
>(route: Route<P, Q, B, A>, parts?: CallParts<P, Q, B>): Promise<z.output<A>>
export async function fetchAnswer<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  route: Route<P, Q, B, null>,
  parts?: CallParts<P, Q, B>,
): Promise<null>
export async function fetchAnswer(
  route: Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType | null>,
  parts?: CallParts<z.ZodType, z.ZodType, z.ZodType>,
): Promise<unknown> {
  const result = await call(route, parts)
  if (!result.ok) throw new ProblemError(result.problem)
  return result.value
}

/** Only a server that does not answer is worth asking again; a refusal stays one. */
export const worthRetrying = (failures: number, error: unknown): boolean =>
  failures < 3 && problemOf(error).code === 'unavailable'

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 10_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  })
