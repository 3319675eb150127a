import {
  DeviceId,
  ok,
  refuse,
  signedText,
  type DevicePublicKey,
  type EnrolledDevice,
  type Person,
  type Policies,
  type Problem,
  type RegistrationCredential,
  type Result,
} from '@hearthline/shared'
import type { PeopleDirectory } from '../people/index.ts'
import type { Audit, Clock, RandomSource, Transact } from '../ports.ts'
import { describeBrowser } from './browser-name.ts'
import type { Challenges } from './challenges.ts'
import type { DeviceChanges } from './device-changes.ts'
import { isOnCurve, shortCodeOf, thumbprintOf, verifySignature } from './device-key.ts'
import type { DeviceKeys } from './device-keys.ts'
import { gradeProblem, limitProblem } from './device-problems.ts'
import { deviceLifeMs, pendingLifeMs } from './device-service.ts'
import { enrolledDevice, gradeTooLow, stateAt } from './device-views.ts'
import { selectorLength } from './enrolment-codes.ts'
import { createEnrolmentWait, type EnrolmentWait } from './enrolment-wait.ts'
import { checksTooMany } from './password-hash.ts'
import type { DeviceRepository, EnrolmentCodeRepository, PasswordChecker, StoredDevice } from './ports.ts'
import { newReference, sha256 } from './secrets.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import { verifyRegistration, type HardwareKey } from './webauthn.ts'

/** The browser that asks, as the HTTP layer knows it. */
export interface Stranger {
  address: string
  /** One of our own origins; null when the request named none. */
  origin: string | null
  /** Secret of the pre-login cookie. */
  preLogin: string | null
  userAgent: string
}

export interface EnrolmentRequest {
  challengeId: string
  /** Ten characters, as the contract's schema leaves them. */
  code: string
  publicKey: DevicePublicKey
  signature: string
  deviceName: string
  storagePersisted: boolean
  /** Makes the device grade D2 (rule ACCESS-22). */
  credential?: RegistrationCredential | undefined
  /** Whether the browser knows a platform authenticator, as it says itself. */
  platformAuthenticator: boolean
}

export interface Enrolments extends EnrolmentWait {
  enrol(request: EnrolmentRequest, stranger: Stranger): Promise<Result<EnrolledDevice>>
}

