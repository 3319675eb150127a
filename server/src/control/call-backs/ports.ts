import type {
  CallBack,
  CallBackCount,
  CallBackId,
  CallId,
  CustomerId,
  Page,
  PersonId,
} from '@hearthline/shared'

/** A promise to call somebody, with the whole number. */
export interface StoredCallBack extends Pick<
  CallBack,
  'callBackId' | 'reason' | 'note' | 'dueAt' | 'callId' | 'madeAt'
> {
  agentId: PersonId
  customer: { customerId: CustomerId | null; displayName: string | null; number: string }
}

/** Done ones are kept and never shown again. */
export interface CallBackStore {
  insert(callBack: StoredCallBack): void
  /** Null also when it is done. */
  find(callBackId: CallBackId): StoredCallBack | null
  /** Whether the system has made one for this call before; done ones count. */
  isMadeFor(callId: CallId): boolean
  /** Keeps who did not answer this call last, over a restart, too. */
  ringMissed(callId: CallId, personId: PersonId): void
  missedBy(callId: CallId): PersonId | null
  /** Open ones of this agent; due ones first. */
  page(
    agentId: PersonId,
    query: { offset: number; limit: number; search?: string | undefined },
    nowMs: number,
  ): Page<StoredCallBack>
  count(agentId: PersonId, nowMs: number): CallBackCount
  done(callBackId: CallBackId, atMs: number): void
  /** When the next open one falls due, of anybody. */
  nextDue(nowMs: number): number | null
  /** Whose open ones fell due after `fromMs`, up to `untilMs`. */
  dueBetween(fromMs: number, untilMs: number): PersonId[]
}
