import { z } from 'zod'

/** Where tabs of one sign-in agree on who has the phone: the Web Locks API and a BroadcastChannel. */
export interface OwnershipPorts {
  locks: LockManager | null
  /** Null where the browser has none: then every tab is on its own. */
  channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'close'> | null
  tabId: string
  /** This tab had the phone until it was reloaded a moment ago: it is its again. */
  hadIt: boolean
  after: (delayMs: number, run: () => void) => () => void
}

export interface OwnershipEvents {
  /** The phone is this tab's: it opens its line. */
  gained: () => void
  /** Another tab has it, or takes it: the line is let go of first, without a goodbye in a call. */
  lost: () => Promise<void>
  /** A passive tab came, and wants to see how things stand. */
  asked: () => void
  /** What the owner shows. */
  mirrored: (view: unknown) => void
}

export interface Ownership {
  /** Brings the phone into this tab. */
  take: () => void
  /** Shows the other tabs how things stand; nothing in a tab that has no phone. */
  publish: (view: unknown) => void
  dispose: () => void
}

/** A frozen tab does not answer; its lock is then taken from it. */
const giveWaitMs = 2_000
/** Others step back so long while the phone moves to whoever asked for it. */
const stepBackMs = 3_000
/** An owner that vanished may just be reloading: its phone is kept for it so long, measured 0.7 to 1.5 s. */
const inTrustMs = 2_000

const Message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello') }),
  z.object({ type: z.literal('give'), to: z.string() }),
  z.object({ type: z.literal('mirror'), view: z.unknown() }),
])

/**
 * One owner among the tabs of a sign-in: the first, then whoever asks for it, or who waits longest when it closes and
 * does not come back (docs/spec/phone.md, PHONE-10 to PHONE-13).
 */
export function createOwnership(signInId: string, ports: OwnershipPorts, events: OwnershipEvents): Ownership {
  const name = `hearthline-phone:${signInId}`
  const { locks, channel, tabId } = ports
  let disposed = false
  let owning = false
  /** The lock is here and the phone is not: its owner vanished without handing over, and may come back. */
  let cancelTrust: (() => void) | null = null
  let release: (() => void) | null = null
  let waiting: AbortController | null = null
  let cancelLater: (() => void) | null = null

  const post = (message: z.infer<typeof Message>): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel's origin is this page's
    if (!disposed) channel?.postMessage(message)
  }
  const begin = (): void => {
    cancelTrust = null
    owning = true
    events.gained()
  }
  const leave = async (): Promise<void> => {
    cancelTrust?.()
    cancelTrust = null
    if (owning) {
      owning = false
      await events.lost()
    }
    release?.()
    release = null
  }
  /** Holds the lock until it is given away or taken. */
  const hold = async (inTrust: boolean): Promise<void> => {
    if (disposed) return
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    if (inTrust) cancelTrust = ports.after(inTrustMs, begin)
    else begin()
    await held
  }
  const request = async (options: LockOptions, inTrust: boolean): Promise<void> => {
    let held = false
    try {
      await locks?.request(name, options, async (lock) => {
        held = lock !== null
        if (held) await hold(inTrust)
      })
    } catch {
      // Aborted by ourselves while it waited, or the lock was taken from us: we had not answered in time.
      if (held) await leave()
    }
  }
  const queue = (inTrust: boolean): void => {
    if (disposed || owning) return
    waiting?.abort()
    waiting = new AbortController()
    void request({ signal: waiting.signal }, inTrust)
  }
  const queueLater = (): void => {
    cancelLater?.()
    cancelLater = ports.after(stepBackMs, () => queue(true))
  }
  const take = (): void => {
    if (owning || disposed) return
    if (cancelTrust !== null) {
      cancelTrust()
      begin()
      return
    }
    queue(false)
    post({ type: 'give', to: tabId })
    cancelLater?.()
    cancelLater = ports.after(giveWaitMs, () => {
      if (owning || disposed) return
      waiting?.abort()
      void request({ steal: true }, false)
    })
  }

  channel?.addEventListener('message', (event) => {
    const message = Message.safeParse(event instanceof MessageEvent ? event.data : null)
    if (disposed || !message.success) return
    switch (message.data.type) {
      case 'hello':
        if (owning) events.asked()
        return
      case 'mirror':
        if (!owning) events.mirrored(message.data.view)
        return
      case 'give':
        if (message.data.to === tabId) return
        // Whoever waits longer would otherwise be served before the tab that somebody sits at.
        if (!owning) waiting?.abort()
        void leave().then(queueLater)
        return
      default:
        message.data satisfies never
    }
  })

  const start = async (): Promise<void> => {
    if (locks === null || channel === null) {
      void hold(false)
      return
    }
    let free = false
    await locks
      .request(name, { ifAvailable: true }, async (lock) => {
        free = lock !== null
        if (free) await hold(false)
      })
      .catch(() => leave())
    if (free || disposed) return
    if (ports.hadIt) {
      take()
      return
    }
    await events.lost()
    post({ type: 'hello' })
    queue(true)
  }
  void start()

  return {
    take,
    publish: (view) => {
      if (owning) post({ type: 'mirror', view })
    },
    dispose: () => {
      if (disposed) return
      disposed = true
      cancelLater?.()
      cancelTrust?.()
      waiting?.abort()
      release?.()
      channel?.close()
    },
  }
}
