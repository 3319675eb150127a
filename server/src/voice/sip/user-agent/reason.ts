import type { Headers } from '../message/headers.ts'
import { parseDecimal, parseParams, quote, unquote } from '../message/text.ts'
import type { SipReason } from '../types.ts'

/** Header Reason (RFC 3326). Of several, the ISDN cause says most. */
export function readReason(headers: Headers): SipReason | null {
  let found: SipReason | null = null
  for (const value of headers.list('Reason')) {
    const semicolon = value.indexOf(';')
    const name = (semicolon === -1 ? value : value.slice(0, semicolon)).trim().toUpperCase()
    const params = semicolon === -1 ? null : parseParams(value, semicolon)
    const cause = parseDecimal(params?.get('cause') ?? '', 999)
    if ((name !== 'SIP' && name !== 'Q.850') || cause === null) continue
    if (found === null || name === 'Q.850')
      found = { protocol: name, cause, text: unquote(params?.get('text') ?? '') }
  }
  return found
}

export function reasonHeaders(reason: SipReason | undefined): [name: string, value: string][] {
  if (reason === undefined) return []
  const text = reason.text === '' ? '' : `;text=${quote(singleLine(reason.text))}`
  return [['Reason', `${reason.protocol};cause=${Math.trunc(reason.cause)}${text}`]]
}

/** Seconds of Retry-After (RFC 3261 §20.33), whose value may go on with a comment or parameters. */
export function readRetryAfter(headers: Headers): number | null {
  const text = headers.get('Retry-After') ?? ''
  let end = 0
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
  return parseDecimal(text.slice(0, end), 999_999)
}

/** Text from outside that goes into a header: no line breaks, no control characters. */
export function singleLine(text: string): string {
  let clean = ''
  for (const character of text) clean += character < ' ' || character === '\u007f' ? ' ' : character
  return clean
}
