import type {
  CallControls,
  CallId,
  CallPhase,
  ConsultTarget,
  CustomerId,
  Direction,
  Disposition,
  PersonId,
  SignInId,
  TeamId,
  Termination,
  TrunkId,
} from '@hearthline/shared'
import type { VoiceEvent } from '../../protocol/voice-link.ts'
import type { AgentEvent } from '../agents/index.ts'

/** The customer's side of a record. The number never leaves control's process towards a browser. */
export interface CallCustomer {
  customerId: CustomerId | null
  displayName: string | null
  number: string | null
}

/** One call as control knows it. Times are Unix milliseconds. */
export interface CallState {
  callId: CallId
  direction: Direction
  phase: CallPhase
  agentId: PersonId | null
  signInId: SignInId | null
  teamId: TeamId | null
  trunkId: TrunkId | null
  nodeId: string | null
  customer: CallCustomer
  startedAt: number
  ringingAt: number | null
  answeredAt: number | null
  endedAt: number | null
  termination: Termination | null
  disposition: Disposition | null
  note: string
  worstMos: number | null
  agentLine: 'up' | 'lost'
  /** The customer waits for the agent's voice until then; null while nobody is missed. */
  parkedUntil: number | null
  /** Hold, consult, the recording's pause by the voice node's last word; null for nothing of it. */
  controls: CallControls | null
  /** Whoever has got the call from an agent; a number outside has no agent beside it any more. */
  transferredTo: ConsultTarget | null
  recording: 'off' | 'on' | 'failed'
  recordingSince: number | null
  /** The supervisor who speaks in the agent's place; `agentId` stays who had the call. */
  takenOverBy: PersonId | null
  takenOverAt: number | null
}

/** Events about one call; refusals have no call of their own. */
export type CallEvent = Exclude<VoiceEvent, { type: 'invite-refused' | 'sip-refused' }>

export interface RecordTransition {
  call: CallState
  /** What the event means for an agent's state, if anything. */
  agent: AgentStep | null
}

export interface AgentStep {
  personId: PersonId
  event: AgentNews
}
/** `call-ended` lacks the wrap-up length: that is the team's. */
type AgentNews =
  | Extract<AgentEvent, { type: 'call-opened' | 'ring-ended' }>
  | { type: 'call-ended'; callId: CallId; answered: boolean }

export const keep = (call: CallState): RecordTransition => ({ call, agent: null })

export const noControls: CallControls = { hold: null, consult: null, recordingPause: null }

/** Null when nothing is in effect. */
export const inEffect = (controls: CallControls): CallControls | null =>
  controls.hold === null && controls.consult === null && controls.recordingPause === null ? null : controls

/** Whether the customer talks with somebody outside now, to whom the last agent has given them (RECORD-16). */
export const isOutside = ({ transferredTo }: Pick<CallState, 'transferredTo'>): boolean =>
  transferredTo !== null && (transferredTo.kind === 'number' || transferredTo.kind === 'customer')

/** Whether the agent of the record has the call now: no supervisor has taken it over, nobody outside has got it. */
export const isWithAgent = (call: Pick<CallState, 'transferredTo' | 'takenOverAt'>): boolean =>
  call.takenOverAt === null && !isOutside(call)

/** Whether this person speaks with the customer: its agent, or the supervisor who has taken it over. */
export const speaksIn = (call: CallState, personId: PersonId): boolean =>
  call.takenOverBy === null ? call.agentId === personId && isWithAgent(call) : call.takenOverBy === personId
