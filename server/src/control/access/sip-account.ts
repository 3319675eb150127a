import type { SipAccount } from '@hearthline/shared'
import { mintSipCredential } from '../../protocol/sip-credential.ts'
import type { Clock, CurrentSignIn } from '../ports.ts'

export interface SipAccountSettings {
  publicHost: string
  sipWsPort: number
  tls: boolean
  /** Secret that voice nodes verify minted credentials with. */
  sipSecret: string
  turn: { urls: readonly string[]; secret: string } | null
}

/** A draining sign-in may still re-register for the call it drains. */
const drainCredentialMs = 10 * 60_000

/**
 * Mints how this sign-in's phone registers: address of record `sip:<signInId>@<domain>`, user `expiry:signInId`
 * (protocol/sip-credential.ts). TURN users are made the same way (coturn `use-auth-secret`).
 * @param pageHost host that the page was opened on, so that the phone's line goes to the machine the person chose.
 */
export function sipAccountFor(
  current: CurrentSignIn,
  pageHost: string | null,
  settings: SipAccountSettings,
  clock: Clock,
): SipAccount {
  const { signInId, expiresAtMs, draining } = current.signIn
  const expiresAt = draining ? clock.nowMs() + drainCredentialMs : expiresAtMs
  const sip = mintSipCredential(signInId, expiresAt, settings.sipSecret)
  const scheme = settings.tls ? 'wss' : 'ws'
  const turn = settings.turn === null ? null : mintSipCredential(signInId, expiresAt, settings.turn.secret)
  return {
    uri: `sip:${signInId}@${settings.publicHost}`,
    authorizationUser: sip.username,
    password: sip.password,
    wsUrl: `${scheme}://${pageHost ?? bracketed(settings.publicHost)}:${settings.sipWsPort}/sip`,
    domain: settings.publicHost,
    iceServers:
      settings.turn === null || turn === null
        ? []
        : [{ urls: [...settings.turn.urls], username: turn.username, credential: turn.password }],
    expiresAt,
  }
}

const bracketed = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)
