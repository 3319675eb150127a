import {
  DeviceId,
  ok,
  refuse,
  signedText,
  type DevicePublicKey,
  type EnrolledDevice,
  type Problem,
  type Result,
} from '@hearthline/shared'
import type { PeopleDirectory } from '../people/index.ts'
import type { Audit, Clock, RandomSource, Transact } from '../ports.ts'
import { describeBrowser } from './browser-name.ts'
import type { Challenges } from './challenges.ts'
import type { DeviceChanges } from './device-changes.ts'
import { isOnCurve, shortCodeOf, thumbprintOf, verifySignature } from './device-key.ts'
import { deviceLifeMs, pendingLifeMs } from './device-service.ts'
import { agentDeviceLimit, enrolledDevice, stateAt } from './device-views.ts'
import { selectorLength } from './enrolment-codes.ts'
import type { DeviceRepository, EnrolmentCodeRepository, PasswordChecker, StoredDevice } from './ports.ts'
import { newReference, sha256 } from './secrets.ts'
import type { SignInLimits } from './sign-in-limits.ts'

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
}

export interface Enrolments {
  enrol(request: EnrolmentRequest, stranger: Stranger): Promise<Result<EnrolledDevice>>
  /** The newest device that this browser asked for in the last day. */
  current(preLogin: string | null): Result<EnrolledDevice>
  /** As `current`; while it is pending, first waits for a change, its lapse, `gone` or 25 s. */
  currentAfterChange(preLogin: string | null, gone: AbortSignal): Promise<Result<EnrolledDevice>>
}

const longPollMs = 25_000
const rememberedMs = 24 * 60 * 60_000

export function createEnrolments(deps: {
  codes: EnrolmentCodeRepository
  devices: DeviceRepository
  people: PeopleDirectory
  checker: PasswordChecker
  challenges: Challenges
  limits: SignInLimits
  changes: DeviceChanges
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): Enrolments {
  const { codes, devices, people, checker, challenges, limits, changes, audit, clock, random, transact } =
    deps

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

  /** Null when the possession of the key is proved. */
  const keyProblem = (request: EnrolmentRequest, stranger: Stranger): Problem | null => {
    const challenge = challenges.take(request.challengeId, {
      purpose: 'enrol',
      holder: sha256(stranger.preLogin ?? ''),
      address: stranger.address,
    })
    if (challenge === null || stranger.origin === null)
      return invalid('challengeId', 'The challenge is unknown, used, expired or not for this browser.')
    if (!isOnCurve(request.publicKey)) return invalid('publicKey', 'The key is not a point of P-256.')
    const text = signedText.enrol({ origin: stranger.origin, challenge, publicKey: request.publicKey })
    return verifySignature(request.publicKey, text, request.signature)
      ? null
      : invalid('signature', 'The signature does not prove possession of the key.')
  }

  const enrol: Enrolments['enrol'] = async (request, stranger) => {
    const problem = keyProblem(request, stranger)
    if (problem) return refuse(problem)
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
      const withKey = devices.withKey(thumbprint).filter((other) => stateAt(other, nowMs) !== 'expired')
      if (withKey.some((other) => other.state === 'approved' || other.personId !== person.personId))
        return refused('key-in-use', address, code.personId)
      const atConsole = code.createdBy === null
      if (
        atConsole &&
        person.role === 'agent' &&
        devices.approvedOf(person.personId, nowMs) >= agentDeviceLimit
      )
        return refuse({
          code: 'device-limit-reached',
          detail: `An agent may have ${agentDeviceLimit} devices. Revoke one first.`,
        })

      codes.remove(person.personId)
      // The same browser asks again with the same key: the newer request takes the older one's place.
      for (const other of withKey)
        devices.decide(other.deviceId, { state: 'refused', decidedBy: null, decidedAt: nowMs })

      const deviceId = DeviceId.parse(random.uuid())
      const device: StoredDevice = {
        deviceId,
        personId: person.personId,
        state: atConsole ? 'approved' : 'pending',
        grade: 'D1',
        publicKeyX: request.publicKey.x,
        publicKeyY: request.publicKey.y,
        thumbprint,
        shortCode: shortCodeOf(thumbprint, deviceId),
        wrongShortCodes: 0,
        name: request.deviceName,
        browser: describeBrowser(stranger.userAgent),
        address,
        storagePersisted: request.storagePersisted,
        preLoginHash: sha256(stranger.preLogin ?? ''),
        codeCreatedBy: code.createdBy,
        requestedAt: nowMs,
        expiresAt: nowMs + (atConsole ? deviceLifeMs : pendingLifeMs),
        decidedBy: null,
        decidedAt: atConsole ? nowMs : null,
        note: null,
        lastSeenAt: null,
        lastAddress: null,
      }
      devices.insert(device)
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

  const newest = (preLogin: string | null): StoredDevice | null => {
    const device = preLogin === null ? null : devices.newestOfBrowser(sha256(preLogin))
    return device !== null && device.requestedAt > clock.nowMs() - rememberedMs ? device : null
  }

  const current: Enrolments['current'] = (preLogin) => {
    const device = newest(preLogin)
    return device === null
      ? refuse({ code: 'not-found', detail: 'This browser has asked for no device.' })
      : ok(enrolledDevice(device, people, clock.nowMs()))
  }

  return {
    enrol,
    current,
    currentAfterChange: async (preLogin, gone) => {
      const device = newest(preLogin)
      if (device !== null && stateAt(device, clock.nowMs()) === 'pending' && !gone.aborted) {
        const waitMs = Math.min(longPollMs, device.expiresAt - clock.nowMs())
        await new Promise<void>((resolve) => {
          const finish = () => {
            timer.cancel()
            unsubscribe()
            gone.removeEventListener('abort', finish)
            resolve()
          }
          const timer = clock.setTimer(waitMs, finish)
          const unsubscribe = changes.subscribe((deviceId) => {
            if (deviceId === device.deviceId) finish()
          })
          gone.addEventListener('abort', finish)
        })
      }
      return current(preLogin)
    },
  }
}

const invalid = (field: string, detail: string): Problem => ({ code: 'invalid-request', field, detail })

function codeRefusal(known: boolean, usable: boolean): string {
  if (!known) return 'code-unknown'
  return usable ? 'code-wrong' : 'code-void'
}
