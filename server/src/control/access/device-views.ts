import type { Device, DeviceState, EnrolledDevice, PersonId, PersonRef } from '@hearthline/shared'
import type { PeopleDirectory } from '../people/index.ts'
import type { StoredDevice } from './ports.ts'

/** Approved devices an agent may have; the screens call it the limit. */
export const agentDeviceLimit = 2

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

/** What an administrator sees; the short code is not in it, since its owner must read it out. */
export function deviceForAdministrator(
  device: StoredDevice,
  facts: { people: PeopleDirectory; nowMs: number; signedIn: boolean; approved: number; viewer: PersonId },
): Device {
  const { shortCode: _shortCode, ...shown } = enrolledDevice(device, facts.people, facts.nowMs)
  const personRole = facts.people.find(device.personId)?.role ?? 'agent'
  return {
    ...shown,
    personRole,
    lastSeenAt: device.lastSeenAt,
    lastAddress: device.lastAddress,
    signedIn: facts.signedIn,
    blocked: shown.state === 'pending' ? blockedFor(device, personRole, facts.viewer, facts.approved) : null,
  }
}

/**
 * Why this administrator cannot approve this device. Nobody approves their own; an administrator's device needs a
 * second administrator, so whoever made its code does not also approve it (rule ACCESS-5).
 */
export function blockedFor(
  device: StoredDevice,
  personRole: Device['personRole'],
  viewer: PersonId,
  approved: number,
): Device['blocked'] {
  if (device.personId === viewer) return 'own-device'
  if (personRole === 'administrator' && device.codeCreatedBy === viewer) return 'second-administrator'
  if (personRole === 'agent' && approved >= agentDeviceLimit) return 'device-limit'
  return null
}
