import { SignInId, type PersonId } from '@hearthline/shared'
import type { PeopleDirectory } from '../people/index.ts'
import type { PolicyBook } from '../policies/index.ts'
import type { Audit, Clock, RandomSource } from '../ports.ts'
import type { CheckedKey, DeviceKeys } from './device-keys.ts'
import type { SignIns } from './live-sign-ins.ts'
import type { DeviceRepository, SignInRepository, StoredDevice } from './ports.ts'
import { newSecret, sha256 } from './secrets.ts'
import { isFreshKey } from './sign-in-evidence.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import type { SignInFacts } from './sign-in-ports.ts'
import type { FreshSignIn, SignInRequest } from './sign-in-service.ts'
import { absoluteEndMs } from './sign-in-verdict.ts'

/** What was proved of the sign-in that is opened. */
export interface Proved {
  key: CheckedKey
  counter: number | null
  network: SignInFacts['network']
  address: string
  /** Hash that the password was checked against. */
  passwordHash: string
}

/**
 * Opens a sign-in whose every check was passed; inside a dbTransaction. Null when device, key, person or password
 * changed while the password was checked: a reset must not leave a sign-in of the old password behind.
 */
export type OpenSignIn = (
  device: StoredDevice,
  request: SignInRequest,
  facts: Proved,
) => { signIn: FreshSignIn; afterCommit: () => void } | null

export function createSignInOpening(deps: {
  people: Pick<PeopleDirectory, 'find' | 'secretOf'>
  devices: DeviceRepository
  deviceKeys: DeviceKeys
  signInRows: SignInRepository
  signIns: Pick<SignIns, 'close' | 'opened'>
  limits: SignInLimits
  policies: PolicyBook
  audit: Audit
  clock: Clock
  random: RandomSource
  /** Whether this device is this person's and good enough now. */
  mayUse(device: StoredDevice | null, personId: PersonId): boolean
}): OpenSignIn {
  const { people, devices, deviceKeys, signInRows, signIns, limits, policies, audit, clock, random } = deps
  return (device, request, facts) => {
    const nowMs = clock.nowMs()
    const { deviceId, personId } = device
    const person = people.find(personId)
    if (person === null || person.disabled) return null
    if (people.secretOf(person.userName)?.passwordHash !== facts.passwordHash) return null
    if (!deps.mayUse(devices.find(deviceId), personId)) return null
    // A promised key that another sign-in has replaced is gone; it must not promise the next one.
    const held = deviceKeys.find(facts.key.keyId)
    if (held === null || held.state === 'retired') return null
    if (!isFreshKey(request, deviceId, deviceKeys)) return null
    deviceKeys.accept(deviceId, facts.key)
    deviceKeys.registerNext(deviceId, request.next.publicKey)
    // Of two in flight the lower one may come last: the counter never goes back.
    if (facts.counter !== null && facts.counter > (devices.find(deviceId)?.credentialCounter ?? 0))
      devices.setCredentialCounter(deviceId, facts.counter)
    // One sign-in a device: whoever signs in again has left the old one behind.
    const replaced = signIns.close(signInRows.liveOfDevice(deviceId), {
      reason: 'replaced',
      by: null,
      note: null,
      address: facts.address,
    })
    const sessionId = newSecret(random)
    const signInId = SignInId.parse(random.uuid())
    const expiresAtMs = absoluteEndMs(nowMs, policies.current())
    signInRows.insert({
      signInId,
      sessionHash: sha256(sessionId),
      personId,
      deviceId,
      address: facts.address,
      siteId: facts.network?.siteId ?? null,
      signedInAt: nowMs,
      lastActiveAt: nowMs,
      expiresAt: expiresAtMs,
      endedAt: null,
      endReason: null,
      endedBy: null,
      endNote: null,
    })
    devices.seen(deviceId, nowMs, facts.address)
    limits.clearDevice(personId, deviceId)
    audit.append({
      action: 'access.sign-in',
      actorId: personId,
      subjectId: signInId,
      address: facts.address,
      outcome: 'done',
    })
    const signIn: FreshSignIn = { signInId, sessionId, expiresAtMs }
    return {
      signIn,
      afterCommit: () => {
        replaced()
        signIns.opened(signInId)
      },
    }
  }
}
