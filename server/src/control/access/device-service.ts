import {
  ok,
  refuse,
  type Device,
  type DeviceId,
  type Page,
  type PersonId,
  type Policies,
  type Problem,
  type Result,
} from '@hearthline/shared'
import type { Editor, PeopleDirectory } from '../people/index.ts'
import type { Audit, Clock, Log, NetworkFence, Transact } from '../ports.ts'
import type { DeviceChanges } from './device-changes.ts'
import { blockedProblem, notPending, revocationProblem, shortCodeProblem } from './device-problems.ts'
import { createDeviceSuspension, type DeviceSuspension } from './device-suspension.ts'
import { blockedFor, deviceForAdministrator, stateAt, type DeviceFacts } from './device-views.ts'
import type { EnrolmentCodes, NewEnrolmentCode } from './enrolment-codes.ts'
import type { SignIns } from './live-sign-ins.ts'
import type { DeviceQuery, DeviceRepository, SignInRepository, StoredDevice } from './ports.ts'
import { sameText } from './secrets.ts'

/** A request that nobody approves lapses with this. */
export const pendingLifeMs = 10 * 60_000
const dayMs = 24 * 60 * 60_000
/** Wrong short codes before the request counts as refused. */
const shortCodeTries = 5

/** An approval is renewed by enrolling again. */
export const deviceLifeMs = (policies: Policies): number => policies.deviceDays * dayMs

/** `deviceId` is the device that the editor is signed in with. */
export type DeviceEditor = Editor & { deviceId: DeviceId }

export interface Devices extends DeviceSuspension {
  page(query: DeviceQuery, viewer: PersonId): Page<Device>
  approve(deviceId: DeviceId, shortCode: string, editor: Editor): Result<Device>
  refuse(deviceId: DeviceId, reason: string, editor: Editor): Result<Device>
  rename(deviceId: DeviceId, name: string, editor: Editor): Result<Device>
  /** Ends every sign-in of the device with it. */
  revoke(deviceId: DeviceId, reason: string, editor: DeviceEditor): Result<Device>
  /** Revokes it and makes a code for its owner, both or neither. */
  replace(deviceId: DeviceId, reason: string, editor: DeviceEditor): Promise<Result<NewEnrolmentCode>>
  /** Lets a suspended device in again; nobody restores their own. */
  restore(deviceId: DeviceId, reason: string, editor: Editor): Result<Device>
  /** Why a sign-in of this device was refused: shown until a later one succeeds. */
  noteRefusal(deviceId: DeviceId, reason: string, reference: string, atMs: number): void
  clearRefusal(deviceId: DeviceId): void
  /** Lets one stepped-up sign-in of this device pass until then. */
  allowStepUp(deviceId: DeviceId, untilMs: number): void
  /** Uses that permission up. Inside the dbTransaction of the sign-in. */
  takeStepUp(deviceId: DeviceId): boolean
  pendingCount(): number
}

/** What a step on a device came to. `reason` is the closed word of the trail where it says more than the problem. */
type StepOutcome =
  | { type: 'done'; action: string; afterCommit?: () => void }
  | { type: 'refused'; action: string; problem: Problem; reason?: string; changed?: boolean }

