import type {
  AgentState,
  Attention,
  CallId,
  Change,
  ChangeMessage,
  FloorAgent,
  LiveCall,
  PersonId,
  Reachability,
  SignedOut,
  Snapshot,
  Termination,
  TrunkStatus,
} from '@hearthline/shared'

/** How this browser stands with control. `away` says since when nothing was heard. */
export type Connection =
  | { type: 'connecting'; sinceMs: number }
  | { type: 'live'; sinceMs: number }
  | { type: 'away'; sinceMs: number }
  | { type: 'signed-out'; signedOut: SignedOut | null; sinceMs: number }

/** The floor by id, so that one agent's change touches one tile. Order and membership change only with people. */
export interface FloorView {
  agentIds: readonly PersonId[]
  agents: ReadonlyMap<PersonId, FloorAgent>
  calls: ReadonlyMap<CallId, LiveCall>
  /** Which call an agent is in. */
  callOf: ReadonlyMap<PersonId, CallId>
  trunks: readonly TrunkStatus[]
}

export interface OwnView {
  state: AgentState
  reachability: Reachability
  call: LiveCall | null
}

export interface EndedCall {
  callId: CallId
  termination: Termination
  talkMs: number
  /** The call as it was last pushed, for the summary; null when this page never saw it run. */
  call: LiveCall | null
}

export interface FloorSignedOut {
  personId: PersonId
  displayName: string
  signedOut: SignedOut
}

/** All that control has told this browser. Null parts: not told yet, or not for this role. */
export interface LiveView {
  connection: Connection
  revision: number | null
  own: OwnView | null
  floor: FloorView | null
  /** What waits for this person's word; null until told, and for agents. */
  attention: Attention | null
  voiceLinked: boolean
  lastEnded: EndedCall | null
  /** Whom of the floor somebody or something signed out last. */
  lastSignedOut: FloorSignedOut | null
  /** Grows when call records or recordings changed: lists are fetched again. */
  recordsVersion: number
  /** Server clock minus browser clock, ms. */
  clockOffsetMs: number
  /** True from asking for a fresh snapshot until it comes; changes in between are dropped. */
  resyncing: boolean
}

export type LiveEvent =
  | { type: 'connecting' }
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'change'; message: ChangeMessage }
  | { type: 'disconnected' }
  | { type: 'signed-out'; signedOut: SignedOut | null }

export const initialView: LiveView = {
  connection: { type: 'connecting', sinceMs: 0 },
  revision: null,
  own: null,
  floor: null,
  attention: null,
  voiceLinked: false,
  lastEnded: null,
  lastSignedOut: null,
  recordsVersion: 0,
  clockOffsetMs: 0,
  resyncing: false,
}

/**
 * The next view. `resync` is the revision to report when changes were missed: the caller asks control for a snapshot.
 * Revisions grow by exactly one; an older one is a duplicate and dropped.
 */
export function reduce(
  view: LiveView,
  event: LiveEvent,
  nowMs: number,
): { view: LiveView; resync: number | null } {
  const only = (next: LiveView) => ({ view: next, resync: null })
  if (view.connection.type === 'signed-out') return only(view)
  switch (event.type) {
    case 'connecting':
      return only(
        view.connection.type === 'away' || view.connection.type === 'connecting'
          ? view
          : { ...view, connection: { type: 'connecting', sinceMs: nowMs } },
      )
    case 'disconnected':
      // Trying in vain to reconnect is the same absence: it began when the connection was lost.
      return only(
        view.connection.type === 'away'
          ? view
          : { ...view, connection: { type: 'away', sinceMs: nowMs }, resyncing: false },
      )
    case 'signed-out':
      return only({
        ...view,
        connection: { type: 'signed-out', signedOut: event.signedOut, sinceMs: nowMs },
        own: null,
        floor: null,
        attention: null,
      })
    case 'snapshot':
      return only(withSnapshot(view, event.snapshot, nowMs))
    case 'change': {
      const { revision } = event.message
      if (view.revision === null || view.resyncing || revision <= view.revision) return only(view)
      if (revision !== view.revision + 1) return { view: { ...view, resyncing: true }, resync: view.revision }
      const changed = withChange(view, event.message.change)
      // A message can only arrive later than it was sent, so the largest difference seen is the truest.
      const clockOffsetMs = Math.max(view.clockOffsetMs, event.message.at - nowMs)
      return only({ ...changed, revision, clockOffsetMs })
    }
    default:
      return event satisfies never
  }
}

