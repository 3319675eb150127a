import type { Problem, Result } from '@hearthline/shared'
import { ok, refuse } from '@hearthline/shared'
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** Reached without an area code somewhere in the world; never dialled from here, however they are dressed up. */
const emergency = new Set(
  '000 100 101 102 103 104 108 110 111 112 113 114 115 117 118 119 120 122 123 190 191 192 193 194 198 199 900 911 912 913 914 995 997 998 999'.split(
    ' ',
  ),
)

/** Marks that ride along when a number is pasted from a contact list: directional marks, zero-width, BOM. */
const pastedMarks =
  /^[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\s]+|[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\s]+$/g

/**
 * Reads what a person typed or pasted as a number that may be dialled (RECORD-2).
 * @param text at most 80 characters of anything.
 * @param defaultCountry ISO 3166 alpha-2, for numbers without a country code.
 * @returns E.164 with `+`; or `number-not-dialable`: letters, URI parameters, digits of other scripts (full-width ones are
 * read), `+00`, emergency and short codes, premium-rate numbers, and what no numbering plan knows.
 */
export function readDialled(text: string, defaultCountry: string): Result<string> {
  const plain = text
    .replaceAll(pastedMarks, '')
    .replaceAll(/[\uff10-\uff19]/g, (digit) =>
      String.fromCodePoint((digit.codePointAt(0) ?? 0) - 0xff10 + 0x30),
    )
    .replace(/^\uff0b/, '+')
  if (plain.length > 40 || !/^\+?[\d ().\-/\u00a0\u2010-\u2013]+$/.test(plain)) return notDialable
  const digits = plain.replaceAll(/\D/g, '')
  if (plain.startsWith('+') && digits.startsWith('0')) return notDialable
  if (digits.length < 4 || emergency.has(digits)) return notDialable
  if (!isSupportedCountry(defaultCountry)) return notDialable
  const parsed = parsePhoneNumberFromString(plain.startsWith('+') ? `+${digits}` : digits, defaultCountry)
  if (!parsed?.isValid() || parsed.ext !== undefined) return notDialable
  if (emergency.has(parsed.nationalNumber) || parsed.getType() === 'PREMIUM_RATE') return notDialable
  return ok(parsed.number)
}

/**
 * A number as screens may show it: country and area stay readable, of the last four digits only two show,
 * e.g. `+1 202 555 ••47`, `+86 138 •••• ••27`. Null (withheld) gives an empty string.
 */
export function maskNumber(number: string | null): string {
  if (number === null) return ''
  const parsed = parsePhoneNumberFromString(number)
  if (!parsed) {
    const digits = number.replaceAll(/\D/g, '')
    return digits.length < 2 ? '••••' : `••••${digits.slice(-2)}`
  }
  const national = parsed.nationalNumber.length
  const shownFirst = national > 10 ? 3 : Math.max(0, national - 4)
  const hiddenUntil = national - 2
  const prefix = `+${parsed.countryCallingCode}`
  let index = 0
  const rest = parsed
    .formatInternational()
    .slice(prefix.length)
    .replaceAll(/\d/g, (digit) => {
      const position = index++
      return position >= shownFirst && position < hiddenUntil ? '•' : digit
    })
  return `${prefix}${rest}`
}

/** The last four digits, for search; null for a withheld or too short number. */
export function lastFour(number: string | null): string | null {
  const digits = number?.replaceAll(/\D/g, '') ?? ''
  return digits.length < 4 ? null : digits.slice(-4)
}

/** E.164 of what a carrier put into From or P-Asserted-Identity; null when it is no number. */
export function readCarrierNumber(text: string | null, defaultCountry: string): string | null {
  if (text === null || !/^\+?\d{3,15}$/.test(text)) return null
  if (!isSupportedCountry(defaultCountry)) return text.startsWith('+') ? text : null
  const parsed = parsePhoneNumberFromString(text, defaultCountry)
  return parsed?.isValid() ? parsed.number : text.startsWith('+') ? text : null
}

const notDialable = refuse<Problem>({
  code: 'number-not-dialable',
  detail: 'No numbering plan knows this number, or it may not be dialled from here.',
})
