import { parse, serialize } from 'cookie'
import { looksLikeSecret } from '../access/index.ts'

/** Reads and writes the two cookies of a browser: the one of before the sign-in and the one of the sign-in. */
export interface Cookies {
  preLogin(header: string | undefined): string | null
  signIn(header: string | undefined): string | null
  /** `Set-Cookie` values. */
  setPreLogin(secret: string): string
  setSignIn(sessionId: string, maxAgeSeconds: number): string
  clearSignIn(): string
}

/**
 * HttpOnly, SameSite=Strict, Path=/, no Domain. On https also Secure and `__Host-`, which no subdomain and no plain
 * http page can plant (RFC 6265bis, 4.1.3.2).
 */
export function createCookies(secure: boolean): Cookies {
  const prefix = secure ? '__Host-' : ''
  const preLoginName = `${prefix}hearthline-browser`
  const signInName = `${prefix}hearthline-sign-in`
  const attributes = { httpOnly: true, sameSite: 'strict', path: '/', secure } as const

  return {
    preLogin: (header) => read(header, preLoginName),
    signIn: (header) => read(header, signInName),
    setPreLogin: (secret) => serialize(preLoginName, secret, attributes),
    setSignIn: (sessionId, maxAge) => serialize(signInName, sessionId, { ...attributes, maxAge }),
    clearSignIn: () => serialize(signInName, '', { ...attributes, maxAge: 0 }),
  }
}

const read = (header: string | undefined, name: string): string | null => {
  const value = parse(header ?? '')[name]
  return value !== undefined && looksLikeSecret(value) ? value : null
}
