import type { Trunk } from '@hearthline/shared'

/*
 * Prefix rules and caller IDs as lines of text, which are quicker to write, paste and compare than rows of fields:
 *   `+49 3 0`          numbers of +49: 3 characters off the front, then 0
 *   `+49 +12025550123` numbers of +49 show that caller ID
 */

type Prefixes = Trunk['prefixes']
type CallerIds = Trunk['callerIds']

const wordsOf = (text: string): string[][] =>
  text
    .normalize('NFKC')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== undefined && first !== '')

export const prefixLines = (prefixes: Prefixes): string =>
  prefixes
    .map(({ prefix, strip, prepend }) =>
      strip === 0 && prepend === '' ? prefix : `${prefix} ${strip} ${prepend}`.trimEnd(),
    )
    .join('\n')

/** Null when a line is none; what a prefix may be is the contract's to say. */
export const prefixesOf = (text: string): Prefixes | null => {
  const rules: Prefixes = []
  for (const [prefix = '', strip = '0', prepend = '', ...rest] of wordsOf(text)) {
    if (rest.length > 0 || !/^\d{1,2}$/.test(strip)) return null
    rules.push({ prefix, strip: Number(strip), prepend })
  }
  return rules
}

export const callerIdLines = (callerIds: CallerIds): string =>
  callerIds.map(({ prefix, callerId }) => `${prefix} ${callerId}`).join('\n')

/** Null when a line is none. */
export const callerIdsOf = (text: string): CallerIds | null => {
  const ids: CallerIds = []
  for (const [prefix = '', callerId, ...rest] of wordsOf(text)) {
    if (rest.length > 0 || callerId === undefined) return null
    ids.push({ prefix, callerId })
  }
  return ids
}
