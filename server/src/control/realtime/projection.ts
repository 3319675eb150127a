import type { CallId, Change, LiveCall, PersonId, Role, SignInId, Snapshot, TeamId } from '@hearthline/shared'
import type { AgentService } from '../agents/index.ts'
import type { CallReads, CallState, CallStore, VoiceNodes } from '../calls/index.ts'
import type { News } from '../news.ts'
import type { FloorScope, FloorView } from '../supervision/index.ts'
import type { TrunkService } from '../trunks/index.ts'

/** Somebody who watches: what they may see follows from role and teams, read anew at each snapshot. */
export interface Viewer {
  personId: PersonId
  signInId: SignInId
  role: Role
  ledTeamIds: readonly TeamId[]
}

export type ProjectedNews = News | { type: 'pending-devices' }

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
  pendingDevices(): number
}): Projection {
  const { agents, calls, reads, floor, trunks, voice } = deps

  const ownCall = (personId: PersonId): LiveCall | null => {
    const { state } = agents.find(personId)
    const call = state.type === 'on-call' ? calls.find(state.callId) : null
    return call && call.agentId === personId ? reads.live(call) : null
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
    return (viewer: Viewer): Change[] => {
      if (!call || !live) return []
      if (viewer.role === 'agent')
        return call.agentId === viewer.personId ? [{ type: 'own-call', call: live }] : []
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
      if (call.agentId !== viewer.personId) return []
      const talkMs = reads.record(call).talkMs ?? 0
      return [
        { type: 'own-call', call: null },
        { type: 'own-call-ended', callId, termination, talkMs },
      ]
    }
  }

  const seesRecord = (viewer: Viewer, call: CallState) =>
    viewer.role === 'agent' ? call.agentId === viewer.personId : floor.seesCall(floorScope(viewer), call)

  return {
    snapshot: (viewer) => ({
      agent:
        viewer.role === 'agent'
          ? {
              state: agents.find(viewer.personId).state,
              reachability: agents.reachability(viewer.personId),
              call: ownCall(viewer.personId),
            }
          : null,
      floor: viewer.role === 'agent' ? null : floor.floor(floorScope(viewer)),
      pendingDevices: viewer.role === 'administrator' ? deps.pendingDevices() : null,
      voiceLinked: voice.linked(),
    }),
    changes: (news) => {
      switch (news.type) {
        case 'agent':
          return forAgent(news.personId)
        case 'call':
          return forCall(news.callId)
        case 'call-left-agent':
          return (viewer) =>
            viewer.role === 'agent' && viewer.personId === news.personId
              ? [{ type: 'own-call', call: ownCall(news.personId) }]
              : []
        case 'call-ended':
          return forEnd(news.callId)
        case 'records': {
          const call = calls.find(news.callId)
          return (viewer) =>
            call && seesRecord(viewer, call) ? [{ type: 'records-changed', callId: news.callId }] : []
        }
        case 'trunk': {
          const trunk = trunks.status(news.trunkId)
          return (viewer) => (trunk && viewer.role !== 'agent' ? [{ type: 'trunk', trunk }] : [])
        }
        case 'voice-linked': {
          const linked = voice.linked()
          return () => [{ type: 'voice-linked', linked }]
        }
        case 'pending-devices': {
          const count = deps.pendingDevices()
          return (viewer) => (viewer.role === 'administrator' ? [{ type: 'pending-devices', count }] : [])
        }
        default:
          return news satisfies never
      }
    },
  }
}

const floorScope = (viewer: Viewer): FloorScope =>
  viewer.role === 'administrator' ? { type: 'all' } : { type: 'teams', teamIds: viewer.ledTeamIds }
