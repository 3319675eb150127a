export { createCoachingDesk, type CoachingDesk, type CoachingReader } from './coaching-desk.ts'
export type { CoachingStore, StoredCoachingNote } from './ports.ts'
