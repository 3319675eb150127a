import type { Termination } from '@hearthline/shared'
import {
  inEffect,
  isWithAgent,
  keep,
  type CallCustomer,
  type CallEvent,
  type CallState,
  type RecordTransition,
} from './call-state.ts'
import { consulted, consultLeft, rejoined, takenOver, transferred } from './handovers.ts'

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
  if (event.type === 'recording-sealed') return keep(call)
  if (event.type === 'leg-left') return consultLeft(call, event)
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
      if (call.phase === 'connected') return consulted(call, event)
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
      return event.role === 'consult' ? consulted(call, event) : keep(call)
    case 'leg-mode':
    case 'consult-ended':
      return keep(call)
    case 'controls-changed':
      return keep({ ...call, controls: inEffect(event.controls) })
    case 'call-parked':
      return keep({ ...call, parkedUntil: event.untilMs })
    case 'agent-rejoined':
      return rejoined(call, event)
    case 'call-taken-over':
      return takenOver(call, event, atMs)
    case 'call-transferred':
      return transferred(call, event)
    case 'call-ended':
      return endCall(call, event.termination, atMs)
    default:
      return event satisfies never
  }
}

/** What every call begins with. */
export const freshCall = {
  ringingAt: null,
  answeredAt: null,
  endedAt: null,
  termination: null,
  disposition: null,
  note: '',
  worstMos: null,
  agentLine: 'up',
  parkedUntil: null,
  controls: null,
  transferredTo: null,
  recording: 'off',
  recordingSince: null,
  takenOverBy: null,
  takenOverAt: null,
} as const satisfies Partial<CallState>

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
      controls: null,
      parkedUntil: null,
    },
    // Who was relieved of the call, or has given it away, is in wrap-up already, or beyond.
    agent:
      call.agentId === null || !isWithAgent(call)
        ? null
        : {
            personId: call.agentId,
            event: { type: 'call-ended', callId: call.callId, answered: call.answeredAt !== null },
          },
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
      ...freshCall,
    })
  if (call.phase === 'placed')
    return opened({ ...call, phase: 'connecting', nodeId, trunkId: event.trunkId ?? call.trunkId })
  // The ticket was used in time, but the news of it came after we gave the call up (RECORD-5).
  if (call.termination?.kind === 'never-dialled')
    return opened({ ...call, phase: 'connecting', nodeId, endedAt: null, termination: null })
  return 'late'
}
