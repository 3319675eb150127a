export { isWithAgent, speaksIn, type CallState } from './call-state.ts'
export { callNotFound, createCallReads, customerRef, type CallReads } from './call-reads.ts'
export { createConsultDesk, type ConsultDesk } from './consult-desk.ts'
export {
  createCustomerFinder,
  type CustomerFinder,
  type CustomerTarget,
  type FoundCustomer,
} from './customer-finder.ts'
export { createInboundRouter, type InboundRouter } from './inbound-router.ts'
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
  MonitoringLedger,
  PauseLedger,
  RecordingLedger,
  SupervisorLeg,
  TransferStore,
  TrunkList,
  VoiceNodes,
} from './ports.ts'
export { createRecordKeeper, type RecordKeeper } from './record-keeper.ts'
export { createRejoinDesk, type RejoinDesk } from './rejoin-desk.ts'
export { createReservations } from './reservations.ts'
export { createTalkBook, type TalkBook } from './talk-book.ts'
export { createWrapUpDesk, wrapUpRecordOf, type WrapUpDesk } from './wrap-up-desk.ts'
export { takeEvent, orderAfterWelcome, type EventOrder } from './event-order.ts'
export { createTransferTargets, type TransferTargets } from './transfer-targets.ts'
export { createUnheardBook, type UnheardBook } from './unheard-book.ts'
