import type { LegId } from '@hearthline/shared'
import type { Hearing, Prompt } from '../../protocol/media-ipc.ts'
import type { LegRole } from '../../protocol/voice-link.ts'

/** What one role hears: the sum of other roles, or a looping prompt. */
type Ear = readonly LegRole[] | { prompt: Prompt }

const nothing: readonly LegRole[] = []

/**
 * Who hears whom, in every situation a call can be in: everything a call centre does with audio is one row of this
 * table. A supervisor is never in anybody's ear here; whisper and barge become rows of their own.
 */
const rows = {
  /** Nothing yet: the agent's line is up, the carrier has not said a word. */
  dialling: { agent: nothing, customer: nothing, supervisor: nothing },
  ringing: { agent: { prompt: 'ringback' }, customer: nothing, supervisor: nothing },
  /** The carrier may already play; the customer hears nobody before the answer. */
  'early-media': { agent: ['customer'], customer: nothing, supervisor: nothing },
  'two-party': { agent: ['customer'], customer: ['agent'], supervisor: ['agent', 'customer'] },
  /** The agent's media is gone and may come back. */
  parked: { agent: nothing, customer: { prompt: 'comfort' }, supervisor: ['customer'] },
} as const satisfies Record<string, Record<LegRole, Ear>>

export type Situation = keyof typeof rows

export interface SeatedLeg {
  legId: LegId
  role: LegRole
}

/** The whole matrix of one room. Legs hear by role, never themselves. */
export function hearingIn(situation: Situation, legs: readonly SeatedLeg[]): Record<LegId, Hearing> {
  const row: Record<LegRole, Ear> = rows[situation]
  const matrix: Record<LegId, Hearing> = {}
  for (const { legId, role } of legs) {
    const ear = row[role]
    matrix[legId] =
      'prompt' in ear
        ? { legs: [], prompt: ear.prompt }
        : {
            legs: legs
              .filter((other) => other.legId !== legId && ear.includes(other.role))
              .map((other) => other.legId),
            prompt: null,
          }
  }
  return matrix
}
