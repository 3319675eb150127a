import type { DeviceId } from '@hearthline/shared'
import type { Log } from '../ports.ts'

/** Tells that a device was asked for, decided or lapsed; after the commit. */
export interface DeviceChanges {
  subscribe(listener: (deviceId: DeviceId) => void): () => void
  tell(deviceId: DeviceId): void
}

export function createDeviceChanges(log: Log): DeviceChanges {
  const listeners = new Set<(deviceId: DeviceId) => void>()
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell: (deviceId) => {
      for (const listener of listeners) {
        try {
          listener(deviceId)
        } catch (error) {
          log.error({ err: error, deviceId }, 'a device listener failed')
        }
      }
    },
  }
}
