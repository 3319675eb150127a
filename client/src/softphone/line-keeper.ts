import type { Result, SipAccount } from '@hearthline/shared'
import { phoneStore } from './phone-store.ts'
import type { SipLine, SipLineEvents } from './sip-line-contract.ts'
import type { Ticker } from './ticker.ts'

export interface LineKeeperPorts {
  now: () => number
  every: Ticker['every']
  /** Browser clock minus server clock is taken off by the port: how long an account is still good, ms. */
  accountLifeMs: (account: SipAccount) => number
  mintAccount: () => Promise<Result<SipAccount>>
  openLine: (account: SipAccount, events: SipLineEvents) => Promise<SipLine>
}

const retryMs = 2_000
/** A line that is not up after so long is opened anew: its socket may hang without knowing. */
const lineWaitMs = 3_000
const watchLineMs = 500

export interface LineKeeper {
  line: () => SipLine | null
  /** The line was registered until now. */
  wasUp: () => void
  /** Mints another credential soon: the registrar turned the last one down. */
  renewSoon: () => void
  /** No new credential from now on. */
  drain: () => void
  /** Lets go of the line without a goodbye in any call. */
  handOver: () => Promise<void>
  dispose: () => void
}

/** Keeps the signalling line of one sign-in: its credential, its registration, and its socket when that hangs. */
export function createLineKeeper(
  ports: LineKeeperPorts,
  events: SipLineEvents,
  watched: () => void,
): LineKeeper {
  let line: SipLine | null = null
  let over = false
  let renewTimer: ReturnType<typeof setTimeout> | undefined
  let askedMs = ports.now()

  const scheduleRenewal = (delayMs: number): void => {
    clearTimeout(renewTimer)
    if (!over) renewTimer = setTimeout(() => void renew(), delayMs)
  }

  /** Mints a credential and opens, or re-registers, the line; tries again until it works or the sign-in ends. */
  const renew = async (): Promise<void> => {
    const minted = await ports.mintAccount()
    if (over) return
    if (!minted.ok) {
      if (line === null) events.line('connecting')
      scheduleRenewal(retryMs)
      return
    }
    // A fifth of its life is left for retries while control is away.
    scheduleRenewal(Math.max(retryMs, ports.accountLifeMs(minted.value) * 0.8))
    if (line !== null) {
      line.renew(minted.value)
      return
    }
    try {
      const opened = await ports.openLine(minted.value, events)
      if (over) opened.dispose()
      else {
        line = opened
        askedMs = ports.now()
      }
    } catch {
      // The phone's code could not be loaded: the network is down just now.
      scheduleRenewal(retryMs)
    }
  }

  /** JsSIP tries again by itself, by timers that a hidden tab throttles, and waits for sockets that hang. */
  const stopWatching = ports.every(watchLineMs, () => {
    const { phone } = phoneStore.getState()
    if (phone.line !== 'connecting' && phone.line !== 'reconnecting') askedMs = ports.now()
    else if (line !== null && ports.now() - askedMs >= lineWaitMs) {
      askedMs = ports.now()
      line.reconnect()
    }
    watched()
  })

  void renew()
  return {
    line: () => line,
    wasUp: () => {
      askedMs = ports.now()
    },
    renewSoon: () => scheduleRenewal(retryMs),
    drain: () => {
      over = true
      clearTimeout(renewTimer)
    },
    handOver: async () => {
      over = true
      clearTimeout(renewTimer)
      const leaving = line
      line = null
      await leaving?.handOver()
    },
    dispose: () => {
      over = true
      clearTimeout(renewTimer)
      stopWatching()
      line?.dispose()
      line = null
    },
  }
}
