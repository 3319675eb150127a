import { generateKeyPairSync, sign } from 'node:crypto'
import type { DeviceKey } from './device-key.ts'

/** Order of P-256 (SP 800-186, 3.2.1.3). */
const n = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const zero = Buffer.alloc(32)
const ofOtherCurve = (namedCurve: string, text: string) =>
  sign('sha256', Buffer.from(text), {
    key: generateKeyPairSync('ec', { namedCurve }).privateKey,
    dsaEncoding: 'ieee-p1363',
  }).toString('base64url')

/** Ways to spoil the signature of `key` over `text`; each is to be refused wherever a device key signs. */
export const badSignatures: readonly [string, (key: DeviceKey, text: string) => Promise<string>][] = [
  ['DER', (key, text) => key.signDer(text)],
  ['r = 0', joined((_r, s) => [zero, s])],
  ['s = 0', joined((r) => [r, zero])],
  ['r = n', joined((_r, s) => [n, s])],
  ['s = n', joined((r) => [r, n])],
  ['r beyond n', joined((_r, s) => [Buffer.alloc(32, 0xff), s])],
  ['63 bytes', joined((r, s) => [r, s.subarray(0, 31)])],
  ['65 bytes', joined((r, s) => [r, s, Buffer.from([0])])],
  [
    'a bit of it turned',
    joined((r, s) => [r, Buffer.from(s.map((byte, at) => (at === 9 ? byte ^ 1 : byte)))]),
  ],
  ['secp256k1', (_key, text) => Promise.resolve(ofOtherCurve('secp256k1', text))],
  ['P-384', (_key, text) => Promise.resolve(ofOtherCurve('secp384r1', text))],
  ['nothing', () => Promise.resolve('')],
]

function joined(spoil: (r: Buffer, s: Buffer) => Buffer[]) {
  return async (key: DeviceKey, text: string) => {
    const bytes = Buffer.from(await key.sign(text), 'base64url')
    return Buffer.concat(spoil(bytes.subarray(0, 32), bytes.subarray(32))).toString('base64url')
  }
}

/** Whether the schemas of the contract let a text of this length through to the key check at all. */
export const hasLengthOfSignature = (text: string): boolean => text.length === 86
