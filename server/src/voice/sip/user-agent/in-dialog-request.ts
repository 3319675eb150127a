import type { DigestClient } from '../digest/digest-client.ts'
import { dialogRequest, nextHop, nextSequence } from '../dialog.ts'
import { bodyBytes, type RequestText, type SipResponse } from '../message/message.ts'
import type { ClientTransaction } from '../transaction/client-transaction.ts'
import { allowedMethods, type UserAgentContext } from './context.ts'
import type { DialogHolder } from './dialog-holder.ts'

export type RequestOutcome =
  | { kind: 'response'; response: SipResponse; request: RequestText }
  | { kind: 'timeout' }
  /** The peer cannot be reached now. */
  | { kind: 'no-flow' }

export interface InDialogParts {
  headers?: readonly (readonly [name: string, value: string])[]
  body?: { contentType: string; text: string }
  onProvisional?(transaction: ClientTransaction): void
}

/** Answers to challenges for one request: the first, and one for a stale nonce. */
const maxChallenges = 2

/**
 * Sends a request within a dialog (RFC 3261 §12.2.1) and answers challenges. `onOutcome` is called once, later; for the
 * retransmitted 2xx of an INVITE again each time.
 */
export function sendInDialog(
  context: UserAgentContext,
  holder: DialogHolder,
  method: string,
  parts: InDialogParts,
  onOutcome: (outcome: RequestOutcome) => void,
  challenges = 0,
): void {
  const flow = holder.peer.flowTo(nextHop(holder.dialog))
  if (flow === null) {
    context.clock.setTimer(0, () => onOutcome({ kind: 'no-flow' }))
    return
  }
  holder.dialog = nextSequence(holder.dialog)
  const request = dialogRequest(holder.dialog, method, holder.dialog.localSequence)
  addOwnHeaders(context, holder, request)
  for (const [name, value] of parts.headers ?? []) request.headers.add(name, value)
  const credentials = holder.digest?.header(method, request.uri) ?? null
  if (credentials !== null) request.headers.add(...credentials)
  if (parts.body !== undefined) {
    request.headers.add('Content-Type', parts.body.contentType)
    request.body = bodyBytes(parts.body.text)
  }
  const transaction = context.layer.send(request, flow, {
    onResponse: (response) => {
      if (response.status < 200) return parts.onProvisional?.(transaction)
      if (challenges < maxChallenges && takesChallenge(holder.digest, response)) {
        return sendInDialog(context, holder, method, parts, onOutcome, challenges + 1)
      }
      onOutcome({ kind: 'response', response, request })
    },
    onTimeout: () => onOutcome({ kind: 'timeout' }),
    onTransportFailed: () => onOutcome({ kind: 'no-flow' }),
  })
}

/** The ACK of a 2xx: the INVITE's CSeq and credentials, the dialog's route set (§13.2.2.4). Returns how to send it again. */
export function acknowledge(
  context: UserAgentContext,
  holder: DialogHolder,
  invite: RequestText,
  sequence: number,
): () => void {
  const ack = dialogRequest(holder.dialog, 'ACK', sequence)
  for (const name of ['Authorization', 'Proxy-Authorization']) {
    for (const value of invite.headers.lines(name)) ack.headers.add(name, value)
  }
  const flow = holder.peer.flowTo(nextHop(holder.dialog))
  const bytes = flow === null ? null : context.layer.acknowledge(ack, flow)
  return () => {
    if (bytes !== null) holder.peer.flowTo(nextHop(holder.dialog))?.send(bytes)
  }
}

function addOwnHeaders(context: UserAgentContext, holder: DialogHolder, request: RequestText): void {
  request.headers.add('Contact', holder.peer.contact())
  request.headers.add('User-Agent', context.userAgentName)
  if (request.method === 'INVITE' || request.method === 'UPDATE') {
    request.headers.add('Allow', allowedMethods)
    request.headers.add('Supported', 'timer, 100rel')
  }
}

export function takesChallenge(digest: DigestClient | null, response: SipResponse): boolean {
  return (response.status === 401 || response.status === 407) && digest !== null && digest.accept(response)
}
