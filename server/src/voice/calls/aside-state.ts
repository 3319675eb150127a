import type { ConsultTarget, LegId } from '@hearthline/shared'
import type { TrunkRoute } from '../../protocol/ticket.ts'
import type { AgentRef } from './call-state.ts'

/** The words of what a speaker does beside talking to the customer: a hold, a consult call. */

/** An agent's browser that is asked to take a consult call. */
export interface ConsultSeat extends AgentRef {
  legId: LegId
}

/** Whom a consult call is to reach, and who is left to try: the first of them is being tried. */
export type ConsultRoute =
  | {
      kind: 'ring'
      agents: readonly ConsultSeat[]
      display: { name: string | null; maskedNumber: string }
    }
  | { kind: 'dial'; legId: LegId; number: string; routes: readonly TrunkRoute[] }

/** A call beside the customer's: the consult party's leg, and whom the speaker hears. */
export interface Consulting {
  kind: 'consult'
  target: ConsultTarget
  route: ConsultRoute
  blind: boolean
  ringTimeoutMs: number
  sinceMs: number
  /**
   * `preparing`: the media plane makes our offer · `calling`, `ringing`, `early-media`: the INVITE is out · `joining`: the
   * party has answered, the media plane takes the answer · `connected`.
   */
  step: 'preparing' | 'calling' | 'ringing' | 'early-media' | 'joining' | 'connected'
  offerSdp: string
  /** Whom the speaker hears; the customer waits with music while it is the consult party. */
  speaking: 'consult' | 'customer' | 'all'
  /** The connection under the consult party's leg. */
  signalling: 'up' | 'lost'
  /** The party is being re-INVITEd to another media worker. */
  isMoving: boolean
}

/** What the speaker does besides talking to the customer; one thing at a time. */
export type Aside = { kind: 'hold'; sinceMs: number } | Consulting
