import type {
  CallControl,
  CallId,
  ControlAnswer,
  PersonId,
  RecordingId,
  SignInId,
  TeamId,
  TerminationKind,
  TrunkId,
} from '@hearthline/shared'
import type { z } from 'zod'
import type { MediaEvent, MediaReply, MediaRequest, RecordingSeal } from '../protocol/media-ipc.ts'
import type { TrunkRoute } from '../protocol/ticket.ts'
import type { InboundRoute, JournalledEvent, RouteInbound, VoiceEvent } from '../protocol/voice-link.ts'

/**
 * What the domain of live calls needs of the world: media, SIP legs, the journal, control, the disk. Time and chance are
 * in `server/src/ports.ts`. Adapters implement these; only `app.ts` joins them.
 */

/** The shape of pino. Never SDP, tickets, credentials or whole numbers. */
export interface VoiceLog {
  debug(fields: Record<string, unknown>, message: string): void
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

// ---- media -------------------------------------------------------------------------------------------------------

/** Requests about one room. The others of the worker protocol are the pool's own business. */
export type RoomRequest = Exclude<MediaRequest, { type: 'init' | 'ping' | 'stats' }>
export type MediaOutcome = MediaReply['outcome']
export type RoomEvent =
  | MediaEvent
  /**
   * Whoever carried this room is gone and every leg of it with them. Today the call ends; a plane that can open the room
   * again elsewhere and a call machine that re-INVITEs both sides would start from this same event.
   */
  | { type: 'room-lost'; callId: CallId }

export interface MediaGauges {
  workersReady: number
  rooms: number
  legs: number
  packetsLost: number
}

/**
 * The seam between calls and media: the pool of our own workers now, rtpengine behind the same words later.
 * Requests for one room are carried out in the order of sending and always answered; a lost worker answers
 * `worker-gone`, and `room-lost` is told; `open-room` answers `no-worker` where none could take it. After
 * `close-room` or `room-lost` no event of that room follows.
 */
export interface MediaPlane {
  send(request: RoomRequest): Promise<MediaOutcome>
  /** @returns a function that ends the subscription. */
  onEvent(listener: (event: RoomEvent) => void): () => void
  gauges(): MediaGauges
  /** Resolves once it can carry a room. */
  ready(): Promise<void>
  dispose(): Promise<void>
}

/** Seals the file of a writer that died; null when there is nothing worth sealing. */
export type SealRecording = (filePath: string) => Promise<RecordingSeal | null>

// ---- SIP legs ----------------------------------------------------------------------------------------------------

/** How an INVITE of ours came to nothing. */
export type LineFailure =
  | { kind: 'rejected'; status: number }
  | { kind: 'timeout' }
  | { kind: 'transport' }
  | { kind: 'cancelled' }

/** How an answered leg ended without our asking: hung up, or its peer no longer answers. */
export type LineEnd = 'hung-up' | 'gone'

/** Why we end a leg: the words of the Reason header, and the final status if the leg is not answered yet. */
export interface LineCause {
  /**
   * Ends of a leg that are no end of the call. `taken-over`: a supervisor is in its place; `transferred`: the call is
   * somebody else's now; `rejoined`: another leg of the same person has taken its place; `consult-left`: a consult party
   * is not needed any more; `loopback-over`: a leg that heard itself has done so long enough.
   */
  kind: TerminationKind | 'taken-over' | 'transferred' | 'rejoined' | 'consult-left' | 'loopback-over'
  status: number
}

export type LineEvent =
  /** Of a leg that we called: a provisional answer above 100, perhaps with early media. */
  | { type: 'line-progressed'; status: number; sdp: string | null }
  | { type: 'line-answered'; sdp: string | null }
  | { type: 'line-failed'; failure: LineFailure }
  /** Of a leg that called us: withdrawn before our final answer. */
  | { type: 'line-cancelled' }
  /** Of a leg that called us without an offer: its answer to ours. */
  | { type: 'line-late-answer'; sdp: string }
  | { type: 'line-ended'; end: LineEnd }
  /** The connection under the leg is gone; the dialog stays. */
  | { type: 'line-lost' }
  | { type: 'line-restored' }
  /** `silent`: the offer says that no RTP will come (on hold, inactive). */
  | { type: 'line-reinvited'; offerSdp: string | null; silent: boolean }
  /** The peer's answer to our re-INVITE; null when it refused or could not be reached. */
  | { type: 'line-renegotiated'; sdp: string | null }
  /** An INFO with a control of the call; answered once, by `answerControl` with the same id. */
  | { type: 'line-control'; controlId: number; control: CallControl }

/** One SIP leg of a call. Each method may come late or twice: then it does nothing. */
export interface Line {
  /** Provisional answer, to a leg that called us. */
  progress(status: 180 | 183, sdp: string | null): void
  /** Final answer, to a leg that called us. */
  accept(sdp: string): void
  /** Rejects, cancels or hangs up, whichever ends the leg now. No event of the leg follows. */
  end(cause: LineCause): void
  acceptReinvite(sdp: string): void
  refuseReinvite(status: number): void
  /** Offers the peer of an answered leg another session: its answer comes as `line-renegotiated`. */
  reinvite(offerSdp: string): void
  answerControl(controlId: number, answer: ControlAnswer): void
  /** One digit by INFO (application/dtmf-relay), for a peer that takes none in its RTP. */
  sendDigit(digit: string): void
}

export interface DialRequest {
  callId: CallId
  route: TrunkRoute
  offerSdp: string
}

export interface RingRequest {
  callId: CallId
  signInId: SignInId
  /** Shown by the browser before control's push arrives; masked already. */
  display: { name: string | null; maskedNumber: string }
  offerSdp: string
}

/** Calls out over trunks. */
export interface CustomerLines {
  dial(request: DialRequest, onEvent: (event: LineEvent) => void): Line
  /** The usable ones with a free channel, those known to be down last. */
  orderByHealth(routes: readonly TrunkRoute[]): TrunkRoute[]
  /** Whether digits to this trunk go by `Line.sendDigit` whatever its carrier negotiated. */
  sendsDigitsByInfo(trunkId: TrunkId): boolean
}

/** Rings browsers. */
export interface AgentLines {
  ring(request: RingRequest, onEvent: (event: LineEvent) => void): Line
}

/** A leg that called us, not answered yet. Its events are kept until `listen` is called, which must be at once. */
export interface ArrivedLine {
  line: Line
  offerSdp: string | null
  listen: (onEvent: (event: LineEvent) => void) => void
}

export interface CallPlacement {
  callId: CallId
  agent: { personId: PersonId; signInId: SignInId }
  teamId: TeamId
  number: string
  /** Ways to try, in order. */
  routes: readonly TrunkRoute[]
  record: boolean
  ringTimeoutMs: number
}

export interface ListenPlacement {
  callId: CallId
  listener: { personId: PersonId; signInId: SignInId }
}

/** The speaker of a running call comes with a new leg: a reloaded page, another tab, device or sign-in. */
export interface RejoinPlacement {
  callId: CallId
  agent: { personId: PersonId; signInId: SignInId }
}

/** A leg that hears itself, for the check before a shift. No call: nothing of it is on record. */
export interface LoopbackPlacement {
  /** Names the room. */
  callId: CallId
  signInId: SignInId
  seconds: number
}

export interface InboundArrival {
  trunkId: TrunkId
  /** E.164, or null when withheld or unreadable. */
  customerNumber: string | null
  calledNumber: string
}

/** What the adapters bring to the call service. A refused line is left to the adapter to end. */
export interface CallArrivals {
  /** `used`: this call id has had its call. `full`: no room for another call. */
  place(placement: CallPlacement, arrived: ArrivedLine & { offerSdp: string }): 'taken' | 'used' | 'full'
  /** `no-such-call`: ended, unknown, or not answered yet. */
  listen(placement: ListenPlacement, arrived: ArrivedLine & { offerSdp: string }): 'taken' | 'no-such-call'
  /** `no-such-call`: ended, unknown, not answered yet, or somebody else's. */
  rejoin(placement: RejoinPlacement, arrived: ArrivedLine & { offerSdp: string }): 'taken' | 'no-such-call'
  receive(arrival: InboundArrival, arrived: ArrivedLine): 'taken' | 'full'
}

export interface LoopbackArrivals {
  /** `full`: no room for another one now, or the phone is in a call. */
  open(placement: LoopbackPlacement, arrived: ArrivedLine & { offerSdp: string }): 'taken' | 'full'
}

// ---- journal, control, disk --------------------------------------------------------------------------------------

export interface VoiceJournal {
  /** Kept in order; on disk before anybody else is told. Never throws. */
  append(event: VoiceEvent): void
  /** False while so much waits for control or the disk that no new call should add to it. */
  hasRoom(): boolean
}

/** An unfinished thing that the last run of this node left in its journal. */
export interface Unfinished {
  calls: CallId[]
  recordings: { callId: CallId; recordingId: RecordingId; fileName: string }[]
}

export type DurableListener = (entries: readonly JournalledEvent[]) => void

/** Asks control who shall take a call; null when control is away or silent for 2 s. */
export type RouteQuestion = z.infer<typeof RouteInbound>
export type AskRoute = (question: RouteQuestion) => Promise<InboundRoute | null>
