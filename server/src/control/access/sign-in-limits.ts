import type { DeviceId, PersonId } from '@hearthline/shared'
import { wholeLine } from '../people/index.ts'
import type { Clock } from '../ports.ts'
import type { FailureRepository } from './ports.ts'

const windowMs = 15 * 60_000
const firstDelayMs = 30_000
/** Failures within the window before a delay begins. */
const allowed = { device: 5, address: 20 } as const

/**
 * How long after the last failure nothing is accepted: nothing below the limit, then 30 s, doubling with each further
 * failure up to the window itself.
 */
export function delayAfter(failures: number, limit: number): number {
  if (failures < limit) return 0
  return Math.min(windowMs, firstDelayMs * 2 ** Math.min(failures - limit, 10))
}

/** A failure that is written down before the check runs, so that parallel tries cannot outrun the count. */
export interface Attempt {
  /** It was no failure after all. */
  forgive(): void
}

export interface SignInLimits {
  addressBlocked(address: string): boolean
  deviceBlocked(personId: PersonId, deviceId: DeviceId): boolean
  countAddress(address: string): Attempt
  countDevice(personId: PersonId, deviceId: DeviceId): Attempt
  /** A success wipes the slate of this person on this device. */
  clearDevice(personId: PersonId, deviceId: DeviceId): void
  prune(): void
}

const deviceKey = (personId: PersonId, deviceId: DeviceId) => `device:${personId}:${deviceId}`
const addressKey = (address: string) => `address:${wholeLine(address)}`

export function createSignInLimits(deps: { failures: FailureRepository; clock: Clock }): SignInLimits {
  const { failures, clock } = deps

  const blocked = (key: string, limit: number): boolean => {
    const nowMs = clock.nowMs()
    const { count, lastAtMs } = failures.since(key, nowMs - windowMs)
    return nowMs < lastAtMs + delayAfter(count, limit)
  }
  const count = (key: string): Attempt => {
    const failureId = failures.add(key, clock.nowMs())
    return { forgive: () => failures.remove(failureId) }
  }

  return {
    addressBlocked: (address) => blocked(addressKey(address), allowed.address),
    deviceBlocked: (personId, deviceId) => blocked(deviceKey(personId, deviceId), allowed.device),
    countAddress: (address) => count(addressKey(address)),
    countDevice: (personId, deviceId) => count(deviceKey(personId, deviceId)),
    clearDevice: (personId, deviceId) => failures.removeAll(deviceKey(personId, deviceId)),
    prune: () => failures.prune(clock.nowMs() - windowMs),
  }
}
