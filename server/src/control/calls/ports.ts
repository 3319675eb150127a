import type {
  CallControls,
  CallId,
  ConsultTarget,
  Customer,
  CustomerId,
  Direction,
  Disclosure,
  Disposition,
  LegId,
  MonitorMode,
  Page,
  PersonId,
  RecordingId,
  RecordingSummary,
  Result,
  SignInId,
  TeamId,
  TrunkId,
} from '@hearthline/shared'
import type { z } from 'zod'
import type { JournalledEvent, LegRole, VoiceCommand } from '../../protocol/voice-link.ts'
import type { CallCustomer, CallState } from './call-state.ts'

/** Whose calls may be listed: an agent's own, those of a lead's teams, or all. */
export type CallScope =
  | { type: 'own'; personId: PersonId }
  | { type: 'teams'; teamIds: readonly TeamId[] }
  | { type: 'all' }

export interface CallQuery {
  offset: number
  limit: number
  search?: string | undefined
  agentId?: PersonId | undefined
  direction?: Direction | undefined
  disposition?: Disposition | undefined
  recorded?: 'true' | 'false' | undefined
  from?: number | undefined
  until?: number | undefined
}

/** A supervisor's leg as the voice node has confirmed it. */
export interface SupervisorLeg {
  legId: LegId
  personId: PersonId
  since: number
  mode: MonitorMode
  modeSince: number
}

export interface CallStore {
  find(callId: CallId): CallState | null
  insert(call: CallState): void
  update(call: CallState): void
  /** Every call that has not ended. */
  open(): CallState[]
  /** Whether an open call belongs to this sign-in; one that a supervisor has taken over does not any more. */
  hasOpen(signInId: SignInId): boolean
  /** Whether the person of this sign-in has a supervisor's leg in a call now. */
  isSupervising(signInId: SignInId): boolean
  /** Whether that leg speaks in an agent's place. */
  hasTakenOver(signInId: SignInId): boolean
  page(scope: CallScope, query: CallQuery): Page<CallState>
  /** Who last talked with this number, over calls that were answered. */
  lastAgentFor(number: string): PersonId | null
  /** Calls that this agent had a part in, each once: their own talk and wrap-up, not what others had of the call. */
  countersOf(
    personId: PersonId,
    sinceMs: number,
  ): { callId: CallId; startedAt: number; talkMs: number | null; wrapUpMs: number | null }[]
  saveNote(callId: CallId, note: string): void
  saveDisposition(callId: CallId, disposition: Disposition): void
  saveWorstMos(callId: CallId, mos: number): void
  wrapUpStarted(callId: CallId, atMs: number): void
  wrapUpEnded(callId: CallId, atMs: number): void
  legJoined(leg: {
    legId: LegId
    callId: CallId
    role: z.infer<typeof LegRole>
    personId: PersonId | null
    mode: MonitorMode | null
    modeSince: number | null
    joinedAt: number
  }): void
  /** A supervisor's leg is in this mode since then. */
  legMode(legId: LegId, mode: MonitorMode, atMs: number): void
  legLeft(legId: LegId, atMs: number): void
  /** Legs of supervisors in it now, oldest first. */
  supervisors(callId: CallId): SupervisorLeg[]
  /** The same for all open calls at once; a call without supervisors is not in it. */
  openSupervisors(): ReadonlyMap<CallId, SupervisorLeg[]>
}

/** The part of an agent who has given a call away: what they wrote of it, beside the record that goes on (RECORD-16). */
export interface CallPart {
  callId: CallId
  /** 0 for the first transfer of the call. */
  step: number
  fromPersonId: PersonId
  fromSignInId: SignInId
  /** Null: a number outside. */
  toPersonId: PersonId | null
  to: ConsultTarget
  blind: boolean
  at: number
  disposition: Disposition | null
  note: string
  wrapUpStartedAt: number | null
  wrapUpEndedAt: number | null
}

export type PartChange = Partial<Pick<CallPart, 'disposition' | 'note' | 'wrapUpStartedAt' | 'wrapUpEndedAt'>>

