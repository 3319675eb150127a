import {
  ok,
  refuse,
  type AssertionCredential,
  type DeviceId,
  type KeyRotation,
  type PersonId,
  type Problem,
  type SignInId,
  type Result,
} from '@hearthline/shared'
import type { PeopleDirectory } from '../people/index.ts'
import type { PolicyBook } from '../policies/index.ts'
import type { Audit, Clock, NetworkFence, RandomSource, ShiftClock, Transact } from '../ports.ts'
import type { Challenges } from './challenges.ts'
import type { DeviceKeys } from './device-keys.ts'
import type { Devices } from './device-service.ts'
import { stateAt } from './device-views.ts'
import type { Stranger } from './enrolment-service.ts'
import type { SignIns } from './live-sign-ins.ts'
import { checksTooMany } from './password-hash.ts'
import type { DeviceRepository, PasswordChecker, SignInRepository, StoredDevice } from './ports.ts'
import { newReference, sha256 } from './secrets.ts'
import { weigh } from './sign-in-evidence.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import { createSignInOpening } from './sign-in-opening.ts'
import type { RefusalBook, SecondFactor, SignInAlarm, SignInFacts } from './sign-in-ports.ts'
import { problemFor, refusal, toldApart, type SignInRefusal } from './sign-in-refusal.ts'
import { gradeSuffices } from './sign-in-verdict.ts'

export interface SignInRequest {
  userName: string
  password: string
  deviceId: DeviceId
  challengeId: string
  keyId: string
  signature: string
  next: KeyRotation
  assertion?: AssertionCredential | undefined
  totp?: string | undefined
}

export interface FreshSignIn {
  signInId: SignInId
  /** For the cookie only; its hash is all that is kept. */
  sessionId: string
  /** The absolute limit; the sign-in may end sooner. */
  expiresAtMs: number
}

export interface SignInDesk {
  signIn(request: SignInRequest, stranger: Stranger): Promise<Result<FreshSignIn>>
}

/** Every refusal takes at least this long; well above one Argon2id on a slow machine. */
export const refusalFloorMs = 400
const retryAfterSeconds = 5

