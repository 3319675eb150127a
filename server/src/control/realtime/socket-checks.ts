import type { SignInId } from '@hearthline/shared'
import type { Presence } from '../agents/index.ts'
import type { Clock, Timer } from '../ports.ts'

const checkEveryMs = 15_000
const answerWithinMs = 5_000

/** Asks one socket whether its page is alive; `answered` is called when it says so. */
type Ask = (answered: () => void) => void

/**
 * Asks the pages of every agent who is connected whether they are alive, each sign-in in its own rhythm. One page that
 * answers in time is enough (AGENT-11).
 */
export interface SocketChecks {
  /** A socket has proved itself. @returns the end of its checks. */
  opened(signInId: SignInId, ask: Ask): () => void
  /** Idempotent. */
  dispose(): void
}

interface Checked {
  asks: Set<Ask>
  /** The check that waits for its first answer. */
  waiting: symbol | null
  next: Timer
  deadline: Timer | null
}

export function createSocketChecks({
  presence,
  clock,
}: {
  presence: Pick<Presence, 'socketChecked'>
  clock: Clock
}): SocketChecks {
  const checked = new Map<SignInId, Checked>()

  const check = (signInId: SignInId) => {
    const one = checked.get(signInId)
    if (!one) return
    const round = Symbol('check')
    one.waiting = round
    one.next = clock.setTimer(checkEveryMs, () => check(signInId))
    one.deadline = clock.setTimer(answerWithinMs, () => {
      if (one.waiting !== round) return
      one.waiting = null
      presence.socketChecked(signInId, false)
    })
    for (const ask of one.asks)
      ask(() => {
        // Too late, or of a page that is gone: nothing that counts now.
        if (one.waiting !== round || !one.asks.has(ask)) return
        one.waiting = null
        presence.socketChecked(signInId, true)
      })
  }
  const forget = (signInId: SignInId, one: Checked) => {
    one.waiting = null
    one.next.cancel()
    one.deadline?.cancel()
    checked.delete(signInId)
  }

  return {
    opened: (signInId, ask) => {
      const one = checked.get(signInId) ?? {
        asks: new Set(),
        waiting: null,
        next: clock.setTimer(checkEveryMs, () => check(signInId)),
        deadline: null,
      }
      checked.set(signInId, one)
      one.asks.add(ask)
      // It has just proved the device key over this path: an answer to whatever was asked before.
      one.waiting = null
      return () => {
        one.asks.delete(ask)
        if (one.asks.size === 0) forget(signInId, one)
      }
    },
    dispose: () => {
      for (const [signInId, one] of checked) forget(signInId, one)
    },
  }
}
