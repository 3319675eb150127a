export { createPasswordRules, type PasswordRules } from './password-rules.ts'
export type { AccountRepository, ResetRepository, StoredReset, StoredSecrets } from './ports.ts'
export { createSecondFactor, type SecondFactor } from './second-factor.ts'
