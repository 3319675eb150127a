import type { CallId, PersonId, TeamId } from '@hearthline/shared'
import type { CallState, CallStore, VoiceNodes } from '../calls/index.ts'

/**
 * Ends listening legs of people who no longer lead the call's team (SUPERVISION-2): also one that joins by a ticket from
 * before they lost the team.
 */
export interface ListeningGuard {
  check(callId: CallId): void
  checkAll(): void
}

export function createListeningGuard(deps: {
  calls: CallStore
  voice: Pick<VoiceNodes, 'command'>
  leads(personId: PersonId, teamId: TeamId): boolean
}): ListeningGuard {
  const { calls, voice } = deps
  const checkCall = ({ callId, teamId }: CallState) => {
    for (const { personId } of calls.listeners(callId))
      // A command that is lost is given again with the next news of the call.
      if (teamId === null || !deps.leads(personId, teamId))
        void voice.command({ type: 'end-listening', callId, personId })
  }
  return {
    check: (callId) => {
      const call = calls.find(callId)
      if (call !== null) checkCall(call)
    },
    checkAll: () => {
      for (const call of calls.open()) checkCall(call)
    },
  }
}
