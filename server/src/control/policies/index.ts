export { createPolicyBook, type PolicyBook, type PolicyView } from './policy-service.ts'
export type { PolicyRepository, StoredPolicies } from './ports.ts'