function withSnapshot(view: LiveView, snapshot: Snapshot, nowMs: number): LiveView {
  const missedEnd =
    view.own?.call !== null &&
    view.own?.call !== undefined &&
    snapshot.agent?.call?.callId !== view.own.call.callId
  return {
    ...view,
    connection: view.connection.type === 'live' ? view.connection : { type: 'live', sinceMs: nowMs },
    revision: snapshot.revision,
    own: snapshot.agent,
    floor: snapshot.floor === null ? null : floorView(snapshot.floor),
    attention: snapshot.attention,
    voiceLinked: snapshot.voiceLinked,
    clockOffsetMs: snapshot.at - nowMs,
    resyncing: false,
    // Whatever ended while nobody could tell us shows in the lists only.
    recordsVersion: view.recordsVersion + (view.revision === null && !missedEnd ? 0 : 1),
  }
}

function withChange(view: LiveView, change: Change): LiveView {
  switch (change.type) {
    case 'own-state':
      return {
        ...view,
        own: {
          state: change.state,
          reachability: change.reachability,
          call: view.own?.call ?? null,
        },
      }
    case 'own-call':
      return view.own === null ? view : { ...view, own: { ...view.own, call: change.call } }
    case 'own-call-ended': {
      const call = view.own?.call?.callId === change.callId ? view.own.call : null
      const known = call ?? (view.lastEnded?.callId === change.callId ? view.lastEnded.call : null)
      return {
        ...view,
        own: view.own === null || call === null ? view.own : { ...view.own, call: null },
        lastEnded: {
          callId: change.callId,
          termination: change.termination,
          talkMs: change.talkMs,
          call: known,
        },
        recordsVersion: view.recordsVersion + 1,
      }
    }
    case 'attention':
      return { ...view, attention: change.attention }
    case 'floor-signed-out':
      return {
        ...view,
        lastSignedOut: {
          personId: change.personId,
          displayName: change.displayName,
          signedOut: change.signedOut,
        },
      }
    case 'voice-linked':
      return { ...view, voiceLinked: change.linked }
    case 'records-changed':
      return { ...view, recordsVersion: view.recordsVersion + 1 }
    case 'floor-agent':
    case 'floor-agent-left':
    case 'floor-call':
    case 'floor-call-ended':
    case 'trunk':
    case 'trunk-left':
      return view.floor === null ? view : { ...view, floor: withFloorChange(view.floor, change) }
    default:
      return change satisfies never
  }
}

type FloorChange = Extract<
  Change,
  { type: 'floor-agent' | 'floor-agent-left' | 'floor-call' | 'floor-call-ended' | 'trunk' | 'trunk-left' }
>

function withFloorChange(floor: FloorView, change: FloorChange): FloorView {
  switch (change.type) {
    case 'floor-agent': {
      const agents = new Map(floor.agents).set(change.agent.personId, change.agent)
      const agentIds = floor.agents.has(change.agent.personId)
        ? floor.agentIds
        : [...floor.agentIds, change.agent.personId]
      return { ...floor, agents, agentIds }
    }
    case 'floor-agent-left': {
      const agents = new Map(floor.agents)
      agents.delete(change.personId)
      return { ...floor, agents, agentIds: floor.agentIds.filter((id) => id !== change.personId) }
    }
    case 'floor-call': {
      const calls = new Map(floor.calls).set(change.call.callId, change.call)
      return { ...floor, calls, callOf: callsByAgent(calls, floor.callOf) }
    }
    case 'floor-call-ended': {
      const calls = new Map(floor.calls)
      calls.delete(change.callId)
      return { ...floor, calls, callOf: callsByAgent(calls, floor.callOf) }
    }
    case 'trunk-left':
      return { ...floor, trunks: floor.trunks.filter((trunk) => trunk.trunkId !== change.trunkId) }
    case 'trunk': {
      const known = floor.trunks.some((trunk) => trunk.trunkId === change.trunk.trunkId)
      return {
        ...floor,
        trunks: known
          ? floor.trunks.map((trunk) => (trunk.trunkId === change.trunk.trunkId ? change.trunk : trunk))
          : [...floor.trunks, change.trunk],
      }
    }
    default:
      return change satisfies never
  }
}

/** Keeps the old map when nobody changed calls: a quality report must not re-sort the floor. */
function callsByAgent(
  calls: ReadonlyMap<CallId, LiveCall>,
  before: ReadonlyMap<PersonId, CallId>,
): ReadonlyMap<PersonId, CallId> {
  const after = new Map<PersonId, CallId>()
  for (const call of calls.values()) if (call.agentId !== null) after.set(call.agentId, call.callId)
  const same =
    after.size === before.size && [...after].every(([personId, callId]) => before.get(personId) === callId)
  return same ? before : after
}

function floorView(floor: NonNullable<Snapshot['floor']>): FloorView {
  const calls = new Map(floor.calls.map((call) => [call.callId, call]))
  return {
    agentIds: floor.agents.map((agent) => agent.personId),
    agents: new Map(floor.agents.map((agent) => [agent.personId, agent])),
    calls,
    callOf: callsByAgent(calls, new Map()),
    trunks: floor.trunks,
  }
}
