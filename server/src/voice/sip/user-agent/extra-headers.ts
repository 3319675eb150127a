import { isToken } from '../message/text.ts'
import type { ExtraHeader } from '../types.ts'
import { singleLine } from './reason.ts'

/** What the call service may add. Everything that says who somebody is, or how a message travels, is the stack's alone. */
const allowed = new Set([
  'alert-info',
  'call-info',
  'subject',
  'privacy',
  'user-to-user',
  'reason',
  'retry-after',
  'warning',
])

/** Checks and cleans extra headers. A name that is not allowed is a bug of the caller: TypeError. */
export function extraHeaders(headers: readonly ExtraHeader[]): [name: string, value: string][] {
  return headers.map(({ name, value }) => {
    const key = name.toLowerCase()
    if (!isToken(name) || !(allowed.has(key) || key.startsWith('x-'))) {
      throw new TypeError(`header ${name} is not for the caller to set`)
    }
    return [name, singleLine(value)]
  })
}
