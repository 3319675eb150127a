import type { SipResponse } from '../message/message.ts'
import { parseAuthParams } from '../digest/auth-params.ts'
import { type DigestAlgorithm, digestResponse } from '../digest/digest-response.ts'
import type { ScriptedPeer } from './scripted-peer.ts'
import { sipText } from './sip-text.ts'

export interface AgentIdentity {
  username: string
  password: string
  realm: string
  /** User part of the contact; the same on another connection is the same user agent. */
  contactUser?: string
}

let made = 0
/** A branch or Call-ID that no other test of this process uses. */
export function uniqueName(what: string): string {
  return `${what}${process.pid}x${++made}`
}

function agentContact(identity: AgentIdentity): string {
  return `<sip:${identity.contactUser ?? 'agent'}@browser.invalid;transport=ws>`
}

/** A REGISTER as JsSIP sends it. */
export function registerText(
  identity: AgentIdentity,
  sequence: number,
  authorization: string | null,
  expires = 600,
): string {
  return sipText([
    `REGISTER sip:${identity.realm} SIP/2.0`,
    `Via: SIP/2.0/WS browser.invalid;branch=z9hG4bK${uniqueName('reg')}`,
    'Max-Forwards: 69',
    `To: <sip:agent@${identity.realm}>`,
    `From: <sip:agent@${identity.realm}>;tag=${uniqueName('tag')}`,
    `Call-ID: ${uniqueName('call')}`,
    `CSeq: ${sequence} REGISTER`,
    ...(authorization === null ? [] : [`Authorization: ${authorization}`]),
    `Contact: ${agentContact(identity)};expires=${expires}`,
    `Expires: ${expires}`,
    'User-Agent: scripted agent',
  ])
}

/** The Authorization for a challenge, as a client of that algorithm makes it. */
export function authorizationFor(
  identity: AgentIdentity,
  challenge: SipResponse,
  algorithm: DigestAlgorithm,
  nc = '00000001',
): string {
  const values = challenge.headers.lines('WWW-Authenticate').map((value) => parseAuthParams(value))
  const nonce = values.find((each) => each?.get('algorithm') === algorithm)?.get('nonce') ?? ''
  const { username, password, realm } = identity
  const uri = `sip:${realm}`
  const qop = { nc, cnonce: 'abcdef01' }
  const response = digestResponse({
    algorithm,
    username,
    realm,
    password,
    method: 'REGISTER',
    uri,
    nonce,
    qop,
  })
  return (
    `Digest algorithm=${algorithm}, username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `response="${response}", qop=auth, cnonce="abcdef01", nc=${nc}`
  )
}

/** Registers over a WebSocket: challenge, answer with MD5, 200. Resolves with the 200. */
export async function registerAgent(
  peer: ScriptedPeer,
  identity: AgentIdentity,
  expires = 600,
): Promise<SipResponse> {
  peer.send(registerText(identity, 1, null, expires))
  const challenge = await peer.expectResponse(401, 'REGISTER')
  peer.send(registerText(identity, 2, authorizationFor(identity, challenge, 'MD5'), expires))
  return peer.expectResponse(200, 'REGISTER')
}
