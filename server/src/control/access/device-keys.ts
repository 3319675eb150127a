import type { DeviceId, DevicePublicKey } from '@hearthline/shared'
import type { Clock } from '../ports.ts'
import { thumbprintOf, verifySignature } from './device-key.ts'
import type { DeviceKeyRepository, StoredDeviceKey } from './ports.ts'

/**
 * A request that was on its way while its key was retired is no copy: only a signature over something that control
 * gave out this long after the retirement can be.
 */
const retirementGraceMs = 10_000

/** Verified against when there is no such key, so that the curve work is the same: the generator of P-256. */
const nobodysKey: DevicePublicKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
  y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
}

export type KeyRefusal = 'key-unknown' | 'signature' | 'key-reused'
export type CheckedKey = { ok: true; keyId: string; state: 'current' | 'next' }
export type KeyCheck = CheckedKey | { ok: false; reason: KeyRefusal }

/** The keys of devices as they pass from one to the next (rule ACCESS-20). */
export interface DeviceKeys {
  /**
   * Whether a key of this device signed `text`; one ECDSA verification whatever is found. `key-reused` means that a
   * retired key signed something issued after its retirement: whoever answers it suspends the device.
   * @param deviceId null when no device is known: the same work, and `key-unknown`.
   * @param issuedAtMs when control gave out the challenge or nonce in `text`.
   */
  check(
    deviceId: DeviceId | null,
    keyId: string,
    text: string,
    signature: string,
    issuedAtMs: number,
  ): KeyCheck
  /** A valid signature was taken: a `next` key becomes `current`, and the old one retires. Inside a dbTransaction. */
  accept(deviceId: DeviceId, checked: CheckedKey): void
  /** The only key of a device that is just made. Inside a dbTransaction. */
  registerFirst(deviceId: DeviceId, publicKey: DevicePublicKey): void
  /** Promises the device its next key, instead of one that was never used. Inside a dbTransaction, after `accept`. */
  registerNext(deviceId: DeviceId, publicKey: DevicePublicKey): void
  /** Whether no device has, had or was promised this key; a promise to `deviceId` itself does not count. */
  isFree(keyId: string, deviceId?: DeviceId): boolean
  /** Key and the device that it belongs to. */
  find(keyId: string): StoredDeviceKey | null
}

export function createDeviceKeys(deps: { deviceKeys: DeviceKeyRepository; clock: Clock }): DeviceKeys {
  const { deviceKeys: keys, clock } = deps

  const insert = (deviceId: DeviceId, { x, y, ...rest }: DevicePublicKey, state: StoredDeviceKey['state']) =>
    keys.insert({
      keyId: thumbprintOf({ x, y, ...rest }),
      deviceId,
      x,
      y,
      state,
      addedAt: clock.nowMs(),
      retiredAt: null,
    })

  return {
    check: (deviceId, keyId, text, signature, issuedAtMs) => {
      const found = keys.find(keyId)
      const key = found !== null && found.deviceId === deviceId ? found : null
      const publicKey = key === null ? nobodysKey : ({ kty: 'EC', crv: 'P-256', x: key.x, y: key.y } as const)
      const signed = verifySignature(publicKey, text, signature)
      if (key === null) return { ok: false, reason: 'key-unknown' }
      if (!signed) return { ok: false, reason: 'signature' }
      if (key.state !== 'retired') return { ok: true, keyId, state: key.state }
      const late = issuedAtMs > (key.retiredAt ?? 0) + retirementGraceMs
      return { ok: false, reason: late ? 'key-reused' : 'signature' }
    },
    accept: (deviceId, checked) => {
      const next = keys.ofDevice(deviceId, 'next')
      if (next === null || next.keyId !== checked.keyId) return
      const current = keys.ofDevice(deviceId, 'current')
      if (current !== null) keys.setState(current.keyId, 'retired', clock.nowMs())
      keys.setState(next.keyId, 'current', null)
    },
    registerFirst: (deviceId, publicKey) => {
      // A dead request of the same browser may still hold the row; the caller has made sure that it is dead.
      keys.remove(thumbprintOf(publicKey))
      insert(deviceId, publicKey, 'current')
    },
    registerNext: (deviceId, publicKey) => {
      const unused = keys.ofDevice(deviceId, 'next')
      if (unused !== null) keys.remove(unused.keyId)
      insert(deviceId, publicKey, 'next')
    },
    isFree: (keyId, deviceId) => {
      const found = keys.find(keyId)
      return found === null || (found.state === 'next' && found.deviceId === deviceId)
    },
    find: (keyId) => keys.find(keyId),
  }
}
