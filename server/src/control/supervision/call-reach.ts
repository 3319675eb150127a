import { ok, refuse, type CallId, type Problem, type Result } from '@hearthline/shared'
import { callNotFound, type CallState, type CallStore } from '../calls/index.ts'
import type { Lead, Reach } from '../reach.ts'

/** How far a lead's arm reaches into calls: those of teams that they lead (SUPERVISION-1). */
export interface CallReach {
  /**
   * The call, or `call-not-found`: also for one of another team, which does not exist for this lead; reaching for it is
   * a refused row of the trail.
   * @param action what was tried, as the trail names it.
   */
  any(lead: Lead, callId: CallId, action: string): Result<CallState>
  /** The same, but `call-ended` for one that is over. */
  running(lead: Lead, callId: CallId, action: string): Result<CallState>
}

export function createCallReach(deps: { calls: CallStore; reach: Reach }): CallReach {
  const any: CallReach['any'] = (lead, callId, action) => {
    const call = deps.calls.find(callId)
    if (call === null) return refuse(callNotFound)
    if (call.teamId !== null && lead.ledTeamIds.includes(call.teamId)) return ok(call)
    deps.reach.foreign(lead, callId, action)
    return refuse(callNotFound)
  }
  return {
    any,
    running: (lead, callId, action) => {
      const found = any(lead, callId, action)
      return found.ok && found.value.phase === 'ended' ? refuse(callEnded) : found
    },
  }
}

const callEnded: Problem = { code: 'call-ended', detail: 'The call is over.' }
