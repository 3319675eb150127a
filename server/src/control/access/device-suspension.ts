import type { DeviceId, PersonId } from '@hearthline/shared'
import type { Audit, Clock, Log, Transact } from '../ports.ts'
import type { DeviceChanges } from './device-changes.ts'
import { stateAt } from './device-views.ts'
import type { SignIns } from './live-sign-ins.ts'
import type { DeviceRepository, SignInRepository } from './ports.ts'

/** Closed words; each is shown to administrators and written to the audit trail. */
export type SuspensionReason = 'key-reused' | 'anomaly'
export interface DeviceSuspended {
  deviceId: DeviceId
  personId: PersonId
  reason: SuspensionReason
  /** Where what gave the reason came from; null when it was nobody's request. */
  address: string | null
  atMs: number
}

/** The house's own step, not a person's: a device that looks copied or misused is locked (rule ACCESS-26). */
export interface DeviceSuspension {
  /**
   * Locks an approved device and ends its sign-ins. Call it outside of a dbTransaction.
   * @returns false when it was not approved (any more).
   */
  suspend(deviceId: DeviceId, reason: SuspensionReason, address: string | null): boolean
  /** Told after each commit that suspended a device. @returns the end of the subscription. */
  whenSuspended(listener: (suspended: DeviceSuspended) => void): () => void
}

export function createDeviceSuspension(deps: {
  devices: DeviceRepository
  signInRows: SignInRepository
  signIns: SignIns
  changes: DeviceChanges
  audit: Audit
  clock: Clock
  transact: Transact
  log: Log
}): DeviceSuspension {
  const { devices, signInRows, signIns, changes, audit, clock, transact, log } = deps
  const listeners = new Set<(suspended: DeviceSuspended) => void>()
  return {
    suspend: (deviceId, reason, address) => {
      const atMs = clock.nowMs()
      const outcome = transact(() => {
        const device = devices.find(deviceId)
        if (device === null || stateAt(device, atMs) !== 'approved') return null
        devices.suspend(deviceId, atMs, reason)
        audit.append({
          action: 'access.device-suspended',
          actorId: null,
          subjectId: deviceId,
          address,
          outcome: 'done',
          reason,
        })
        const live = signInRows.liveOfDevice(deviceId)
        const afterCommit = signIns.close(live, { reason: 'suspended', by: null, note: null, address })
        return { personId: device.personId, afterCommit }
      })
      if (outcome === null) return false
      outcome.afterCommit()
      changes.tell(deviceId)
      for (const listener of listeners) {
        try {
          listener({ deviceId, personId: outcome.personId, reason, address, atMs })
        } catch (error) {
          log.error({ err: error, deviceId }, 'a suspension listener failed')
        }
      }
      return true
    },
    whenSuspended: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