export function createEnrolments(deps: {
  codes: EnrolmentCodeRepository
  devices: DeviceRepository
  deviceKeys: DeviceKeys
  people: PeopleDirectory
  policies: { current(): Policies }
  checker: PasswordChecker
  challenges: Challenges
  limits: SignInLimits
  changes: DeviceChanges
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): Enrolments {
  const { codes, devices, deviceKeys, people, policies, checker, challenges, limits } = deps
  const { changes, audit, clock, random, transact } = deps

  /** One answer to every code that does not work; the true reason is in the audit trail under the reference. */
  const refused = (
    reason: string,
    address: string,
    subjectId: string | null,
  ): { ok: false; problem: Problem } => {
    const reference = newReference(random)
    audit.append({
      action: 'access.enrolment',
      actorId: null,
      subjectId,
      address,
      outcome: 'refused',
      reason,
      reference,
    })
    return refuse({
      code: 'enrolment-code-refused',
      detail: 'That code did not work. It may be used, expired or mistyped.',
      reference,
    })
  }

  /** The code is right, and its holder is told what else is missing. */
  const withheld = (reason: string, problem: Problem, address: string, personId: string) => {
    audit.append({
      action: 'access.enrolment',
      actorId: personId,
      subjectId: null,
      address,
      outcome: 'refused',
      reason,
    })
    return refuse(problem)
  }

  /** One row for each enrolment whose keys prove nothing; no code was looked at, so nothing is told of it. */
  const unproved = (field: 'challengeId' | 'publicKey' | 'signature' | 'credential', address: string) => {
    audit.append({
      action: 'access.enrolment',
      actorId: null,
      subjectId: null,
      address,
      outcome: 'refused',
      reason: keyFaults[field].reason,
    })
    return refuse({ code: 'invalid-request' as const, field, detail: keyFaults[field].detail })
  }

  /** Possession of the device key, and for grade D2 of the hardware key, over the same challenge. */
  const proveKeys = async (
    request: EnrolmentRequest,
    stranger: Stranger,
  ): Promise<Result<HardwareKey | null>> => {
    const { address, origin } = stranger
    const challenge = challenges.take(request.challengeId, {
      purpose: 'enrol',
      holder: sha256(stranger.preLogin ?? ''),
      address,
    })
    if (challenge === null || origin === null) return unproved('challengeId', address)
    if (!isOnCurve(request.publicKey)) return unproved('publicKey', address)
    const text = signedText.enrol({ origin, challenge, publicKey: request.publicKey })
    if (!verifySignature(request.publicKey, text, request.signature)) return unproved('signature', address)
    if (request.credential === undefined) return ok(null)
    const hardware = await verifyRegistration(request.credential, { nonce: challenge.nonce, origin })
    return hardware.ok ? hardware : unproved('credential', address)
  }

  /**
   * Whether this key may become the key of a new device of this person (rule ACCESS-3). A dead request of the same
   * browser gives its key back; a key that ever signed somebody in is never taken again.
   */
  const keyIsFree = (thumbprint: string, person: Person, nowMs: number): boolean => {
    const held = deviceKeys.find(thumbprint)
    if (held === null) return true
    const other = devices.find(held.deviceId)
    if (held.state !== 'current' || other === null) return false
    const state = stateAt(other, nowMs)
    if (state === 'pending') return other.personId === person.personId
    return state === 'refused' || (state === 'expired' && other.state === 'pending')
  }

  const enrol: Enrolments['enrol'] = async (request, stranger) => {
    // A flood of made-up codes must not keep people who sign in waiting behind it.
    if (checksTooMany(checker)) return refuse(tooMany)
    const proof = await proveKeys(request, stranger)
    if (!proof.ok) return proof
    const hardware = proof.value
    const { address } = stranger
    if (limits.addressBlocked(address)) return refused('rate-address', address, null)

    // Counted before the slow check: parallel guesses cannot outrun five tries, or twenty per address.
    const attempt = limits.countAddress(address)
    const found = codes.findBySelector(request.code.slice(0, selectorLength))
    const code = found !== null && found.triesLeft > 0 && found.expiresAt > clock.nowMs() ? found : null
    if (code !== null) codes.setTriesLeft(code.personId, code.triesLeft - 1)
    const proved = await checker.matches(code?.proofHash ?? null, request.code.slice(selectorLength))
    if (!proved || code === null) {
      return refused(codeRefusal(found !== null, code !== null), address, found?.personId ?? null)
    }
    attempt.forgive()

    const outcome = transact((): Result<StoredDevice> => {
      const nowMs = clock.nowMs()
      // Somebody may have used or replaced the code while the proof was checked.
      if (codes.findBySelector(code.selector)?.proofHash !== code.proofHash)
        return refused('code-used', address, code.personId)
      const person = people.find(code.personId)
      if (person === null || person.disabled) return refused('disabled', address, code.personId)
      const thumbprint = thumbprintOf(request.publicKey)
      if (!keyIsFree(thumbprint, person, nowMs)) return refused('key-in-use', address, code.personId)
      if (hardware !== null && devices.withCredential(hardware.credentialId) !== null)
        return refused('credential-in-use', address, code.personId)
      const rules = policies.current()
      const grade = hardware === null ? 'D1' : 'D2'
      // The code stays good: the browser may come again with the hardware key.
      if (gradeTooLow(grade, rules, person.role, request.platformAuthenticator))
        return withheld('device-grade', gradeProblem, address, code.personId)
      const atConsole = code.createdBy === null
      if (
        atConsole &&
        person.role === 'agent' &&
        devices.heldBy(person.personId, nowMs) >= rules.agentDevices
      )
        return withheld('device-limit', limitProblem(rules), address, code.personId)

      codes.remove(person.personId)
      // The same browser asks again with the same key: the newer request takes the older one's place.
      const older = deviceKeys.find(thumbprint)
      if (older !== null)
        devices.decide(older.deviceId, { state: 'refused', decidedBy: null, decidedAt: nowMs })

      const deviceId = DeviceId.parse(random.uuid())
      const device: StoredDevice = {
        deviceId,
        personId: person.personId,
        state: atConsole ? 'approved' : 'pending',
        grade,
        shortCode: shortCodeOf(thumbprint, deviceId),
        wrongShortCodes: 0,
        name: request.deviceName,
        browser: describeBrowser(stranger.userAgent),
        address,
        storagePersisted: request.storagePersisted,
        preLoginHash: sha256(stranger.preLogin ?? ''),
        codeCreatedBy: code.createdBy,
        requestedAt: nowMs,
        expiresAt: nowMs + (atConsole ? deviceLifeMs(rules) : pendingLifeMs),
        decidedBy: null,
        decidedAt: atConsole ? nowMs : null,
        note: null,
        lastSeenAt: null,
        lastAddress: null,
        credentialId: hardware?.credentialId ?? null,
        credentialPublicKey: hardware?.publicKey ?? null,
        credentialCounter: hardware?.counter ?? null,
        suspendedAt: null,
        suspendedReason: null,
        lastRefusedAt: null,
        lastRefusal: null,
        lastRefusalReference: null,
        stepUpAllowedUntil: null,
      }
      devices.insert(device)
      deviceKeys.registerFirst(deviceId, request.publicKey)
      const row = { actorId: person.personId, subjectId: deviceId, address, outcome: 'done' as const }
      audit.append({ action: 'access.device-requested', ...row })
      if (atConsole)
        audit.append({ action: 'access.device-approved', ...row, actorId: null, reason: 'console' })
      return ok(device)
    })
    if (!outcome.ok) return outcome
    changes.tell(outcome.value.deviceId)
    return ok(enrolledDevice(outcome.value, people, clock.nowMs()))
  }

  return { enrol, ...createEnrolmentWait(deps) }
}

const tooMany: Problem = {
  code: 'too-many-requests',
  detail: 'Too many codes and passwords are being checked at once.',
  retryAfterSeconds: 5,
}

const keyFaults = {
  challengeId: {
    reason: 'challenge',
    detail: 'The challenge is unknown, used, expired or not for this browser.',
  },
  publicKey: { reason: 'key', detail: 'The key is not a point of P-256.' },
  signature: { reason: 'signature', detail: 'The signature does not prove possession of the key.' },
  credential: { reason: 'credential', detail: 'The hardware key could not be verified.' },
} as const

function codeRefusal(known: boolean, usable: boolean): string {
  if (!known) return 'code-unknown'
  return usable ? 'code-wrong' : 'code-void'
}
