import type { TeamId, Trunk as TrunkView, TrunkId } from '@hearthline/shared'
import type { TrunkConfig } from '../../protocol/voice-link.ts'

/** A trunk as control keeps it: how the voice nodes reach it, and which numbers go over it, and as whom. */
export interface Trunk extends TrunkConfig, Pick<TrunkView, 'rank' | 'weight' | 'prefixes' | 'callerIds'> {
  /** E.164. */
  callerId: string
}

/** What a trunk is unless somebody says otherwise: every number as E.164, no limit, no registration. */
export const plainTrunk = {
  rank: 1,
  weight: 1,
  channels: null,
  prefixes: [],
  callerIds: [],
  digits: 'rfc4733',
  tlsTrust: null,
  register: false,
} satisfies Partial<Trunk>

/** A trunk as the seed and the console name it: what is left out is plain. */
export type NewTrunk = Omit<Trunk, 'trunkId' | keyof typeof plainTrunk> &
  Partial<Pick<Trunk, keyof typeof plainTrunk>>

export interface TrunkStore {
  /** By rank, then by name. */
  all(): Trunk[]
  find(trunkId: TrunkId): Trunk | null
  insert(trunk: Trunk): void
  replace(trunk: Trunk): void
  remove(trunkId: TrunkId): void
  /** Live calls by trunk; a trunk without any is not in it. */
  callsNow(): Map<TrunkId, number>
  /** Calls out over a trunk that began since then, and how many of them the carrier let fail; only trunks that had any. */
  callsSince(sinceMs: number): Map<TrunkId, { placed: number; failed: number }>
}

/** Teams that calls come in for. */
export interface TrunkTeams {
  findTeam(teamId: TeamId): { teamId: TeamId; name: string } | null
}
