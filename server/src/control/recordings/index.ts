export type { RecordingStore } from './ports.ts'
export {
  createRecordingLedger,
  createRecordingService,
  type RecordingAsker,
  type RecordingService,
} from './recording-service.ts'
export { createRecordingVerifier } from './recording-verifier.ts'
export { createPauseLedger, type PauseStore, type StoredPause } from './pause-ledger.ts'
