export { createDialling, type Dialler, type Dialling, type DialPlan } from './dialling-desk.ts'
export type { DialledCalls, DialTrunk, DialTrunks } from './ports.ts'
