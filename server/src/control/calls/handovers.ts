import { isOutside, keep, inEffect, noControls, type CallEvent, type CallState } from './call-state.ts'
import type { RecordTransition } from './call-state.ts'

type Of<Type extends CallEvent['type']> = Extract<CallEvent, { type: Type }>

/** The agent is relieved: their call is over, while the record runs on (RECORD-14). */
export function takenOver(
  call: CallState,
  { by, from }: Of<'call-taken-over'>,
  atMs: number,
): RecordTransition | 'late' {
  // From one who had taken over: the agent had left before, and keeps the moment when they did.
  if (call.takenOverAt !== null)
    return call.takenOverBy === by.personId
      ? 'late'
      : keep({ ...call, agentLine: 'up', parkedUntil: null, takenOverBy: by.personId })
  return {
    call: { ...call, agentLine: 'up', parkedUntil: null, takenOverBy: by.personId, takenOverAt: atMs },
    agent: { personId: from.personId, event: { type: 'call-ended', callId: call.callId, answered: true } },
  }
}

/**
 * The call is somebody else's (RECORD-16). An agent who gets it becomes the record's; after a number outside the record
 * keeps whose it was, with nobody's sign-in. Who gave it away wraps up.
 */
export function transferred(call: CallState, { from, to }: Of<'call-transferred'>): RecordTransition {
  const target = call.controls?.consult?.target
  const next: CallState = {
    ...call,
    agentLine: 'up',
    parkedUntil: null,
    controls: inEffect({ ...noControls, recordingPause: call.controls?.recordingPause ?? null }),
    takenOverBy: null,
    takenOverAt: null,
    ...(to.type === 'agent'
      ? {
          agentId: to.personId,
          signInId: to.signInId,
          transferredTo: { kind: 'agent', displayName: null, maskedNumber: null },
        }
      : {
          signInId: null,
          transferredTo: {
            kind: target?.kind === 'customer' ? 'customer' : 'number',
            displayName: target?.displayName ?? null,
            maskedNumber: to.maskedNumber,
          },
        }),
  }
  // A supervisor who gives a call away that they had taken over has no wrap-up; its agent had theirs.
  const relieved = call.takenOverAt !== null
  return {
    call: next,
    agent: relieved
      ? null
      : { personId: from.personId, event: { type: 'call-ended', callId: call.callId, answered: true } },
  }
}

/** Another leg of the same speaker: a reloaded page, another tab, device or sign-in took the phone (RECORD-17). */
export function rejoined(call: CallState, { agent }: Of<'agent-rejoined'>): RecordTransition | 'late' {
  const back: CallState = { ...call, agentLine: 'up', parkedUntil: null }
  if (call.takenOverBy === agent.personId) return keep(back)
  if (call.agentId !== agent.personId || isOutside(call)) return 'late'
  return {
    call: { ...back, signInId: agent.signInId },
    agent: { personId: agent.personId, event: { type: 'call-opened', callId: call.callId } },
  }
}

/** An agent who is asked beside the call, or rung to get it: theirs it is not, but they can take no other (RECORD-15). */
export function consulted(
  call: CallState,
  event: Of<'agent-ringing' | 'leg-joined'>,
): RecordTransition | 'late' {
  const { personId } = event
  if (personId === null || personId === call.agentId)
    return event.type === 'agent-ringing' ? 'late' : keep(call)
  return { call, agent: { personId, event: { type: 'call-opened', callId: call.callId } } }
}

/** The leg of a consulted agent has left: they stand where they stood before, unless the call is theirs by now. */
export function consultLeft(call: CallState, { role, personId }: Of<'leg-left'>): RecordTransition {
  if (role !== 'consult' || personId === null || personId === call.agentId) return keep(call)
  return {
    call,
    agent: { personId, event: { type: 'ring-ended', callId: call.callId, outcome: 'cancelled' } },
  }
}
