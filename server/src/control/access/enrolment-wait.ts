import { ok, refuse, type EnrolledDevice, type Result } from '@hearthline/shared'
import type { PeopleDirectory } from '../people/index.ts'
import type { Clock } from '../ports.ts'
import type { DeviceChanges } from './device-changes.ts'
import { enrolledDevice, stateAt } from './device-views.ts'
import type { DeviceRepository, StoredDevice } from './ports.ts'
import { sha256 } from './secrets.ts'

const longPollMs = 25_000
const rememberedMs = 24 * 60 * 60_000

/** What a browser that asked hears of its device; it has nothing but its pre-login cookie to show. */
export interface EnrolmentWait {
  /** The newest device that this browser asked for in the last day. */
  current(preLogin: string | null): Result<EnrolledDevice>
  /** As `current`; while it is pending, first waits for a change, its lapse, `gone` or 25 s. */
  currentAfterChange(preLogin: string | null, gone: AbortSignal): Promise<Result<EnrolledDevice>>
}

export function createEnrolmentWait(deps: {
  devices: DeviceRepository
  people: PeopleDirectory
  changes: DeviceChanges
  clock: Clock
}): EnrolmentWait {
  const { devices, people, changes, clock } = deps

  const newest = (preLogin: string | null): StoredDevice | null => {
    const device = preLogin === null ? null : devices.newestOfBrowser(sha256(preLogin))
    return device !== null && device.requestedAt > clock.nowMs() - rememberedMs ? device : null
  }

  const current: EnrolmentWait['current'] = (preLogin) => {
    const device = newest(preLogin)
    return device === null
      ? refuse({ code: 'not-found', detail: 'This browser has asked for no device.' })
      : ok(enrolledDevice(device, people, clock.nowMs()))
  }

  return {
    current,
    currentAfterChange: async (preLogin, gone) => {
      const device = newest(preLogin)
      if (device !== null && stateAt(device, clock.nowMs()) === 'pending' && !gone.aborted) {
        const waitMs = Math.min(longPollMs, device.expiresAt - clock.nowMs())
        await new Promise<void>((resolve) => {
          const finish = () => {
            timer.cancel()
            unsubscribe()
            gone.removeEventListener('abort', finish)
            resolve()
          }
          const timer = clock.setTimer(waitMs, finish)
          const unsubscribe = changes.subscribe((deviceId) => {
            if (deviceId === device.deviceId) finish()
          })
          gone.addEventListener('abort', finish)
        })
      }
      return current(preLogin)
    },
  }
}
