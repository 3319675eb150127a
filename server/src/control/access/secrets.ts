import { createHash, timingSafeEqual } from 'node:crypto'
import type { RandomSource } from '../ports.ts'

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Nothing that reads like something else over the phone: no 0 O, 1 I L, 5 S, 8 B. */
const referenceAlphabet = '234679ACDEFGHJKMNPQRTUVWXYZ'

const secretBytes = 32

/** 256 bits in base64url, 43 characters. */
export const newSecret = (random: RandomSource): string =>
  Buffer.from(random.bytes(secretBytes)).toString('base64url')

/** Whether a text has the shape of `newSecret`; cheap refusal before any lookup. */
export const looksLikeSecret = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

/** Hex SHA-256. Enough for secrets of 256 bits; short ones need Argon2id. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** An enrolment code: 10 characters of RFC 4648 base32, each from 5 unbiased bits. */
export const newEnrolmentCode = (random: RandomSource): string =>
  Array.from(random.bytes(10), (byte) => base32Alphabet[byte & 31]).join('')

/** What a refused person quotes to the help desk, e.g. `7K4-QX2`. Finds a row, proves nothing. */
export function newReference(random: RandomSource): string {
  const text = Array.from(random.bytes(6), (byte) => referenceAlphabet[byte % referenceAlphabet.length]).join(
    '',
  )
  return `${text.slice(0, 3)}-${text.slice(3)}`
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Compares two texts without telling by time where they differ. */
export function sameText(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right))
}
