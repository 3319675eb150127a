import type {
  CallId,
  ConsultTarget,
  ControlAnswer,
  LegId,
  MonitorMode,
  PersonId,
  RecordingPauseReason,
  SignInId,
  TeamId,
  Termination,
  TrunkId,
} from '@hearthline/shared'
import type { MediaProblemCode } from '../../protocol/media-ipc.ts'
import type { TrunkRoute } from '../../protocol/ticket.ts'
import type { InboundRoute, VoiceEvent } from '../../protocol/voice-link.ts'
import type { LineCause, LineEvent, RoomRequest } from '../ports.ts'
import type { Aside, ConsultRoute } from './aside-state.ts'
import type { SeatedLeg, Situation } from './hearing-matrix.ts'

/** The words of the call machine: states, events, effects. */

export interface AgentRef {
  personId: PersonId
  signInId: SignInId
}

export interface OutboundCall {
  direction: 'outbound'
  callId: CallId
  agent: AgentRef
  teamId: TeamId
  agentLegId: LegId
  customerLegId: LegId
  /** In the order to try; none where every trunk is down for good or full. */
  routes: readonly TrunkRoute[]
  number: string
  record: boolean
  ringTimeoutMs: number
}

export interface InboundCall {
  direction: 'inbound'
  callId: CallId
  trunkId: TrunkId
  customerLegId: LegId
  customerNumber: string | null
  calledNumber: string
  /** null: the carrier's INVITE had no offer, so ours goes into the 200. */
  offerSdp: string | null
}

export type RingRoute = Extract<InboundRoute, { type: 'ring' }>

/** An agent who is being asked to take an inbound call. */
export interface Ringing {
  legId: LegId
  route: RingRoute
}

/** A supervisor's leg beside the agent's; who has taken over is in the agent's place. */
export interface Supervisor {
  legId: LegId
  personId: PersonId
  signInId: SignInId
  /** null until the browser's line is answered. */
  sinceMs: number | null
  mode: Exclude<MonitorMode, 'take-over'>
  modeSinceMs: number
  /** `overdue`: its connection was gone already when the node last looked. */
  line: 'up' | 'lost' | 'overdue'
}

/** The agent has left for good; the supervisor in their place came to the call at `joinedMs`. */
export interface TakenOver {
  from: AgentRef
  joinedMs: number
  atMs: number
}

export interface AgentLine {
  signalling: 'up' | 'lost'
  media: 'up' | 'lost'
}

export interface RecordingPause {
  sinceMs: number
  untilMs: number
  reason: RecordingPauseReason
}

/** The speaker's voice is gone and the customer waits with a prompt; at `untilMs` they are told goodbye. */
export interface Parked {
  untilMs: number
  isGoodbye: boolean
}

/** Another leg of the speaker, which takes the place of theirs once the media plane has answered it. */
export interface Rejoining extends AgentRef {
  legId: LegId
  offerSdp: string
}

/** The room is opened again on another media worker, after the one that carried it died. */
export interface Anchoring {
  /**
   * `offering`: the media plane makes the offer for the carrier · `offered`: the re-INVITE is out · `stale`: it is out, but
   * what it offered died as well · `taking`: the media plane takes the answer.
   */
  customer: 'offering' | 'offered' | 'stale' | 'taking' | 'done'
  /** The speaker may still be back before anybody misses them. */
  isInTime: boolean
}

export interface Connected {
  phase: 'connected'
  call: OutboundCall | InboundCall
  /** Who speaks to the customer: the agent, or the supervisor who has taken over. */
  agent: AgentRef & { legId: LegId }
  takenOver: TakenOver | null
  agentLine: AgentLine
  /** From whom no RTP comes: for 3 s, or 1 s of a speaker whose connection is gone. */
  unheard: { agent: boolean; customer: boolean }
  /** The speaker's phone gave no answer either when their voice stopped (PARK-6). */
  isFrozen: boolean
  parked: Parked | null
  rejoining: Rejoining | null
  anchoring: Anchoring | null
  /** No RTP is due: the carrier's side put us on hold. */
  customerSilent: boolean
  recording: 'off' | 'starting' | 'on' | 'failed'
  recordingPause: RecordingPause | null
  aside: Aside | null
  supervisors: readonly Supervisor[]
}

