import {
  accessRoutes,
  accountRoutes,
  deviceRoutes,
  signedText,
  type Challenge,
  type EnrolledDevice,
  type KeyRotation,
  type Me,
  type Problem,
  type RegistrationCredential,
  type Result,
} from '@hearthline/shared'
import { call } from '../api/call.ts'
import { createHardwareKey, hasHardwareKey, useOfHardwareKey, type HardwareFault } from './hardware-key.ts'
import { generateDeviceKey, keyIdOf, signText, toBase64Url, type DeviceKey } from './key.ts'
import { keptDevice, keptDevices, signAsSignedIn, withStore } from './signing.ts'
import { keepStorage, type KeptDevice } from './store.ts'

/** What the server said, or why the computer's security chip did not take part. */
export type DeviceResult<Value> =
  | { type: 'done'; value: Value }
  | { type: 'refused'; problem: Problem }
  | { type: 'hardware'; fault: HardwareFault }

const factsOf = ({ state, grade, expiresAt, decidedBy }: EnrolledDevice) => ({
  state,
  grade,
  expiresAt,
  decidedBy: decidedBy?.displayName ?? null,
})

/** Writes down what the server last said about a device. */
export const rememberState = async (device: EnrolledDevice): Promise<void> =>
  withStore((store) => store.note(device.deviceId, factsOf(device)))

export interface EnrolmentWish {
  code: string
  deviceName: string
  /** Whether the person wants the key in the computer's security chip (grade D2). */
  hardware: boolean
}

/**
 * Makes a key, proves possession, redeems the code, and keeps the key in this browser.
 * @returns the enrolled device (`approved` at once for a console's code, else `pending`), or why not
 */
export const enrolDevice = async (wish: EnrolmentWish): Promise<DeviceResult<EnrolledDevice>> => {
  const { code, deviceName } = wish
  const [key, storagePersisted, platformAuthenticator] = await Promise.all([
    generateDeviceKey(),
    keepStorage(),
    hasHardwareKey(),
  ])
  const challenge = await call(accessRoutes.challenge, { body: { purpose: 'enrol' } })
  if (!challenge.ok) return { type: 'refused', problem: challenge.problem }
  let credential: RegistrationCredential | undefined
  if (wish.hardware) {
    const made = await createHardwareKey(challenge.value.nonce, deviceName, randomText(16))
    if (!made.ok) return { type: 'hardware', fault: made.fault }
    credential = made.credential
  }
  const text = signedText.enrol({
    origin: location.origin,
    challenge: challenge.value,
    publicKey: key.publicKey,
  })
  const enrolled = await call(deviceRoutes.enrol, {
    body: {
      challengeId: challenge.value.challengeId,
      code,
      publicKey: key.publicKey,
      signature: await signText(key.privateKey, text),
      deviceName,
      storagePersisted,
      platformAuthenticator,
      ...(credential === undefined ? {} : { credential }),
    },
  })
  if (!enrolled.ok) return { type: 'refused', problem: enrolled.problem }
  const { person, deviceId, name } = enrolled.value
  await withStore((store) =>
    store.put({
      ...person,
      deviceId,
      name,
      ...factsOf(enrolled.value),
      key,
      nextKey: null,
      credentialId: credential?.id ?? null,
      usedAt: Date.now(),
      signedInAt: 0,
    }),
  )
  return { type: 'done', value: enrolled.value }
}

const randomText = (bytes: number): string => toBase64Url(crypto.getRandomValues(new Uint8Array(bytes)))

export interface Credentials {
  userName: string
  password: string
  totp?: string
}

/**
 * Signs in with a kept device and hands it over to a new key (rule ACCESS-20). The new key is kept before it is sent, and
 * signs only after a good answer: an answer that is lost on the way leaves the key of before, which still works.
 * One tab at a time, so that no tab's key replaces another's between its sign-in and its first use.
 */
export const signInWith = (deviceId: string, credentials: Credentials): Promise<DeviceResult<Me>> =>
  oneTabAtATime(async () => {
    const challenge = await call(accessRoutes.challenge, { body: { purpose: 'sign-in' } })
    if (!challenge.ok) return { type: 'refused', problem: challenge.problem }
    // Read after the challenge: another tab may have changed the key a moment ago.
    const device = await keptDevice(deviceId)
    if (device === null) return { type: 'hardware', fault: 'missing' }
    const assertion = device.grade === 'D2' ? await assertionOf(device, challenge.value) : null
    if (assertion?.ok === false) return { type: 'hardware', fault: assertion.fault }

    const nextKey = await generateDeviceKey()
    await withStore((store) => store.put({ ...device, nextKey }))
    const who = { origin: location.origin, personId: device.personId, deviceId: device.deviceId }
    const signedIn = await call(accessRoutes.signIn, {
      body: {
        ...credentials,
        deviceId: device.deviceId,
        challengeId: challenge.value.challengeId,
        keyId: await keyIdOf(device.key.publicKey),
        signature: await signText(
          device.key.privateKey,
          signedText.signIn({ ...who, challenge: challenge.value }),
        ),
        next: await rotation(device.key, nextKey, { ...who, challenge: challenge.value }),
        ...(assertion === null ? {} : { assertion: assertion.credential }),
      },
    })
    if (!signedIn.ok) return { type: 'refused', problem: signedIn.problem }
    const now = Date.now()
    // Should this fail, nothing is lost: the key of before signs on, and works until the next one was used.
    await withStore((store) =>
      store.put({
        ...device,
        key: nextKey,
        nextKey: null,
        state: 'approved',
        expiresAt: signedIn.value.device.expiresAt,
        usedAt: now,
        signedInAt: now,
      }),
    ).catch(() => undefined)
    return { type: 'done', value: signedIn.value }
  })

const oneTabAtATime = <Value>(work: () => Promise<Value>): Promise<Value> =>
  typeof navigator.locks?.request === 'function'
    ? navigator.locks.request('hearthline-sign-in', work)
    : work()

const assertionOf = async (device: KeptDevice, challenge: Challenge) =>
  device.credentialId === null
    ? ({ ok: false, fault: 'missing' } as const)
    : useOfHardwareKey(challenge.nonce, device.credentialId)

const rotation = async (
  key: DeviceKey,
  next: DeviceKey,
  what: Omit<Parameters<typeof signedText.rotate>[0], 'next'>,
): Promise<KeyRotation> => {
  const text = signedText.rotate({ ...what, next: next.publicKey })
  const [byCurrentKey, byNextKey] = await Promise.all([
    signText(key.privateKey, text),
    signText(next.privateKey, text),
  ])
  return { publicKey: next.publicKey, byCurrentKey, byNextKey }
}

/**
 * Sets a password with a one-time link. An approved device of this browser, if any, speaks for it: then a shorter one will
 * do (rule ACCESS-30). The link does not tell whose it is, so it is the device that was used last.
 */
export const resetPassword = async (
  token: string,
  password: string,
): Promise<Result<{ userName: string }>> => {
  const device = (await keptDevices())?.find((one) => one.state === 'approved')
  if (device === undefined) return call(accountRoutes.resetPassword, { body: { token, password } })
  const challenge = await call(accessRoutes.challenge, { body: { purpose: 'reset' } })
  if (!challenge.ok) return challenge
  const { deviceId } = device
  const text = signedText.reset({ origin: location.origin, deviceId, challenge: challenge.value })
  const word = await signAsSignedIn(deviceId, text)
  return call(accountRoutes.resetPassword, {
    body: {
      token,
      password,
      ...(word === null ? {} : { device: { deviceId, challengeId: challenge.value.challengeId, ...word } }),
    },
  })
}
