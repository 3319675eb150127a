import type { Trunk, TrunkId } from '@hearthline/shared'
import type { Clock } from '../ports.ts'

type Registration = NonNullable<Trunk['registration']>
type Said = Pick<Registration, 'state' | 'sipStatus'>

/** How trunks that register there are doing, by the word of the voice nodes. */
export interface Registrations {
  /** Registered when any node is; else what the last node to speak said; `trying` before anybody has. */
  of(trunkId: TrunkId): Registration
  /** @returns whether anything changed. */
  said(nodeId: string, trunkId: TrunkId, said: Said): boolean
  forget(trunkId: TrunkId): void
  /** The node is gone. @returns trunks that it spoke of. */
  forgetNode(nodeId: string): TrunkId[]
}

export function createRegistrations(clock: Clock): Registrations {
  const trunks = new Map<TrunkId, Map<string, Registration>>()

  return {
    of: (trunkId) => {
      const nodes = [...(trunks.get(trunkId)?.values() ?? [])]
      return (
        nodes.find(({ state }) => state === 'registered') ??
        nodes.at(-1) ?? { state: 'trying', since: 0, sipStatus: null }
      )
    },
    said: (nodeId, trunkId, { state, sipStatus }) => {
      const nodes = trunks.get(trunkId) ?? new Map<string, Registration>()
      const before = nodes.get(nodeId)
      if (before?.state === state && before.sipStatus === sipStatus) return false
      const since = before?.state === state ? before.since : clock.nowMs()
      nodes.delete(nodeId)
      nodes.set(nodeId, { state, since, sipStatus })
      trunks.set(trunkId, nodes)
      return true
    },
    forget: (trunkId) => void trunks.delete(trunkId),
    forgetNode: (nodeId) =>
      [...trunks].flatMap(([trunkId, nodes]) => (nodes.delete(nodeId) ? [trunkId] : [])),
  }
}
