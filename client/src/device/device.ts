import {
  accessRoutes,
  signedText,
  type Challenge,
  type EnrolledDevice,
  type Me,
  type PersonId,
  type Result,
} from '@hearthline/shared'
import { call } from '../api/call.ts'
import { generateDeviceKey, signText } from './key.ts'
import { keepStorage, openDeviceStore, type DeviceStore, type KeptDevice } from './store.ts'

const withStore = async <Value>(work: (store: DeviceStore) => Promise<Value>): Promise<Value> => {
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

const factsOf = ({ state, grade, expiresAt, decidedBy }: EnrolledDevice) => ({
  state,
  grade,
  expiresAt,
  decidedBy: decidedBy?.displayName ?? null,
})

/** Writes down what the server last said about a device. */
export const rememberState = async (device: EnrolledDevice): Promise<void> =>
  withStore(async (store) => {
    const kept = (await store.list()).find((one) => one.deviceId === device.deviceId)
    if (kept !== undefined) await store.put({ ...kept, ...factsOf(device) })
  })

/**
 * Makes a key, proves possession, redeems the code, and keeps the key in this browser.
 * @returns the enrolled device (`approved` at once for a console's code, else `pending`), or why not
 */
export const enrolDevice = async (code: string, deviceName: string): Promise<Result<EnrolledDevice>> => {
  const [key, storagePersisted] = await Promise.all([generateDeviceKey(), keepStorage()])
  const challenge = await call(accessRoutes.challenge, { body: { purpose: 'enrol' } })
  if (!challenge.ok) return challenge
  const text = signedText.enrol({
    origin: location.origin,
    challenge: challenge.value,
    publicKey: key.publicKey,
  })
  const enrolled = await call(accessRoutes.enrol, {
    body: {
      challengeId: challenge.value.challengeId,
      code,
      publicKey: key.publicKey,
      signature: await signText(key.privateKey, text),
      deviceName,
      storagePersisted,
    },
  })
  if (!enrolled.ok) return enrolled
  const { person, deviceId, name } = enrolled.value
  await withStore((store) =>
    store.put({
      ...person,
      deviceId,
      name,
      ...factsOf(enrolled.value),
      ...key,
      usedAt: Date.now(),
      proven: false,
    }),
  )
  return enrolled
}

/** Signs in with a kept device. Every refusal but the network's reads the same. */
export const signInWith = async (
  device: KeptDevice,
  credentials: { userName: string; password: string },
): Promise<Result<Me>> => {
  const challenge = await call(accessRoutes.challenge, { body: { purpose: 'sign-in' } })
  if (!challenge.ok) return challenge
  const text = signedText.signIn({
    origin: location.origin,
    personId: device.personId,
    deviceId: device.deviceId,
    challenge: challenge.value,
  })
  const signedIn = await call(accessRoutes.signIn, {
    body: {
      ...credentials,
      deviceId: device.deviceId,
      challengeId: challenge.value.challengeId,
      signature: await signText(device.privateKey, text),
    },
  })
  if (signedIn.ok) {
    await withStore((store) => store.put({ ...device, state: 'approved', usedAt: Date.now(), proven: true }))
  }
  return signedIn
}

/**
 * Answers the socket's challenge with the device key of a signed-in person.
 * @returns the signature, or null when this browser no longer holds that key
 */
export const signSocketChallenge = async (
  who: { personId: PersonId; deviceId: string },
  challenge: Challenge,
): Promise<string | null> => {
  const devices = await keptDevices()
  const device = devices?.find((one) => one.deviceId === who.deviceId)
  if (device === undefined) return null
  const text = signedText.socket({ origin: location.origin, ...who, challenge })
  return signText(device.privateKey, text)
}
