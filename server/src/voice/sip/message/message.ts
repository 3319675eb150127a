import type { Headers } from './headers.ts'
import type { NameAddr } from './name-addr.ts'
import type { Via } from './via.ts'

/** What is enough to put a request on the wire. */
export interface RequestText {
  kind: 'request'
  method: string
  /** Request-URI. */
  uri: string
  headers: Headers
  body: Uint8Array
}

export interface ResponseText {
  kind: 'response'
  status: number
  reasonPhrase: string
  headers: Headers
  body: Uint8Array
}

export type MessageText = RequestText | ResponseText

/** The headers that every message has, read and found to be right. */
interface Essentials {
  /** Top Via. */
  via: Via
  from: NameAddr
  to: NameAddr
  callId: string
  cseq: { number: number; method: string }
}

export interface SipRequest extends RequestText, Essentials {}
export interface SipResponse extends ResponseText, Essentials {}
export type SipMessage = SipRequest | SipResponse

export const noBody: Uint8Array = new Uint8Array(0)

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** The body as UTF-8; null when there is none. */
export function bodyText(message: MessageText): string | null {
  return message.body.length === 0 ? null : decoder.decode(message.body)
}

export function bodyBytes(text: string | null): Uint8Array {
  return text === null || text === '' ? noBody : encoder.encode(text)
}

/** `type/subtype`, lower case, without parameters; null when absent. */
export function contentType(message: MessageText): string | null {
  const value = message.headers.get('Content-Type')
  if (value === undefined) return null
  const semicolon = value.indexOf(';')
  return (semicolon === -1 ? value : value.slice(0, semicolon)).trim().toLowerCase()
}

/** The body when it is SDP. */
export function sdpOf(message: MessageText): string | null {
  return contentType(message) === 'application/sdp' ? bodyText(message) : null
}
