import type {
  AccessRequestId,
  AccessRequestKind,
  AccessRequestState,
  DeviceId,
  Page,
  PageQuery,
  PersonId,
  TeamId,
} from '@hearthline/shared'

export interface StoredAccessRequest {
  requestId: AccessRequestId
  kind: AccessRequestKind
  /** `lapsed` is what a waiting one becomes by time. */
  state: Exclude<AccessRequestState, 'lapsed'>
  personId: PersonId
  deviceId: DeviceId
  preLoginHash: string
  address: string
  lastAddress: string | null
  note: string
  requestedAt: number
  expiresAt: number
  decidedBy: PersonId | null
  decidedAt: number | null
  /** What was written when it was refused. */
  reason: string | null
  grantEndsAt: number | null
}

/** What somebody may decide: everything, or network and shift requests of people in these teams; never their own. */
export interface RequestScope {
  withinTeams: readonly TeamId[] | undefined
}

export type AccessRequestQuery = PageQuery & {
  state?: AccessRequestState | undefined
  kind?: AccessRequestKind | undefined
}

export interface AccessRequestRepository {
  insert(request: StoredAccessRequest): void
  /** Null also when it is outside of the scope. */
  find(requestId: AccessRequestId, scope: RequestScope): StoredAccessRequest | null
  newestOfBrowser(preLoginHash: string): StoredAccessRequest | null
  waitingOf(personId: PersonId, nowMs: number): number
  /** Newest first. */
  page(query: AccessRequestQuery, scope: RequestScope, nowMs: number): Page<StoredAccessRequest>
  /** @param but whose own requests do not count: nobody decides about themselves. */
  waiting(scope: RequestScope, but: PersonId, nowMs: number): number
  /** When the next waiting one lapses; null when none waits. */
  nextLapse(nowMs: number): number | null
  /** Compare-and-set: false when it waits no more. */
  decide(
    requestId: AccessRequestId,
    decision: Pick<StoredAccessRequest, 'decidedBy' | 'decidedAt' | 'reason' | 'grantEndsAt'> & {
      state: 'granted' | 'refused'
    },
    nowMs: number,
  ): boolean
}
