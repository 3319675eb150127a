/** Where time comes from; the browser's timers in production. */
export interface Timers {
  after: (delayMs: number, run: () => void) => () => void
}

/** Candidates of one kind: a host's own address, or one that a STUN or TURN server told. */
export interface GatheredCandidate {
  type: string | null
}

/**
 * Decides when enough ICE candidates are gathered to send the offer, for JsSIP waits until all are. Our media worker
 * learns the browser's address from its first packet, so candidates that come later are not missed.
 * Without servers: 50 ms after the first host candidate. With servers: at the first address that one of them told, or
 * 300 ms after the first candidate of any kind.
 */
export function iceGate(
  hasServers: boolean,
  timers: Timers,
): { candidate: (candidate: GatheredCandidate, ready: () => void) => void; dispose: () => void } {
  let cancel: (() => void) | null = null
  let done = false
  const finish = (ready: () => void): void => {
    if (done) return
    done = true
    cancel?.()
    ready()
  }
  return {
    candidate: ({ type }, ready) => {
      if (done) return
      if (type === 'srflx' || type === 'relay') finish(ready)
      else cancel ??= timers.after(hasServers ? 300 : 50, () => finish(ready))
    },
    dispose: () => {
      done = true
      cancel?.()
    },
  }
}

export const browserTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
