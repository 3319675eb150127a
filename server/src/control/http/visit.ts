import type { DeviceGrade, DeviceId, PersonId, Role, SignInId, TeamId } from '@hearthline/shared'

/** Who sends a signed-in request, as handlers and gateways see it. */
export interface CurrentSignIn {
  person: {
    personId: PersonId
    displayName: string
    role: Role
    /** Teams an agent works in; empty for others. */
    teamIds: readonly TeamId[]
    /** Teams a lead leads; empty for others. */
    ledTeamIds: readonly TeamId[]
  }
  signIn: {
    signInId: SignInId
    signedInAtMs: number
    expiresAtMs: number
    /** Past its absolute end and kept only for the call that still runs: nothing new may start. */
    draining: boolean
  }
  device: { deviceId: DeviceId; name: string; grade: DeviceGrade }
  /** Normalised client address of this request. */
  address: string
}

/** What a handler may know of the HTTP request, free of Express. */
export interface Visit {
  /** Normalised client address; see client-address.ts. */
  address: string
  /** The request's own Origin when it is one of ours. */
  origin: string | null
  userAgent: string
  /** `Range`, for recordings. */
  range: string | null
  /** Secret of the pre-login cookie; null when this browser has none. */
  preLogin: string | null
  /** Keeps the browser's pre-login cookie or sets a fresh one; returns its secret. */
  startPreLogin(): string
  setSignInCookie(sessionId: string, expiresAtMs: number): void
  clearSignInCookie(): void
  /** Aborts when the browser goes away. */
  gone: AbortSignal
}
