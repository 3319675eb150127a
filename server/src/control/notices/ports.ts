import type { CallId, Notice, NoticeId, Page, PersonId, SteeringReason, TeamId } from '@hearthline/shared'

/** One notice to one person as it is kept; those of a broadcast share their batch. */
export interface StoredNotice {
  noticeId: NoticeId
  batchId: NoticeId
  kind: Notice['kind']
  fromId: PersonId
  toId: PersonId
  /** Of a broadcast. */
  teamId: TeamId | null
  text: string
  reason: SteeringReason | null
  callId: CallId | null
  at: number
  acknowledgedAt: number | null
}

/** The same with the names that screens show: a batch has hundreds of them, so they are read along. */
export interface NamedNotice extends StoredNotice {
  fromName: string
  toName: string
  teamName: string
}

export interface NoticeStore {
  insert(notices: readonly StoredNotice[]): void
  find(noticeId: NoticeId): NamedNotice | null
  /** All of one batch. */
  batch(batchId: NoticeId): NamedNotice[]
  /** Not acknowledged yet, oldest first, at most this many. */
  openOf(personId: PersonId, limit: number): NamedNotice[]
  /** Compare-and-set. @returns false when it was acknowledged before. */
  acknowledge(noticeId: NoticeId, atMs: number): boolean
  remove(batchId: NoticeId): void
  /** Batches of one sender, newest first, with every notice of each. */
  sentBy(personId: PersonId, page: { offset: number; limit: number }): Page<NamedNotice[]>
}
