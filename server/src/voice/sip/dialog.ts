import { Headers } from './message/headers.ts'
import { noBody, type RequestText, type SipRequest, type SipResponse } from './message/message.ts'
import { parseNameAddr, tagOf } from './message/name-addr.ts'
import { parseSipUriText, type SipUri } from './message/uri.ts'

/** RFC 3261 §12: what two peers agree on to go on talking. Immutable; each step returns the next. */
export interface Dialog {
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
  /** From of our requests, with our tag. */
  readonly localAddress: string
  /** To of our requests, with the peer's tag once it is known. */
  readonly remoteAddress: string
  readonly localSequence: number
  /** null until the peer has sent a request. */
  readonly remoteSequence: number | null
  /** Where requests go: the peer's Contact. */
  readonly remoteTarget: string
  /** Route values, in order. */
  readonly routeSet: readonly string[]
}

export function dialogId(callId: string, localTag: string, remoteTag: string): string {
  return `${callId}\u0000${localTag}\u0000${remoteTag}`
}

/** The Contact URI of a message, or null when there is none to be used. */
export function contactOf(message: SipRequest | SipResponse): string | null {
  const [first] = message.headers.list('Contact')
  const contact = first === undefined ? null : parseNameAddr(first)
  return contact === null || contact.uri === null || contact.uri.scheme === 'tel' ? null : contact.uriText
}

/** §12.1.1, as the side that answers. null: no Contact, so no way back. */
export function dialogAsServer(invite: SipRequest, localTag: string): Dialog | null {
  const remoteTarget = contactOf(invite)
  if (remoteTarget === null) return null
  return {
    callId: invite.callId,
    localTag,
    remoteTag: tagOf(invite.from) ?? '',
    localAddress: `${invite.headers.get('To') ?? ''};tag=${localTag}`,
    remoteAddress: invite.headers.get('From') ?? '',
    localSequence: 0,
    remoteSequence: invite.cseq.number,
    remoteTarget,
    routeSet: invite.headers.list('Record-Route'),
  }
}

/** §12.1.2, as the side that asked. null: the response has no tag. Without Contact the target stays the Request-URI. */
export function dialogAsClient(invite: RequestText, response: SipResponse): Dialog | null {
  const remoteTag = tagOf(response.to)
  const localTag = tagOf(response.from)
  if (remoteTag === null || localTag === null) return null
  return {
    callId: response.callId,
    localTag,
    remoteTag,
    localAddress: invite.headers.get('From') ?? '',
    remoteAddress: response.headers.get('To') ?? '',
    localSequence: response.cseq.number,
    remoteSequence: null,
    remoteTarget: contactOf(response) ?? invite.uri,
    routeSet: response.headers.list('Record-Route').toReversed(),
  }
}

/** §13.2.2.4: the route set is computed anew from the 2xx; the sequence numbers stay. */
export function confirmedBy(dialog: Dialog, response: SipResponse): Dialog {
  return {
    ...dialog,
    remoteTarget: contactOf(response) ?? dialog.remoteTarget,
    routeSet: response.headers.list('Record-Route').toReversed(),
  }
}

/** A target refresh (§12.2.1.2, §12.2.2): re-INVITE and UPDATE carry the Contact that counts from now on. */
export function retargetedBy(dialog: Dialog, message: SipRequest | SipResponse): Dialog {
  const remoteTarget = contactOf(message)
  return remoteTarget === null ? dialog : { ...dialog, remoteTarget }
}

/** §12.2.2: null refuses a request that is older than one already seen. */
export function receivedBy(dialog: Dialog, sequence: number): Dialog | null {
  if (dialog.remoteSequence !== null && sequence < dialog.remoteSequence) return null
  return { ...dialog, remoteSequence: sequence }
}

export function nextSequence(dialog: Dialog): Dialog {
  return { ...dialog, localSequence: dialog.localSequence + 1 }
}

/** A request within the dialog with the given CSeq (§12.2.1.1), yet without Via and Contact. */
export function dialogRequest(dialog: Dialog, method: string, sequence: number): RequestText {
  const headers = new Headers()
  const [firstRoute, ...otherRoutes] = dialog.routeSet
  let uri = dialog.remoteTarget
  if (firstRoute !== undefined) {
    const router = routeUri(firstRoute)
    if (router === null || router.params.has('lr')) {
      for (const route of dialog.routeSet) headers.add('Route', route)
    } else {
      // A strict router (RFC 2543): it becomes the Request-URI, and the target goes last.
      uri = parseNameAddr(firstRoute)?.uriText ?? uri
      for (const route of otherRoutes) headers.add('Route', route)
      headers.add('Route', `<${dialog.remoteTarget}>`)
    }
  }
  headers.add('Max-Forwards', '70')
  headers.add('From', dialog.localAddress)
  headers.add('To', dialog.remoteAddress)
  headers.add('Call-ID', dialog.callId)
  headers.add('CSeq', `${sequence} ${method}`)
  return { kind: 'request', method, uri, headers, body: noBody }
}

/** The URI whose host the next request is sent to: the first route, else the target. */
export function nextHop(dialog: Dialog): SipUri | null {
  const [firstRoute] = dialog.routeSet
  return firstRoute === undefined ? parseSipUriText(dialog.remoteTarget) : routeUri(firstRoute)
}

function routeUri(route: string): SipUri | null {
  const uri = parseNameAddr(route)?.uri ?? null
  return uri === null || uri.scheme === 'tel' ? null : uri
}
