import type { PersonId } from '@hearthline/shared'

export interface StoredPolicies {
  value: unknown
  revision: number
  changedBy: PersonId | null
  changedAt: number | null
}

export interface PolicyRepository {
  /** Null while nobody has set any. */
  read(): StoredPolicies | null
  write(policies: StoredPolicies): void
}
