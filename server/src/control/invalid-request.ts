import type { Problem } from '@hearthline/shared'
import type { z } from 'zod'

/** 400 with the dotted path of the first offending field; an unknown key counts as a field of that name. */
export function invalidRequest(error: z.ZodError): Problem {
  const issue = error.issues[0]
  const path = [...(issue?.path ?? [])].map(String)
  if (issue?.code === 'unrecognized_keys' && issue.keys[0] !== undefined) path.push(issue.keys[0])
  return {
    code: 'invalid-request',
    detail: issue?.message ?? 'The request does not fit the schema.',
    ...(path.length > 0 && { field: path.join('.') }),
  }
}
