import { ok, type Challenge, type DeviceId, type Me, type Result, type SipAccount } from '@hearthline/shared'
import type { PeopleService } from '../people/index.ts'
import type {
  Audit,
  Clock,
  CurrentSignIn,
  LiveCallActivity,
  Log,
  RandomSource,
  Timer,
  Transact,
} from '../ports.ts'
import { createChallenges } from './challenges.ts'
import { createDeviceChanges } from './device-changes.ts'
import { createDevices, type Devices } from './device-service.ts'
import { createEnrolmentCodes, type EnrolmentCodes } from './enrolment-codes.ts'
import { createEnrolments, type Enrolments } from './enrolment-service.ts'
import { createSignIns, type SignIns } from './live-sign-ins.ts'
import type {
  DeviceRepository,
  EnrolmentCodeRepository,
  FailureRepository,
  PasswordChecker,
  SignInRepository,
} from './ports.ts'
import { sha256 } from './secrets.ts'
import { createSignInDesk, type SignInDesk } from './sign-in-service.ts'
import { createSignInLimits } from './sign-in-limits.ts'
import { sipAccountFor, type SipAccountSettings } from './sip-account.ts'
import { createSocketProof, type SocketProof } from './socket-proof.ts'

/** How often what an event missed is caught. */
const sweepEveryMs = 30_000

export interface AccessSettings extends SipAccountSettings {
  /** Canonical origin, for enrolment links. */
  origin: string
  organisation: string
  defaultCountry: string
}

export interface AccessService {
  challengeFor(purpose: 'enrol' | 'sign-in', preLogin: string, address: string): Challenge
  enrolmentCodes: EnrolmentCodes
  enrolments: Enrolments
  devices: Devices
  desk: SignInDesk
  signIns: SignIns
  socketProof: SocketProof
  me(current: CurrentSignIn): Me
  sipAccount(current: CurrentSignIn, pageHost: string | null): SipAccount
  signOut(current: CurrentSignIn): Result<null>
  /** Told after each commit that made, decided or lapsed a device request. */
  whenDevicesChange(listener: (deviceId: DeviceId) => void): () => void
  /** Begins the sweep; `dispose` ends it. */
  start(): void
  dispose(): void
}

export function createAccess(deps: {
  people: PeopleService
  devices: DeviceRepository
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
  const { people, settings, clock, log } = deps
  const challenges = createChallenges(deps)
  const limits = createSignInLimits(deps)
  const changes = createDeviceChanges(log)
  const signIns = createSignIns({ ...deps, rows: deps.signInRows })
  const stopListening = people.whenChanged(({ personId, nowDisabled, by }) => {
    if (nowDisabled) signIns.endOfPerson(personId, { reason: 'disabled', by, note: null, address: null })
  })

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
    enrolmentCodes: createEnrolmentCodes({ ...deps, origin: settings.origin }),
    enrolments: createEnrolments({ ...deps, challenges, limits, changes }),
    devices: createDevices({ ...deps, signIns, changes }),
    desk: createSignInDesk({ ...deps, challenges, limits, signIns }),
    signIns,
    socketProof: createSocketProof({ ...deps, challenges }),
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
        device: current.device,
        signedInAt: current.signIn.signedInAtMs,
        expiresAt: current.signIn.expiresAtMs,
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
    start: () => {
      if (timer === null) timer = clock.setTimer(sweepEveryMs, sweep)
    },
    dispose: () => {
      disposed = true
      timer?.cancel()
      stopListening()
    },
  }
}
