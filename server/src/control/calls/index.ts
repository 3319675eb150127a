export type { CallState } from './call-record.ts'
export { createCallReads, type CallReads } from './call-reads.ts'
export { createInboundRouter } from './inbound-router.ts'
export { createLineQuality, type LineQualityBook } from './line-quality.ts'
export { lastFour, maskNumber } from './number.ts'
export { createPlaceCall, type PlaceCall } from './place-call.ts'
export type {
  CallQuery,
  CallScope,
  CallStore,
  CustomerStore,
  Directory,
  JournalStore,
  Listener,
  RecordingLedger,
  TrunkList,
  VoiceNodes,
} from './ports.ts'
export { createRecordKeeper, type RecordKeeper } from './record-keeper.ts'
export { createReservations } from './reservations.ts'
export { createWrapUpDesk, wrapUpRecordOf, type WrapUpDesk } from './wrap-up-desk.ts'
export { takeEvent, orderAfterWelcome, type EventOrder } from './event-order.ts'
