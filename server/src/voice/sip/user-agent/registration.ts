import { createDigestClient } from '../digest/digest-client.ts'
import { Headers } from '../message/headers.ts'
import { noBody, type RequestText, type SipResponse } from '../message/message.ts'
import { parseNameAddr } from '../message/name-addr.ts'
import { parseDecimal } from '../message/text.ts'
import { parseUri, type SipUri } from '../message/uri.ts'
import type { RegisterOutcome, RegisterRequest, SipRegistration } from '../trunk-types.ts'
import { allowedMethods, newTag, type UserAgentContext } from './context.ts'
import { takesChallenge } from './in-dialog-request.ts'
import { flowToTrunk, type Transports, trunkContact } from './peer.ts'
import { readRetryAfter } from './reason.ts'

/** Resent REGISTERs of one refresh: a challenge, a stale nonce, a longer lifetime. */
const maxAttempts = 4
const defaultTimeoutMs = 8_000

/**
 * Registers us at a PBX or carrier (RFC 3261 §10.2): one Call-ID, rising CSeq, one contact, over the transport of the trunk. When to
 * register again is the caller's to decide.
 */
export function createRegistration(
  context: UserAgentContext,
  transports: Transports,
  wanted: RegisterRequest,
): SipRegistration {
  const callId = context.random.uuid()
  const contact = trunkContact(
    transports,
    wanted.registrar,
    encodeURIComponent(wanted.contactUser.toWellFormed()),
  )
  let sequence = 0

  const exchange = (expiresSeconds: number): Promise<RegisterOutcome> => {
    const flow = flowToTrunk(transports, wanted.registrar)
    if (flow === null) return Promise.resolve({ kind: 'transport' })
    // A fresh one each time: some registrars refuse a count on a nonce of their last life without saying that it is stale.
    const digest = createDigestClient(wanted.credentials, context.random)
    const localTag = newTag(context.random)
    const askedAtMs = context.clock.nowMs()
    let isSettled = false

    return new Promise((resolve) => {
      const settle = (outcome: RegisterOutcome): void => {
        if (isSettled) return
        isSettled = true
        timeout.cancel()
        resolve(outcome)
      }
      const timeout = context.clock.setTimer(wanted.timeoutMs ?? defaultTimeoutMs, () => {
        // A connection over which nothing comes any more may be half open: the next REGISTER opens another.
        if ((flow.heardAtMs?.() ?? Infinity) <= askedAtMs) flow.close()
        settle({ kind: 'silent' })
      })

      const send = (seconds: number, attempt: number): void => {
        sequence += 1
        const headers = Headers.of([
          ['Max-Forwards', '70'],
          ['From', `<${wanted.aor}>;tag=${localTag}`],
          ['To', `<${wanted.aor}>`],
          ['Call-ID', callId],
          ['CSeq', `${sequence} REGISTER`],
          ['Contact', contact],
          ['Expires', String(seconds)],
          ['Allow', allowedMethods],
          ['User-Agent', context.userAgentName],
        ])
        const credentials = digest.header('REGISTER', wanted.registrarUri)
        if (credentials !== null) headers.add(...credentials)
        const request: RequestText = {
          kind: 'request',
          method: 'REGISTER',
          uri: wanted.registrarUri,
          headers,
          body: noBody,
        }
        context.layer.send(request, flow, {
          onResponse: (response) => receive(response, seconds, attempt),
          onTimeout: () => settle({ kind: 'silent' }),
          onTransportFailed: () => settle({ kind: 'transport' }),
        })
      }

      const receive = (response: SipResponse, seconds: number, attempt: number): void => {
        const { status } = response
        if (status < 200 || isSettled) return
        if (status < 300)
          return settle({ kind: 'registered', expiresSeconds: grantedBy(response, contact, seconds) })
        if (attempt < maxAttempts) {
          if (takesChallenge(digest, response)) return send(seconds, attempt + 1)
          // §10.2.8: too short; the registrar says what it takes.
          const least = parseDecimal(response.headers.get('Min-Expires') ?? '', 86_400)
          if (status === 423 && seconds > 0 && least !== null && least > seconds)
            return send(least, attempt + 1)
        }
        settle({ kind: 'refused', status, retryAfterSeconds: readRetryAfter(response.headers) })
      }

      send(expiresSeconds, 1)
    })
  }

  return { refresh: exchange }
}

/** §10.2.4: the lifetime of our own contact, else of all, else what we asked for. */
function grantedBy(response: SipResponse, contact: string, asked: number): number {
  const own = sipUriOf(contact)
  for (const value of response.headers.list('Contact')) {
    const listed = parseNameAddr(value)
    const uri = listed?.uri ?? null
    if (own === null || uri === null || uri.scheme === 'tel') continue
    if (uri.userInfo !== own.userInfo || uri.host !== own.host || uri.port !== own.port) continue
    const seconds = parseDecimal(listed?.params.get('expires') ?? '', 4_294_967_295)
    if (seconds !== null) return seconds
  }
  return parseDecimal(response.headers.get('Expires') ?? '', 4_294_967_295) ?? asked
}

function sipUriOf(nameAddr: string): SipUri | null {
  const uri = parseUri(nameAddr.slice(1, -1))
  return typeof uri === 'string' || uri.scheme === 'tel' ? null : uri
}