/** A carrier's leg in a call without an agent. */
export interface OutsideSide {
  legId: LegId
  /** No RTP comes from it. */
  isMute: boolean
  /** None is due: the carrier has announced it. */
  isSilent: boolean
  /** On its way to another media worker; null when it is not. */
  moving: Exclude<Anchoring['customer'], 'done'> | null
}

/** The call was given to a number outside: two carrier legs talk, no agent is left, and nobody controls it. */
export interface Outside {
  phase: 'outside'
  call: OutboundCall | InboundCall
  /** In the agent's seat. */
  party: OutsideSide
  customer: OutsideSide
  recording: Connected['recording']
}

export type CallState =
  /** Outbound: waiting for both SDPs of the media plane before anybody is dialled. */
  | { phase: 'preparing'; call: OutboundCall; agentSdp: string | null; customerSdp: string | null }
  | {
      phase: 'dialling'
      call: OutboundCall
      trunkIndex: number
      progress: 'none' | 'ringing' | 'early-media'
      agentSdp: string
      customerSdp: string
      /** The media plane told of early media that stopped; it tells so only once. */
      customerMute: boolean
    }
  /** Outbound: the customer answered, the media plane is being told. */
  | { phase: 'joining-outbound'; call: OutboundCall; agentSdp: string; customerMute: boolean }
  /** Inbound: control is being asked who shall take the call. */
  | { phase: 'routing'; call: InboundCall; tried: readonly PersonId[] }
  /** Inbound: the media plane makes the offer for the agent's browser. */
  | { phase: 'offering'; call: InboundCall; tried: readonly PersonId[]; ringing: Ringing }
  | { phase: 'ringing-agent'; call: InboundCall; tried: readonly PersonId[]; ringing: Ringing }
  /** Inbound: the agent answered, the media plane is being told about both sides. */
  | {
      phase: 'joining-inbound'
      call: InboundCall
      tried: readonly PersonId[]
      ringing: Ringing
      agentAccepted: boolean
      /** Its media failed in between; mended once the call is connected. */
      agentFailedMs: number | null
      customerSdp: string | null
    }
  /** Inbound, nobody there: the customer hears so once. */
  | { phase: 'prompting'; call: InboundCall; playing: boolean }
  | Connected
  | Outside
  | { phase: 'ended'; call: OutboundCall | InboundCall; termination: Termination }

/** `longest-wait` bounds how long an inbound caller hears ringing at all. */
export type TimerName =
  | 'ring'
  | 'longest-wait'
  | 'prompt'
  | 'agent-line'
  | 'supervisor-lines'
  | 'repair'
  | 'customer-silence'
  | 'consult-ring'
  | 'recording-pause'
  | 'park'
  | 'goodbye'
  | 'anchor'

export type SdpStep = 'answer-browser' | 'offer-browser' | 'offer-rtp' | 'answer-rtp'
export type AcceptStep = 'accept-browser-answer' | 'accept-rtp-answer'

type OnLeg<Event> = Event extends unknown ? Event & { legId: LegId } : never

/** What a leg says on which a time hangs. */
type TimedLineEvent = 'line-control' | 'line-lost'

