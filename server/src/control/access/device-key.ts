import { createHash, createPublicKey, verify } from 'node:crypto'
import type { DevicePublicKey } from '@hearthline/shared'

/** P-256 domain parameters: FIPS 186-5 / SP 800-186, section 3.2.1.3. */
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * Whether the key is a point of P-256: both coordinates in canonical base64url and below p, and y² = x³ − 3x + b.
 * The point at infinity has no such coordinates, and the curve's cofactor is 1, so nothing else needs checking
 * (SP 800-56A rev. 3, 5.6.2.3.3).
 */
export function isOnCurve(key: DevicePublicKey): boolean {
  const x = integerOf(key.x)
  const y = integerOf(key.y)
  if (x === null || y === null || x >= p || y >= p) return false
  return (y * y - (x * x * x - 3n * x + b)) % p === 0n
}

/** SHA-256 of the key's required members in lexical order, base64url (RFC 7638). */
export const thumbprintOf = (key: DevicePublicKey): string =>
  createHash('sha256')
    .update(JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x, y: key.y }))
    .digest('base64url')

/** Six digits that owner and administrator compare by voice; another key or another request gives others. */
export function shortCodeOf(thumbprint: string, deviceId: string): string {
  const digest = createHash('sha256').update(`hearthline-short-code-v1|${thumbprint}|${deviceId}`).digest()
  // 48 bits over 10^6 leave a bias below 1 in 10^8.
  return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
}

/**
 * Verifies ECDSA P-256 with SHA-256 over `text`. The signature is r ‖ s (IEEE P1363), exactly 64 bytes in canonical
 * base64url, with 0 < r, s < n; DER or anything else is false, never an exception.
 */
export function verifySignature(key: DevicePublicKey, text: string, signature: string): boolean {
  const bytes = bytesOf(signature, 64)
  if (bytes === null) return false
  const r = BigInt(`0x${bytes.subarray(0, 32).toString('hex')}`)
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`)
  if (r === 0n || s === 0n || r >= n || s >= n || !isOnCurve(key)) return false
  const publicKey = createPublicKey({
    key: { kty: key.kty, crv: key.crv, x: key.x, y: key.y },
    format: 'jwk',
  })
  return verify('sha256', Buffer.from(text, 'utf8'), { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes)
}

/** Decodes base64url of exactly `length` bytes; null for any other length, alphabet or spelling. */
function bytesOf(text: string, length: number): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length === length && bytes.toString('base64url') === text ? bytes : null
}

function integerOf(coordinate: string): bigint | null {
  const bytes = bytesOf(coordinate, 32)
  return bytes === null ? null : BigInt(`0x${bytes.toString('hex')}`)
}
