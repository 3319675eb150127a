import { SteeringReason } from '@hearthline/shared'

/**
 * Control tells of a lead's step as `coverage` or `coverage: the lead's own words`.
 * @returns the closed word, null where there is none, and the words beside it, which may be empty
 */
export function readSteeringNote(note: string): { reason: SteeringReason | null; words: string } {
  const match = /^([a-z-]{1,40})(?:: ([\s\S]*))?$/.exec(note)
  const reason = SteeringReason.safeParse(match?.[1])
  return reason.success ? { reason: reason.data, words: match?.[2] ?? '' } : { reason: null, words: note }
}
