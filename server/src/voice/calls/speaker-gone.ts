import type { Connected, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { callTimes } from './call-times.ts'
import { endCall } from './ending.ts'
import { bargingIn, takeOver } from './monitor-mode.ts'
import { leaverGone } from './transfer.ts'
import { terminationFor } from './termination.ts'

/** The speaker did not come back in time (rules LINE-2, SUP-11, PARK-3, PARK-4). */

/** LINE-2, SUP-11: the connection did not come back in time. A parked customer has a clock of their own (PARK-3). */
export function agentGone(state: Connected, atMs: number): Transition {
  return (
    replacedByBarger(state, atMs) ??
    leaverGone(state) ??
    (state.parked === null ? endCall(state, terminationFor('agent-line-lost')) : refused(state, 'no-change'))
  )
}

/** LINE-2, SUP-11: who barges already talks to the customer, and goes on in the speaker's place. */
function replacedByBarger(state: Connected, atMs: number): Transition | null {
  const barging = state.takenOver === null ? bargingIn(state) : undefined
  return barging === undefined ? null : takeOver(state, barging, atMs)
}

/** PARK-3: nobody came back in time. */
export function parkedTooLong(state: Connected, atMs: number): Transition {
  const { parked } = state
  if (parked === null || parked.isGoodbye) return refused(state, 'no-change')
  const taken = replacedByBarger(state, atMs) ?? leaverGone(state)
  if (taken !== null) return taken
  const { callId, customerLegId } = state.call
  return moved({ ...state, parked: { ...parked, isGoodbye: true } }, [
    {
      type: 'media',
      request: { type: 'play-once', callId, legId: customerLegId, prompt: 'goodbye' },
    },
    { type: 'arm', timer: 'goodbye', delayMs: callTimes.promptMs },
  ])
}

/** The customer has heard goodbye, or cannot hear it. */
export const goodbyeSaid = (state: Connected): Transition =>
  state.parked?.isGoodbye === true
    ? endCall(state, terminationFor('agent-line-lost'))
    : refused(state, 'no-change')
