import { hash } from 'node:crypto'

/** RFC 7616 §3.3, RFC 8760 §2.2. MD5 stays for peers that know nothing else, JsSIP among them. */
export type DigestAlgorithm = 'MD5' | 'SHA-256'

export interface DigestInput {
  algorithm: DigestAlgorithm
  username: string
  realm: string
  password: string
  method: string
  uri: string
  nonce: string
  /** null: the challenge had no qop (RFC 2069 form). */
  qop: { nc: string; cnonce: string } | null
}

/** The `response` value in hexadecimal: RFC 7616 §3.4.1, with qop=auth. */
export function digestResponse(input: DigestInput): string {
  const name = input.algorithm === 'MD5' ? 'md5' : 'sha256'
  const h = (text: string): string => hash(name, text, 'hex')
  const ha1 = h(`${input.username}:${input.realm}:${input.password}`)
  const ha2 = h(`${input.method}:${input.uri}`)
  if (input.qop === null) return h(`${ha1}:${input.nonce}:${ha2}`)
  return h(`${ha1}:${input.nonce}:${input.qop.nc}:${input.qop.cnonce}:auth:${ha2}`)
}

/** An algorithm by its name in a header; MD5 when absent (RFC 7616 §3.3); null when it is not ours. */
export function digestAlgorithm(name: string | undefined): DigestAlgorithm | null {
  const upper = (name ?? 'MD5').toUpperCase()
  return upper === 'MD5' || upper === 'SHA-256' ? upper : null
}
