export type { LevelsStatus, NodeDesk, TrunkHealth, TrunkRegistration, UnheardStatus } from './ports.ts'
export { createVoiceLinkServer, type VoiceLinkServer } from './voice-link-server.ts'
