import type { HelpRequest } from '@hearthline/shared'

/** Who has waited longest for help that nobody has claimed, and how many others wait; null for nobody. */
export function unanswered(open: readonly HelpRequest[]): { help: HelpRequest; more: number } | null {
  const waiting = open.filter(({ claimed }) => claimed === null)
  const [first, ...others] = waiting.toSorted((one, other) => one.askedAt - other.askedAt)
  return first === undefined ? null : { help: first, more: others.length }
}
