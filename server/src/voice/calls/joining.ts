import type { Connected, Effect, Transition } from './call-state.ts'
import { moved } from './call-state.ts'
import { journal } from './ending.ts'
import { seatedLegs } from './seating.ts'

/** Both sides have answered: they hear each other, the recording starts, everybody is told (CALL-3, SEAL-1). */
export function enterConnected(state: Connected, first: readonly Effect[]): Transition {
  const { call, agent } = state
  const { callId } = call
  const recording: Effect[] =
    state.recording === 'starting'
      ? [{ type: 'start-recording', agentSide: [agent.legId], customerSide: [call.customerLegId] }]
      : []
  return moved(state, [
    { type: 'hearing', situation: 'two-party', legs: seatedLegs(state) },
    ...first,
    ...recording,
    journal({
      type: 'call-answered',
      callId,
      agent: { personId: agent.personId, signInId: agent.signInId },
    }),
    journal({
      type: 'leg-joined',
      callId,
      legId: agent.legId,
      role: 'agent',
      personId: agent.personId,
      mode: null,
    }),
    journal({
      type: 'leg-joined',
      callId,
      legId: call.customerLegId,
      role: 'customer',
      personId: null,
      mode: null,
    }),
  ])
}
