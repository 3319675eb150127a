/** Small linear scanners for RFC 3261 §25.1 text. Each reads a character at most once or twice; none backtracks. */

const tokenTable = new Uint8Array(128)
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~") {
  tokenTable[character.charCodeAt(0)] = 1
}

/** `token` of the grammar. */
export function isToken(text: string): boolean {
  if (text.length === 0) return false
  for (let at = 0; at < text.length; at++) if (tokenTable[text.charCodeAt(at)] !== 1) return false
  return true
}

/** Decimal digits only, up to `max`; null for anything else. */
export function parseDecimal(text: string, max: number): number | null {
  if (text.length === 0 || text.length > 12) return null
  let value = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return null
    value = value * 10 + digit
  }
  return value > max ? null : value
}

/**
 * Splits at commas outside of quotes and angle brackets, and trims. Empty elements fall away.
 * An unterminated quote keeps the rest in one piece, which its own parser then refuses.
 */
export function splitCommas(text: string): string[] {
  if (text.indexOf(',') === -1) {
    const only = text.trim()
    return only === '' ? [] : [only]
  }
  const parts: string[] = []
  let start = 0
  let quoted = false
  let angled = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === 92) at++
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 60) angled = true
    else if (code === 62) angled = false
    else if (code === 44 && !angled) {
      const part = text.slice(start, at).trim()
      if (part !== '') parts.push(part)
      start = at + 1
    }
  }
  const last = text.slice(start).trim()
  if (last !== '') parts.push(last)
  return parts
}

/** The end of the quoted string that opens at `open` (index of the closing quote), or -1. */
export function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) at++
    else if (code === 34) return at
  }
  return -1
}

/** Quotes for a quoted-string. */
export function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** The text inside a quoted-string that was found whole; other text comes back as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || text.charCodeAt(0) !== 34) return text
  const inner = text.slice(1, -1)
  if (inner.indexOf('\\') === -1) return inner
  let plain = ''
  for (let at = 0; at < inner.length; at++) {
    if (inner.charCodeAt(at) === 92 && at + 1 < inner.length) at++
    plain += inner.charAt(at)
  }
  return plain
}

/** Header and URI parameters by lower-case name, in order; null is a parameter without a value. */
export type Params = ReadonlyMap<string, string | null>

export const noParams: Params = new Map()

/**
 * `;name=value;flag` from `start` on. Values may be quoted strings (kept with their quotes). A name given twice, an empty
 * name or a broken quote makes the whole list null.
 */
export function parseParams(text: string, start = 0): Params | null {
  let at = start
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  if (at >= text.length) return noParams
  const params = new Map<string, string | null>()
  while (at < text.length) {
    if (text.charCodeAt(at) !== 59) return null
    const end = paramEnd(text, at + 1)
    if (end === -1) return null
    const equals = text.indexOf('=', at + 1)
    const hasValue = equals !== -1 && equals < end
    const name = text
      .slice(at + 1, hasValue ? equals : end)
      .trim()
      .toLowerCase()
    if (name === '' || params.has(name) || !isParamName(name)) return null
    const value = hasValue ? text.slice(equals + 1, end).trim() : null
    if (value !== null && value.startsWith('"') && closingQuote(value, 0) !== value.length - 1) return null
    params.set(name, value)
    at = end
  }
  return params
}

function paramEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 59) return at
    if (code === 34) {
      at = closingQuote(text, at)
      if (at === -1) return -1
    }
  }
  return text.length
}

function isParamName(name: string): boolean {
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at)
    if (code <= 32 || code === 34 || code === 44 || code === 60 || code === 62 || code >= 127) return false
  }
  return true
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 9
}

export function serialiseParams(params: Params): string {
  let text = ''
  for (const [name, value] of params) text += value === null ? `;${name}` : `;${name}=${value}`
  return text
}
