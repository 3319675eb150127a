export { createDialling, type Dialler, type Dialling } from './dialling-desk.ts'
export type { DialledCalls, DialTrunk, DialTrunks } from './ports.ts'