export function createDevices(deps: {
  devices: DeviceRepository
  signInRows: SignInRepository
  signIns: SignIns
  enrolmentCodes: EnrolmentCodes
  people: PeopleDirectory
  fence: Pick<NetworkFence, 'nameOf'>
  policies: { current(): Policies }
  changes: DeviceChanges
  audit: Audit
  clock: Clock
  transact: Transact
  log: Log
}): Devices {
  const { devices, signInRows, signIns, people, changes, audit, clock, transact } = deps

  const factsFor = (device: StoredDevice, viewer: PersonId): DeviceFacts => ({
    people,
    fence: deps.fence,
    policies: deps.policies.current(),
    nowMs: clock.nowMs(),
    signedIn: signInRows.liveOfDevice(device.deviceId).length > 0,
    held: devices.heldBy(device.personId, clock.nowMs()),
    viewer,
  })
  const shown = (device: StoredDevice, viewer: PersonId): Device =>
    deviceForAdministrator(device, factsFor(device, viewer))

  /** One row for each step, done or refused. */
  const note = (deviceId: DeviceId, editor: Editor, outcome: StepOutcome) =>
    audit.append({
      action: outcome.action,
      actorId: editor.personId,
      subjectId: deviceId,
      address: editor.address,
      outcome: outcome.type,
      reason: outcome.type === 'refused' ? (outcome.reason ?? outcome.problem.code) : null,
    })

  /** Runs a step on a device in one dbTransaction and tells of the change after its commit. */
  const change = (
    deviceId: DeviceId,
    editor: Editor,
    step: (device: StoredDevice, nowMs: number) => StepOutcome,
  ): Result<Device> => {
    const outcome = transact(() => {
      const device = devices.find(deviceId)
      if (device === null) return null
      const result = step(device, clock.nowMs())
      note(deviceId, editor, result)
      return result
    })
    if (outcome === null) return refuse(noSuchDevice)
    if (outcome.type === 'done' || outcome.changed === true) changes.tell(deviceId)
    if (outcome.type === 'refused') return refuse(outcome.problem)
    outcome.afterCommit?.()
    const device = devices.find(deviceId)
    if (device === null) throw new Error(`device ${deviceId} vanished after it was changed`)
    return ok(shown(device, editor.personId))
  }

  const revokeStep = (
    device: StoredDevice,
    reason: string,
    editor: DeviceEditor,
    nowMs: number,
  ): StepOutcome => {
    const action = 'access.device-revoked'
    const problem = revocationProblem(device, nowMs, editor.deviceId)
    if (problem !== null) return { type: 'refused', action, problem }
    const { deviceId } = device
    devices.decide(deviceId, {
      state: 'revoked',
      decidedBy: editor.personId,
      decidedAt: nowMs,
      note: reason,
    })
    const afterCommit = signIns.close(signInRows.liveOfDevice(deviceId), {
      reason: 'revoked',
      by: editor.personId,
      note: reason,
      address: editor.address,
    })
    return { type: 'done', action, afterCommit }
  }

  const approveStep = (
    device: StoredDevice,
    shortCode: string,
    editor: Editor,
    nowMs: number,
  ): StepOutcome => {
    const action = 'access.device-approved'
    const { deviceId } = device
    if (stateAt(device, nowMs) !== 'pending') return { type: 'refused', action, problem: notPending }
    const policies = deps.policies.current()
    const role = people.find(device.personId)?.role ?? 'agent'
    const blocked = blockedFor(device, role, factsFor(device, editor.personId))
    if (blocked !== null)
      return { type: 'refused', action, problem: blockedProblem(blocked, policies), reason: blocked }
    if (!sameText(device.shortCode, shortCode)) {
      const wrong = device.wrongShortCodes + 1
      const exhausted = wrong >= shortCodeTries
      devices.setWrongShortCodes(deviceId, wrong)
      if (exhausted)
        devices.decide(deviceId, { state: 'refused', decidedBy: editor.personId, decidedAt: nowMs })
      return {
        type: 'refused',
        action,
        problem: shortCodeProblem(shortCodeTries - wrong),
        reason: exhausted ? 'short-code-exhausted' : 'short-code',
        changed: exhausted,
      }
    }
    devices.decide(deviceId, {
      state: 'approved',
      decidedBy: editor.personId,
      decidedAt: nowMs,
      expiresAt: nowMs + deviceLifeMs(policies),
    })
    return { type: 'done', action }
  }

  return {
    page: (query, viewer) => {
      const { items, total } = devices.page(query, clock.nowMs())
      return { items: items.map((device) => shown(device, viewer)), total }
    },
    approve: (deviceId, shortCode, editor) =>
      change(deviceId, editor, (device, nowMs) => approveStep(device, shortCode, editor, nowMs)),
    refuse: (deviceId, reason, editor) =>
      change(deviceId, editor, (device, nowMs) => {
        const action = 'access.device-refused'
        if (stateAt(device, nowMs) !== 'pending') return { type: 'refused', action, problem: notPending }
        devices.decide(deviceId, {
          state: 'refused',
          decidedBy: editor.personId,
          decidedAt: nowMs,
          note: reason,
        })
        return { type: 'done', action }
      }),
    rename: (deviceId, name, editor) =>
      change(deviceId, editor, () => {
        devices.rename(deviceId, name)
        return { type: 'done', action: 'access.device-renamed' }
      }),
    revoke: (deviceId, reason, editor) =>
      change(deviceId, editor, (device, nowMs) => revokeStep(device, reason, editor, nowMs)),
    replace: async (deviceId, reason, editor) => {
      const owner = devices.find(deviceId)?.personId
      if (owner === undefined) return refuse(noSuchDevice)
      let revoked: StepOutcome | null = null
      const made = await deps.enrolmentCodes.create(owner, editor, () => {
        const device = devices.find(deviceId)
        if (device === null) return noSuchDevice
        revoked = revokeStep(device, reason, editor, clock.nowMs())
        note(deviceId, editor, revoked)
        return revoked.type === 'refused' ? revoked.problem : null
      })
      if (!made.ok) return made
      changes.tell(deviceId)
      afterCommitOf(revoked)?.()
      return made
    },
    restore: (deviceId, _reason, editor) =>
      change(deviceId, editor, (device) => {
        const action = 'access.device-restored'
        if (device.state !== 'suspended')
          return {
            type: 'refused',
            action,
            problem: { code: 'device-not-suspended', detail: 'This device is not suspended.' },
          }
        if (device.personId === editor.personId)
          return { type: 'refused', action, problem: blockedProblem('own-device', deps.policies.current()) }
        devices.restore(deviceId)
        return { type: 'done', action }
      }),
    ...createDeviceSuspension(deps),
    noteRefusal: (deviceId, reason, reference, atMs) =>
      devices.setLastRefusal(deviceId, { atMs, reason, reference }),
    clearRefusal: (deviceId) => devices.setLastRefusal(deviceId, null),
    allowStepUp: (deviceId, untilMs) => devices.setStepUp(deviceId, untilMs),
    takeStepUp: (deviceId) => {
      const untilMs = devices.find(deviceId)?.stepUpAllowedUntil ?? null
      if (untilMs === null) return false
      devices.setStepUp(deviceId, null)
      return untilMs > clock.nowMs()
    },
    pendingCount: () => devices.pending(clock.nowMs()),
  }
}

const noSuchDevice: Problem = { code: 'not-found', detail: 'There is no such device.' }

const afterCommitOf = (outcome: StepOutcome | null): (() => void) | undefined =>
  outcome?.type === 'done' ? outcome.afterCommit : undefined
