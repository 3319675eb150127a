import {
  ok,
  type Challenge,
  type DeviceId,
  type Me,
  type PersonId,
  type Result,
  type SipAccount,
} from '@hearthline/shared'
import type { PeopleService } from '../people/index.ts'
import type { PolicyBook } from '../policies/index.ts'
import type {
  Audit,
  Clock,
  CurrentSignIn,
  LiveCallActivity,
  Log,
  NetworkFence,
  RandomSource,
  ShiftAccess,
  ShiftClock,
  Timer,
  Transact,
} from '../ports.ts'
import { createChallenges, type Challenges } from './challenges.ts'
import { checkClock } from './clock-check.ts'
import { createDeviceChanges } from './device-changes.ts'
import { createDeviceKeys, type DeviceKeys } from './device-keys.ts'
import { stateAt } from './device-views.ts'
import { createDevices, type Devices } from './device-service.ts'
import { createEnrolmentCodes, type EnrolmentCodes } from './enrolment-codes.ts'
import { createEnrolments, type Enrolments } from './enrolment-service.ts'
import { createSignIns, type SignIns } from './live-sign-ins.ts'
import type {
  DeviceKeyRepository,
  DeviceRepository,
  EnrolmentCodeRepository,
  FailureRepository,
  PasswordChecker,
  SignInRepository,
} from './ports.ts'
import { createRequestProofs, type RequestProofs } from './request-proof.ts'
import { sha256 } from './secrets.ts'
import { createSignInDesk, type SignInDesk } from './sign-in-service.ts'
import { createSignInLimits, type SignInLimits } from './sign-in-limits.ts'
import type { RefusalBook, SecondFactor, SignInAlarm } from './sign-in-ports.ts'
import { sipAccountFor, type SipAccountSettings } from './sip-account.ts'
import { createSocketProof, type SocketProof } from './socket-proof.ts'

/** How often what an event missed is caught. */
const sweepEveryMs = 30_000
/** A sign-in that ends by itself ends within this. */
const dueGapMs = 1_500

export interface AccessSettings extends SipAccountSettings {
  /** Canonical origin, for enrolment links. */
  origin: string
  organisation: string
  defaultCountry: string
  /** 32 bytes; see request-proof.ts. */
  macKey: Uint8Array
}

export interface AccessService {
  challengeFor(purpose: 'enrol' | 'sign-in' | 'reset', preLogin: string, address: string): Challenge
  enrolmentCodes: EnrolmentCodes
  enrolments: Enrolments
  devices: Devices
  desk: SignInDesk
  signIns: SignIns
  socketProof: SocketProof
  requestProofs: RequestProofs
  deviceKeys: DeviceKeys
  challenges: Challenges
  limits: SignInLimits
  /** Whether this device is this person's and may be signed in with now. */
  approvedDevice(deviceId: DeviceId, personId: PersonId): boolean
  me(current: CurrentSignIn): Me
  sipAccount(current: CurrentSignIn, pageHost: string | null): SipAccount
  signOut(current: CurrentSignIn): Result<null>
  /** Told after each commit that made, decided or lapsed a device request. */
  whenDevicesChange(listener: (deviceId: DeviceId) => void): () => void
  /**
   * Looks whether the clock was set back, and begins the sweep; `dispose` ends it.
   * @param newestAtMs when the newest row of the trail was written; null while there is none.
   */
  start(newestAtMs: number | null): void
  dispose(): void
}

