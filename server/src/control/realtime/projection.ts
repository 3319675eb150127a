import type {
  Attention,
  BreakMinutes,
  CallId,
  Change,
  FloorAgent,
  HelpId,
  LiveCall,
  NoticeId,
  PersonId,
  PhoneElsewhere,
  Role,
  SignedOut,
  SignInId,
  Snapshot,
  TeamId,
} from '@hearthline/shared'
import type { AgentService } from '../agents/index.ts'
import type { CallBackDesk } from '../call-backs/index.ts'
import {
  isWithAgent,
  type CallReads,
  type CallState,
  type CallStore,
  type TransferStore,
  type VoiceNodes,
} from '../calls/index.ts'
import type { HelpDesk } from '../help/index.ts'
import type { News } from '../news.ts'
import type { LineCheckDesk } from '../line-checks/index.ts'
import type { NoticeDesk } from '../notices/index.ts'
import type { SignInEnded } from '../ports.ts'
import type { FloorScope, FloorView, Tallies } from '../supervision/index.ts'
import type { TrunkService } from '../trunks/index.ts'

/** Somebody who watches: what they may see follows from role and teams, read anew at each snapshot. */
export interface Viewer {
  personId: PersonId
  signInId: SignInId
  role: Role
  ledTeamIds: readonly TeamId[]
}

export type ProjectedNews =
  | News
  /** Something waits for somebody's word, or waits no more. */
  | { type: 'attention' }
  | { type: 'signed-out'; ended: SignInEnded }

/** What the browser is told of the end of a sign-in. */
export const signedOutOf = ({ reason, call, atMs, by, note, reference }: SignInEnded): SignedOut => ({
  reason,
  call,
  at: atMs,
  by,
  note,
  reference,
})

/** Turns what happened into what one viewer may know of it (REALTIME-4, REALTIME-5). */
export interface Projection {
  snapshot(viewer: Viewer): Omit<Snapshot, 'revision' | 'at'>
  /** Reads the new state once for all viewers; the function it returns is good for this turn of the event loop. */
  changes(news: ProjectedNews): (viewer: Viewer) => Change[]
}

