/** The demo's numbers: fictional by the North American plan (555-0100 to 555-0199), routed only to the demo carrier. */
const demoNumberPrefix = '+120255501'

/** What the carrier does when a number with this last digit is called. The README and the ready block list the same. */
export const demoNumbers = [
  { digit: '0', name: 'Marisol Vega', does: 'rings 1.5 s, answers, speaks, then echoes you' },
  { digit: '1', name: 'Theo Lindqvist', does: 'answers at once with a 1000 Hz tone' },
  { digit: '2', name: 'Grace Okafor', does: 'answers and echoes you' },
  { digit: '3', name: 'Hugo Brandt', does: 'is busy' },
  { digit: '4', name: 'Lena Fischer', does: 'rings and never answers' },
  { digit: '5', name: 'Samir Haddou', does: 'plays early media (a 700 Hz tone), then answers and speaks' },
  { digit: '6', name: 'Nobody', does: 'is not in service' },
  { digit: '7', name: 'Ines Carvalho', does: 'answers, presses 1 2 3, hangs up after 8 s' },
  { digit: '8', name: 'Victor Osei', does: 'fails: the carrier answers 503' },
  { digit: '9', name: 'June Park', does: 'answers; after the call ends, calls you back in 5 s' },
] as const

export type DemoDigit = (typeof demoNumbers)[number]['digit']

/** E.164 of the demo customer whose number ends in `digit`. */
export const demoNumber = (digit: DemoDigit): string => `${demoNumberPrefix}0${digit}`

/** For people: `+1 202 555 0100`. */
export const spacedNumber = (e164: string): string =>
  e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3')
