import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

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