export function createProjection(deps: {
  agents: AgentService
  calls: CallStore
  reads: CallReads
  floor: FloorView
  trunks: TrunkService
  voice: Pick<VoiceNodes, 'linked'>
  help: Pick<HelpDesk, 'openOf' | 'find'>
  notices: Pick<NoticeDesk, 'openOf' | 'batch' | 'ofBatch'>
  tallies: Pick<Tallies, 'of'>
  transfers: Pick<TransferStore, 'ofCall'>
  callBacks: Pick<CallBackDesk, 'count'>
  /** Which other sign-in of this agent holds the phone; null when none does. */
  phoneElsewhere(viewer: Viewer): PhoneElsewhere | null
  lineChecks: Pick<LineCheckDesk, 'standing'>
  /** How long each kind of break may last, minutes. */
  breakMinutes(): BreakMinutes
  /** What waits for this viewer's word. */
  attention(viewer: Viewer): Attention
  /** Null for somebody who is no agent. */
  agent(personId: PersonId): { displayName: string; teams: FloorAgent['teams'] } | null
}): Projection {
  const { agents, calls, reads, floor, trunks, voice, help, notices, tallies, transfers, callBacks } = deps

  /** Whose call it is now: its agent's, and of whoever is asked or rung beside it (REALTIME-17). */
  const standsIn = (call: CallState): ReadonlySet<PersonId> => {
    const asked = call.controls?.consult == null ? [] : agents.inCall(call.callId)
    return new Set(isOwn(call) && call.agentId !== null ? [call.agentId, ...asked] : asked)
  }

  const ownCall = (personId: PersonId): LiveCall | null => {
    const { state } = agents.find(personId)
    const call = state.type === 'on-call' ? calls.find(state.callId) : null
    return call && standsIn(call).has(personId) ? forOwnEyes(reads.live(call)) : null
  }

  const forAgent = (personId: PersonId) => {
    const { state } = agents.find(personId)
    const reachability = agents.reachability(personId)
    const agent = floor.agent(personId)
    return (viewer: Viewer): Change[] => {
      if (viewer.role === 'agent')
        return viewer.personId === personId ? [{ type: 'own-state', state, reachability }] : []
      // Also for somebody who was never shown: the screen then has nobody to take away.
      return [
        agent && floor.seesAgent(floorScope(viewer), agent)
          ? { type: 'floor-agent', agent }
          : { type: 'floor-agent-left', personId },
      ]
    }
  }

  const forCall = (callId: CallId) => {
    const call = calls.find(callId)
    const live = call && reads.live(call)
    const own = call ? standsIn(call) : nobody
    return (viewer: Viewer): Change[] => {
      if (!call || !live) return []
      if (viewer.role === 'agent')
        return own.has(viewer.personId) ? [{ type: 'own-call', call: forOwnEyes(live) }] : []
      return floor.seesCall(floorScope(viewer), call) ? [{ type: 'floor-call', call: live }] : []
    }
  }

  const forEnd = (callId: CallId) => {
    const call = calls.find(callId)
    return (viewer: Viewer): Change[] => {
      if (call?.termination == null) return []
      const { termination } = call
      if (viewer.role !== 'agent')
        return floor.seesCall(floorScope(viewer), call) ? [{ type: 'floor-call-ended', callId }] : []
      // Who was relieved of it has lost it then, and may have another one now.
      if (call.agentId !== viewer.personId || !isOwn(call)) return []
      const talkMs = reads.record(call).talkMs ?? 0
      return [
        { type: 'own-call', call: null },
        { type: 'own-call-ended', callId, termination, talkMs },
      ]
    }
  }

  /** Told to whoever answers for the agent: not what the agent did themselves. */
  const forSignedOut = (ended: SignInEnded) => {
    const { personId, reason } = ended
    // Also when they were just disabled, and are on no floor any more.
    const agent = deps.agent(personId)
    const ownDoing = reason === 'signed-out' || reason === 'replaced'
    return (viewer: Viewer): Change[] => {
      if (agent === null || ownDoing || viewer.role === 'agent') return []
      if (!floor.seesAgent(floorScope(viewer), agent)) return []
      const { displayName } = agent
      return [{ type: 'floor-signed-out', personId, displayName, signedOut: signedOutOf(ended) }]
    }
  }

  const forHelp = (helpId: HelpId, agentId: PersonId, reachChanged: boolean) => {
    const found = help.find(helpId)
    // Also of somebody who was just disabled.
    const agent = deps.agent(agentId)
    return (viewer: Viewer): Change[] => {
      if (found === null) return []
      const own = viewer.personId === agentId
      const { end } = found
      if (viewer.role === 'agent')
        return own && !reachChanged ? [{ type: 'own-help', help: end === null ? found.help : null, end }] : []
      const sees = agent !== null && floor.seesAgent(floorScope(viewer), agent)
      if (!sees) return reachChanged ? [{ type: 'floor-help-closed', helpId, end: end ?? 'closed' }] : []
      return [
        end === null ? { type: 'floor-help', help: found.help } : { type: 'floor-help-closed', helpId, end },
      ]
    }
  }

  const forNotices = (batchId: NoticeId) => {
    const open = notices.ofBatch(batchId)
    return (viewer: Viewer): Change[] => {
      const notice = open.get(viewer.personId)
      return notice ? [{ type: 'notice', notice }] : []
    }
  }

  const forSender = (batchId: NoticeId) => {
    const batch = notices.batch(batchId)
    return (viewer: Viewer): Change[] =>
      batch?.fromId === viewer.personId ? [{ type: 'sent', sent: batch.sent }] : []
  }

  const forTally = (teamId: TeamId) => {
    const tally = tallies.of(teamId)
    return (viewer: Viewer): Change[] =>
      tally !== null && viewer.role !== 'agent' && floor.seesTeam(floorScope(viewer), teamId)
        ? [{ type: 'tally', tally }]
        : []
  }

  /** Agents whose record it is, or who had a part in it. */
  const agentsOf = (call: CallState): ReadonlySet<PersonId | null> =>
    new Set([
      call.agentId,
      ...(call.transferredTo === null ? [] : transfers.ofCall(call.callId).map((part) => part.fromPersonId)),
    ])

  return {
    snapshot: (viewer) => ({
      agent:
        viewer.role === 'agent'
          ? {
              state: agents.find(viewer.personId).state,
              reachability: agents.reachability(viewer.personId),
              call: ownCall(viewer.personId),
              help: help.openOf(viewer.personId),
              notices: notices.openOf(viewer.personId),
              callBacks: callBacks.count(viewer.personId),
              phoneElsewhere: deps.phoneElsewhere(viewer),
              readyGate: deps.lineChecks.standing(viewer.signInId),
              breakMinutes: deps.breakMinutes(),
            }
          : null,
      floor: viewer.role === 'agent' ? null : floor.floor(floorScope(viewer)),
      attention: viewer.role === 'agent' ? null : deps.attention(viewer),
      voiceLinked: voice.linked(),
    }),
    changes: (news) => {
      switch (news.type) {
        case 'agent':
          return forAgent(news.personId)
        case 'ready-gate': {
          const { personId } = news
          return (viewer) =>
            viewer.role === 'agent' && viewer.personId === personId
              ? [{ type: 'ready-gate', gate: deps.lineChecks.standing(viewer.signInId) }]
              : []
        }
        case 'call':
          return forCall(news.callId)
        case 'call-left-agent':
          return (viewer) =>
            viewer.role === 'agent' && viewer.personId === news.personId
              ? [{ type: 'own-call', call: ownCall(news.personId) }]
              : []
        case 'call-ended':
          return forEnd(news.callId)
        case 'records':
        case 'markers': {
          const call = calls.find(news.callId)
          // Agents see no markers, and that there is one may not tell them that somebody listens (REALTIME-13).
          const told = call === null || news.type === 'markers' ? nobody : agentsOf(call)
          return (viewer) =>
            call !== null &&
            (viewer.role === 'agent' ? told.has(viewer.personId) : floor.seesCall(floorScope(viewer), call))
              ? [{ type: 'records-changed', callId: news.callId }]
              : []
        }
        case 'trunk': {
          const trunk = trunks.status(news.trunkId)
          const change: Change = trunk
            ? { type: 'trunk', trunk }
            : { type: 'trunk-left', trunkId: news.trunkId }
          return (viewer) => (viewer.role === 'agent' ? [] : [change])
        }
        case 'phone': {
          const { personId } = news
          return (viewer) =>
            viewer.role === 'agent' && viewer.personId === personId
              ? [{ type: 'phone-elsewhere', elsewhere: deps.phoneElsewhere(viewer) }]
              : []
        }
        case 'call-backs': {
          const { personId } = news
          const count = callBacks.count(personId)
          return (viewer) => (viewer.personId === personId ? [{ type: 'call-backs', count }] : [])
        }
        case 'consult-ended': {
          const { callId, personId, outcome } = news
          return (viewer) =>
            viewer.personId === personId ? [{ type: 'own-consult-ended', callId, outcome }] : []
        }
        case 'voice-linked': {
          const linked = voice.linked()
          return () => [{ type: 'voice-linked', linked }]
        }
        case 'help':
        case 'help-reach':
          return forHelp(news.helpId, news.agentId, news.type === 'help-reach')
        case 'notices':
          return forNotices(news.batchId)
        case 'notice-gone': {
          const { noticeId, personId } = news
          return (viewer) => (viewer.personId === personId ? [{ type: 'notice-gone', noticeId }] : [])
        }
        case 'sent':
          return forSender(news.batchId)
        case 'tally':
          return forTally(news.teamId)
        case 'attention':
          return (viewer) =>
            viewer.role === 'agent' ? [] : [{ type: 'attention', attention: deps.attention(viewer) }]
        case 'signed-out':
          return forSignedOut(news.ended)
        default:
          return news satisfies never
      }
    },
  }
}

const nobody: ReadonlySet<PersonId | null> = new Set()

/** Whether it is its agent's call now: one that a supervisor has taken over, or that was given outside, is not any more. */
const isOwn = (call: CallState) => call.takenOverBy === null && isWithAgent(call)

/** What the agent is shown of their own call: a team with silent disclosure hides who just listens (REALTIME-13). */
const forOwnEyes = (live: LiveCall | null): LiveCall | null =>
  live === null || live.disclosure !== 'silent'
    ? live
    : {
        ...live,
        supervisors: live.supervisors
          .filter(({ mode }) => mode !== 'listen')
          // When they came would tell that they had listened before.
          .map((supervisor) => ({ ...supervisor, since: supervisor.modeSince })),
      }

const floorScope = (viewer: Viewer): FloorScope =>
  viewer.role === 'administrator' ? { type: 'all' } : { type: 'teams', teamIds: viewer.ledTeamIds }
