import type { LegId } from '@hearthline/shared'
import type { VoiceStatus } from '../../protocol/voice-link.ts'
import type { Connected } from './call-state.ts'

type Levels = Extract<VoiceStatus, { type: 'levels' }>

/**
 * The loudness of each leg as the three voices that a lead watches (TALK-7). Who has taken over is still the supervisor:
 * the agent has left and is silent.
 */
export function levelsOf(state: Connected, legs: Readonly<Record<LegId, number>>): Levels {
  const at = (legId: LegId): number => legs[legId] ?? 0
  const { agent, takenOver, supervisors, call } = state
  const loudest = Math.max(0, ...supervisors.map(({ legId }) => at(legId)))
  return {
    type: 'levels',
    callId: call.callId,
    agent: takenOver === null ? at(agent.legId) : 0,
    customer: at(call.customerLegId),
    supervisor: takenOver === null ? loudest : Math.max(loudest, at(agent.legId)),
  }
}
