/** What a telephone can send: RFC 4733 events 0 to 11, in the order of its keypad. */
export const dialKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const
export type Digit = (typeof dialKeys)[number]

const isDigit = (text: string): text is Digit => dialKeys.some((key) => key === text)

/** No menu of a bank asks for more; a pasted text beyond it is a mistake. */
const most = 40

/**
 * The digits in a pasted or typed text, in order: full-width digits as Chinese input methods type them count (NFKC),
 * letters and signs are left out. At most 40.
 */
export const digitsIn = (text: string): readonly Digit[] =>
  Array.from(text.normalize('NFKC')).filter(isDigit).slice(0, most)
