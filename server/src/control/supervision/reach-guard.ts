import type { CallId, LegId, PersonId, TeamId } from '@hearthline/shared'
import type { CallState, CallStore, Directory, VoiceNodes } from '../calls/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, Clock, Timer } from '../ports.ts'

/** A cut that is lost on its way is given again after this long, so that the leg is gone within 2 s of a node that hears. */
const cutAgainMs = 1_500
/** Then a node is away for good; its next word of the call begins anew. */
const mostCuts = 20

/**
 * Keeps reach true while calls run: a call whose agent is moved out of its team moves with them (SUPERVISION-7), and the
 * leg of whoever does not lead the call's team is cut (SUPERVISION-2); also one that joins by a ticket from before.
 */
export interface ReachGuard {
  /** A call is not what it was, or somebody joined it. */
  check(callId: CallId): void
  /** Somebody's teams or role changed. @param by who did it. */
  personChanged(personId: PersonId, by: PersonId | null): void
  /** Idempotent. */
  dispose(): void
}

type SupervisorRef = Pick<ReturnType<CallStore['supervisors']>[number], 'legId' | 'personId'>

export function createReachGuard(deps: {
  calls: CallStore
  directory: Pick<Directory, 'teamIds'>
  voice: Pick<VoiceNodes, 'command'>
  leads(personId: PersonId, teamId: TeamId): boolean
  /** A call has left this team: whoever watches it must not see the call any more. */
  leftTeam(teamId: TeamId): void
  news: NewsDesk
  audit: Audit
  clock: Clock
}): ReachGuard {
  const { calls, directory, voice, news, audit, clock } = deps
  /** Cuts that were given and whose leg is still there. */
  const cutting = new Map<LegId, Timer>()
  let disposed = false

  /** Who has taken over cannot be cut: the customer would be alone. */
  const strangersIn = ({ callId, teamId }: CallState): SupervisorRef[] =>
    calls
      .supervisors(callId)
      .filter(
        ({ personId, mode }) => mode !== 'take-over' && (teamId === null || !deps.leads(personId, teamId)),
      )

  const isStill = (callId: CallId, legId: LegId): boolean => {
    const call = calls.find(callId)
    if (call === null || call.phase === 'ended') return false
    return strangersIn(call).some((leg) => leg.legId === legId)
  }
  const cut = (callId: CallId, { legId, personId }: SupervisorRef, given: number) => {
    void voice.command({ type: 'end-listening', callId, personId })
    const again = () => {
      cutting.delete(legId)
      if (given < mostCuts && isStill(callId, legId)) cut(callId, { legId, personId }, given + 1)
    }
    cutting.set(legId, clock.setTimer(cutAgainMs, again))
  }
  const checkCall = (call: CallState) => {
    if (disposed) return
    for (const leg of strangersIn(call)) if (!cutting.has(leg.legId)) cut(call.callId, leg, 1)
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
    dispose: () => {
      disposed = true
      for (const timer of cutting.values()) timer.cancel()
      cutting.clear()
    },
  }
}
