import type {
  CallId,
  Change,
  FloorAgent,
  HelpRequest,
  LiveCall,
  PersonId,
  Snapshot,
  TeamTally,
  TrunkStatus,
} from '@hearthline/shared'

/** The floor by id, so that one agent's change touches one tile. Order and membership change only with people. */
export interface FloorView {
  agentIds: readonly PersonId[]
  agents: ReadonlyMap<PersonId, FloorAgent>
  calls: ReadonlyMap<CallId, LiveCall>
  /** Which call an agent is in. A call that a lead has taken over is no longer its agent's. */
  callOf: ReadonlyMap<PersonId, CallId>
  trunks: readonly TrunkStatus[]
  /** Open requests, who has waited longest first. */
  help: readonly HelpRequest[]
  tallies: readonly TeamTally[]
}

const floorChanges = [
  'floor-agent',
  'floor-agent-left',
  'floor-call',
  'floor-call-ended',
  'floor-help',
  'floor-help-closed',
  'tally',
  'trunk',
  'trunk-left',
] as const
export type FloorChange = Extract<Change, { type: (typeof floorChanges)[number] }>

export const isFloorChange = (change: Change): change is FloorChange =>
  floorChanges.some((type) => type === change.type)

const oldestFirst = (help: readonly HelpRequest[]): HelpRequest[] =>
  help.toSorted((one, other) => one.askedAt - other.askedAt)

/** The list with this item in the place of the one with the same key, or at its end. */
const withItem = <Item>(items: readonly Item[], item: Item, key: (item: Item) => string): Item[] => {
  const known = items.some((one) => key(one) === key(item))
  return known ? items.map((one) => (key(one) === key(item) ? item : one)) : [...items, item]
}

export function withFloorChange(floor: FloorView, change: FloorChange): FloorView {
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
      return {
        ...floor,
        agents,
        agentIds: floor.agentIds.filter((id) => id !== change.personId),
        help: floor.help.filter((one) => one.agent.personId !== change.personId),
      }
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
    case 'floor-help':
      return { ...floor, help: oldestFirst(withItem(floor.help, change.help, (one) => one.helpId)) }
    case 'floor-help-closed':
      return { ...floor, help: floor.help.filter((one) => one.helpId !== change.helpId) }
    case 'tally':
      return { ...floor, tallies: withItem(floor.tallies, change.tally, (one) => one.team.teamId) }
    case 'trunk':
      return { ...floor, trunks: withItem(floor.trunks, change.trunk, (one) => one.trunkId) }
    case 'trunk-left':
      return { ...floor, trunks: floor.trunks.filter((trunk) => trunk.trunkId !== change.trunkId) }
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
  for (const call of calls.values())
    if (call.agentId !== null && call.takenOverBy === null) after.set(call.agentId, call.callId)
  const same =
    after.size === before.size && [...after].every(([personId, callId]) => before.get(personId) === callId)
  return same ? before : after
}

export function floorView(floor: NonNullable<Snapshot['floor']>): FloorView {
  const calls = new Map(floor.calls.map((call) => [call.callId, call]))
  return {
    agentIds: floor.agents.map((agent) => agent.personId),
    agents: new Map(floor.agents.map((agent) => [agent.personId, agent])),
    calls,
    callOf: callsByAgent(calls, new Map()),
    trunks: floor.trunks,
    help: oldestFirst(floor.help),
    tallies: floor.tallies,
  }
}
