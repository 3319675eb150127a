import type { Clock, RandomSource } from '../../../ports.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'
import type { SipLimits, SipLog } from '../types.ts'
import type { Session } from './session.ts'

/** What every session and call of one stack shares. */
export interface UserAgentContext {
  clock: Clock
  random: RandomSource
  log: SipLog
  limits: SipLimits
  userAgentName: string
  layer: TransactionLayer
  /** The sessions by dialog id; requests find theirs through it. */
  sessions: Map<string, Session>
  /** A dialog ended, whoever ended it; its last messages may still be on their way. */
  onSessionEnded(session: Session): void
}

export const allowedMethods = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK'

/** 64 random bits for tags (RFC 3261 §19.3 asks for 32). */
export function newTag(random: RandomSource): string {
  return Buffer.from(random.bytes(8)).toString('hex')
}

/** A whole number from `from` to `to`. */
export function randomBetween(random: RandomSource, from: number, to: number): number {
  const [high = 0, low = 0] = random.bytes(2)
  return from + Math.floor(((high * 256 + low) / 65_536) * (to - from + 1))
}
