import type { LegId } from '@hearthline/shared'
import type { Connected, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { consultOf } from './consult-news.ts'
import { situationOf } from './seating.ts'

/**
 * CTL-15: a digit goes to whom the speaker talks to. Legs that take digits in their RTP have it from the media plane
 * already; the others get it by INFO. It is on no record.
 */
export function digitPressed(state: Connected, digit: string): Transition {
  const to = reached(state)
  if (to.length === 0) return refused(state, 'no-change')
  return moved(
    state,
    to.map((legId) => ({ type: 'send-digit', legId, digit }) as const),
  )
}

function reached(state: Connected): LegId[] {
  const { customerLegId } = state.call
  const route = consultOf(state)?.route
  const outside = route?.kind === 'dial' ? [route.legId] : []
  switch (situationOf(state)) {
    case 'two-party':
    case 'swapped':
      return [customerLegId]
    case 'consulting':
    case 'calling-early-media':
      return outside
    case 'three-way':
      return [customerLegId, ...outside]
    default:
      return []
  }
}
