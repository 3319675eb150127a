export { createShifts, type ShiftDeps, type Shifts, type TeamScope } from './shift-service.ts'
export type { CurrentPolicies, ShiftPeople, ShiftRepository, ShiftTeams, StoredOvertime } from './ports.ts'
