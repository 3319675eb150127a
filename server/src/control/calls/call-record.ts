import type {
  CallId,
  CallPhase,
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
  agent: { personId: PersonId; event: AgentNews } | null
}
/** `call-ended` lacks the wrap-up length: that is the team's. */
type AgentNews =
  | Extract<AgentEvent, { type: 'call-opened' | 'ring-ended' }>
  | { type: 'call-ended'; callId: CallId; answered: boolean }

/**
 * Applies what the voice node reports to the record (docs/spec/call-records.md). Pure.
 * @param call the record, or null when there is none yet; then only `call-opened` makes one.
 * @param atMs when it happened, by the voice node's clock.
 * @param nodeId who reports.
 * @param customer who the customer is, looked up by `customerNumber`; used by `call-opened` without a record.
 * @returns the new record, or `late` when the event is of a past that the record has left.
 */
export function applyEvent(
  call: CallState | null,
  event: CallEvent,
  atMs: number,
  nodeId: string,
  customer: CallCustomer,
): RecordTransition | 'late' {
  if (event.type === 'call-opened') return applyOpened(call, event, atMs, nodeId, customer)
  if (call === null) return 'late'
  if (event.type === 'recording-started')
    return keep({ ...call, recording: 'on', recordingSince: call.recordingSince ?? atMs })
  if (event.type === 'recording-failed') return keep({ ...call, recording: 'failed' })
  if (event.type === 'recording-sealed' || event.type === 'leg-left') return keep(call)
  if (call.phase === 'ended') return corrected(call, event)

  switch (event.type) {
    case 'call-progressed':
      if (call.phase === 'connected') return 'late'
      return keep({
        ...call,
        phase: event.phase,
        trunkId: event.trunkId ?? call.trunkId,
        ringingAt: event.phase === 'connecting' ? call.ringingAt : (call.ringingAt ?? atMs),
      })
    case 'agent-ringing':
      if (call.phase === 'connected') return 'late'
      return {
        call: {
          ...call,
          phase: 'ringing',
          ringingAt: call.ringingAt ?? atMs,
          agentId: event.personId,
          signInId: event.signInId,
        },
        agent: { personId: event.personId, event: { type: 'call-opened', callId: call.callId } },
      }
    case 'agent-ring-ended':
      return {
        call:
          call.agentId === event.personId && call.phase !== 'connected'
            ? { ...call, agentId: null, signInId: null }
            : call,
        agent: {
          personId: event.personId,
          event: { type: 'ring-ended', callId: call.callId, outcome: event.outcome },
        },
      }
    case 'call-answered':
      if (call.phase === 'connected') return 'late'
      return {
        call: {
          ...call,
          phase: 'connected',
          answeredAt: atMs,
          agentId: event.agent.personId,
          signInId: event.agent.signInId,
        },
        agent: { personId: event.agent.personId, event: { type: 'call-opened', callId: call.callId } },
      }
    case 'agent-line':
      return keep({ ...call, agentLine: event.state })
    case 'leg-joined':
    case 'leg-mode':
      return keep(call)
    case 'call-taken-over':
      return takenOver(call, event, atMs)
    case 'call-ended':
      return endCall(call, event.termination, atMs)
    default:
      return event satisfies never
  }
}

/** That a node was lost with a call is our own conclusion from its snapshot; its word on how the call ended beats it. */
function corrected(call: CallState, event: CallEvent): RecordTransition | 'late' {
  if (event.type !== 'call-ended' || event.termination.kind === 'voice-node-lost') return 'late'
  return call.termination?.kind === 'voice-node-lost'
    ? keep({ ...call, termination: event.termination })
    : 'late'
}

/** Ends a record, whoever says so; `late` when it has ended already. */
export function endCall(call: CallState, termination: Termination, atMs: number): RecordTransition | 'late' {
  if (call.phase === 'ended') return 'late'
  return {
    call: {
      ...call,
      phase: 'ended',
      endedAt: Math.max(atMs, call.answeredAt ?? call.startedAt),
      termination,
    },
    // Who was relieved of the call is in wrap-up already, or beyond.
    agent:
      call.agentId === null || call.takenOverAt !== null
        ? null
        : {
            personId: call.agentId,
            event: { type: 'call-ended', callId: call.callId, answered: call.answeredAt !== null },
          },
  }
}

/** The agent is relieved: their call is over, while the record runs on (RECORD-14). */
function takenOver(
  call: CallState,
  { by, from }: Extract<CallEvent, { type: 'call-taken-over' }>,
  atMs: number,
): RecordTransition | 'late' {
  // From one who had taken over: the agent had left before, and keeps the moment when they did.
  if (call.takenOverAt !== null)
    return call.takenOverBy === by.personId
      ? 'late'
      : keep({ ...call, agentLine: 'up', takenOverBy: by.personId })
  return {
    call: { ...call, agentLine: 'up', takenOverBy: by.personId, takenOverAt: atMs },
    agent: { personId: from.personId, event: { type: 'call-ended', callId: call.callId, answered: true } },
  }
}

/** Answer to end in milliseconds; 0 for a call never answered, null while it runs. */
export function talkMs(call: CallState): number | null {
  if (call.endedAt === null) return null
  return call.answeredAt === null ? 0 : Math.max(0, call.endedAt - call.answeredAt)
}

function applyOpened(
  call: CallState | null,
  event: Extract<CallEvent, { type: 'call-opened' }>,
  atMs: number,
  nodeId: string,
  customer: CallCustomer,
): RecordTransition | 'late' {
  const opened = (state: CallState): RecordTransition => ({
    call: state,
    agent:
      event.agent === null
        ? null
        : { personId: event.agent.personId, event: { type: 'call-opened', callId: event.callId } },
  })
  if (call === null)
    return opened({
      callId: event.callId,
      direction: event.direction,
      phase: 'connecting',
      agentId: event.agent?.personId ?? null,
      signInId: event.agent?.signInId ?? null,
      teamId: event.teamId,
      trunkId: event.trunkId,
      nodeId,
      customer,
      startedAt: atMs,
      ringingAt: null,
      answeredAt: null,
      endedAt: null,
      termination: null,
      disposition: null,
      note: '',
      worstMos: null,
      agentLine: 'up',
      recording: 'off',
      recordingSince: null,
      takenOverBy: null,
      takenOverAt: null,
    })
  if (call.phase === 'placed')
    return opened({ ...call, phase: 'connecting', nodeId, trunkId: event.trunkId ?? call.trunkId })
  // The ticket was used in time, but the news of it came after we gave the call up (RECORD-5).
  if (call.termination?.kind === 'never-dialled')
    return opened({ ...call, phase: 'connecting', nodeId, endedAt: null, termination: null })
  return 'late'
}

const keep = (call: CallState): RecordTransition => ({ call, agent: null })
