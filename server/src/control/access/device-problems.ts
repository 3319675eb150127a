import type { Device, DeviceId, Policies, Problem } from '@hearthline/shared'
import { stateAt } from './device-views.ts'
import type { StoredDevice } from './ports.ts'

export const notPending: Problem = {
  code: 'device-not-pending',
  detail: 'This device is not waiting for approval.',
}

export const limitProblem = ({ agentDevices }: Policies): Problem => ({
  code: 'device-limit-reached',
  detail: `An agent may have ${agentDevices} devices. Revoke one first.`,
})

export const gradeProblem: Problem = {
  code: 'device-grade-too-low',
  detail: 'This role needs a device with a hardware key.',
}

/** @param inUse the device that the editor is signed in with. */
export function revocationProblem(device: StoredDevice, nowMs: number, inUse: DeviceId): Problem | null {
  const state = stateAt(device, nowMs)
  if (state === 'refused' || state === 'revoked' || state === 'expired')
    return { code: 'device-decided', detail: `This device is ${state} already.` }
  if (device.deviceId === inUse)
    return {
      code: 'would-lock-out',
      detail: 'You are signed in with this device: revoking it would lock you out. Use another one.',
    }
  return null
}

export const shortCodeProblem = (triesLeft: number): Problem => ({
  code: 'short-code-mismatch',
  detail:
    triesLeft <= 0
      ? 'That is not the code of this device. Too many wrong codes: the request is refused.'
      : `That is not the code of this device. ${triesLeft} tries left.`,
})

export function blockedProblem(blocked: NonNullable<Device['blocked']>, policies: Policies): Problem {
  switch (blocked) {
    case 'device-limit':
      return limitProblem(policies)
    case 'own-device':
      return {
        code: 'second-administrator-needed',
        detail: 'Another administrator has to decide about your device.',
      }
    case 'second-administrator':
      return {
        code: 'second-administrator-needed',
        detail: 'You made the code for this administrator: another administrator has to approve.',
      }
    case 'grade':
      return gradeProblem
    default:
      return blocked satisfies never
  }
}
