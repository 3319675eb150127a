import type { PersonId } from '@hearthline/shared'

export interface StoredSecrets {
  personId: PersonId
  userName: string
  displayName: string
  disabled: boolean
  passwordHash: string
  /** Sealed (secret-box.ts). */
  totpSecret: string | null
  totpConfirmedAt: number | null
  /** Time step of the newest code that was taken. */
  totpLastStep: number | null
}

export interface StoredReset {
  personId: PersonId
  /** SHA-256 of the token in the link. */
  tokenHash: string
  /** Null when it was made by nobody who is signed in: the console, or an import. */
  createdBy: PersonId | null
  createdAt: number
  expiresAt: number
}

export interface AccountRepository {
  find(personId: PersonId): StoredSecrets | null
  setPassword(personId: PersonId, passwordHash: string, atMs: number): void
  /** Replaces whatever there is; null turns the second factor off. */
  setTotp(personId: PersonId, sealedSecret: string | null): void
  confirmTotp(personId: PersonId, atMs: number): void
  /** Compare-and-set: false when this step or a later one was taken already. */
  takeStep(personId: PersonId, step: number): boolean
}

export interface ResetRepository {
  /** Replaces whatever link the person has. */
  put(reset: StoredReset): void
  find(tokenHash: string): StoredReset | null
  /** False when somebody else was faster. */
  remove(tokenHash: string): boolean
}
