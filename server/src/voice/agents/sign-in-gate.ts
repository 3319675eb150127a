import type { SignInId } from '@hearthline/shared'
import type { Clock } from '../../ports.ts'
import { recallSipCredential } from '../../protocol/sip-credential.ts'

/** Who may register: minted credentials (nothing is stored), less the sign-ins that control has ended. */
export interface SignInGate {
  /** For the registrar's digest; null for a name that is malformed, over, or of a dropped sign-in. */
  credentials(username: string): { password: string; aor: string } | null
  /** No credential and no ticket of this sign-in counts any more. */
  drop(signInId: SignInId): void
  isDropped(signInId: SignInId): boolean
}

/** Longer than any sign-in lives (12 h), so that its credentials are over before its mark is. */
const droppedForMs = 24 * 3_600_000

export function createSignInGate(clock: Clock, secret: string): SignInGate {
  const dropped = new Map<SignInId, number>()
  const isDropped = (signInId: SignInId): boolean => (dropped.get(signInId) ?? 0) > clock.nowMs()
  return {
    credentials: (username) => {
      const recalled = recallSipCredential(username, clock.nowMs(), secret)
      return recalled === null || isDropped(recalled.signInId)
        ? null
        : { password: recalled.password, aor: recalled.signInId }
    },
    drop: (signInId) => {
      const nowMs = clock.nowMs()
      for (const [other, untilMs] of dropped) if (untilMs <= nowMs) dropped.delete(other)
      dropped.set(signInId, nowMs + droppedForMs)
    },
    isDropped,
  }
}
