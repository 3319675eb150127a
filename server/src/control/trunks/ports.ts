import type { TeamId, TrunkId } from '@hearthline/shared'
import type { TrunkConfig } from '../../protocol/voice-link.ts'

/** A trunk as control keeps it: how the voice nodes reach it, and the number that customers see. */
export interface Trunk extends TrunkConfig {
  /** E.164. */
  callerId: string
}

export interface TrunkStore {
  /** In the order in which they are tried. */
  all(): Trunk[]
  find(trunkId: TrunkId): Trunk | null
  insert(trunk: Trunk): void
  /** Keeps its place in the order. */
  replace(trunk: Trunk): void
  remove(trunkId: TrunkId): void
  setOrder(trunkIds: readonly TrunkId[]): void
  /** Live calls by trunk; a trunk without any is not in it. */
  callsNow(): Map<TrunkId, number>
}

/** Teams that calls come in for. */
export interface TrunkTeams {
  findTeam(teamId: TeamId): { teamId: TeamId; name: string } | null
}
