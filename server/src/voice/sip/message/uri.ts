import { isIPv6 } from 'node:net'
import { noParams, type Params, parseDecimal, parseParams, serialiseParams } from './text.ts'

/** RFC 3261 §19.1. */
export interface SipUri {
  scheme: 'sip' | 'sips'
  /** Still escaped, as it was written; null when there is no userinfo. A password stays inside, after its colon. */
  userInfo: string | null
  /** Lower case; an IPv6 address with its brackets. */
  host: string
  port: number | null
  params: Params
  /** After `?`, without it. */
  headers: string | null
}

/** RFC 3966. */
interface TelUri {
  scheme: 'tel'
  number: string
  params: Params
}

export type Uri = SipUri | TelUri

export type UriProblem = 'malformed' | 'unknown-scheme'

/** Reads a URI in linear time. `unknown-scheme` is what 416 is for. */
export function parseUri(text: string): Uri | UriProblem {
  const colon = text.indexOf(':')
  if (colon <= 0) return 'malformed'
  if (!isPrintable(text)) return 'malformed'
  const scheme = text.slice(0, colon).toLowerCase()
  if (scheme === 'sip' || scheme === 'sips') return parseSipUri(scheme, text.slice(colon + 1)) ?? 'malformed'
  if (scheme === 'tel') return parseTelUri(text.slice(colon + 1)) ?? 'malformed'
  return isScheme(scheme) ? 'unknown-scheme' : 'malformed'
}

/** A `sip:` or `sips:` URI, or null. */
export function parseSipUriText(text: string): SipUri | null {
  const uri = parseUri(text)
  return typeof uri === 'string' || uri.scheme === 'tel' ? null : uri
}

function isScheme(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const letter = code >= 97 && code <= 122
    const rest = (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46
    if (!letter && (at === 0 || !rest)) return false
  }
  return true
}

/** URIs are ASCII without spaces, quotes or angle brackets. */
function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 32 || code >= 127 || code === 34 || code === 60 || code === 62) return false
  }
  return true
}

function parseSipUri(scheme: 'sip' | 'sips', rest: string): SipUri | null {
  // The last @ ends the userinfo: "sip:a%40b@host". An @ after ";" or "?" would belong to neither.
  const at = rest.lastIndexOf('@')
  const userInfo = at === -1 ? null : rest.slice(0, at)
  if (userInfo !== null && (userInfo === '' || userInfo.indexOf('@') !== -1 || !isEscapedWell(userInfo))) {
    return null
  }
  let address = at === -1 ? rest : rest.slice(at + 1)
  const question = address.indexOf('?')
  const headers = question === -1 ? null : address.slice(question + 1)
  if (question !== -1) address = address.slice(0, question)
  const semicolon = address.indexOf(';')
  const params = semicolon === -1 ? noParams : parseParams(address, semicolon)
  if (params === null) return null
  const hostPort = parseHostPort(semicolon === -1 ? address : address.slice(0, semicolon))
  if (hostPort === null) return null
  return { scheme, userInfo, host: hostPort.host, port: hostPort.port, params, headers }
}

function parseTelUri(rest: string): TelUri | null {
  const semicolon = rest.indexOf(';')
  const number = semicolon === -1 ? rest : rest.slice(0, semicolon)
  const params = semicolon === -1 ? noParams : parseParams(rest, semicolon)
  if (params === null || number === '') return null
  for (let at = number.startsWith('+') ? 1 : 0; at < number.length; at++) {
    if (!'0123456789ABCDEFabcdef*#-.()'.includes(number.charAt(at))) return null
  }
  return { scheme: 'tel', number, params }
}

/** `host`, `host:port`, `[v6]:port`; names may not be empty nor hold anything but letters, digits, `-`, `.`, `_`. */
export function parseHostPort(text: string): { host: string; port: number | null } | null {
  if (text.startsWith('[')) {
    const close = text.indexOf(']')
    if (close === -1 || !isIPv6(text.slice(1, close))) return null
    return withPort(text.slice(0, close + 1), text.slice(close + 1))
  }
  const colon = text.indexOf(':')
  const host = colon === -1 ? text : text.slice(0, colon)
  if (host === '') return null
  for (let at = 0; at < host.length; at++) {
    const code = host.charCodeAt(at) | 32
    const alphanumeric =
      (code >= 97 && code <= 122) || (host.charCodeAt(at) >= 48 && host.charCodeAt(at) <= 57)
    if (!alphanumeric && !'-._'.includes(host.charAt(at))) return null
  }
  return withPort(host, colon === -1 ? '' : text.slice(colon))
}

function withPort(host: string, rest: string): { host: string; port: number | null } | null {
  if (rest === '') return { host: host.toLowerCase(), port: null }
  if (!rest.startsWith(':')) return null
  const port = parseDecimal(rest.slice(1), 65_535)
  return port === null ? null : { host: host.toLowerCase(), port }
}

function isEscapedWell(text: string): boolean {
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', at + 1)) {
    if (!isHex(text.charCodeAt(at + 1)) || !isHex(text.charCodeAt(at + 2))) return false
  }
  return true
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102)
}

/** User part without password, unescaped; escapes that are not UTF-8 stay as they are. */
export function uriUser(uri: Uri): string | null {
  if (uri.scheme === 'tel') return uri.number
  if (uri.userInfo === null) return null
  const colon = uri.userInfo.indexOf(':')
  const user = colon === -1 ? uri.userInfo : uri.userInfo.slice(0, colon)
  if (user.indexOf('%') === -1) return user
  try {
    return decodeURIComponent(user)
  } catch {
    return user
  }
}

export function serialiseUri(uri: Uri): string {
  if (uri.scheme === 'tel') return `tel:${uri.number}${serialiseParams(uri.params)}`
  const user = uri.userInfo === null ? '' : `${uri.userInfo}@`
  const port = uri.port === null ? '' : `:${uri.port}`
  const headers = uri.headers === null ? '' : `?${uri.headers}`
  return `${uri.scheme}:${user}${uri.host}${port}${serialiseParams(uri.params)}${headers}`
}
