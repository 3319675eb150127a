import { Headers } from './headers.ts'
import { bodyBytes, type RequestText, type ResponseText } from './message.ts'
import { reasonPhraseOf } from './reason-phrases.ts'

export interface ResponseParts {
  reasonPhrase?: string
  /** Added to To unless it has one already. */
  toTag?: string
  headers?: readonly (readonly [name: string, value: string])[]
  body?: { contentType: string; text: string }
}

/** The head of a request as far as an answer copies it (RFC 3261 §8.2.6.2). */
export interface Answerable {
  headers: Headers
}

export function buildResponse(request: Answerable, status: number, parts: ResponseParts = {}): ResponseText {
  const headers = new Headers()
  for (const via of request.headers.lines('Via')) headers.add('Via', via)
  headers.add('From', request.headers.get('From') ?? '')
  const to = request.headers.get('To') ?? ''
  headers.add('To', parts.toTag === undefined || hasTag(to) ? to : `${to};tag=${parts.toTag}`)
  headers.add('Call-ID', request.headers.get('Call-ID') ?? '')
  headers.add('CSeq', request.headers.get('CSeq') ?? '')
  for (const [name, value] of parts.headers ?? []) headers.add(name, value)
  if (parts.body !== undefined) headers.add('Content-Type', parts.body.contentType)
  return {
    kind: 'response',
    status,
    reasonPhrase: parts.reasonPhrase ?? reasonPhraseOf(status),
    headers,
    body: bodyBytes(parts.body?.text ?? null),
  }
}

/** A tag after the brackets of the URI; a `;tag=` inside them would belong to the URI. */
function hasTag(to: string): boolean {
  return to
    .slice(to.lastIndexOf('>') + 1)
    .toLowerCase()
    .includes(';tag=')
}

/** The ACK of a final response other than 2xx: same branch, same Route, its To (§17.1.1.3). */
export function buildFailureAck(invite: RequestText, response: ResponseText): RequestText {
  return followUp(invite, 'ACK', response.headers.get('To') ?? invite.headers.get('To') ?? '')
}

/** A CANCEL: same branch, same Route, the INVITE's own To (§9.1). */
export function buildCancel(invite: RequestText, extra: readonly (readonly [string, string])[]): RequestText {
  const cancel = followUp(invite, 'CANCEL', invite.headers.get('To') ?? '')
  for (const [name, value] of extra) cancel.headers.add(name, value)
  return cancel
}

function followUp(invite: RequestText, method: string, to: string): RequestText {
  const headers = new Headers()
  headers.add('Via', invite.headers.get('Via') ?? '')
  for (const route of invite.headers.lines('Route')) headers.add('Route', route)
  headers.add('Max-Forwards', '70')
  headers.add('From', invite.headers.get('From') ?? '')
  headers.add('To', to)
  headers.add('Call-ID', invite.headers.get('Call-ID') ?? '')
  const cseq = invite.headers.get('CSeq') ?? ''
  headers.add('CSeq', `${cseq.slice(0, cseq.indexOf(' '))} ${method}`)
  return { kind: 'request', method, uri: invite.uri, headers, body: bodyBytes(null) }
}
