import type { Timer } from '../../../ports.ts'
import type { Session } from './session.ts'
import { expireAfterMs, refreshAfterMs, type SessionTimer } from './session-timer.ts'

/** Keeps a session alive, or ends it when the peer does not (RFC 4028). */
export interface Refresher {
  /** Headers of a re-INVITE or UPDATE of ours; none when no timer was agreed on. */
  request(): readonly (readonly [name: string, value: string])[]
  /** A 2xx agreed on this; starts anew. */
  run(timer: SessionTimer): void
  /** The peer wants a longer interval (422). false: it is what we asked for already. */
  raise(minSeconds: number): boolean
  /** Whether the peer said that it takes UPDATE. */
  allowUpdate(allowed: boolean): void
  stop(): void
}

export function createRefresher(session: Session): Refresher {
  const { clock, limits } = session.context
  let agreed: SessionTimer | null = null
  let minSeconds = limits.minSessionExpiresSeconds
  let updates = false
  let refresh: Timer | null = null
  let expiry: Timer | null = null

  const stop = (): void => {
    refresh?.cancel()
    expiry?.cancel()
    refresh = null
    expiry = null
  }

  const refreshNow = (): void => {
    const { localSdp } = session.offers
    if (updates || localSdp === null) void session.offers.update(null)
    else void session.offers.reinvite(localSdp)
    // If it fails, once more before the end; a success starts all timers anew.
    if (agreed !== null) refresh = clock.setTimer(refreshAfterMs(agreed) / 3, refreshNow)
  }

  return {
    request: () => {
      if (agreed === null) return []
      const seconds = Math.max(agreed.expiresSeconds, minSeconds)
      const refresher = agreed.refresher === 'us' ? 'uac' : 'uas'
      return [
        ['Session-Expires', `${seconds};refresher=${refresher}`],
        ['Min-SE', String(minSeconds)],
      ]
    },
    run: (timer) => {
      stop()
      agreed = timer
      if (timer.refresher === 'us') refresh = clock.setTimer(refreshAfterMs(timer), refreshNow)
      expiry = clock.setTimer(expireAfterMs(timer), () => session.expire())
    },
    raise: (seconds) => {
      if (seconds <= minSeconds) return false
      minSeconds = seconds
      return true
    },
    allowUpdate: (allowed) => {
      updates = allowed
    },
    stop,
  }
}
