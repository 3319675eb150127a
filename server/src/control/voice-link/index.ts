export type { LevelsStatus, NodeDesk, TrunkHealth } from './ports.ts'
export { createVoiceLinkServer, type VoiceLinkServer } from './voice-link-server.ts'
