import type {
  DeviceGrade,
  DeviceId,
  DeviceState,
  Page,
  PageQuery,
  PersonId,
  SignedOut,
  SignInId,
  SiteId,
  SortDirection,
} from '@hearthline/shared'
import type { PasswordHasher } from '../people/index.ts'

export interface PasswordChecker extends PasswordHasher {
  /** With a null hash does the same work and answers false. */
  matches(storedHash: string | null, password: string): Promise<boolean>
  /** Checks that wait for their turn. */
  waiting(): number
}

export interface StoredEnrolmentCode {
  personId: PersonId
  selector: string
  proofHash: string
  triesLeft: number
  createdBy: PersonId | null
  createdAt: number
  expiresAt: number
}

export interface EnrolmentCodeRepository {
  findBySelector(selector: string): StoredEnrolmentCode | null
  /** Replaces whatever code the person has. */
  put(code: StoredEnrolmentCode): void
  setTriesLeft(personId: PersonId, triesLeft: number): void
  remove(personId: PersonId): void
}

/** A device row; `expired` is what a `pending` or `approved` one becomes by time. */
export interface StoredDevice {
  deviceId: DeviceId
  personId: PersonId
  state: Exclude<DeviceState, 'expired'>
  grade: DeviceGrade
  shortCode: string
  wrongShortCodes: number
  name: string
  browser: string
  address: string
  storagePersisted: boolean
  preLoginHash: string
  codeCreatedBy: PersonId | null
  requestedAt: number
  expiresAt: number
  decidedBy: PersonId | null
  decidedAt: number | null
  note: string | null
  lastSeenAt: number | null
  lastAddress: string | null
  /** Grade D2: the WebAuthn credential, its COSE public key in base64url, and its signature counter. */
  credentialId: string | null
  credentialPublicKey: string | null
  credentialCounter: number | null
  suspendedAt: number | null
  suspendedReason: string | null
  lastRefusedAt: number | null
  lastRefusal: string | null
  lastRefusalReference: string | null
  stepUpAllowedUntil: number | null
}

/** One key that a device has, had, or was promised (rule ACCESS-20). */
export interface StoredDeviceKey {
  /** RFC 7638 thumbprint. */
  keyId: string
  deviceId: DeviceId
  x: string
  y: string
  state: 'current' | 'next' | 'retired'
  addedAt: number
  retiredAt: number | null
}

export interface DeviceKeyRepository {
  find(keyId: string): StoredDeviceKey | null
  /** At most one of a device is `current`, and at most one `next`. */
  ofDevice(deviceId: DeviceId, state: 'current' | 'next'): StoredDeviceKey | null
  insert(key: StoredDeviceKey): void
  setState(keyId: string, state: StoredDeviceKey['state'], retiredAt: number | null): void
  remove(keyId: string): void
}

export type DeviceQuery = PageQuery & {
  state?: DeviceState | undefined
  grade?: DeviceGrade | undefined
  /** Only approvals that end within so many days. */
  endsWithinDays?: number | undefined
  sort: 'person' | 'name' | 'grade' | 'last-seen' | 'ends' | 'requested'
  direction: SortDirection
}

export interface DeviceDecision {
  state: 'approved' | 'refused' | 'revoked'
  decidedBy: PersonId | null
  decidedAt: number
  note?: string
  expiresAt?: number
}

export interface DeviceRepository {
  insert(device: StoredDevice): void
  find(deviceId: DeviceId): StoredDevice | null
  newestOfBrowser(preLoginHash: string): StoredDevice | null
  page(query: DeviceQuery, nowMs: number): Page<StoredDevice>
  /** Devices that a person may sign in with now. */
  approvedOf(personId: PersonId, nowMs: number): number
  /** Devices that count against the limit of an agent: approved ones, and suspended ones until they are revoked. */
  heldBy(personId: PersonId, nowMs: number): number
  withCredential(credentialId: string): StoredDevice | null
  pending(nowMs: number): number
  /** Pending devices whose time ran out in (fromMs, untilMs]. */
  lapsed(fromMs: number, untilMs: number): StoredDevice[]
  decide(deviceId: DeviceId, decision: DeviceDecision): void
  setWrongShortCodes(deviceId: DeviceId, count: number): void
  rename(deviceId: DeviceId, name: string): void
  suspend(deviceId: DeviceId, atMs: number, reason: string): void
  /** Back to `approved`. */
  restore(deviceId: DeviceId): void
  setLastRefusal(
    deviceId: DeviceId,
    refusal: { atMs: number; reason: string; reference: string } | null,
  ): void
  setStepUp(deviceId: DeviceId, untilMs: number | null): void
  setCredentialCounter(deviceId: DeviceId, counter: number): void
  seen(deviceId: DeviceId, atMs: number, address: string): void
}

export interface StoredSignIn {
  signInId: SignInId
  sessionHash: string
  personId: PersonId
  deviceId: DeviceId
  address: string
  signedInAt: number
  lastActiveAt: number
  expiresAt: number
  endedAt: number | null
  endReason: SignedOut['reason'] | null
  endedBy: PersonId | null
  endNote: string | null
  /** Site whose network the person came from; null when the rule names none. */
  siteId: SiteId | null
}

export type LiveSignInQuery = PageQuery & {
  personId?: PersonId | undefined
  sort: 'person' | 'signed-in' | 'last-active'
  direction: SortDirection
}

export interface SignInRepository {
  insert(signIn: StoredSignIn): void
  findByHash(sessionHash: string): StoredSignIn | null
  find(signInId: SignInId): StoredSignIn | null
  live(): StoredSignIn[]
  liveOfDevice(deviceId: DeviceId): StoredSignIn[]
  liveOfPerson(personId: PersonId): StoredSignIn[]
  pageLive(query: LiveSignInQuery): Page<StoredSignIn>
  /** When anybody did something last; null when nobody ever signed in. */
  newestActivity(): number | null
  /** Activity, and from where. */
  touch(signInId: SignInId, atMs: number, address: string): void
  /** False when it had ended already. */
  end(
    signInId: SignInId,
    end: {
      endedAt: number
      endReason: SignedOut['reason']
      endedBy: PersonId | null
      endNote: string | null
    },
  ): boolean
}

export interface FailureRepository {
  add(key: string, atMs: number): number
  remove(failureId: number): void
  removeAll(key: string): void
  since(key: string, fromMs: number): { count: number; lastAtMs: number }
  prune(beforeMs: number): void
}
