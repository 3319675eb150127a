import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDeviceKey } from '../testing/browser.ts'
import { isOnCurve, shortCodeOf, thumbprintOf, verifySignature } from './device-key.ts'

const n = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'
const p = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff'
const one = `${'0'.repeat(63)}1`
const zero = '0'.repeat(64)
const encoded = (...hex: string[]) => Buffer.from(hex.join(''), 'hex').toString('base64url')
const ec = { kty: 'EC', crv: 'P-256' } as const

describe('the device key', () => {
  it('ACCESS-3: a signature of WebCrypto verifies, over that text and by that key only', async () => {
    const key = await createDeviceKey()
    const other = await createDeviceKey()
    const signature = await key.sign('text')
    expect(verifySignature(key.publicKey, 'text', signature)).toBe(true)
    expect(verifySignature(key.publicKey, 'texu', signature)).toBe(false)
    expect(verifySignature(other.publicKey, 'text', signature)).toBe(false)
  })

  it('ACCESS-3: DER is refused', async () => {
    const key = await createDeviceKey()
    expect(verifySignature(key.publicKey, 'text', await key.signDer('text'))).toBe(false)
  })

  it('ACCESS-3: a flipped bit, a missing byte and a longer signature are refused', async () => {
    const key = await createDeviceKey()
    const bytes = Buffer.from(await key.sign('text'), 'base64url')
    const flipped = Buffer.from(bytes)
    flipped[40] = (flipped[40] ?? 0) ^ 1
    for (const wrong of [flipped, bytes.subarray(0, 63), Buffer.concat([bytes, Buffer.from([0])])])
      expect(verifySignature(key.publicKey, 'text', wrong.toString('base64url'))).toBe(false)
  })

  it.each([
    ['r = 0', encoded(zero, one)],
    ['s = 0', encoded(one, zero)],
    ['r = n', encoded(n, one)],
    ['s = n', encoded(one, n)],
    ['both zero', encoded(zero, zero)],
    ['empty', ''],
    ['not base64url', '!'.repeat(86)],
    ['padding', `${encoded(one, one)}==`],
    ['a second spelling of the last character', `${encoded(one, one).slice(0, -1)}R`],
  ])('ACCESS-3: %s is refused without an exception', async (_case, signature) => {
    const key = await createDeviceKey()
    expect(verifySignature(key.publicKey, 'text', signature)).toBe(false)
  })

  it('ACCESS-3: a generated key is on the curve; moved off it, it is not', async () => {
    const { publicKey } = await createDeviceKey()
    expect(isOnCurve(publicKey)).toBe(true)
    const y = Buffer.from(publicKey.y, 'base64url')
    y[31] = (y[31] ?? 0) ^ 1
    expect(isOnCurve({ ...publicKey, y: y.toString('base64url') })).toBe(false)
    expect(isOnCurve({ ...publicKey, x: publicKey.y, y: publicKey.x })).toBe(false)
  })

  it.each([
    ['x = y = 0', encoded(zero), encoded(zero)],
    ['x = p', encoded(p), encoded(one)],
    ['y = p', encoded(one), encoded(p)],
    ['short coordinates', 'AA', 'AA'],
  ])('ACCESS-3: %s is no key', (_case, x, y) => {
    expect(isOnCurve({ ...ec, x, y })).toBe(false)
    expect(verifySignature({ ...ec, x, y }, 'text', encoded(one, one))).toBe(false)
  })

  it('has the thumbprint of RFC 7638', () => {
    const key = { ...ec, x: 'a'.repeat(43), y: 'b'.repeat(43) }
    const canonical = `{"crv":"P-256","kty":"EC","x":"${key.x}","y":"${key.y}"}`
    expect(thumbprintOf(key)).toBe(createHash('sha256').update(canonical).digest('base64url'))
  })

  it('ACCESS-4: the short code is six digits and follows key and request', () => {
    expect(shortCodeOf('thumb', 'device-1')).toMatch(/^\d{6}$/)
    expect(shortCodeOf('thumb', 'device-1')).toBe(shortCodeOf('thumb', 'device-1'))
    expect(shortCodeOf('thumb', 'device-1')).not.toBe(shortCodeOf('thumb', 'device-2'))
    expect(shortCodeOf('thumc', 'device-1')).not.toBe(shortCodeOf('thumb', 'device-1'))
  })
})
