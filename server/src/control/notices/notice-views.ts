import type { Notice, PersonRef, SentNotice } from '@hearthline/shared'
import type { NamedNotice } from './ports.ts'

/** A batch as its sender follows it; null of none. */
export const sentOf = (rows: readonly NamedNotice[]): SentNotice | null => {
  const [first] = rows
  if (!first) return null
  const { batchId, kind, text, reason, at, teamId, teamName } = first
  return {
    batchId,
    kind,
    text,
    reason,
    at,
    from: senderOf(first),
    team: teamId === null ? null : { teamId, name: teamName },
    recipients: rows.map(({ toId, toName, acknowledgedAt }) => ({
      personId: toId,
      displayName: toName,
      acknowledgedAt,
    })),
  }
}

/** One notice as its recipient reads it. */
export const noticeOf = (notice: NamedNotice): Notice => {
  const { noticeId, kind, at, text, reason, callId } = notice
  return { noticeId, kind, from: senderOf(notice), at, text, reason, callId }
}

const senderOf = ({ fromId, fromName }: NamedNotice): PersonRef => ({
  personId: fromId,
  displayName: fromName,
})
