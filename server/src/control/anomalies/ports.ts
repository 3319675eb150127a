import type {
  Anomaly,
  AnomalyId,
  AnomalyKind,
  DeviceId,
  Page,
  PageQuery,
  PersonId,
  SiteId,
} from '@hearthline/shared'

export interface StoredAnomaly {
  anomalyId: AnomalyId
  kind: AnomalyKind
  at: number
  personId: PersonId
  deviceId: DeviceId | null
  address: string
  facts: Anomaly['facts']
  taken: Anomaly['taken']
  state: Anomaly['state']
  closedBy: PersonId | null
  closedAt: number | null
  note: string
}

export type AnomalyQuery = PageQuery & {
  state?: Anomaly['state'] | undefined
  kind?: AnomalyKind | undefined
}

export interface AnomalyRepository {
  insert(anomaly: StoredAnomaly): void
  find(anomalyId: AnomalyId): StoredAnomaly | null
  /** Newest first. */
  page(query: AnomalyQuery): Page<StoredAnomaly>
  open(): number
  /** The newest card of the same kind for the same person, device and address since then. */
  standing(
    like: Pick<StoredAnomaly, 'kind' | 'personId' | 'deviceId' | 'address'>,
    sinceMs: number,
  ): StoredAnomaly | null
  /** Whether a step-up was asked of this person since then. */
  steppedUpSince(personId: PersonId, sinceMs: number): boolean
  /** Makes what was taken stricter. */
  setTaken(anomalyId: AnomalyId, taken: Anomaly['taken']): void
  /** Compare-and-set: false when it was closed already. */
  close(anomalyId: AnomalyId, end: { closedBy: PersonId; closedAt: number; note: string }): boolean
}

/** A sign-in of the past, as far as the next one is measured by it. */
export interface PastSignIn {
  deviceId: DeviceId
  address: string
  siteId: SiteId | null
  signedInAt: number
  lastActiveAt: number
  live: boolean
}

export interface PastSignIns {
  /** The newest of a person by activity; null for the first time. */
  last(personId: PersonId): PastSignIn | null
  /** Whether they ever came from this address or this site. */
  cameFrom(personId: PersonId, address: string, siteId: SiteId | null): boolean
  live(personId: PersonId): PastSignIn[]
}
