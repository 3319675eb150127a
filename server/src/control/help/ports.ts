import type { CallId, HelpEnd, HelpId, HelpReason, PersonId } from '@hearthline/shared'

/** A request for help as it is kept. */
export interface StoredHelp {
  helpId: HelpId
  agentId: PersonId
  callId: CallId | null
  reason: HelpReason
  note: string
  askedAt: number
  claimedBy: PersonId | null
  claimedAt: number | null
  endedAt: number | null
  end: HelpEnd | null
  endedBy: PersonId | null
}

export interface HelpStore {
  find(helpId: HelpId): StoredHelp | null
  /** The one that stands of this agent. */
  openOf(agentId: PersonId): StoredHelp | null
  /** All that stand, oldest first. */
  open(): StoredHelp[]
  insert(help: StoredHelp): void
  /** Compare-and-set: only while it stands and nobody has it. @returns whether it did. */
  claim(helpId: HelpId, by: PersonId, atMs: number): boolean
  /** Compare-and-set: only while it stands and this person has it. */
  release(helpId: HelpId, by: PersonId): boolean
  /** Compare-and-set: only while it stands. */
  end(helpId: HelpId, end: HelpEnd, by: PersonId | null, atMs: number): boolean
}
