import type { AccessRequestKind, AnomalyAction, DeviceId, PersonId, SiteId } from '@hearthline/shared'
import type { ShiftAccess } from '../ports.ts'

/** The authenticator app of a person. Implemented by account/. */
export interface SecondFactor {
  isOn(personId: PersonId): boolean
  /** Takes a code: whether it is right now and was never taken before (rule ACCESS-35). */
  take(personId: PersonId, code: string): boolean
}

/** A refusal of somebody whose key and password were proved: they may ask about it (rule ACCESS-41). */
export interface ProvedRefusal {
  reference: string
  kind: AccessRequestKind
  personId: PersonId
  deviceId: DeviceId
  /** SHA-256 of the pre-login cookie of the browser that was refused. */
  preLoginHash: string
  address: string
  lastAddress: string | null
  atMs: number
}

/** Implemented by requests/. */
export interface RefusalBook {
  remember(refusal: ProvedRefusal): void
}

/** What is known of a sign-in whose key and password are proved. */
export interface SignInFacts {
  personId: PersonId
  deviceId: DeviceId
  address: string
  network: { name: string; siteId: SiteId | null } | null
  shift: ShiftAccess
}

/** Notices what is odd about sign-ins. Implemented by anomalies/. */
export interface SignInAlarm {
  /**
   * Raises the cards that these facts deserve, and locks the device where policy says so.
   * @returns the strictest thing that policy does about them; null when nothing is odd.
   */
  judge(facts: SignInFacts): AnomalyAction | null
}
