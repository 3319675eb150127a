import type { SentNotice } from '@hearthline/shared'

const readBy = ({ recipients }: SentNotice): number =>
  recipients.filter((one) => one.acknowledgedAt !== null).length

/** How many recipients have acknowledged, and the names of those who have not. */
export const reading = (sent: SentNotice): { read: number; total: number; waiting: readonly string[] } => ({
  read: readBy(sent),
  total: sent.recipients.length,
  waiting: sent.recipients.filter((one) => one.acknowledgedAt === null).map((one) => one.displayName),
})

/**
 * What was fetched and what was pushed since, newest first. Nobody takes an acknowledgement back, so of two tellings of
 * one the fuller is the newer.
 */
export function mergeSent(fetched: readonly SentNotice[], pushed: readonly SentNotice[]): SentNotice[] {
  const known = new Map(fetched.map((sent) => [sent.batchId, sent]))
  for (const sent of pushed) {
    const other = known.get(sent.batchId)
    if (other === undefined || readBy(sent) > readBy(other)) known.set(sent.batchId, sent)
  }
  return [...known.values()].toSorted((one, other) => other.at - one.at)
}
