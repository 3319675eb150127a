import { buildResponse } from '../message/build.ts'
import type { SipRequest } from '../message/message.ts'
import { serialiseMessage } from '../message/serialise.ts'

/** A message from its lines: CRLF, Content-Length by the body. */
export function sipText(lines: readonly string[], body = ''): string {
  return [...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
}

/** A plain G.711 description, told apart by its port. */
export function sdpText(port: number): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    '',
  ].join('\r\n')
}

export interface AnswerParts {
  tag?: string
  contact?: string
  headers?: readonly (readonly [name: string, value: string])[]
  sdp?: string
}

/** An answer to a request, as a text for `send`. */
export function answerText(request: SipRequest, status: number, parts: AnswerParts = {}): string {
  const headers = [
    ...request.headers.lines('Record-Route').map((value) => ['Record-Route', value] as const),
    ...(parts.contact === undefined ? [] : [['Contact', parts.contact] as const]),
    ...(parts.headers ?? []),
  ]
  const response = buildResponse(request, status, {
    headers,
    ...(parts.tag === undefined ? {} : { toTag: parts.tag }),
    ...(parts.sdp === undefined ? {} : { body: { contentType: 'application/sdp', text: parts.sdp } }),
  })
  return serialiseMessage(response).toString()
}
