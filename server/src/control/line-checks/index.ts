export {
  createLineCheckDesk,
  type CheckedAgent,
  type CheckReader,
  type LineCheckDesk,
} from './line-check-desk.ts'
export type { LineCheckStore } from './ports.ts'
