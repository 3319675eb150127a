import type { z } from 'zod'
import type { Role } from './contracts/people.ts'
import type { ProblemCode } from './problem.ts'

/** Who may call a route: anybody, or a signed-in person in one of the roles. Ownership is checked by the domain. */
export type Access = 'anyone' | readonly Role[]

/**
 * One HTTP route, written once: control binds it, the browser calls by it, OpenAPI is generated from it.
 * Path parameters are written `:name` and appear in `params`. `answer: null` means 204 without a body;
 * `answer: 'binary'` means the domain streams bytes itself.
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType | null | 'binary' = z.ZodType | null | 'binary',
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: `/api/${string}`
  summary: string
  access: Access
  params?: Params
  query?: Query
  body?: Body
  answer: Answer
  /** Bytes of body that the route takes; 64 KiB unless told. */
  bodyLimitBytes?: number
  /** `grant`: no request proof, since the query carries a grant that was given for one (audio of recordings). */
  proof?: 'grant'
  /** Refusals peculiar to this route; schema, sign-in, role, rate and internal ones are understood. */
  problems?: readonly ProblemCode[]
}

/** Keeps the literal types of one route definition. */
export const route = <
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType | null | 'binary',
>(
  definition: Route<Params, Query, Body, Answer>,
): Route<Params, Query, Body, Answer> => definition
