import { createHmac } from 'node:crypto'
import { SignInId } from '@hearthline/shared'

/**
 * Time-limited SIP credentials in the scheme that Kamailio's `auth_ephemeral` and coturn's `use-auth-secret` verify:
 * user `expirySeconds:signInId`, password `base64(HMAC-SHA1(secret, user))`. Nothing is stored.
 */
export interface SipCredential {
  username: string
  password: string
}

export function mintSipCredential(signInId: SignInId, expiresAtMs: number, secret: string): SipCredential {
  const username = `${Math.floor(expiresAtMs / 1000)}:${signInId}`
  return { username, password: passwordFor(username, secret) }
}

/** What a registrar needs to check a digest by this user; null when the name is malformed or its time is over. */
export function recallSipCredential(
  username: string,
  nowMs: number,
  secret: string,
): { signInId: SignInId; password: string; expiresAtMs: number } | null {
  const match = /^(\d{1,12}):(.+)$/.exec(username)
  if (!match) return null
  const expiresAtMs = Number(match[1]) * 1000
  const signInId = SignInId.safeParse(match[2])
  if (!signInId.success || expiresAtMs <= nowMs) return null
  return { signInId: signInId.data, password: passwordFor(username, secret), expiresAtMs }
}

const passwordFor = (username: string, secret: string) =>
  createHmac('sha1', secret).update(username).digest('base64')
