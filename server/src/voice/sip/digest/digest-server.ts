import { timingSafeEqual } from 'node:crypto'
import type { Clock, RandomSource } from '../../../ports.ts'
import type { SipRequest } from '../message/message.ts'
import { quote } from '../message/text.ts'
import { parseAuthParams } from './auth-params.ts'
import { digestAlgorithm, digestResponse } from './digest-response.ts'

type DigestRefusal =
  | 'no-credentials'
  | 'malformed'
  | 'unknown-user'
  | 'wrong-password'
  /** Not a nonce that this flow was given. */
  | 'foreign-nonce'
  /** Given to this flow, but too long ago. */
  | 'stale-nonce'
  /** The nonce count went not up. */
  | 'replay'

type DigestVerdict =
  | { ok: true; username: string; aor: string }
  /** `aor` once the password was proved. */
  | { ok: false; refusal: DigestRefusal; stale: boolean; aor: string | null }

export interface DigestServerOptions {
  realm: string
  clock: Clock
  random: RandomSource
  nonceLifetimeMs: number
  credentials(username: string): { password: string; aor: string } | null
}

/** RFC 7616 as the server of one realm, qop=auth only. */
export interface DigestServer {
  /** WWW-Authenticate values: SHA-256 first, MD5 last, since JsSIP takes the last. The nonce counts for this flow only. */
  challenge(flowId: string, stale: boolean): string[]
  verify(flowId: string, request: SipRequest): DigestVerdict
  forgetFlow(flowId: string): void
}

interface Nonce {
  value: string
  issuedMs: number
  lastCount: number
}

/** A client has one nonce in use; a few more cover requests that overlap. */
const noncesPerFlow = 4

export function createDigestServer(options: DigestServerOptions): DigestServer {
  const { realm, clock } = options
  const nonces = new Map<string, Nonce[]>()

  return {
    challenge: (flowId, stale) => {
      const value = Buffer.from(options.random.bytes(18)).toString('base64url')
      const issued = nonces.get(flowId) ?? []
      if (issued.length >= noncesPerFlow) issued.shift()
      issued.push({ value, issuedMs: clock.nowMs(), lastCount: 0 })
      nonces.set(flowId, issued)
      const rest = `realm=${quote(realm)}, nonce="${value}", qop="auth"${stale ? ', stale=true' : ''}`
      return [`Digest algorithm=SHA-256, ${rest}`, `Digest algorithm=MD5, ${rest}`]
    },

    verify: (flowId, request) => {
      const lines = request.headers.lines('Authorization').map((value) => parseAuthParams(value))
      if (lines.includes(null)) return refuse('malformed')
      const params = lines.find((each) => each?.get('realm') === realm)
      if (params === undefined) return refuse('no-credentials')
      const algorithm = digestAlgorithm(params?.get('algorithm'))
      const username = params?.get('username')
      const nonceValue = params?.get('nonce')
      const nc = params?.get('nc')
      const cnonce = params?.get('cnonce')
      const uri = params?.get('uri')
      const response = params?.get('response')
      const complete =
        algorithm !== null &&
        username !== undefined &&
        nonceValue !== undefined &&
        nc !== undefined &&
        cnonce !== undefined &&
        response !== undefined &&
        params?.get('qop') === 'auth' &&
        uri === request.uri
      if (!complete || !/^[0-9a-f]{8}$/i.test(nc)) return refuse('malformed')
      const nonce = nonces.get(flowId)?.find((each) => each.value === nonceValue)
      if (nonce === undefined) return refuse('foreign-nonce')
      const known = options.credentials(username)
      if (known === null) return refuse('unknown-user')
      const { method } = request
      const { password, aor } = known
      const qop = { nc, cnonce }
      const expected = digestResponse({
        algorithm,
        username,
        realm,
        password,
        method,
        uri,
        nonce: nonceValue,
        qop,
      })
      if (!sameText(expected, response.toLowerCase())) return refuse('wrong-password')
      if (clock.nowMs() - nonce.issuedMs > options.nonceLifetimeMs) return refuse('stale-nonce', aor)
      const count = Number.parseInt(nc, 16)
      if (count <= nonce.lastCount) return refuse('replay', aor)
      nonce.lastCount = count
      return { ok: true, username, aor }
    },

    forgetFlow: (flowId) => void nonces.delete(flowId),
  }
}

function refuse(refusal: DigestRefusal, aor: string | null = null): DigestVerdict {
  return { ok: false, refusal, stale: refusal === 'stale-nonce', aor }
}

function sameText(expected: string, given: string): boolean {
  const left = Buffer.from(expected)
  const right = Buffer.from(given)
  return left.length === right.length && timingSafeEqual(left, right)
}
