import type { ConsultOutcome } from '@hearthline/shared'
import type { ConsultSeat, Consulting } from './aside-state.ts'
import type { Connected, Effect } from './call-state.ts'
import { journal } from './journal-effect.ts'
import { consultLegOf } from './seating.ts'

/** What a consult call is, and what is put on record of its end. */

export const consultOf = (state: Connected): Consulting | null =>
  state.aside?.kind === 'consult' ? state.aside : null

/** The agent's browser that is being rung or spoken to; null for a number outside. */
export const consultSeatOf = ({ route }: Consulting): ConsultSeat | null =>
  route.kind === 'ring' ? (route.agents[0] ?? null) : null

/** An agent's phone rings and `agent-ringing` was said. */
export const isRinging = ({ route, step }: Consulting): boolean =>
  route.kind === 'ring' && step !== 'preparing' && step !== 'connected'

/** What is put on record of a consult call that came to nothing, also when its call ends. */
export function consultNews(
  { call: { callId } }: Connected,
  consulting: Consulting,
  outcome: ConsultOutcome,
  sipStatus: number | null,
): Effect[] {
  const legId = consultLegOf(consulting)
  const personId = consultSeatOf(consulting)?.personId ?? null
  return [
    ...(consulting.step === 'connected' && legId !== null
      ? [journal({ type: 'leg-left', callId, legId, role: 'consult', personId })]
      : []),
    ...(personId !== null && isRinging(consulting)
      ? [journal({ type: 'agent-ring-ended', callId, personId, outcome: 'cancelled' })]
      : []),
    journal({ type: 'consult-ended', callId, outcome, sipStatus }),
  ]
}
