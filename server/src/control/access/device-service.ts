import {
  ok,
  refuse,
  type Device,
  type DeviceId,
  type Page,
  type PersonId,
  type Problem,
  type Result,
} from '@hearthline/shared'
import type { Editor, PeopleDirectory } from '../people/index.ts'
import type { Audit, Clock, Transact } from '../ports.ts'
import type { DeviceChanges } from './device-changes.ts'
import { agentDeviceLimit, blockedFor, deviceForAdministrator, stateAt } from './device-views.ts'
import type { SignIns } from './live-sign-ins.ts'
import type { DeviceQuery, DeviceRepository, SignInRepository, StoredDevice } from './ports.ts'
import { sameText } from './secrets.ts'

/** A request that nobody approves lapses with this. */
export const pendingLifeMs = 10 * 60_000
/** An approval is renewed by enrolling again. */
export const deviceLifeMs = 90 * 24 * 60 * 60_000
/** Wrong short codes before the request counts as refused. */
const shortCodeTries = 5

export interface Devices {
  page(query: DeviceQuery, viewer: PersonId): Page<Device>
  approve(deviceId: DeviceId, shortCode: string, editor: Editor): Result<Device>
  refuse(deviceId: DeviceId, reason: string, editor: Editor): Result<Device>
  /** Ends every sign-in of the device with it. `editor.deviceId` is the device the editor is signed in with. */
  revoke(deviceId: DeviceId, reason: string, editor: Editor & { deviceId: DeviceId }): Result<Device>
  pendingCount(): number
}

const unchanged = (problem: Problem): StepOutcome => ({ problem, changed: false })

interface StepOutcome {
  problem: Problem | null
  changed: boolean
  afterCommit?: () => void
}

export function createDevices(deps: {
  devices: DeviceRepository
  signInRows: SignInRepository
  signIns: SignIns
  people: PeopleDirectory
  changes: DeviceChanges
  audit: Audit
  clock: Clock
  transact: Transact
}): Devices {
  const { devices, signInRows, signIns, people, changes, audit, clock, transact } = deps

  const shown = (device: StoredDevice, viewer: PersonId): Device =>
    deviceForAdministrator(device, {
      people,
      nowMs: clock.nowMs(),
      signedIn: signInRows.liveOfDevice(device.deviceId).length > 0,
      approved: devices.approvedOf(device.personId, clock.nowMs()),
      viewer,
    })

  const note = (action: string, deviceId: DeviceId, editor: Editor, refusal?: string) =>
    audit.append({
      action,
      actorId: editor.personId,
      subjectId: deviceId,
      address: editor.address,
      outcome: refusal === undefined ? 'done' : 'refused',
      reason: refusal ?? null,
    })

  /** Runs a step on a device in one dbTransaction and tells of the change after its commit. */
  const change = (
    deviceId: DeviceId,
    editor: Editor,
    step: (device: StoredDevice, nowMs: number) => StepOutcome,
  ): Result<Device> => {
    const outcome = transact(() => {
      const device = devices.find(deviceId)
      return device === null ? null : step(device, clock.nowMs())
    })
    if (outcome === null) return refuse({ code: 'not-found', detail: 'There is no such device.' })
    if (outcome.changed) changes.tell(deviceId)
    outcome.afterCommit?.()
    if (outcome.problem !== null) return refuse(outcome.problem)
    const device = devices.find(deviceId)
    if (device === null) throw new Error(`device ${deviceId} vanished after it was changed`)
    return ok(shown(device, editor.personId))
  }

  const notPending: Problem = {
    code: 'device-not-pending',
    detail: 'This device is not waiting for approval.',
  }

  return {
    page: (query, viewer) => {
      const { items, total } = devices.page(query, clock.nowMs())
      return { items: items.map((device) => shown(device, viewer)), total }
    },
    approve: (deviceId, shortCode, editor) =>
      change(deviceId, editor, (device, nowMs) => {
        if (stateAt(device, nowMs) !== 'pending') return unchanged(notPending)
        const role = people.find(device.personId)?.role ?? 'agent'
        const blocked = blockedFor(device, role, editor.personId, devices.approvedOf(device.personId, nowMs))
        if (blocked !== null) {
          note('access.device-approved', deviceId, editor, blocked)
          return unchanged(blockedProblem(blocked))
        }
        if (!sameText(device.shortCode, shortCode)) {
          const wrong = device.wrongShortCodes + 1
          const exhausted = wrong >= shortCodeTries
          devices.setWrongShortCodes(deviceId, wrong)
          if (exhausted)
            devices.decide(deviceId, { state: 'refused', decidedBy: editor.personId, decidedAt: nowMs })
          note('access.device-approved', deviceId, editor, exhausted ? 'short-code-exhausted' : 'short-code')
          const detail = exhausted
            ? 'That is not the code of this device. Too many wrong codes: the request is refused.'
            : `That is not the code of this device. ${shortCodeTries - wrong} tries left.`
          return { problem: { code: 'short-code-mismatch', detail }, changed: exhausted }
        }
        devices.decide(deviceId, {
          state: 'approved',
          decidedBy: editor.personId,
          decidedAt: nowMs,
          expiresAt: nowMs + deviceLifeMs,
        })
        note('access.device-approved', deviceId, editor)
        return { problem: null, changed: true }
      }),
    refuse: (deviceId, reason, editor) =>
      change(deviceId, editor, (device, nowMs) => {
        if (stateAt(device, nowMs) !== 'pending') return unchanged(notPending)
        devices.decide(deviceId, {
          state: 'refused',
          decidedBy: editor.personId,
          decidedAt: nowMs,
          note: reason,
        })
        note('access.device-refused', deviceId, editor)
        return { problem: null, changed: true }
      }),
    revoke: (deviceId, reason, editor) =>
      change(deviceId, editor, (device, nowMs) => {
        const problem = revocationProblem(device, nowMs, editor.deviceId)
        if (problem !== null) return unchanged(problem)
        devices.decide(deviceId, {
          state: 'revoked',
          decidedBy: editor.personId,
          decidedAt: nowMs,
          note: reason,
        })
        note('access.device-revoked', deviceId, editor)
        const afterCommit = signIns.close(signInRows.liveOfDevice(deviceId), {
          reason: 'revoked',
          by: editor.personId,
          note: reason,
          address: editor.address,
        })
        return { problem: null, changed: true, afterCommit }
      }),
    pendingCount: () => devices.pending(clock.nowMs()),
  }
}

function revocationProblem(device: StoredDevice, nowMs: number, inUse: DeviceId): Problem | null {
  const state = stateAt(device, nowMs)
  if (state !== 'pending' && state !== 'approved')
    return { code: 'conflict', detail: `This device is ${state} already.` }
  if (device.deviceId === inUse)
    return {
      code: 'conflict',
      detail: 'You are signed in with this device: revoking it would lock you out. Use another one.',
    }
  return null
}

function blockedProblem(blocked: NonNullable<Device['blocked']>): Problem {
  switch (blocked) {
    case 'device-limit':
      return {
        code: 'device-limit-reached',
        detail: `An agent may have ${agentDeviceLimit} devices. Revoke one first.`,
      }
    case 'own-device':
      return {
        code: 'second-administrator-needed',
        detail: 'Another administrator has to approve your device.',
      }
    case 'second-administrator':
      return {
        code: 'second-administrator-needed',
        detail: 'You made the code for this administrator: another administrator has to approve.',
      }
    default:
      return blocked satisfies never
  }
}
