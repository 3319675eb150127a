import type { LineCheckFindings, LineCheckId, Page, PersonId, Policies, SignInId } from '@hearthline/shared'

/** One check as it is kept. */
export interface StoredLineCheck {
  lineCheckId: LineCheckId
  personId: PersonId
  signInId: SignInId
  at: number
  findings: LineCheckFindings
  passed: boolean
}

/** A lead's word that opened Ready for one sign-in. */
export interface StoredOverride {
  signInId: SignInId
  personId: PersonId
  by: PersonId
  at: number
  reason: string
}

export interface LineCheckStore {
  insert(check: StoredLineCheck): void
  newestOf(signInId: SignInId): StoredLineCheck | null
  hasPassed(signInId: SignInId): boolean
  /** Newest first. */
  page(personId: PersonId, query: { offset: number; limit: number }): Page<StoredLineCheck>
  /** The last word counts. */
  override(override: StoredOverride): void
  overrideOf(signInId: SignInId): StoredOverride | null
}

export interface LineCheckPolicies {
  current(): Pick<Policies, 'lineCheck'>
}
