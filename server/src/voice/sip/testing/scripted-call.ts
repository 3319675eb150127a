import type { SipRequest, SipResponse } from '../message/message.ts'
import { tagOf } from '../message/name-addr.ts'
import { parseNameAddr } from '../message/name-addr.ts'
import { uniqueName } from './scripted-agent.ts'
import type { ScriptedPeer } from './scripted-peer.ts'
import { sipText } from './sip-text.ts'

/** The peer's end of one dialog: enough to write requests that belong to it. */
export interface ScriptedCall {
  readonly callId: string
  readonly localTag: string
  /** The stack's tag; empty until `learn`. */
  remoteTag: string
  /** A request of this call as text. `cseq` null takes the next number. */
  text(method: string, parts?: RequestParts): string
  /** Takes tag and target from a response or request of the stack. */
  learn(message: SipResponse | SipRequest): void
}

export interface RequestParts {
  cseq?: number
  branch?: string
  headers?: readonly string[]
  sdp?: string
  uri?: string
  body?: { contentType: string; text: string }
}

/** A call that the peer starts (or, with `from`, one that it was sent). */
export function scriptedCall(peer: ScriptedPeer, target: string, from?: SipRequest): ScriptedCall {
  const callId = from?.callId ?? uniqueName('call')
  const localTag = uniqueName('tag')
  const contact =
    peer.transport === 'WS'
      ? '<sip:agent@browser.invalid;transport=ws>'
      : `<sip:peer@127.0.0.1:${peer.port};transport=${peer.transport.toLowerCase()}>`
  let sequence = 0
  let remoteTarget = target
  const call: ScriptedCall = {
    callId,
    localTag,
    remoteTag: from === undefined ? '' : (tagOf(from.from) ?? ''),
    text: (method, parts = {}) => {
      const number = parts.cseq ?? (method === 'ACK' || method === 'CANCEL' ? sequence : ++sequence)
      const body = parts.sdp ?? parts.body?.text ?? ''
      const type = parts.sdp === undefined ? parts.body?.contentType : 'application/sdp'
      const to = call.remoteTag === '' || method === 'CANCEL' ? '' : `;tag=${call.remoteTag}`
      return sipText(
        [
          `${method} ${parts.uri ?? remoteTarget} SIP/2.0`,
          `Via: SIP/2.0/${peer.transport} 127.0.0.1:${peer.port};branch=${parts.branch ?? `z9hG4bK${uniqueName('b')}`};rport`,
          'Max-Forwards: 70',
          `From: "Peer" <sip:+4930123456@127.0.0.1>;tag=${localTag}`,
          `To: <${target}>${to}`,
          `Call-ID: ${callId}`,
          `CSeq: ${number} ${method}`,
          `Contact: ${contact}`,
          ...(parts.headers ?? []),
          ...(type === undefined ? [] : [`Content-Type: ${type}`]),
        ],
        body,
      )
    },
    learn: (message) => {
      const address = message.kind === 'response' ? message.to : message.from
      call.remoteTag = tagOf(address) ?? call.remoteTag
      const [value] = message.headers.list('Contact')
      remoteTarget = (value === undefined ? null : parseNameAddr(value)?.uriText) ?? remoteTarget
    },
  }
  if (from !== undefined) call.learn(from)
  return call
}
