import type { Connected } from './call-state.ts'

/** ANCH-5: the call has moved once the customer's side and the speaker's media both have. */
export function settleAnchoring(state: Connected): Connected {
  const { anchoring, agentLine } = state
  return anchoring?.customer === 'done' && agentLine.media === 'up' ? { ...state, anchoring: null } : state
}
