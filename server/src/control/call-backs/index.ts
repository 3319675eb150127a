export { createCallBackDesk, type CallBackDesk } from './call-back-desk.ts'
export type { CallBackStore, StoredCallBack } from './ports.ts'
