import {
  type KeyObject,
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto'
import { type Result, ok, refuse } from '@hearthline/shared'
import { tagBytes } from './format.ts'

/**
 * A file's key, wrapped for a public key: an ephemeral X25519 key agrees on a secret with the public key, HKDF-SHA-256
 * (RFC 5869, salted with both public keys) makes a key of it, AES-256-GCM wraps. The ephemeral private key is forgotten at once: whoever wrote the
 * file cannot read it.
 */
export interface WrappedKey {
  keyId: string
  ephemeralPublicKey: string
  wrappedKey: string
}

export type KeyProblem = { code: 'bad-key' | 'wrong-key'; detail: string }

const info = Buffer.from('hearthline recording key v1', 'latin1')
// The wrapping key is used for this one message only, so a fixed nonce is safe.
const wrapNonce = Buffer.alloc(12)
/** SPKI of X25519 is a fixed prefix and the 32 raw bytes (RFC 8410). */
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex')

const rawPublic = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' }).subarray(-32)

const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)

/** A new pair for recordings: SPKI and PKCS#8 PEM. The private half stays with control. */
export function generateRecordingKeyPair(): { publicKeyPem: string; privateKeyPem: string; keyId: string } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return {
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    keyId: keyIdOf(publicKey),
  }
}

function wrappingKey(own: KeyObject, other: KeyObject, ephemeral: Buffer, recipient: Buffer): Buffer {
  const secret = diffieHellman({ privateKey: own, publicKey: other })
  return Buffer.from(hkdfSync('sha256', secret, Buffer.concat([ephemeral, recipient]), info, 32))
}

/** Wraps `fileKey` (32 bytes) so that only the holder of the private key gets it back. Refuses anything but an X25519 key. */
export function wrapKey(fileKey: Buffer, publicKeyPem: string): Result<WrappedKey, KeyProblem> {
  const recipient = readKey(() => createPublicKey(publicKeyPem))
  if (!recipient) return refuse({ code: 'bad-key', detail: 'the recording key is not an X25519 public key' })
  const ephemeral = generateKeyPairSync('x25519')
  const ephemeralRaw = rawPublic(ephemeral.publicKey)
  const key = wrappingKey(ephemeral.privateKey, recipient, ephemeralRaw, rawPublic(recipient))
  const cipher = createCipheriv('aes-256-gcm', key, wrapNonce)
  const wrapped = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()])
  return ok({
    keyId: keyIdOf(recipient),
    ephemeralPublicKey: ephemeralRaw.toString('base64'),
    wrappedKey: wrapped.toString('base64'),
  })
}

/** The file key again; `wrong-key` when the private key is not the one that the file was written for. */
export function unwrapKey(wrapped: WrappedKey, privateKeyPem: string): Result<Buffer, KeyProblem> {
  const own = readKey(() => createPrivateKey(privateKeyPem))
  if (!own) return refuse({ code: 'bad-key', detail: 'not an X25519 private key' })
  const ownPublic = createPublicKey(own)
  if (keyIdOf(ownPublic) !== wrapped.keyId) {
    return refuse({ code: 'wrong-key', detail: `the recording was written for key ${wrapped.keyId}` })
  }
  try {
    const ephemeralRaw = Buffer.from(wrapped.ephemeralPublicKey, 'base64')
    const ephemeral = createPublicKey({
      key: Buffer.concat([spkiPrefix, ephemeralRaw]),
      format: 'der',
      type: 'spki',
    })
    const key = wrappingKey(own, ephemeral, ephemeralRaw, rawPublic(ownPublic))
    const bytes = Buffer.from(wrapped.wrappedKey, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key, wrapNonce)
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    return ok(Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]))
  } catch {
    return refuse({ code: 'wrong-key', detail: 'the wrapped key does not open' })
  }
}

function readKey(read: () => KeyObject): KeyObject | null {
  try {
    const key = read()
    return key.asymmetricKeyType === 'x25519' ? key : null
  } catch {
    return null
  }
}
