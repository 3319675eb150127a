import { DevicePublicKey, DeviceSignature, signedText } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { generateDeviceKey, signText, toBase64Url } from './key.ts'

const challenge = {
  challengeId: '0b8f4f3e-1111-4222-8333-944445555666',
  nonce: 'abc_-9',
  expiresAt: 1_900_000_000_000,
}

const verify = async (publicKey: DevicePublicKey, signature: string, text: string) => {
  const key = await crypto.subtle.importKey(
    'jwk',
    { ...publicKey },
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['verify'],
  )
  return crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    Buffer.from(signature, 'base64url'),
    new TextEncoder().encode(text),
  )
}

describe('device key', () => {
  it('cannot be taken out of the browser', async () => {
    const { privateKey } = await generateDeviceKey()
    expect(privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow()
  })

  it('signs what both ends write, in the shape of the contract', async () => {
    const { privateKey, publicKey } = await generateDeviceKey()
    expect(DevicePublicKey.parse(publicKey)).toEqual(publicKey)
    const text = signedText.enrol({ origin: 'http://localhost:8080', challenge, publicKey })
    const signature = await signText(privateKey, text)
    expect(DeviceSignature.parse(signature)).toBe(signature)
    expect(await verify(publicKey, signature, text)).toBe(true)
    expect(await verify(publicKey, signature, text.replace('8080', '8081'))).toBe(false)
  })

  it.each([
    [[], ''],
    [[255, 254, 253], '__79'],
    [[251, 240], '-_A'],
  ])('writes bytes %j as base64url %s', (bytes, text) => {
    expect(toBase64Url(Uint8Array.from(bytes))).toBe(text)
  })
})
