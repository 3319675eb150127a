/**
 * Control explains a bad row in an English sentence. These are its sentences, so that a screen of another language can
 * say them too; one that is new here is shown as it came.
 */
const sentences = [
  [/^The user name (?<value>.+) is in line (?<line>\d+) already\.$/, 'twice'],
  [/^The user name (?<value>.+) is taken\.$/, 'taken'],
  [/^There is no column "(?<value>.*)"\.$/, 'no-column'],
  [/^This column is there twice\.$/, 'column-twice'],
  [/^This column is missing\./, 'column-missing'],
  [/^This row has (?<value>\d+) cells; the first line has (?<line>\d+)\.$/, 'cells'],
  [/^A user name has /, 'user-name'],
  [/^A display name has /, 'display-name'],
  [/^A role is /, 'role'],
  [/^Administrators belong to no team\.$/, 'administrator-team'],
  [/^There is no site called (?<value>.*)\.$/, 'no-site'],
  [/^There is no team called (?<value>.*)\.$/, 'no-team'],
  [/^Somebody may be in (?<value>\d+) teams\.$/, 'many-teams'],
  [/^This cell is longer than (?<value>\d+) characters\.$/, 'long-cell'],
  [/^A cell may not begin with /, 'formula'],
  [/^This cell holds characters that cannot be shown/, 'unprintable'],
  [/^A quotation mark is opened here or above/, 'open-quote'],
  [/^This row is no CSV\./, 'no-csv'],
] as const satisfies readonly (readonly [RegExp, string])[]

export type BadRowWhy = (typeof sentences)[number][1]

export interface BadRowMeaning {
  why: BadRowWhy
  value: string
  line: string
}

/** What a sentence of control about a row means; null for one that is not known here. */
export const meaningOf = (detail: string): BadRowMeaning | null => {
  for (const [pattern, why] of sentences) {
    const match = pattern.exec(detail)
    if (match !== null) {
      return { why, value: match.groups?.['value'] ?? '', line: match.groups?.['line'] ?? '' }
    }
  }
  return null
}
