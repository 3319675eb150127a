import type { AgentState, CallId, PersonId, SignInId } from '@hearthline/shared'
import type { Standing } from './agent-machine.ts'

/** One agent's row. `version` grows by one at each save. */
export interface AgentRow {
  personId: PersonId
  /** The sign-in whose socket and phone count; null when offline. */
  signInId: SignInId | null
  state: AgentState
  before: Standing | null
  /** Since the last answered call or the sign-in. */
  missedRings: number
  version: number
}

export interface AgentStore {
  find(personId: PersonId): AgentRow | null
  all(): AgentRow[]
  /** Everybody who is not offline. */
  present(): AgentRow[]
  /** Whether the agent whose phone this sign-in holds is in a call, an own one or one in which they are asked. */
  isOnCall(signInId: SignInId): boolean
  /**
   * Compare-and-set: saves when the stored version is still `row.version`, as `version + 1`; a row of version 0 is
   * inserted. @returns false when somebody else was first.
   */
  save(row: AgentRow): boolean
}

/** What a wrap-up's end means for the call record; implemented by calls. */
export interface WrapUpRecord {
  started(personId: PersonId, callId: CallId, atMs: number): void
  /** Writes `unfinished` where no outcome was saved. */
  unfinished(personId: PersonId, callId: CallId): void
  closed(personId: PersonId, callId: CallId, atMs: number): void
  /** Whether this sign-in's phone has carried this person's part of the call. */
  carried(personId: PersonId, callId: CallId, signInId: SignInId): boolean
}

/** Sign-ins as agents needs them; implemented by access. */
export interface AgentSignIns {
  isLive(signInId: SignInId): boolean
  /** Every live sign-in of this person. */
  liveOf(personId: PersonId): readonly SignInId[]
}
