export { createNoticeDesk, type NoticeDesk } from './notice-desk.ts'
export type { NoticeStore, StoredNotice } from './ports.ts'
