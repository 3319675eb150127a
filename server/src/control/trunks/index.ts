export { plainTrunk } from './ports.ts'
export type { NewTrunk, Trunk, TrunkStore, TrunkTeams } from './ports.ts'
export { createTrunkDesk, type TrunkDesk } from './trunk-desk.ts'
export { createTrunkService, type TrunkService } from './trunk-service.ts'
