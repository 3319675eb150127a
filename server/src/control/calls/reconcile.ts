import type { LiveCallSnapshot } from '../../protocol/voice-link.ts'
import { inEffect, type CallState } from './call-state.ts'

/**
 * The record of a call as the voice node that runs it says it is (RECORD-9). Pure.
 * @returns null when the record has ended: an end is never taken back, but for a ticket that seemed unused.
 */
export function reconciled(
  call: CallState,
  live: LiveCallSnapshot,
  nodeId: string,
  nowMs: number,
): CallState | null {
  if (call.phase === 'ended' && call.termination?.kind !== 'never-dialled') return null
  return {
    ...call,
    nodeId,
    phase: live.phase,
    agentId: live.agent?.personId ?? call.agentId,
    signInId: live.agent?.signInId ?? call.signInId,
    ringingAt: call.ringingAt ?? (live.phase === 'connecting' ? null : nowMs),
    answeredAt: call.answeredAt ?? (live.phase === 'connected' ? nowMs : null),
    endedAt: null,
    termination: null,
    agentLine: live.agentLine,
    parkedUntil: live.parkedUntilMs,
    controls: inEffect(live.controls),
    recording: live.recording,
    recordingSince: call.recordingSince ?? (live.recording === 'on' ? nowMs : null),
    takenOverBy: live.takenOverBy?.personId ?? call.takenOverBy,
    takenOverAt: call.takenOverAt ?? live.takenOverBy?.atMs ?? null,
  }
}
