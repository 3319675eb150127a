import type { CallId, PersonId, TeamId } from '@hearthline/shared'
import type { CallState, CallStore, Directory, VoiceNodes } from '../calls/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit } from '../ports.ts'

/**
 * Keeps reach true while calls run: a call whose agent is moved out of its team moves with them (SUPERVISION-7), and the
 * leg of whoever does not lead the call's team is cut (SUPERVISION-2); also one that joins by a ticket from before.
 */
export interface ReachGuard {
  /** A call is not what it was, or somebody joined it. */
  check(callId: CallId): void
  /** Somebody's teams or role changed. @param by who did it. */
  personChanged(personId: PersonId, by: PersonId | null): void
}

export function createReachGuard(deps: {
  calls: CallStore
  directory: Pick<Directory, 'teamIds'>
  voice: Pick<VoiceNodes, 'command'>
  leads(personId: PersonId, teamId: TeamId): boolean
  /** A call has left this team: whoever watches it must not see the call any more. */
  leftTeam(teamId: TeamId): void
  news: NewsDesk
  audit: Audit
}): ReachGuard {
  const { calls, directory, voice, news, audit } = deps

  const checkCall = ({ callId, teamId }: CallState) => {
    for (const { personId } of calls.supervisors(callId))
      // A command that is lost is given again with the next news of the call.
      if (teamId === null || !deps.leads(personId, teamId))
        void voice.command({ type: 'end-listening', callId, personId })
  }

  /**
   * Not one that rings, which is the queue's; nor one that somebody has taken over: its agent has left it, and whoever
   * speaks now is of its team.
   */
  const moveIfDue = (call: CallState, by: PersonId | null): boolean => {
    const { callId, agentId, teamId: from } = call
    const rings = call.direction === 'inbound' && call.answeredAt === null
    if (agentId === null || rings || call.takenOverAt !== null) return false
    const teamIds = directory.teamIds(agentId)
    const to = teamIds[0] ?? null
    if (to === from || (from !== null && teamIds.includes(from))) return false
    news.commit(() => {
      calls.update({ ...call, teamId: to })
      audit.append({
        action: 'calls.moved',
        actorId: by,
        subjectId: callId,
        address: null,
        outcome: 'done',
        reason: to,
      })
      news.tell({ type: 'call', callId })
      news.tell({ type: 'records', callId })
    })
    if (from !== null) deps.leftTeam(from)
    return true
  }

  return {
    check: (callId) => {
      const call = calls.find(callId)
      if (call === null || call.phase === 'ended') return
      // What was moved is news itself, and so comes here again.
      if (!moveIfDue(call, null)) checkCall(call)
    },
    personChanged: (personId, by) => {
      for (const call of calls.open()) if (call.agentId !== personId || !moveIfDue(call, by)) checkCall(call)
    },
  }
}
