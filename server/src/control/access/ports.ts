import type {
  DeviceGrade,
  DeviceId,
  DeviceState,
  Page,
  PageQuery,
  PersonId,
  SignedOut,
  SignInId,
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
  publicKeyX: string
  publicKeyY: string
  thumbprint: string
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
}

export type DeviceQuery = PageQuery & {
  state?: DeviceState | undefined
  grade?: DeviceGrade | undefined
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
  /** Pending and approved devices with this key, expired ones too. */
  withKey(thumbprint: string): StoredDevice[]
  newestOfBrowser(preLoginHash: string): StoredDevice | null
  /** Newest request first. */
  page(query: DeviceQuery, nowMs: number): Page<StoredDevice>
  approvedOf(personId: PersonId, nowMs: number): number
  pending(nowMs: number): number
  /** Pending devices whose time ran out in (fromMs, untilMs]. */
  lapsed(fromMs: number, untilMs: number): StoredDevice[]
  decide(deviceId: DeviceId, decision: DeviceDecision): void
  setWrongShortCodes(deviceId: DeviceId, count: number): void
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
}

export interface SignInRepository {
  insert(signIn: StoredSignIn): void
  findByHash(sessionHash: string): StoredSignIn | null
  find(signInId: SignInId): StoredSignIn | null
  live(): StoredSignIn[]
  liveOfDevice(deviceId: DeviceId): StoredSignIn[]
  liveOfPerson(personId: PersonId): StoredSignIn[]
  touch(signInId: SignInId, atMs: number): void
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
