import type {
  CallId,
  DeviceGrade,
  DeviceId,
  Notice,
  PersonId,
  Problem,
  Role,
  ShiftWindow,
  SignedOut,
  SignInId,
  SiteId,
  SteeringReason,
  TeamId,
} from '@hearthline/shared'

export type { Clock, RandomSource, Timer } from '../ports.ts'

/** What control needs of a logger; a pino logger is one. Never give it secrets or full phone numbers. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/**
 * Runs `work` in one dbTransaction: all of it is committed, or (when it throws) none. May be nested.
 * `work` is synchronous, since SQLite has one writer and nothing else may slip in between.
 */
export type Transact = <Value>(work: () => Value) => Value

/** Who changes something, and from where; null stands for the console and the seed. */
export interface Editor {
  personId: PersonId
  /** Normalised. */
  address: string
}

/** One step for the audit trail: ids and closed words only, never names, numbers or notes. */
export interface AuditEntry {
  /** `domain.step`, e.g. `access.sign-in`. */
  action: string
  /** Who did it; null when nobody is known (a refused stranger, the system's own timer). */
  actorId: string | null
  /** What it was done to. */
  subjectId: string | null
  address: string | null
  outcome: 'done' | 'refused'
  /** Closed word: the true reason of a refusal, or a detail of the step. */
  reason?: string | null
  /** What the refused person was given to quote. */
  reference?: string | null
}

export interface Audit {
  /** Appends inside the running dbTransaction if there is one, else in its own. */
  append(entry: AuditEntry): void
}

/** Tells agents what leads do to them. Implemented by notices/. */
export interface SteeringNotices {
  /** One notice to one agent, written inside the running dbTransaction, shown once that is committed. */
  steered(step: {
    kind: Exclude<Notice['kind'], 'message' | 'broadcast' | 'coaching-note'>
    to: PersonId
    by: PersonId
    reason: SteeringReason | null
    note: string
    callId: CallId | null
  }): void
}

/** A sign-in is over. Committed before it is told, so a subscriber never sees it undone. */
export interface SignInEnded {
  signInId: SignInId
  personId: PersonId
  reason: SignedOut['reason']
  /** Display name of the administrator who ended it; null when nobody did. */
  by: string | null
  /** What that administrator wrote. */
  note: string | null
  atMs: number
  /** What the person can quote to the help desk; the row of the trail has it. */
  reference: string
  /** What becomes of a live call of this sign-in: told to the voice node. */
  calls: 'end' | 'drain'
  /** What people are told: `none` when there was no live call. */
  call: SignedOut['call']
}

/** Where a person may come from. Implemented by networks/. */
export interface NetworkFence {
  /** The rule that lets this person in from this normalised address; null when none does. */
  ruleFor(personId: PersonId, address: string): { name: string; siteId: SiteId | null } | null
  /** Name of a rule that covers the address for this person, else of any rule; for screens. */
  nameOf(personId: PersonId, address: string): string | null
  /** Allows one address to one person until then, as somebody asked for; inside the running dbTransaction. */
  allowHome(personId: PersonId, address: string, endsAtMs: number, by: PersonId): void
  /** Told after each commit that changed who may come from where. @returns the end of the subscription. */
  whenChanged(listener: (by: PersonId | null) => void): () => void
}

/** When a person may work. Implemented by shifts/. */
export type ShiftAccess =
  /** No hours are set for them. */
  | { type: 'always' }
  /** Until `untilMs`, which counts grace and overtime; `by` is what it is open by now. */
  | { type: 'open'; by: 'window' | 'grace' | 'overtime'; window: ShiftWindow | null; untilMs: number }
  | { type: 'closed'; next: NonNullable<Problem['shift']> | null }

export interface ShiftClock {
  accessAt(personId: PersonId, atMs: number): ShiftAccess
  /** Inside the running dbTransaction. */
  grantOvertime(personId: PersonId, minutes: number, reason: string, by: PersonId): { untilMs: number }
  whenChanged(listener: (by: PersonId | null) => void): () => void
}

/** A live sign-in, for previews of what a change would end. Implemented by access/. */
export interface LiveSignInFacts {
  signInId: SignInId
  personId: PersonId
  address: string
  inCall: boolean
}

export interface Revocations {
  /** @returns a function that ends the subscription; calling it again does nothing. */
  subscribe(listener: (ended: SignInEnded) => void): () => void
}

/** Asked by access so that a live call counts as activity and is never cut by an expiry. */
export interface LiveCallActivity {
  /** Also when its person only listens to somebody else's. */
  hasLiveCall(signInId: SignInId): boolean
  /** Whether a customer would be alone without it: an agent's own call, or one that its person has taken over. */
  speaksInCall(signInId: SignInId): boolean
}

/** Who sends a signed-in request, as handlers and gateways see it. */
export interface CurrentSignIn {
  person: {
    personId: PersonId
    displayName: string
    role: Role
    /** Teams an agent works in; empty for others. */
    teamIds: readonly TeamId[]
    /** Teams a lead leads; empty for others. */
    ledTeamIds: readonly TeamId[]
  }
  signIn: {
    signInId: SignInId
    signedInAtMs: number
    expiresAtMs: number
    /** Past its absolute end and kept only for the call that still runs: nothing new may start. */
    draining: boolean
  }
  device: { deviceId: DeviceId; name: string; grade: DeviceGrade }
  /** Normalised client address of this request. */
  address: string
  /** It is another line than the one that this sign-in was last proved on. */
  elsewhere: boolean
}
