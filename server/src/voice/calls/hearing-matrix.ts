import type { LegId, MonitorMode } from '@hearthline/shared'
import type { Hearing, Prompt } from '../../protocol/media-ipc.ts'

/**
 * Where a leg sits in its call. A supervisor sits where the mode puts them; one who has taken over sits in the agent's
 * place.
 */
export type Seat = 'agent' | 'customer' | 'consult' | Exclude<MonitorMode, 'take-over'>

/** What one seat hears: the sum of others, or, where none of them is taken, a looping prompt or nothing. */
interface Ear {
  seats: readonly Seat[]
  prompt: Prompt | null
}

const silence: Ear = { seats: [], prompt: null }
const hears = (...seats: Seat[]): Ear => ({ seats, prompt: null })
const told = (prompt: Prompt): Ear => ({ seats: [], prompt })

const alone = { consult: silence, listen: silence, whisper: silence, barge: silence } as const
const supervisors = <Heard extends Ear>(ear: Heard) => ({ listen: ear, whisper: ear, barge: ear }) as const
/** A supervisor hears the talk, and another supervisor only where the customer hears them too (SUP-2). */
const theTalk = hears('agent', 'customer', 'barge')
const theCustomer = hears('customer', 'barge')
const everybody = hears('agent', 'customer', 'consult', 'barge')
/** A customer who waits hears music, or whoever barges instead. */
const waiting: Ear = { seats: ['barge'], prompt: 'hold' }

/**
 * Who hears whom, in every situation a call can be in: everything a call centre does with audio is one row of this
 * table. A whisper is in one ear alone, the agent's (SUP-1).
 */
const rows = {
  /** Nothing yet: the agent's line is up, the carrier has not said a word. */
  dialling: { agent: silence, customer: silence, ...alone },
  ringing: { agent: told('ringback'), customer: silence, ...alone },
  /** The carrier may already play; the customer hears nobody before the answer. */
  'early-media': { agent: hears('customer'), customer: silence, ...alone },
  'two-party': {
    agent: hears('customer', 'whisper', 'barge'),
    customer: hears('agent', 'barge'),
    consult: silence,
    ...supervisors(theTalk),
  },
  /** The agent hears nobody but a supervisor, and nobody hears the agent: not even the leads who listen. */
  held: {
    agent: hears('whisper', 'barge'),
    customer: waiting,
    consult: silence,
    ...supervisors(theCustomer),
  },
  /** A consult party is being called. */
  calling: {
    agent: { seats: ['whisper', 'barge'], prompt: 'ringback' },
    customer: waiting,
    consult: silence,
    ...supervisors(theCustomer),
  },
  /** The consult party's carrier already plays; that party hears nobody before the answer. */
  'calling-early-media': {
    agent: hears('consult', 'whisper', 'barge'),
    customer: waiting,
    consult: silence,
    ...supervisors(theCustomer),
  },
  /** The agent talks to the consult party; the customer waits. Who barges does so for the customer alone. */
  consulting: {
    agent: hears('consult', 'whisper', 'barge'),
    customer: waiting,
    consult: hears('agent'),
    ...supervisors(everybody),
  },
  /** The agent has gone back to the customer for a moment; the consult party waits. */
  swapped: {
    agent: hears('customer', 'whisper', 'barge'),
    customer: hears('agent', 'barge'),
    consult: told('hold'),
    ...supervisors(theTalk),
  },
  'three-way': {
    agent: hears('customer', 'consult', 'whisper', 'barge'),
    customer: hears('agent', 'consult', 'barge'),
    consult: hears('agent', 'customer', 'barge'),
    ...supervisors(everybody),
  },
  /** The agent's media is gone and may come back; who barges keeps the customer company meanwhile. */
  parked: {
    agent: silence,
    customer: { seats: ['barge'], prompt: 'comfort' },
    consult: told('comfort'),
    ...supervisors(theCustomer),
  },
  /** The agent's media is gone, but customer and consult party have each other. */
  'parked-three-way': {
    agent: silence,
    customer: hears('consult', 'barge'),
    consult: hears('customer', 'barge'),
    ...supervisors(hears('customer', 'consult', 'barge')),
  },
} as const satisfies Record<string, Record<Seat, Ear>>

export type Situation = keyof typeof rows

export interface SeatedLeg {
  legId: LegId
  seat: Seat
}

/** The whole matrix of one room. Legs hear by seat, never themselves. */
export function hearingIn(situation: Situation, legs: readonly SeatedLeg[]): Record<LegId, Hearing> {
  const row: Record<Seat, Ear> = rows[situation]
  const matrix: Record<LegId, Hearing> = {}
  for (const { legId, seat } of legs) {
    const ear = row[seat]
    const heard = legs
      .filter((other) => other.legId !== legId && ear.seats.includes(other.seat))
      .map((other) => other.legId)
    matrix[legId] = { legs: heard, prompt: ear.prompt }
  }
  return matrix
}

export interface Sides {
  agentSide: LegId[]
  customerSide: LegId[]
}

/**
 * Whose voice belongs to which side of the talk, and of its recording. The agent's side is whom the customer hears in this
 * situation: never a whisper, never a listener (SUP-3), nobody while the customer waits with music, never a consult party
 * before they hear it (CTL-10).
 */
export function sidesOf(situation: Situation, legs: readonly SeatedLeg[]): Sides {
  const row: Record<Seat, Ear> = rows[situation]
  const at = (seats: readonly Seat[]): LegId[] =>
    legs.filter(({ seat }) => seats.includes(seat)).map(({ legId }) => legId)
  return { agentSide: at(row.customer.seats), customerSide: at(['customer']) }
}
