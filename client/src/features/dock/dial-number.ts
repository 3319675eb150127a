/** What is left of anything a person types or pastes as a number. */
export interface CleanNumber {
  /** Digits, with a `+` in front where there was one; at most 20 characters, for E.164 has 15 digits. */
  digits: string
  /** An extension was cut off: it is dialled by hand after the answer. */
  extension: boolean
}

/**
 * Cleans a number of any format: spaces, dashes, brackets, dots, `tel:`, full-width digits, `00` for `+`, and the `(0)`
 * that is written after a country code and never dialled from abroad.
 */
export function cleanNumber(text: string): CleanNumber {
  // NFKC turns full-width and other compatibility digits and signs into plain ones (UAX #15).
  const plain = text.normalize('NFKC').replace(/^\s*(?:tel|sip|callto):/i, '')
  const [main = '', ...rest] = plain.split(/(?:;|,|#|\bext\b\.?|\bx(?=\s*\d))/i)
  const international = /^\s*\(?\s*(?:\+|00)/.test(main)
  const trunkPrefix = international ? main.replace(/\(\s*0\s*\)/, '') : main
  const digits = trunkPrefix.replaceAll(/\D/g, '')
  const extension = rest.some((part) => /\d/.test(part))
  const bare = international && !main.includes('+') ? digits.replace(/^00/, '') : digits
  return { digits: `${international ? '+' : ''}${bare}`.slice(0, 20), extension }
}
