import type { Problem, Result } from '@hearthline/shared'
import { ok, refuse } from '@hearthline/shared'
import { isSupportedCountry, parsePhoneNumberFromString, type NumberType } from 'libphonenumber-js/max'

/** A number that some numbering plan knows. */
export interface ReadNumber {
  /** With `+`. */
  e164: string
  /** ISO 3166 alpha-2; null for what belongs to no country, e.g. satellites (ITU-T E.164.1). */
  country: string | null
  /** E.164 country code, e.g. `44`. */
  callingCode: string
  type: NumberType
}

/** Reached without an area code somewhere in the world; never dialled from here, however they are dressed up. */
const emergency = new Set(
  '000 100 101 102 103 104 108 110 111 112 113 114 115 117 118 119 120 122 123 190 191 192 193 194 198 199 900 911 912 913 914 995 997 998 999'.split(
    ' ',
  ),
)

/** Marks that ride along when a number is pasted from a contact list: directional marks, zero-width, BOM. */
const pastedMarks =
  /^[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\s]+|[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\s]+$/g
/** Digits and what people write between them; no letters, no pauses (`,` `;` `p` `w`), no parameters. */
const plainNumber = /^\+?[\d ().\-/\u2010-\u2013]+$/
const shortest = 3
/** Longest of what some service answers under a number without an area. */
const longestShort = 6

/**
 * Reads what a person typed or pasted as a number that may be dialled (DIAL-1 to DIAL-4).
 * @param text anything; more than 40 characters are no number.
 * @param defaultCountry ISO 3166 alpha-2, for numbers without a country code.
 * @returns the number; or `number-not-dialable`; or `toll-guard` by `emergency` or `short-code`.
 */
export function readNumber(text: string, defaultCountry: string): Result<ReadNumber> {
  if (text.length > 80) return notDialable
  // Unicode TR15 compatibility forms: full-width and circled digits become plain ones, digits of other scripts stay.
  const plain = text.replaceAll(pastedMarks, '').normalize('NFKC')
  if (plain.length > 40 || !plainNumber.test(plain)) return notDialable
  const digits = plain.replaceAll(/\D/g, '')
  const international = plain.startsWith('+')
  if (international && digits.startsWith('0')) return notDialable
  if (!isSupportedCountry(defaultCountry)) return notDialable
  if (isEmergency(digits)) return noEmergency
  const parsed = parsePhoneNumberFromString(international ? `+${digits}` : digits, defaultCountry)
  if (parsed !== undefined && isEmergency(parsed.nationalNumber)) return noEmergency
  if (!parsed?.isValid() || parsed.ext !== undefined)
    return !international && digits.length >= shortest && digits.length <= longestShort
      ? noShortCode
      : notDialable
  return ok({
    e164: parsed.number,
    country: parsed.country ?? null,
    callingCode: parsed.countryCallingCode,
    type: parsed.getType(),
  })
}

/** Also of what a trunk's rules have made of a number. */
export const isEmergency = (digits: string): boolean => emergency.has(digits)

const notDialable = refuse<Problem>({
  code: 'number-not-dialable',
  detail: 'No numbering plan knows this number, or it may not be dialled from here.',
})
const noEmergency = refuse<Problem>({
  code: 'toll-guard',
  detail: 'Emergency services are not called from here: nobody would know where the caller is.',
  toll: { rule: 'emergency', opensAt: null },
})
const noShortCode = refuse<Problem>({
  code: 'toll-guard',
  detail: 'Short codes are not called from here.',
  toll: { rule: 'short-code', opensAt: null },
})