export interface TransferStore {
  /** In the order in which they happened. */
  ofCall(callId: CallId): CallPart[]
  /**
   * Writes the leaver's part, with what the record says of their work by now; what is theirs alone (outcome and wrap-up)
   * leaves the record when another agent gets the call. Inside the running dbTransaction.
   */
  add(
    transfer: Pick<
      CallPart,
      'callId' | 'fromPersonId' | 'fromSignInId' | 'toPersonId' | 'to' | 'blind' | 'at'
    >,
  ): void
  /** The latest part of this agent in this call; null for somebody who has given nothing away. */
  partOf(callId: CallId, personId: PersonId): CallPart | null
  savePart(part: Pick<CallPart, 'callId' | 'step'>, change: PartChange): void
}

/** Stretches that a recording was paused for; implemented by recordings. All of it inside the running dbTransaction. */
export interface PauseLedger {
  /** The pause in effect from now on; null for none. Saying the same twice changes nothing. */
  follow(
    call: Pick<CallState, 'callId' | 'agentId' | 'takenOverBy'>,
    pause: CallControls['recordingPause'],
    atMs: number,
  ): void
}

/** Keeps the log of who listened to whom; implemented by supervision. All of it inside the running dbTransaction. */
export interface MonitoringLedger {
  /** The leg is in this mode from now on; also its first one. */
  entered(call: CallState, leg: Pick<SupervisorLeg, 'legId' | 'personId' | 'mode'>, atMs: number): void
  left(call: CallState, leg: Pick<SupervisorLeg, 'legId' | 'personId' | 'mode'>, atMs: number): void
}

export interface CustomerStore {
  find(customerId: CustomerId): (CallCustomer & { customerId: CustomerId }) | null
  findByNumber(number: string): CallCustomer | null
  page(query: { offset: number; limit: number; search?: string | undefined }): Page<Customer>
  insert(customer: {
    customerId: CustomerId
    displayName: string
    number: string
    country: string
    demoNote: string | null
  }): void
}

/** How far the journal of each voice node is applied. All of it inside the dbTransaction of the change itself. */
export interface JournalStore {
  appliedSeq(nodeId: string): number
  setAppliedSeq(nodeId: string, seq: number): void
  isApplied(eventId: string): boolean
  record(nodeId: string, entry: JournalledEvent, outcome: 'applied' | 'late' | 'failed', atMs: number): void
  /** Forgets ids of events older than this; their seq protects them. */
  forgetBefore(atMs: number): void
}

/** What calls tells recordings; rows follow the voice node's word. */
export interface RecordingLedger {
  started(recording: { recordingId: RecordingId; callId: CallId; fileName: string; startedAt: number }): void
  sealed(recording: {
    recordingId: RecordingId
    callId: CallId
    fileName: string
    sha256: string
    durationMs: number
    sizeBytes: number
    recovered: boolean
    atMs: number
  }): void
  failed(recordingId: RecordingId): void
  summaryOf(callId: CallId): z.infer<typeof RecordingSummary> | null
}

export interface TrunkList {
  inboundTeamOf(trunkId: TrunkId): TeamId | null
}

/** The voice nodes, as calls needs them. */
export interface VoiceNodes {
  linked(): boolean
  /** Sends a command to every node. True when all have carried it out; false when one refused, was silent, or none is linked. */
  command(command: VoiceCommand): Promise<boolean>
  /**
   * Sends a command to every node, for one of them to carry out: the first that says so wins. Refusals: the most telling
   * of the nodes (`call-not-found` only when all say it); `voice-unavailable` when none is linked or one stayed silent.
   */
  ask(command: VoiceCommand): Promise<Result<null>>
}

/** People as calls needs them. */
export interface Directory {
  displayName(personId: PersonId): string | null
  /** Teams that the person works in or leads. */
  teamIds(personId: PersonId): readonly TeamId[]
  wrapUpMs(teamId: TeamId | null): number
  /** What agents of this team are told of who listens. */
  disclosure(teamId: TeamId | null): Disclosure
}
