import type {
  Device,
  DeviceGrade,
  DeviceState,
  EnrolledDevice,
  PersonId,
  PersonRef,
  Policies,
  Role,
} from '@hearthline/shared'
import type { PeopleDirectory } from '../people/index.ts'
import type { NetworkFence } from '../ports.ts'
import type { StoredDevice } from './ports.ts'

/** A device's state as time has made it. */
export function stateAt(device: StoredDevice, nowMs: number): DeviceState {
  const timed = device.state === 'pending' || device.state === 'approved'
  return timed && device.expiresAt <= nowMs ? 'expired' : device.state
}

export const refOf = (people: PeopleDirectory, personId: PersonId | null): PersonRef | null => {
  const person = personId === null ? null : people.find(personId)
  return person === null ? null : { personId: person.personId, displayName: person.displayName }
}

/** What the enrolling browser sees of its own request. */
export function enrolledDevice(device: StoredDevice, people: PeopleDirectory, nowMs: number): EnrolledDevice {
  const person = people.find(device.personId)
  if (person === null) throw new Error(`device ${device.deviceId} belongs to nobody`)
  return {
    deviceId: device.deviceId,
    state: stateAt(device, nowMs),
    grade: device.grade,
    shortCode: device.shortCode,
    name: device.name,
    browser: device.browser,
    address: device.address,
    person: { personId: person.personId, userName: person.userName, displayName: person.displayName },
    requestedAt: device.requestedAt,
    expiresAt: device.expiresAt,
    decidedBy: refOf(people, device.decidedBy),
  }
}

export interface DeviceFacts {
  people: PeopleDirectory
  fence: Pick<NetworkFence, 'nameOf'>
  policies: Policies
  nowMs: number
  signedIn: boolean
  /** Devices that the owner holds already. */
  held: number
  viewer: PersonId
}

/** What an administrator sees; the short code is not in it, since its owner must read it out. */
export function deviceForAdministrator(device: StoredDevice, facts: DeviceFacts): Device {
  const { shortCode: _shortCode, ...shown } = enrolledDevice(device, facts.people, facts.nowMs)
  const personRole = facts.people.find(device.personId)?.role ?? 'agent'
  const { lastAddress, lastRefusedAt, lastRefusal, lastRefusalReference, suspendedAt } = device
  return {
    ...shown,
    personRole,
    lastSeenAt: device.lastSeenAt,
    lastAddress,
    lastNetwork: lastAddress === null ? null : facts.fence.nameOf(device.personId, lastAddress),
    network: facts.fence.nameOf(device.personId, device.address),
    lastRefusal:
      lastRefusedAt === null
        ? null
        : { at: lastRefusedAt, reason: lastRefusal ?? '', reference: lastRefusalReference ?? '' },
    suspended: suspendedAt === null ? null : { at: suspendedAt, reason: device.suspendedReason ?? '' },
    signedIn: facts.signedIn,
    blocked: shown.state === 'pending' ? blockedFor(device, personRole, facts) : null,
  }
}

/**
 * Why this administrator cannot approve this device. Nobody approves their own; an administrator's device needs a
 * second administrator, so whoever made its code does not also approve it (rule ACCESS-5). A grade that the policy
 * has come to ask for since the enrolment is asked for here, too (rule ACCESS-23).
 */
export function blockedFor(
  device: StoredDevice,
  personRole: Role,
  facts: Pick<DeviceFacts, 'viewer' | 'held' | 'policies'>,
): Device['blocked'] {
  if (device.personId === facts.viewer) return 'own-device'
  if (personRole === 'administrator' && device.codeCreatedBy === facts.viewer) return 'second-administrator'
  if (gradeTooLow(device.grade, facts.policies, personRole, false)) return 'grade'
  if (personRole === 'agent' && facts.held >= facts.policies.agentDevices) return 'device-limit'
  return null
}

/** @param hasAuthenticator whether the browser has a platform authenticator that it could have used. */
export function gradeTooLow(
  grade: DeviceGrade,
  policies: Policies,
  role: Role,
  hasAuthenticator: boolean,
): boolean {
  if (grade === 'D2') return false
  const wanted = policies.minimumGrade[role]
  return wanted === 'D2' || (wanted === 'D2-where-possible' && hasAuthenticator)
}
