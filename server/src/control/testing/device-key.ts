import { createHash } from 'node:crypto'
import { DevicePublicKey } from '@hearthline/shared'

export interface DeviceKey {
  publicKey: DevicePublicKey
  /** RFC 7638 thumbprint. */
  keyId: string
  /** P1363 in base64url, as WebCrypto makes it. */
  sign(text: string): Promise<string>
  signDer(text: string): Promise<string>
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const

export async function createDeviceKey(): Promise<DeviceKey> {
  const pair = await crypto.subtle.generateKey(curve, true, ['sign', 'verify'])
  const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const publicKey = DevicePublicKey.parse({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y })
  const sign = async (text: string) =>
    Buffer.from(await crypto.subtle.sign(signing, pair.privateKey, new TextEncoder().encode(text)))
  return {
    publicKey,
    keyId: createHash('sha256')
      .update(`{"crv":"P-256","kty":"EC","x":"${publicKey.x}","y":"${publicKey.y}"}`)
      .digest('base64url'),
    sign: async (text) => (await sign(text)).toString('base64url'),
    signDer: async (text) => derOf(await sign(text)).toString('base64url'),
  }
}

const integer = (bytes: Buffer) => {
  const trimmed = bytes.subarray(bytes.findIndex((byte) => byte !== 0))
  const positive = (trimmed[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed
  return Buffer.concat([Buffer.from([2, positive.length]), positive])
}

/** ECDSA-Sig-Value (RFC 3279, 2.2.3) of r ‖ s. */
function derOf(signature: Buffer): Buffer {
  const body = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))])
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}
