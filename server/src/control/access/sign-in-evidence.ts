import {
  signedText,
  type AssertionCredential,
  type Challenge,
  type DeviceId,
  type PersonId,
} from '@hearthline/shared'
import type { TakenChallenge } from './challenges.ts'
import { isOnCurve, thumbprintOf, verifySignature } from './device-key.ts'
import type { CheckedKey, DeviceKeys } from './device-keys.ts'
import type { StoredDevice } from './ports.ts'
import type { SignInRefusal } from './sign-in-refusal.ts'
import type { SignInRequest } from './sign-in-service.ts'
import { verifyAssertion } from './webauthn.ts'

/** What the browser's keys prove about one try to sign in. */
export interface Evidence {
  /** In the order of the checks; empty when everything is proved. */
  reasons: SignInRefusal[]
  /** The key that signed, when it signed rightly over a challenge of this browser. */
  key: CheckedKey | null
  /** New signature counter of the hardware key; null for grade D1. */
  counter: number | null
}

/** Checked against when there is no device or challenge, so that the curve work is the same. */
const nobodysDevice = '00000000-0000-4000-8000-000000000000'
const nobodysChallenge: Challenge = {
  challengeId: nobodysDevice,
  nonce: 'A'.repeat(43),
  expiresAt: 0,
}

/**
 * Checks the signature of the key in use, the hand-over to the next key (rule ACCESS-20), and for grade D2 the hardware
 * key's assertion. Every signature is verified whatever was found before: the work is the same for every refusal.
 */
export async function weigh(
  request: SignInRequest,
  facts: {
    personId: PersonId | null
    /** The device, if it belongs to the person. */
    device: StoredDevice | null
    challenge: TakenChallenge | null
    origin: string | null
  },
  keys: DeviceKeys,
): Promise<Evidence> {
  const { device, personId } = facts
  const reasons: SignInRefusal[] = []
  const fresh = facts.challenge !== null && facts.origin !== null
  if (!fresh) reasons.push('challenge')

  const origin = facts.origin ?? ''
  const challenge = facts.challenge ?? nobodysChallenge
  const issuedAtMs = facts.challenge?.issuedAt ?? 0
  const holder: DeviceId | null = device?.deviceId ?? null
  const text = { origin, personId: personId ?? '', deviceId: request.deviceId, challenge }
  const checked = keys.check(holder, request.keyId, signedText.signIn(text), request.signature, issuedAtMs)
  if (!checked.ok) reasons.push(checked.reason)

  const { next } = request
  const handOver = signedText.rotate({ ...text, next: next.publicKey })
  const released = keys.check(holder, request.keyId, handOver, next.byCurrentKey, issuedAtMs).ok
  const taken = verifySignature(next.publicKey, handOver, next.byNextKey)
  const usable = isOnCurve(next.publicKey) && isFreshKey(request, holder, keys)
  if (!released || !taken || !usable) reasons.push('rotation')

  const asserted = await assertedBy(device, request.assertion, { nonce: challenge.nonce, origin })
  if (!asserted.ok) reasons.push('assertion')
  return {
    reasons,
    key: checked.ok && fresh && device !== null ? checked : null,
    counter: asserted.counter,
  }
}

/** Whether the next key was never any device's, and is not the one in use under another name. */
export function isFreshKey(
  { keyId, next }: Pick<SignInRequest, 'keyId' | 'next'>,
  deviceId: DeviceId | null,
  keys: DeviceKeys,
): boolean {
  const nextId = thumbprintOf(next.publicKey)
  return nextId !== keyId && keys.isFree(nextId, deviceId ?? undefined)
}

/** A device of grade D1 has nothing to assert. */
async function assertedBy(
  device: StoredDevice | null,
  assertion: AssertionCredential | undefined,
  asked: { nonce: string; origin: string },
): Promise<{ ok: boolean; counter: number | null }> {
  if (device?.grade !== 'D2') return { ok: true, counter: null }
  if (assertion === undefined) return { ok: false, counter: null }
  const { ok, counter } = await verifyAssertion(device, assertion, asked)
  return ok ? { ok, counter } : { ok: false, counter: null }
}
