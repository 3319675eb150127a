import type { PersonId, TollGuard, Trunk, TrunkId } from '@hearthline/shared'

/** An enabled trunk, as far as routes are made of it. */
export interface DialTrunk extends Pick<Trunk, 'rank' | 'weight' | 'prefixes' | 'callerId' | 'callerIds'> {
  trunkId: TrunkId
  /** By the last word of the voice nodes. */
  down: boolean
}

export interface DialTrunks {
  /** Every enabled trunk. */
  dialable(): readonly DialTrunk[]
}

/** Calls out, as the toll guard counts them. */
export interface DialledCalls {
  /** Numbers outside that somebody here is calling or talks with now, consult calls and transfers among them. */
  outNow(): number
  /** When this agent placed calls out since then, oldest first; also those that are somebody else's by now. */
  placedSince(personId: PersonId, sinceMs: number): number[]
}

export interface TollPolicies {
  current(): { toll: TollGuard }
}

/** The zone in which this person's hours of the night are counted, e.g. `Europe/Berlin`. */
export type ZoneOf = (personId: PersonId) => string
