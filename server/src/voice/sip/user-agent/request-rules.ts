import type { ResponseParts } from '../message/build.ts'
import { contentType, type SipRequest } from '../message/message.ts'
import { parseUri } from '../message/uri.ts'
import { contactOf } from '../dialog.ts'
import { allowedMethods } from './context.ts'
import { answerTimer, type SessionTimerLimits } from './session-timer.ts'

export interface Refusal {
  status: number
  parts: ResponseParts
}

const extensions = new Set(['100rel', 'timer'])
const dialogMethods = new Set(['BYE', 'INFO', 'PRACK', 'UPDATE'])
const knownMethods = new Set(['SUBSCRIBE', 'NOTIFY', 'MESSAGE', 'REFER', 'PUBLISH', 'REGISTER'])

/** RFC 3261 §8.2, the inspection of a request outside of a dialog, in its order. null: go on. */
export function inspectRequest(request: SipRequest, limits: SessionTimerLimits): Refusal | null {
  const { method } = request
  if (dialogMethods.has(method)) return { status: 481, parts: {} }
  if (method !== 'INVITE' && method !== 'OPTIONS') {
    const parts = { headers: [['Allow', allowedMethods]] as const }
    return { status: knownMethods.has(method) ? 405 : 501, parts }
  }
  if (parseUri(request.uri) === 'unknown-scheme') return { status: 416, parts: {} }
  const unknown = request.headers.list('Require').filter((each) => !extensions.has(each.toLowerCase()))
  if (unknown.length > 0) return { status: 420, parts: { headers: [['Unsupported', unknown.join(', ')]] } }
  return method === 'INVITE' ? inspectInvite(request, limits) : null
}

function inspectInvite(request: SipRequest, limits: SessionTimerLimits): Refusal | null {
  const encoding = request.headers.get('Content-Encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return { status: 415, parts: { headers: [['Accept-Encoding', 'identity']] } }
  }
  if (request.body.length > 0 && contentType(request) !== 'application/sdp') {
    return { status: 415, parts: { headers: [['Accept', 'application/sdp']] } }
  }
  if (contactOf(request) === null) return { status: 400, parts: { reasonPhrase: 'Contact missing' } }
  const timer = answerTimer(request.headers, limits)
  if (timer.kind === 'too-small') {
    return { status: 422, parts: { headers: [['Min-SE', String(timer.minSeconds)]] } }
  }
  return null
}
