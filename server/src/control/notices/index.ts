export { createNoticeDesk, type NoticeDesk } from './notice-desk.ts'
export type { NamedNotice, NoticeStore, StoredNotice } from './ports.ts'
