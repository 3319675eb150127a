import { signedText, type Challenge, type PersonId } from '@hearthline/shared'
import { keyIdOf, signText } from './key.ts'
import { openDeviceStore, type DeviceStore, type KeptDevice } from './store.ts'

/** Opens the store for one piece of work, so that no open tab holds up a newer page's upgrade of it. */
export const withStore = async <Value>(work: (store: DeviceStore) => Promise<Value>): Promise<Value> => {
  const store = await openDeviceStore()
  try {
    return await work(store)
  } finally {
    store.dispose()
  }
}

/** Device keys in this browser, newest use first; null where the browser keeps no storage for this page. */
export const keptDevices = async (): Promise<KeptDevice[] | null> => {
  try {
    return await withStore((store) => store.list())
  } catch {
    return null
  }
}

export const keptDevice = async (deviceId: string): Promise<KeptDevice | null> =>
  (await keptDevices())?.find((one) => one.deviceId === deviceId) ?? null

export interface DeviceWord {
  keyId: string
  signature: string
}

const signWith = async ({ key }: KeptDevice, text: string): Promise<DeviceWord> => {
  const [keyId, signature] = await Promise.all([keyIdOf(key.publicKey), signText(key.privateKey, text)])
  return { keyId, signature }
}

/**
 * Signs for whoever is signed in here. The key is read from the store each time: another tab may have signed in since, and
 * a key that was retired by that must not sign again.
 * @param deviceId null while this page does not know yet who that is: then it is who signed in here last
 * @returns null when this browser holds no such key
 */
export const signAsSignedIn = async (deviceId: string | null, text: string): Promise<DeviceWord | null> => {
  const devices = (await keptDevices()) ?? []
  const device =
    deviceId === null
      ? devices
          .filter((one) => one.signedInAt > 0)
          .toSorted((one, other) => other.signedInAt - one.signedInAt)[0]
      : devices.find((one) => one.deviceId === deviceId)
  return device === undefined ? null : signWith(device, text)
}

/**
 * Answers the socket's challenge with the device key of a signed-in person.
 * @returns null when this browser no longer holds that key
 */
export const signSocketChallenge = async (
  who: { personId: PersonId; deviceId: string },
  challenge: Challenge,
): Promise<DeviceWord | null> =>
  signAsSignedIn(who.deviceId, signedText.socket({ origin: location.origin, ...who, challenge }))
