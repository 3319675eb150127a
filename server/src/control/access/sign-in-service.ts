import {
  ok,
  refuse,
  signedText,
  SignInId,
  type Challenge,
  type DeviceId,
  type Problem,
  type Result,
} from '@hearthline/shared'
import type { PeopleService } from '../people/index.ts'
import type { Audit, Clock, RandomSource, Transact } from '../ports.ts'
import type { Challenges } from './challenges.ts'
import { verifySignature } from './device-key.ts'
import { stateAt } from './device-views.ts'
import type { Stranger } from './enrolment-service.ts'
import { absoluteLimitMs, type SignIns } from './live-sign-ins.ts'
import type { DeviceRepository, PasswordChecker, SignInRepository, StoredDevice } from './ports.ts'
import { newReference, newSecret, sha256 } from './secrets.ts'
import type { SignInLimits } from './sign-in-limits.ts'

export interface SignInRequest {
  userName: string
  password: string
  deviceId: DeviceId
  challengeId: string
  signature: string
}

export interface FreshSignIn {
  signInId: SignInId
  /** For the cookie only; its hash is all that is kept. */
  sessionId: string
  expiresAtMs: number
}

export interface SignInDesk {
  signIn(request: SignInRequest, stranger: Stranger): Promise<Result<FreshSignIn>>
}

/** Why a sign-in was refused, in the fixed order of the checks (rule ACCESS-7); for the audit trail only. */
export type SignInRefusal =
  | 'rate-address'
  | 'rate-device'
  | 'network'
  | 'unknown-person'
  | 'disabled'
  | 'device-unknown'
  | 'device-foreign'
  | 'device-pending'
  | 'device-refused'
  | 'device-revoked'
  | 'device-expired'
  | 'challenge'
  | 'signature'
  | 'password'

/** Every refusal takes at least this long; well above one Argon2id on a slow machine. */
export const refusalFloorMs = 400

/** Checked against when there is no device, so that the curve work is the same: the generator of P-256. */
const nobodysKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
  y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
} as const
const nobodysChallenge: Challenge = {
  challengeId: '00000000-0000-4000-8000-000000000000',
  nonce: 'A'.repeat(43),
  expiresAt: 0,
}

