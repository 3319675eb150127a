import { isAscii, isUtf8 } from 'node:buffer'
import { Headers } from './headers.ts'
import { noBody, type SipMessage } from './message.ts'
import { parseNameAddr } from './name-addr.ts'
import { readStartLine, type StartLine } from './start-line.ts'
import { isSpace, isToken, parseDecimal, splitCommas } from './text.ts'
import { parseUri } from './uri.ts'
import { parseVia, type Via } from './via.ts'

export interface ParseLimits {
  maxMessageBytes: number
  maxHeaders: number
}

const defaultParseLimits: ParseLimits = { maxMessageBytes: 65_536, maxHeaders: 100 }

/** A request that is wrong but says clearly enough where an answer has to go (RFC 4475 §3.1.2). */
export interface RefusedRequest {
  method: string
  via: Via
  headers: Headers
}

export type ParseOutcome =
  | { kind: 'message'; message: SipMessage }
  /** Nothing but line breaks: RFC 5626 §3.5.1. `ping` is the double CRLF that wants an answer. */
  | { kind: 'keep-alive'; ping: boolean }
  | { kind: 'refused'; status: 400 | 505 | 513; detail: string; request: RefusedRequest }
  | { kind: 'dropped'; detail: string }

type Status = 400 | 505 | 513

/**
 * Reads one whole message (a datagram, a WebSocket message, or one frame of a stream). Linear in its length, never throws;
 * what cannot be used is refused with a status, or dropped when nobody could be answered or it is a response.
 */
export function parseMessage(bytes: Buffer, limits: ParseLimits = defaultParseLimits): ParseOutcome {
  let start = 0
  while (start < bytes.length && (bytes[start] === 13 || bytes[start] === 10)) start++
  if (start === bytes.length) return { kind: 'keep-alive', ping: bytes.length >= 4 }

  const tooLarge = bytes.length - start > limits.maxMessageBytes
  const readable = tooLarge ? bytes.subarray(start, start + limits.maxMessageBytes) : bytes.subarray(start)
  const headEnd = findHeadEnd(readable)
  const headBytes = readable.subarray(0, headEnd === null ? readable.length : headEnd.end)
  const ascii = isAscii(headBytes)
  const head = headBytes.toString(ascii ? 'latin1' : 'utf8')

  const firstEnd = lineEnd(head, 0)
  const startLine = readStartLine(head.slice(0, firstEnd.end))
  if (startLine.kind === 'nonsense') return { kind: 'dropped', detail: 'not SIP' }

  const headers = new Headers()
  const lines = readHeaders(head, firstEnd.next, headers, limits.maxHeaders)
  const refuse = (status: Status, detail: string): ParseOutcome => refusal(startLine, headers, status, detail)

  if (tooLarge) return refuse(513, 'longer than the limit')
  if (headEnd === null) return refuse(400, 'no end of the headers')
  if (!ascii && !isUtf8(headBytes)) return refuse(400, 'headers are not UTF-8')
  if (startLine.kind === 'bad-version') return refuse(505, 'not SIP/2.0')
  if (startLine.kind === 'bad-request') return refuse(400, startLine.detail)
  if (lines !== null) return refuse(400, lines)

  const essentials = readEssentials(headers)
  if (typeof essentials === 'string') return refuse(400, essentials)
  const stated = parseDecimal(headers.get('Content-Length') ?? '', 999_999_999)
  if (stated !== null && stated > limits.maxMessageBytes) return refuse(513, 'longer than the limit')
  const body = readBody(headers, readable.subarray(headEnd.next))
  if (typeof body === 'string') return refuse(400, body)

  if (startLine.kind === 'response') {
    const { status, reasonPhrase } = startLine
    return {
      kind: 'message',
      message: { kind: 'response', status, reasonPhrase, headers, body, ...essentials },
    }
  }
  const { method, uri } = startLine
  if (essentials.cseq.method !== method) return refuse(400, 'CSeq names another method')
  const problem = requestProblem(uri, headers)
  if (problem !== null) return refuse(400, problem)
  return { kind: 'message', message: { kind: 'request', method, uri, headers, body, ...essentials } }
}

/** The blank line after the headers: where the head ends and where the body begins. */
function findHeadEnd(bytes: Buffer): { end: number; next: number } | null {
  const crlf = bytes.indexOf('\r\n\r\n')
  if (crlf !== -1) return { end: crlf + 2, next: crlf + 4 }
  // Bare line feeds are no SIP, but plain senders use them and nothing is ambiguous about them.
  const lf = bytes.indexOf('\n\n')
  return lf === -1 ? null : { end: lf + 1, next: lf + 2 }
}

