import { closingQuote, isToken, type Params, parseParams, unquote } from './text.ts'
import { parseUri, type Uri } from './uri.ts'

/** From, To, Contact, Route, Record-Route, P-Asserted-Identity: RFC 3261 §20.10. */
export interface NameAddr {
  displayName: string | null
  /** The URI as it was written. */
  uriText: string
  /** null: a scheme that we do not know. */
  uri: Uri | null
  /** Header parameters, such as tag and expires; not those of the URI. */
  params: Params
}

/**
 * `"Name" <uri>;params` or `uri;params`, where the second form's parameters belong to the header (§20.10). null when it is
 * neither.
 */
export function parseNameAddr(text: string): NameAddr | null {
  let displayName: string | null = null
  let open: number
  if (text.startsWith('"')) {
    const close = closingQuote(text, 0)
    if (close === -1) return null
    displayName = unquote(text.slice(0, close + 1))
    open = text.indexOf('<', close)
    if (open === -1 || text.slice(close + 1, open).trim() !== '') return null
  } else {
    open = text.indexOf('<')
    if (open > 0) {
      const name = text.slice(0, open).trim()
      if (!isDisplayTokens(name)) return null
      displayName = name === '' ? null : name
    }
  }
  if (open === -1) return parseAddrSpec(text)
  const close = text.indexOf('>', open)
  if (close === -1) return null
  return build(displayName, text.slice(open + 1, close).trim(), text, close + 1)
}

function parseAddrSpec(text: string): NameAddr | null {
  // Without brackets, everything after the first ";" is the header's. A "?" or "," would need brackets.
  const semicolon = text.indexOf(';')
  const uriText = (semicolon === -1 ? text : text.slice(0, semicolon)).trim()
  if (uriText.includes('?') || uriText.includes(',')) return null
  return build(null, uriText, text, semicolon === -1 ? text.length : semicolon)
}

function build(displayName: string | null, uriText: string, text: string, paramsAt: number): NameAddr | null {
  const uri = parseUri(uriText)
  if (uri === 'malformed') return null
  const params = parseParams(text, paramsAt)
  if (params === null) return null
  return { displayName, uriText, uri: uri === 'unknown-scheme' ? null : uri, params }
}

/** `*(token LWS)`. Non-ASCII is let through: common senders write bare UTF-8 names. */
function isDisplayTokens(name: string): boolean {
  if (name === '') return true
  for (const word of name.split(/[ \t]/)) {
    if (word === '' || isToken(word)) continue
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at)
      if (code < 128 && !isToken(word.charAt(at))) return false
    }
  }
  return true
}

export function tagOf(address: NameAddr): string | null {
  return address.params.get('tag') ?? null
}
