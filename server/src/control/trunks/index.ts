export type { TrunkStore } from './ports.ts'
export { createTrunkService, type TrunkService } from './trunk-service.ts'