export function createAccess(deps: {
  people: PeopleService
  policies: PolicyBook
  fence: NetworkFence
  shifts: ShiftClock
  secondFactor: SecondFactor
  refusals: RefusalBook
  alarm: SignInAlarm
  devices: DeviceRepository
  deviceKeys: DeviceKeyRepository
  codes: EnrolmentCodeRepository
  signInRows: SignInRepository
  failures: FailureRepository
  checker: PasswordChecker
  liveCalls: LiveCallActivity
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
  log: Log
  settings: AccessSettings
}): AccessService {
  const { people, policies, fence, shifts, settings, clock, log } = deps
  const challenges = createChallenges(deps)
  const limits = createSignInLimits(deps)
  const changes = createDeviceChanges(log)
  const deviceKeys = createDeviceKeys(deps)
  const due = createDueTimer(clock, () => judgeAll(null))
  const signIns = createSignIns({ ...deps, rows: deps.signInRows, whenDue: due.expect })
  const enrolmentCodes = createEnrolmentCodes({ ...deps, origin: settings.origin })
  const devices = createDevices({ ...deps, signIns, changes, enrolmentCodes })
  const proving = { ...deps, challenges, deviceKeys, devices, macKey: settings.macKey }

  const judgeAll = (by: PersonId | null) => judge(by)
  function judge(by: PersonId | null, personId?: PersonId): void {
    try {
      signIns.rejudge(by, personId)
    } catch (error) {
      log.error({ err: error }, 'the sign-ins could not be judged; the sweep tries again')
    }
  }
  const subscriptions = [
    people.whenChanged(({ personId, nowDisabled, roleChanged, by, note }) => {
      const ending = { by, note, address: null }
      if (nowDisabled) signIns.endOfPerson(personId, { ...ending, reason: 'disabled' })
      else if (roleChanged) signIns.endOfPerson(personId, { ...ending, reason: 'revoked' })
      // Another site or team may mean other networks and hours.
      else judge(by, personId)
    }),
    fence.whenChanged(judgeAll),
    shifts.whenChanged(judgeAll),
    policies.whenChanged(judgeAll),
  ]

  let lastSweepMs = clock.nowMs()
  let timer: Timer | null = null
  let disposed = false
  const sweep = () => {
    const nowMs = clock.nowMs()
    signIns
      .sweep(() => !disposed)
      .catch((error: unknown) =>
        log.error({ err: error }, 'the sweep of sign-ins failed; the next one tries again'),
      )
    try {
      limits.prune()
      for (const device of deps.devices.lapsed(lastSweepMs, nowMs)) changes.tell(device.deviceId)
      lastSweepMs = nowMs
    } catch (error) {
      log.error({ err: error }, 'the access sweep failed; the next one tries again')
    }
    timer = clock.setTimer(sweepEveryMs, sweep)
  }

  return {
    challengeFor: (purpose, preLogin, address) =>
      challenges.issue({ purpose, holder: sha256(preLogin), address }),
    enrolmentCodes,
    enrolments: createEnrolments({ ...deps, challenges, limits, changes, deviceKeys }),
    devices,
    desk: createSignInDesk({ ...deps, challenges, limits, signIns, deviceKeys, deviceBook: devices }),
    signIns,
    socketProof: createSocketProof(proving),
    requestProofs: createRequestProofs(proving),
    deviceKeys,
    challenges,
    limits,
    approvedDevice: (deviceId, personId) => {
      const device = deps.devices.find(deviceId)
      return device?.personId === personId && stateAt(device, clock.nowMs()) === 'approved'
    },
    me: (current) => {
      const person = people.find(current.person.personId)
      if (person === null) throw new Error(`person ${current.person.personId} is gone while signed in`)
      return {
        personId: person.personId,
        userName: person.userName,
        displayName: person.displayName,
        role: person.role,
        teams: person.teams,
        signInId: current.signIn.signInId,
        device: {
          deviceId: current.device.deviceId,
          name: current.device.name,
          grade: current.device.grade,
          expiresAt: deps.devices.find(current.device.deviceId)?.expiresAt ?? current.signIn.expiresAtMs,
        },
        signedInAt: current.signIn.signedInAtMs,
        expiresAt: current.signIn.expiresAtMs,
        shift: openWindow(shifts.accessAt(person.personId, clock.nowMs())),
        totpEnabled: person.totpEnabled,
        serverNow: clock.nowMs(),
        defaultCountry: settings.defaultCountry,
        organisation: settings.organisation,
      }
    },
    sipAccount: (current, pageHost) => sipAccountFor(current, pageHost, settings, clock),
    signOut: (current) => {
      signIns.end(current.signIn.signInId, {
        reason: 'signed-out',
        by: current.person.personId,
        note: null,
        address: current.address,
      })
      return ok(null)
    },
    whenDevicesChange: (listener) => changes.subscribe(listener),
    start: (newestAtMs) => {
      if (timer !== null) return
      checkClock({ ...deps, rows: deps.signInRows, signIns, newestAtMs })
      timer = clock.setTimer(sweepEveryMs, sweep)
    },
    dispose: () => {
      disposed = true
      timer?.cancel()
      due.dispose()
      for (const end of subscriptions) end()
    },
  }
}

const openWindow = (access: ShiftAccess): Me['shift'] => (access.type === 'open' ? access.window : null)

/** Wakes at the moment when the next sign-in ends by itself; a sweep would be up to 30 s late. */
function createDueTimer(clock: Clock, wake: () => void) {
  let next: { atMs: number; timer: Timer } | null = null
  return {
    expect: (atMs: number) => {
      const nowMs = clock.nowMs()
      if (atMs <= nowMs || (next !== null && next.atMs <= atMs)) return
      next?.timer.cancel()
      const timer = clock.setTimer(Math.max(dueGapMs, atMs - nowMs), () => {
        next = null
        wake()
      })
      next = { atMs, timer }
    },
    dispose: () => next?.timer.cancel(),
  }
}
