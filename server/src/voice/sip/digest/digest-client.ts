import type { RandomSource } from '../../../ports.ts'
import type { SipResponse } from '../message/message.ts'
import { quote, splitCommas } from '../message/text.ts'
import { parseAuthParams } from './auth-params.ts'
import { type DigestAlgorithm, digestAlgorithm, digestResponse } from './digest-response.ts'

export interface DigestCredentials {
  username: string
  password: string
}

/** Answers the challenges of one trunk call: remembers the nonce, counts its uses. */
export interface DigestClient {
  /**
   * Takes in a 401 or 407. false: there is nothing new to try (no challenge that we know, or our answer to this very one was
   * refused). A server may make a new nonce each time: the caller bounds how often one request is tried.
   */
  accept(response: SipResponse): boolean
  /** The header for the next request, once a challenge is known. */
  header(method: string, uri: string): readonly [name: string, value: string] | null
}

interface Challenge {
  headerName: 'Authorization' | 'Proxy-Authorization'
  algorithm: DigestAlgorithm
  algorithmNamed: boolean
  realm: string
  nonce: string
  opaque: string | undefined
  hasQop: boolean
}

export function createDigestClient(credentials: DigestCredentials, random: RandomSource): DigestClient {
  let challenge: Challenge | null = null
  let count = 0

  return {
    accept: (response) => {
      const offered = readChallenges(response)
      // RFC 8760 §2.4: the strongest that we know.
      const best = offered.find((each) => each.challenge.algorithm === 'SHA-256') ?? offered[0]
      if (best === undefined) return false
      if (!best.stale && best.challenge.nonce === challenge?.nonce) return false
      challenge = best.challenge
      count = 0
      return true
    },
    header: (method, uri) => {
      if (challenge === null) return null
      count++
      const { algorithm, realm, nonce } = challenge
      const nc = count.toString(16).padStart(8, '0')
      const cnonce = Buffer.from(random.bytes(8)).toString('hex')
      const qop = challenge.hasQop ? { nc, cnonce } : null
      const response = digestResponse({ algorithm, ...credentials, realm, method, uri, nonce, qop })
      const parts = [
        `username=${quote(credentials.username)}`,
        `realm=${quote(realm)}`,
        `nonce=${quote(nonce)}`,
        `uri=${quote(uri)}`,
        `response="${response}"`,
      ]
      if (challenge.algorithmNamed) parts.push(`algorithm=${algorithm}`)
      if (challenge.opaque !== undefined) parts.push(`opaque=${quote(challenge.opaque)}`)
      if (qop !== null) parts.push('qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`)
      return [challenge.headerName, `Digest ${parts.join(', ')}`]
    },
  }
}

function readChallenges(response: SipResponse): { challenge: Challenge; stale: boolean }[] {
  const proxy = response.status === 407
  const values = response.headers.lines(proxy ? 'Proxy-Authenticate' : 'WWW-Authenticate')
  return values.flatMap(splitChallenges).flatMap((value) => {
    const params = parseAuthParams(value)
    const realm = params?.get('realm')
    const nonce = params?.get('nonce')
    const algorithm = digestAlgorithm(params?.get('algorithm'))
    const qops = params?.get('qop')?.split(',')
    const usable = qops === undefined || qops.some((qop) => qop.trim().toLowerCase() === 'auth')
    if (realm === undefined || nonce === undefined || algorithm === null || !usable) return []
    const challenge: Challenge = {
      headerName: proxy ? 'Proxy-Authorization' : 'Authorization',
      algorithm,
      algorithmNamed: params?.has('algorithm') ?? false,
      realm,
      nonce,
      opaque: params?.get('opaque'),
      hasQop: qops !== undefined,
    }
    return [{ challenge, stale: params?.get('stale')?.toLowerCase() === 'true' }]
  })
}

/** Several challenges may share a line: `Digest a=1, b=2, Digest a=3`. */
function splitChallenges(value: string): string[] {
  const challenges: string[] = []
  for (const part of splitCommas(value)) {
    if (part.slice(0, 7).toLowerCase() === 'digest ' || challenges.length === 0) challenges.push(part)
    else challenges.push(`${challenges.pop() ?? ''}, ${part}`)
  }
  return challenges
}
