import { DevicePublicKey } from '@hearthline/shared'

/** ECDSA over P-256; the signature is r ‖ s, 64 bytes (IEEE P1363), as WebCrypto gives it. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const

export interface DeviceKey {
  /** Not extractable: scripts can use it in place, never read it. */
  privateKey: CryptoKey
  publicKey: DevicePublicKey
}

export const toBase64Url = (bytes: Uint8Array): string => {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Makes a device key. Fails only where WebCrypto is missing, i.e. outside https and localhost. */
export const generateDeviceKey = async (): Promise<DeviceKey> => {
  const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  return { privateKey: pair.privateKey, publicKey: DevicePublicKey.parse({ kty, crv, x, y }) }
}

/** Names a key: its RFC 7638 thumbprint (members in alphabetic order, no white space), base64url, 43 characters. */
export const keyIdOf = async ({ crv, kty, x, y }: DevicePublicKey): Promise<string> => {
  const text = JSON.stringify({ crv, kty, x, y })
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}

/**
 * Signs a text built by shared `signedText`.
 * @returns 86 characters of base64url
 */
export const signText = async (privateKey: CryptoKey, text: string): Promise<string> =>
  toBase64Url(new Uint8Array(await crypto.subtle.sign(signing, privateKey, new TextEncoder().encode(text))))
