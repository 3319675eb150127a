import { isSpace, isToken, type Params, parseDecimal, parseParams, serialiseParams } from './text.ts'
import { parseHostPort } from './uri.ts'

/** RFC 3261 §20.42. */
export interface Via {
  /** Upper case: UDP, TCP, TLS, WS, WSS … */
  transport: string
  host: string
  port: number | null
  params: Params
}

/** The branches of RFC 3261 begin so; others come from RFC 2543 (§8.1.1.7). */
export const magicCookie = 'z9hG4bK'

/** One Via value: `SIP / 2.0 / UDP host : port ;params`, spaces allowed around each mark (§25.1). */
export function parseVia(text: string): Via | null {
  const firstSlash = text.indexOf('/')
  const secondSlash = text.indexOf('/', firstSlash + 1)
  if (firstSlash === -1 || secondSlash === -1) return null
  if (text.slice(0, firstSlash).trim().toUpperCase() !== 'SIP') return null
  if (text.slice(firstSlash + 1, secondSlash).trim() !== '2.0') return null
  let at = secondSlash + 1
  while (isSpace(text.charCodeAt(at))) at++
  const transportAt = at
  while (at < text.length && !isSpace(text.charCodeAt(at))) at++
  const transport = text.slice(transportAt, at).toUpperCase()
  if (!isToken(transport)) return null
  const semicolon = text.indexOf(';', at)
  const sentBy = text.slice(at, semicolon === -1 ? text.length : semicolon).trim()
  const sent = parseHostPort(withoutSpaces(sentBy))
  const params = semicolon === -1 ? new Map<string, string | null>() : parseParams(text, semicolon)
  if (sent === null || params === null) return null
  return { transport, host: sent.host, port: sent.port, params }
}

/** `host : port` may be spaced; a space anywhere else leaves something that is no host. */
function withoutSpaces(text: string): string {
  const colon = text.lastIndexOf(':')
  if (colon === -1 || text.indexOf(' ') === -1) return text
  return `${text.slice(0, colon).trimEnd()}:${text.slice(colon + 1).trimStart()}`
}

export function serialiseVia(via: Via): string {
  const port = via.port === null ? '' : `:${via.port}`
  return `SIP/2.0/${via.transport} ${via.host}${port}${serialiseParams(via.params)}`
}

export function branchOf(via: Via): string | null {
  return via.params.get('branch') ?? null
}

/**
 * What the receiver of a request adds to its top Via: `received` (RFC 3261 §18.2.1) when the sent-by is another address,
 * and always the values of `rport` (RFC 3581 §4).
 */
export function stampVia(via: Via, remoteAddress: string, remotePort: number): Via {
  const wantsPort = via.params.has('rport')
  const host = via.host.startsWith('[') ? via.host.slice(1, -1) : via.host
  if (!wantsPort && host === remoteAddress) return via
  const params = new Map(via.params)
  if (wantsPort) params.set('rport', String(remotePort))
  params.set('received', remoteAddress)
  return { ...via, params }
}

/** Where a response over UDP goes (RFC 3261 §18.2.2, RFC 3581 §4), given that the Via was stamped by us. */
export function responsePort(via: Via): number {
  const rport = via.params.get('rport')
  const asked = rport === undefined || rport === null ? null : parseDecimal(rport, 65_535)
  return asked ?? via.port ?? 5060
}