export type CallEvent =
  | OnLeg<Exclude<LineEvent, { type: TimedLineEvent }>>
  | (OnLeg<Extract<LineEvent, { type: TimedLineEvent }>> & { atMs: number })
  // answers of the media plane
  | { type: 'sdp-made'; step: SdpStep; legId: LegId; sdp: string; atMs: number }
  | { type: 'sdp-taken'; step: AcceptStep; legId: LegId }
  | {
      type: 'media-refused'
      step: SdpStep | AcceptStep | 'open-room'
      legId: LegId | null
      code: MediaProblemCode
    }
  // events of the media plane
  | { type: 'leg-connected'; legId: LegId }
  | { type: 'leg-failed'; legId: LegId; atMs: number }
  | { type: 'leg-silent'; legId: LegId; silentMs: number; atMs: number }
  | { type: 'leg-heard'; legId: LegId }
  | { type: 'prompt-ended'; legId: LegId }
  | { type: 'digit'; legId: LegId; digit: string }
  | { type: 'room-lost'; atMs: number }
  | { type: 'recording-started' }
  | { type: 'recording-failed' }
  // control
  /** `legId` is fresh, for the agent to be rung. */
  | { type: 'routed'; route: InboundRoute; legId: LegId }
  | { type: 'end-requested'; kind: 'ended-by-lead' | 'revoked' | 'voice-node-lost' }
  /** The sign-in of the agent who is being rung, or whose consult call has to end, is over. */
  | { type: 'agent-dropped'; signInId: SignInId }
  | {
      type: 'consult-asked'
      personId: PersonId
      blind: boolean
      target: ConsultTarget
      /** Fresh legs in it. */
      route: ConsultRoute
      ringTimeoutMs: number
      atMs: number
    }
  | { type: 'supervisor-cut'; who: { personId: PersonId } | { signInId: SignInId } }
  | { type: 'mode-asked'; personId: PersonId; mode: MonitorMode; atMs: number }
  // people and time
  | {
      type: 'supervisor-arrived'
      legId: LegId
      personId: PersonId
      signInId: SignInId
      offerSdp: string
    }
  /** Asked since nothing comes from the speaker: their phone does not answer (PARK-6). */
  | { type: 'phone-frozen'; legId: LegId; atMs: number }
  /** The speaker's browser comes with another leg. */
  | { type: 'agent-returned'; legId: LegId; personId: PersonId; signInId: SignInId; offerSdp: string }
  | { type: 'timer'; timer: TimerName; atMs: number }

export type Effect =
  | { type: 'journal'; event: VoiceEvent }
  | { type: 'media'; request: RoomRequest }
  | { type: 'hearing'; situation: Situation; legs: readonly SeatedLeg[] }
  | { type: 'dial'; legId: LegId; route: TrunkRoute; offerSdp: string }
  | {
      type: 'ring-agent'
      legId: LegId
      signInId: SignInId
      display: { name: string | null; maskedNumber: string }
      offerSdp: string
    }
  | { type: 'ask-route'; tried: readonly PersonId[] }
  | { type: 'line-progress'; legId: LegId; status: 180 | 183; sdp: string | null }
  | { type: 'line-accept'; legId: LegId; sdp: string }
  | { type: 'line-end'; legId: LegId; cause: LineCause }
  | { type: 'line-reinvite'; legId: LegId; offerSdp: string }
  | { type: 'reinvite-accept'; legId: LegId; sdp: string }
  | { type: 'reinvite-refuse'; legId: LegId; status: number }
  | { type: 'answer-control'; legId: LegId; controlId: number; answer: ControlAnswer }
  /** Comes back as `phone-frozen`, or not at all. */
  | { type: 'ask-phone'; legId: LegId; signInId: SignInId }
  /** Only to a leg that takes no digits in its RTP. */
  | { type: 'send-digit'; legId: LegId; digit: string }
  | { type: 'arm'; timer: TimerName; delayMs: number }
  | { type: 'disarm'; timer: TimerName }
  | { type: 'start-recording'; agentSide: readonly LegId[]; customerSide: readonly LegId[] }
  /** In the file that a lost worker left. */
  | { type: 'resume-recording'; agentSide: readonly LegId[]; customerSide: readonly LegId[] }
  /** The last effect of a call: all timers stop, the room closes, its recording is sealed. */
  | { type: 'close' }

/** Why an event changed nothing. Late is normal: a refusal is a value for the debug log. */
export type Refusal =
  | 'after-the-end'
  | 'not-in-this-phase'
  | 'unknown-leg'
  | 'no-change'
  // of a consult call that was asked for
  | 'consult-running'
  | 'not-in-this-state'
  // of a mode that was asked for
  | 'not-listening'
  | 'supervisor-speaking'
  | 'taken-over'

export interface Transition {
  state: CallState
  effects: readonly Effect[]
  refusal: Refusal | null
}

export const moved = (state: CallState, effects: readonly Effect[] = []): Transition => ({
  state,
  effects,
  refusal: null,
})

export const refused = (state: CallState, refusal: Refusal, effects: readonly Effect[] = []): Transition => ({
  state,
  effects,
  refusal,
})
