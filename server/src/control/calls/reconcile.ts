import type { LiveCallSnapshot } from '../../protocol/voice-link.ts'
import type { CallState } from './call-record.ts'

/**
 * The record of a call as the voice node that runs it says it is (RECORD-9). Pure.
 * @param call the record, or null when control's database does not know the call: then a bare one is made.
 * @returns null when the record has ended: an end is never taken back, but for a ticket that seemed unused.
 */
export function reconciled(
  call: CallState | null,
  live: LiveCallSnapshot,
  nodeId: string,
  nowMs: number,
): CallState | null {
  const base = call ?? bare(live, nowMs)
  if (base.phase === 'ended' && base.termination?.kind !== 'never-dialled') return null
  return {
    ...base,
    nodeId,
    phase: live.phase,
    agentId: live.agent?.personId ?? null,
    signInId: live.agent?.signInId ?? null,
    ringingAt: base.ringingAt ?? (live.phase === 'connecting' ? null : nowMs),
    answeredAt: base.answeredAt ?? (live.phase === 'connected' ? nowMs : null),
    endedAt: null,
    termination: null,
    agentLine: live.agentLine,
    recording: live.recording,
    recordingSince: base.recordingSince ?? (live.recording === 'on' ? nowMs : null),
  }
}

const bare = (live: LiveCallSnapshot, nowMs: number): CallState => ({
  callId: live.callId,
  direction: live.direction,
  phase: 'connecting',
  agentId: null,
  signInId: null,
  teamId: null,
  trunkId: null,
  nodeId: null,
  customer: { customerId: null, displayName: null, number: null },
  startedAt: nowMs,
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
})
