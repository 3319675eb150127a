export { createLineCheckDesk, type CheckReader, type LineCheckDesk } from './line-check-desk.ts'
export type { LineCheckStore } from './ports.ts'