export function createSignInDesk(deps: {
  people: PeopleService
  devices: DeviceRepository
  signInRows: SignInRepository
  signIns: SignIns
  checker: PasswordChecker
  challenges: Challenges
  limits: SignInLimits
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): SignInDesk {
  const {
    people,
    devices,
    signInRows,
    signIns,
    checker,
    challenges,
    limits,
    audit,
    clock,
    random,
    transact,
  } = deps

  const deviceRefusal = (device: StoredDevice | null, personId: string | null): SignInRefusal | null => {
    if (device === null) return 'device-unknown'
    if (device.personId !== personId) return 'device-foreign'
    const state = stateAt(device, clock.nowMs())
    return state === 'approved' ? null : `device-${state}`
  }

  const wait = (delayMs: number) =>
    new Promise<void>((resolve) => {
      if (delayMs > 0) clock.setTimer(delayMs, resolve)
      else resolve()
    })

  return {
    signIn: async (request, stranger) => {
      const startedAtMs = clock.nowMs()
      const { address } = stranger
      const challenge = challenges.take(request.challengeId, {
        purpose: 'sign-in',
        holder: sha256(stranger.preLogin ?? ''),
        address,
      })
      const secret = people.secretOf(request.userName.trim().toLowerCase())
      const personId = secret?.personId ?? null
      const device = devices.find(request.deviceId)
      const ownDevice = device !== null && device.personId === personId ? device : null

      const reasons: SignInRefusal[] = []
      if (limits.addressBlocked(address)) reasons.push('rate-address')
      if (ownDevice !== null && limits.deviceBlocked(ownDevice.personId, ownDevice.deviceId))
        reasons.push('rate-device')
      const rateBlocked = reasons.length > 0
      if (personId !== null && !people.mayComeFrom(personId, address)) reasons.push('network')
      if (secret === null) reasons.push('unknown-person')
      else if (secret.disabled) reasons.push('disabled')
      const wrongDevice = deviceRefusal(device, personId)
      if (wrongDevice !== null) reasons.push(wrongDevice)
      if (challenge === null || stranger.origin === null) reasons.push('challenge')
      // Verified whatever was found above, against nobody's key if need be: the work is the same for every refusal.
      const signed = verifySignature(
        ownDevice === null
          ? nobodysKey
          : { kty: 'EC', crv: 'P-256', x: ownDevice.publicKeyX, y: ownDevice.publicKeyY },
        signedText.signIn({
          origin: stranger.origin ?? '',
          personId: personId ?? '',
          deviceId: request.deviceId,
          challenge: challenge ?? nobodysChallenge,
        }),
        request.signature,
      )
      const keyProved = signed && ownDevice !== null && challenge !== null && stranger.origin !== null
      if (!signed) reasons.push('signature')

      // Written down before the slow check and forgiven after, so that parallel tries cannot outrun the count. Only
      // who holds the key can count against the person; a blocked try counts no further.
      const addressAttempt = rateBlocked ? null : limits.countAddress(address)
      const deviceAttempt =
        !rateBlocked && keyProved ? limits.countDevice(ownDevice.personId, ownDevice.deviceId) : null
      const passwordProved = await checker.matches(secret?.passwordHash ?? null, request.password)
      if (!passwordProved) reasons.push('password')
      if (passwordProved) deviceAttempt?.forgive()

      const [reason] = reasons
      if (reason === undefined && personId !== null && ownDevice !== null) {
        const fresh = transact(() => open(ownDevice, address))
        if (fresh !== null) {
          addressAttempt?.forgive()
          fresh.afterCommit()
          return ok(fresh.signIn)
        }
      }

      const onlyNetwork = reasons.length === 1 && reason === 'network' && keyProved
      if (onlyNetwork) addressAttempt?.forgive()
      const reference = newReference(random)
      audit.append({
        action: 'access.sign-in',
        actorId: personId,
        subjectId: request.deviceId,
        address,
        outcome: 'refused',
        // Without a reason the device or the person changed while the password was checked.
        reason: reason ?? 'device-revoked',
        reference,
      })
      await wait(startedAtMs + refusalFloorMs - clock.nowMs())
      return refuse(onlyNetwork ? networkProblem(reference) : refusal(reference))
    },
  }

  /** Opens the sign-in; null when device or person changed while the password was checked. */
  function open(device: StoredDevice, address: string) {
    const nowMs = clock.nowMs()
    const person = people.find(device.personId)
    if (person === null || person.disabled) return null
    if (deviceRefusal(devices.find(device.deviceId), device.personId) !== null) return null
    // One sign-in a device: whoever signs in again has left the old one behind.
    const afterCommit = signIns.close(signInRows.liveOfDevice(device.deviceId), {
      reason: 'signed-out',
      by: null,
      note: null,
      address,
    })
    const sessionId = newSecret(random)
    const signInId = SignInId.parse(random.uuid())
    const expiresAtMs = nowMs + absoluteLimitMs
    signInRows.insert({
      signInId,
      sessionHash: sha256(sessionId),
      personId: device.personId,
      deviceId: device.deviceId,
      address,
      signedInAt: nowMs,
      lastActiveAt: nowMs,
      expiresAt: expiresAtMs,
      endedAt: null,
      endReason: null,
      endedBy: null,
      endNote: null,
    })
    devices.seen(device.deviceId, nowMs, address)
    limits.clearDevice(device.personId, device.deviceId)
    audit.append({
      action: 'access.sign-in',
      actorId: device.personId,
      subjectId: signInId,
      address,
      outcome: 'done',
    })
    const signIn: FreshSignIn = { signInId, sessionId, expiresAtMs }
    return { signIn, afterCommit }
  }
}

/** The one answer to every refusal but a proved person's wrong network. */
const refusal = (reference: string): Problem => ({
  code: 'sign-in-refused',
  detail: 'We could not sign you in.',
  reference,
})

const networkProblem = (reference: string): Problem => ({
  code: 'sign-in-network',
  detail: 'Your key and password are right, but you may not sign in from this network.',
  reference,
})
