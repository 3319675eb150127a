import { randomBytes } from 'node:crypto'
import { AssertionCredential, RegistrationCredential } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { createSoftAuthenticator, type Spoilt } from '../testing/soft-authenticator.ts'
import { verifyAssertion, verifyRegistration, type HardwareKey } from './webauthn.ts'

const origin = 'https://phone.example'
const newNonce = () => randomBytes(32).toString('base64url')

/** A hardware key that was taken, as its device keeps it. */
async function enrolled() {
  const authenticator = createSoftAuthenticator()
  const asked = { nonce: newNonce(), origin }
  const taken = await verifyRegistration(RegistrationCredential.parse(authenticator.create(asked)), asked)
  if (!taken.ok) throw new Error('the authenticator was refused')
  return { authenticator, device: deviceOf(taken.value) }
}

const deviceOf = ({ credentialId, publicKey, counter }: HardwareKey) => ({
  credentialId,
  credentialPublicKey: publicKey,
  credentialCounter: counter,
})

/** What can be wrong with either answer of an authenticator. */
const wrong: readonly [string, Spoilt][] = [
  ['another relying party', { rpId: 'evil.example' }],
  ['a parent domain', { rpId: 'example' }],
  ['another origin', { origin: 'https://evil.example' }],
  ['our origin without TLS', { origin: 'http://phone.example' }],
  ['a page in a frame of another site', { crossOrigin: true }],
  ['a challenge nobody gave it', { nonce: newNonce() }],
  ['the user not verified', { userVerified: false }],
  ['the user not present', { userPresent: false }],
  ['a synced passkey', { backupEligible: true }],
]

describe('the hardware key', () => {
  it('ACCESS-22: a platform key with the user verified is taken, with id, key and counter', async () => {
    const { authenticator, device } = await enrolled()
    expect(device.credentialId).toBe(authenticator.credentialId)
    expect(device.credentialCounter).toBe(0)
    expect(Buffer.from(device.credentialPublicKey, 'base64url')).toHaveLength(77)
  })

  it.each([
    ...wrong,
    ['a key that roams', { attachment: 'cross-platform' } satisfies Spoilt] as const,
    ['an answer to another question', { type: 'webauthn.get' } satisfies Spoilt] as const,
  ])('ACCESS-22: a registration with %s is refused', async (_case, spoilt) => {
    const asked = { nonce: newNonce(), origin }
    const credential = RegistrationCredential.parse(createSoftAuthenticator().create(asked, spoilt))
    expect(await verifyRegistration(credential, asked)).toMatchObject({
      ok: false,
      problem: { code: 'invalid-request', field: 'credential' },
    })
  })

  it.each([
    ['no CBOR', { attestationObject: 'AAAA' }],
    ['no JSON', { clientDataJSON: 'AAAA' }],
    ['JSON that is no object', { clientDataJSON: Buffer.from('null').toString('base64url') }],
    ['half an object', { attestationObject: 'o2NmbXRkbm9uZQ' }],
  ])('ACCESS-22: %s is refused without an exception', async (_case, broken) => {
    const asked = { nonce: newNonce(), origin }
    const credential = RegistrationCredential.parse(createSoftAuthenticator().create(asked))
    const spoilt = { ...credential, response: { ...credential.response, ...broken } }
    expect(await verifyRegistration(spoilt, asked)).toMatchObject({ ok: false })
  })

  it('ACCESS-22: an id that is not the one inside the attestation is refused', async () => {
    const asked = { nonce: newNonce(), origin }
    const credential = RegistrationCredential.parse(createSoftAuthenticator().create(asked))
    const other = createSoftAuthenticator().credentialId
    expect(await verifyRegistration({ ...credential, id: other, rawId: other }, asked)).toMatchObject({
      ok: false,
    })
  })

  it('ACCESS-22: its assertion is taken, and the counter goes up with each', async () => {
    const { authenticator, device } = await enrolled()
    for (const counter of [1, 2]) {
      const asked = { nonce: newNonce(), origin }
      const assertion = AssertionCredential.parse(authenticator.get(asked))
      expect(await verifyAssertion(device, assertion, asked)).toEqual({ ok: true, counter })
    }
  })

  it.each([
    ...wrong,
    ['an answer to another question', { type: 'webauthn.create' } satisfies Spoilt] as const,
  ])('ACCESS-22: an assertion with %s is refused', async (_case, spoilt) => {
    const { authenticator, device } = await enrolled()
    const asked = { nonce: newNonce(), origin }
    const assertion = AssertionCredential.parse(authenticator.get(asked, spoilt))
    expect(await verifyAssertion(device, assertion, asked)).toEqual({ ok: false, counter: null })
  })

  it('ACCESS-22: a counter that stands still or goes back is a copy of the key', async () => {
    const { authenticator, device } = await enrolled()
    const asked = { nonce: newNonce(), origin }
    const used = { ...device, credentialCounter: 7 }
    for (const counter of [7, 6, 0]) {
      const assertion = AssertionCredential.parse(authenticator.get(asked, { counter }))
      expect(await verifyAssertion(used, assertion, asked)).toMatchObject({ ok: false })
    }
    const assertion = AssertionCredential.parse(authenticator.get(asked, { counter: 8 }))
    expect(await verifyAssertion(used, assertion, asked)).toEqual({ ok: true, counter: 8 })
  })

  it('ACCESS-22: the key of another device, and a device without one, assert nothing', async () => {
    const { device } = await enrolled()
    const { authenticator: stranger } = await enrolled()
    const asked = { nonce: newNonce(), origin }
    const foreign = AssertionCredential.parse(stranger.get(asked))
    expect(await verifyAssertion(device, foreign, asked)).toMatchObject({ ok: false })
    const renamed = { ...foreign, id: device.credentialId, rawId: device.credentialId }
    expect(await verifyAssertion(device, renamed, asked)).toMatchObject({ ok: false })
    const none = { credentialId: null, credentialPublicKey: null, credentialCounter: null }
    expect(await verifyAssertion(none, foreign, asked)).toMatchObject({ ok: false })
  })
})
