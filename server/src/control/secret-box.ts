import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { RandomSource } from './ports.ts'

/** Seals short secrets that must be readable again (trunk passwords, authenticator secrets) for the database. */
export interface SecretBox {
  /** `v1.` and base64url of nonce ‖ tag ‖ ciphertext. `context` names the place, so that no sealed text fits another. */
  seal(secret: string, context: string): string
  /** Null when the text was not sealed by this key for this place. */
  open(sealed: string, context: string): string | null
}

const nonceBytes = 12
const tagBytes = 16
const prefix = 'v1.'

/** AES-256-GCM (NIST SP 800-38D). @param key 32 bytes. */
export function createSecretBox(key: Uint8Array, random: RandomSource): SecretBox {
  return {
    seal: (secret, context) => {
      const nonce = random.bytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
    },
    open: (sealed, context) => {
      if (!sealed.startsWith(prefix)) return null
      const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url')
      if (bytes.length < nonceBytes + tagBytes) return null
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      try {
        return (
          decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
        )
      } catch {
        // The tag does not fit: another key, another place, or a changed text.
        return null
      }
    },
  }
}
