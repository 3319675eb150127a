import { ok, refuse, type CallId, type Problem, type Result } from '@hearthline/shared'
import type { CallStore, VoiceNodes } from '../calls/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, SteeringNotices } from '../ports.ts'
import type { Lead } from '../reach.ts'
import { whyFault, type Why } from '../steering/index.ts'
import type { CallReach } from './call-reach.ts'

/** A lead ends a call for both sides. */
export interface CallEnding {
  /**
   * Answered once a voice node has it (SUPERVISION-9). Refusals: those of reach, `call-ended`, `voice-unavailable`,
   * `invalid-request` for `other` without a note.
   */
  end(lead: Lead, callId: CallId, why: Why): Promise<Result<null>>
}

export function createCallEnding(deps: {
  reach: CallReach
  calls: Pick<CallStore, 'find'>
  voice: Pick<VoiceNodes, 'ask'>
  notices: SteeringNotices
  news: NewsDesk
  audit: Audit
}): CallEnding {
  const { reach, calls, voice, notices, news, audit } = deps
  const action = 'supervision.call-ended'
  return {
    end: async (lead, callId, { reason, note }) => {
      const step = { action, actorId: lead.personId, subjectId: callId, address: lead.address }
      const found = reach.running(lead, callId, action)
      if (!found.ok) return found
      const fault = whyFault({ reason, note })
      if (fault !== null) return refuse(fault)
      if (found.value.phase === 'placed') return refuse(notDialled)
      const answer = await voice.ask({ type: 'end-call', callId, termination: 'ended-by-lead' })
      if (!answer.ok) {
        audit.append({ ...step, outcome: 'refused', reason: answer.problem.code })
        return answer
      }
      // As it is now: it may have been taken over while the voice node was asked.
      const { agentId, takenOverAt } = calls.find(callId) ?? found.value
      news.commit(() => {
        audit.append({ ...step, outcome: 'done', reason })
        // Who was relieved of it has no call that could end.
        if (agentId !== null && takenOverAt === null)
          notices.steered({ kind: 'call-ended', to: agentId, by: lead.personId, reason, note, callId })
      })
      return ok(null)
    },
  }
}

/** The phone has the ticket, and no voice node the call. */
const notDialled: Problem = { code: 'call-not-found', detail: 'This call is not dialled yet.' }
