export type { CurrentSignIn } from '../ports.ts'

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