function lineEnd(text: string, from: number): { end: number; next: number } {
  const feed = text.indexOf('\n', from)
  if (feed === -1) return { end: text.length, next: text.length }
  return { end: feed > from && text.charCodeAt(feed - 1) === 13 ? feed - 1 : feed, next: feed + 1 }
}

/** Reads all header lines that can be read; returns what is wrong, or null. */
function readHeaders(head: string, from: number, headers: Headers, maxHeaders: number): string | null {
  let problem: string | null = null
  let at = from
  while (at < head.length) {
    let { end, next } = lineEnd(head, at)
    const colon = head.indexOf(':', at)
    let value = colon === -1 || colon >= end ? '' : head.slice(colon + 1, end).trim()
    const nameEnd = colon === -1 || colon >= end ? end : colon
    const name = head.slice(at, nameEnd).trimEnd()
    // Folding (§7.3.1): a line that begins with white space goes on with the value before it.
    while (next < head.length && isSpace(head.charCodeAt(next))) {
      const fold = lineEnd(head, next)
      const more = head.slice(next, fold.end).trim()
      if (more !== '') value = value === '' ? more : `${value} ${more}`
      end = fold.end
      next = fold.next
    }
    at = next
    if (nameEnd === end && value === '' && colon !== nameEnd) problem ??= 'a header without a colon'
    else if (!isToken(name)) problem ??= 'a header name that is no token'
    else if (hasControl(value)) problem ??= 'a control character in a header'
    else if (headers.size >= maxHeaders) return 'too many headers'
    else headers.add(name, value)
  }
  return problem
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if ((code < 32 && code !== 9) || code === 127) return true
  }
  return false
}

const singular = [
  'From',
  'To',
  'Call-ID',
  'CSeq',
  'Content-Length',
  'Content-Type',
  'Max-Forwards',
  'Expires',
]

function readEssentials(headers: Headers) {
  for (const name of singular) if (headers.count(name) > 1) return `${name} more than once`
  const via = topVia(headers)
  if (via === null) return 'Via missing or malformed'
  const from = parseNameAddr(headers.get('From') ?? '')
  if (from === null) return 'From missing or malformed'
  const to = parseNameAddr(headers.get('To') ?? '')
  if (to === null) return 'To missing or malformed'
  const callId = headers.get('Call-ID') ?? ''
  if (callId === '' || callId.indexOf(' ') !== -1) return 'Call-ID missing or malformed'
  const cseq = parseCSeq(headers.get('CSeq') ?? '')
  if (cseq === null) return 'CSeq missing or malformed'
  return { via, from, to, callId, cseq }
}

/** The first Via value; the rest is of no concern to an end point. */
function topVia(headers: Headers): Via | null {
  const first = headers.get('Via')
  if (first === undefined) return null
  return parseVia(first.indexOf(',') === -1 ? first : (splitCommas(first)[0] ?? ''))
}

function parseCSeq(text: string): { number: number; method: string } | null {
  let at = 0
  while (at < text.length && !isSpace(text.charCodeAt(at))) at++
  const number = parseDecimal(text.slice(0, at), 2_147_483_647)
  const method = text.slice(at).trim()
  return number === null || !isToken(method) ? null : { number, method }
}

function readBody(headers: Headers, rest: Uint8Array): Uint8Array | string {
  const stated = headers.get('Content-Length')
  if (stated === undefined) return rest.length === 0 ? noBody : rest
  const length = parseDecimal(stated, 999_999_999)
  if (length === null) return 'Content-Length malformed'
  if (length > rest.length) return 'body shorter than Content-Length'
  return length === 0 ? noBody : rest.subarray(0, length)
}

function requestProblem(uri: string, headers: Headers): string | null {
  const parsed = parseUri(uri)
  if (parsed === 'malformed') return 'Request-URI malformed'
  if (parsed !== 'unknown-scheme' && parsed.scheme !== 'tel' && parsed.headers !== null) {
    return 'Request-URI with headers'
  }
  const maxForwards = headers.get('Max-Forwards')
  if (maxForwards !== undefined && parseDecimal(maxForwards, 255) === null) return 'Max-Forwards malformed'
  return null
}

/** §18.3 and RFC 4475: requests are answered if there is enough to build an answer from; ACK and responses never. */
function refusal(startLine: StartLine, headers: Headers, status: Status, detail: string): ParseOutcome {
  if (startLine.kind === 'response' || startLine.kind === 'nonsense') return { kind: 'dropped', detail }
  const via = topVia(headers)
  const whole = ['From', 'To', 'Call-ID', 'CSeq'].every((name) => headers.has(name))
  if (via === null || !whole || startLine.method === 'ACK') return { kind: 'dropped', detail }
  return { kind: 'refused', status, detail, request: { method: startLine.method, via, headers } }
}