export function createSignInDesk(deps: {
  people: PeopleDirectory
  devices: DeviceRepository
  deviceKeys: DeviceKeys
  deviceBook: Pick<Devices, 'suspend' | 'noteRefusal' | 'clearRefusal' | 'takeStepUp'>
  signInRows: SignInRepository
  signIns: SignIns
  checker: PasswordChecker
  challenges: Challenges
  limits: SignInLimits
  fence: NetworkFence
  shifts: ShiftClock
  policies: PolicyBook
  secondFactor: SecondFactor
  refusals: RefusalBook
  alarm: SignInAlarm
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): SignInDesk {
  const { people, devices, deviceKeys, deviceBook, checker, challenges, limits } = deps
  const { fence, shifts, policies, secondFactor, refusals, alarm, audit, clock, random, transact } = deps

  const deviceRefusal = (device: StoredDevice | null, personId: PersonId | null): SignInRefusal | null => {
    if (device === null) return 'device-unknown'
    if (device.personId !== personId) return 'device-foreign'
    const state = stateAt(device, clock.nowMs())
    if (state !== 'approved') return `device-${state}`
    const role = people.find(device.personId)?.role ?? 'agent'
    // Let in as somebody else's, and an administrator's by a new role: it needs the second word all the same (ACCESS-5).
    if (role === 'administrator' && approvedByOne(device)) return 'second-administrator'
    return gradeSuffices(device.grade, role, policies.current()) ? null : 'device-grade'
  }

  const open = createSignInOpening({
    ...deps,
    mayUse: (device, personId) => deviceRefusal(device, personId) === null,
  })

  /** Without a reason, the password, the device or the person changed while the password was checked. */
  const changedMeanwhile = (userName: string, checkedHash: string | undefined): SignInRefusal =>
    people.secretOf(userName.trim().toLowerCase())?.passwordHash === checkedHash
      ? 'device-revoked'
      : 'password'

  const wait = (delayMs: number) =>
    new Promise<void>((resolve) => {
      if (delayMs > 0) clock.setTimer(delayMs, resolve)
      else resolve()
    })

  /** What stops a sign-in whose every other check was passed (rules ACCESS-35, ACCESS-45). */
  const lastRefusal = (facts: SignInFacts, code: string | undefined): SignInRefusal | null => {
    const hasSecondFactor = secondFactor.isOn(facts.personId)
    if (hasSecondFactor && code === undefined) return 'second-factor'
    if (hasSecondFactor && !secondFactor.take(facts.personId, code ?? '')) return 'second-factor-wrong'
    const action = alarm.judge(facts)
    if (action === 'lock') return 'locked'
    // Whoever has just shown a second factor has stepped up.
    if (action !== 'step-up' || hasSecondFactor) return null
    return deviceBook.takeStepUp(facts.deviceId) ? null : 'step-up'
  }

  return {
    signIn: async (request, stranger) => {
      if (checksTooMany(checker)) return refuse(tooMany)
      const startedAtMs = clock.nowMs()
      const { address } = stranger
      const preLoginHash = sha256(stranger.preLogin ?? '')
      const challenge = challenges.take(request.challengeId, {
        purpose: 'sign-in',
        holder: preLoginHash,
        address,
      })
      const secret = people.secretOf(request.userName.trim().toLowerCase())
      const personId = secret?.personId ?? null
      const device = devices.find(request.deviceId)
      const ownDevice = device !== null && device.personId === personId ? device : null
      const network = personId === null ? null : fence.ruleFor(personId, address)
      const shift = personId === null ? null : shifts.accessAt(personId, startedAtMs)

      const reasons: SignInRefusal[] = []
      if (limits.addressBlocked(address)) reasons.push('rate-address')
      if (ownDevice !== null && limits.deviceBlocked(ownDevice.personId, ownDevice.deviceId))
        reasons.push('rate-device')
      const rateBlocked = reasons.length > 0
      if (personId !== null && network === null) reasons.push('network')
      if (shift?.type === 'closed') reasons.push('shift')
      if (secret === null) reasons.push('unknown-person')
      else if (secret.disabled) reasons.push('disabled')
      const wrongDevice = deviceRefusal(device, personId)
      if (wrongDevice !== null) reasons.push(wrongDevice)
      const evidence = await weigh(
        request,
        { personId, device: ownDevice, challenge, origin: stranger.origin },
        deviceKeys,
      )
      reasons.push(...evidence.reasons)

      // Written down before the slow check and forgiven after, so that parallel tries cannot outrun the count. Only
      // who holds the key can count against the person; a blocked try counts no further.
      const addressAttempt = rateBlocked ? null : limits.countAddress(address)
      const deviceAttempt =
        !rateBlocked && evidence.key !== null && ownDevice !== null
          ? limits.countDevice(ownDevice.personId, ownDevice.deviceId)
          : null
      const passwordProved = await checker.matches(secret?.passwordHash ?? null, request.password)
      if (!passwordProved) reasons.push('password')
      if (reasons.includes('key-reused') && ownDevice !== null)
        deviceBook.suspend(ownDevice.deviceId, 'key-reused', address)

      const proved = evidence.key !== null && passwordProved && evidence.reasons.length === 0
      if (proved && personId !== null && ownDevice !== null && shift !== null) {
        const facts: SignInFacts = { personId, deviceId: ownDevice.deviceId, address, network, shift }
        const onlyShift = reasons.join() === 'shift'
        const last = reasons.length === 0 ? lastRefusal(facts, request.totp) : null
        if (last !== null) reasons.push(last)
        // A lock turns the refusal that is told apart into the one that tells nothing.
        if (onlyShift && alarm.judge(facts) === 'lock') reasons.unshift('locked')
      }
      if (passwordProved && !reasons.includes('second-factor-wrong')) deviceAttempt?.forgive()

      const [reason] = reasons
      if (reason === undefined && ownDevice !== null && evidence.key !== null && secret !== null) {
        const { key, counter } = evidence
        const { passwordHash } = secret
        const fresh = transact(() =>
          open(ownDevice, request, { key, counter, network, address, passwordHash }),
        )
        if (fresh !== null) {
          addressAttempt?.forgive()
          fresh.afterCommit()
          deviceBook.clearRefusal(ownDevice.deviceId)
          return ok(fresh.signIn)
        }
      }

      const apart = proved ? toldApart(reasons) : null
      if (apart !== null && apart !== 'second-factor-wrong') addressAttempt?.forgive()
      const reference = newReference(random)
      const trueReason = reason ?? changedMeanwhile(request.userName, secret?.passwordHash)
      audit.append({
        action: 'access.sign-in',
        actorId: personId,
        subjectId: request.deviceId,
        address,
        outcome: 'refused',
        reason: trueReason,
        reference,
      })
      const signed = evidence.key !== null || reasons.includes('key-reused')
      if (ownDevice !== null && signed)
        deviceBook.noteRefusal(ownDevice.deviceId, trueReason, reference, clock.nowMs())
      let problem = refusal(reference)
      if (apart !== null && ownDevice !== null) {
        const { lastAddress, deviceId } = ownDevice
        if (apart === 'network' || apart === 'shift' || apart === 'step-up')
          refusals.remember({
            reference,
            kind: apart,
            personId: ownDevice.personId,
            deviceId,
            preLoginHash,
            address,
            lastAddress,
            atMs: clock.nowMs(),
          })
        problem = problemFor(apart, reference, {
          network: { address, lastAddress },
          shift: shift?.type === 'closed' ? shift.next : null,
        })
      }
      await wait(startedAtMs + refusalFloorMs - clock.nowMs())
      return refuse(problem)
    },
  }
}

const approvedByOne = ({ codeCreatedBy, decidedBy }: StoredDevice): boolean =>
  codeCreatedBy !== null && codeCreatedBy === decidedBy

const tooMany: Problem = {
  code: 'too-many-requests',
  detail: 'Too many people are signing in at once.',
  retryAfterSeconds,
}
