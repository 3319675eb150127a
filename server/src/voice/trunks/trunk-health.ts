import type { TrunkId } from '@hearthline/shared'
import type { Clock } from '../../ports.ts'
import type { VoiceStatus } from '../../protocol/voice-link.ts'
import type { ProbeOutcome, SipStack } from '../sip/index.ts'
import type { ResolvedTrunk, TrunkBook } from './trunk-book.ts'
import { addressOf, trunkUri } from './trunk-target.ts'

export type TrunkHealth = Omit<Extract<VoiceStatus, { type: 'trunk-health' }>, 'type'>

/**
 * Keeps an eye on the trunks by OPTIONS (RFC 3261 §11), which also keeps NAT bindings open. A trunk that answers
 * anything but 503 is up; two misses in a row make it down, one answer makes it up again (TRK-2).
 */
export interface TrunkWatch {
  /** Probes at once whatever is new, and forgets what is gone. */
  refresh(): void
  states(): TrunkHealth[]
  isDown(trunkId: TrunkId): boolean
  dispose(): void
}

const probeEveryMs = 10_000
/** A trunk that is down is asked more often, so that it is found as soon as it is back. */
const probeDownEveryMs = 3_000
const probeTimeoutMs = 3_000
const missesToBeDown = 2

interface Watched extends TrunkHealth {
  misses: number
  timer: { cancel(): void } | null
  isProbing: boolean
}

export function createTrunkWatch(deps: {
  clock: Clock
  stack: Pick<SipStack, 'probe'>
  book: TrunkBook
  onChange(health: TrunkHealth): void
}): TrunkWatch {
  const { clock, book } = deps
  const watched = new Map<TrunkId, Watched>()
  let disposed = false

  const told = ({ trunkId, state, roundTripMs }: Watched): TrunkHealth => ({ trunkId, state, roundTripMs })

  const judge = (entry: Watched, outcome: ProbeOutcome): void => {
    const before = entry.state
    if (outcome.reachable && outcome.status !== 503) {
      entry.misses = 0
      entry.state = 'up'
      entry.roundTripMs = outcome.rttMs
    } else {
      entry.misses += 1
      if (entry.misses >= missesToBeDown || before === 'unknown') entry.state = 'down'
      if (entry.state === 'down') entry.roundTripMs = null
    }
    if (entry.state !== before) deps.onChange(told(entry))
  }

  const ask = async (trunk: ResolvedTrunk): Promise<ProbeOutcome> => {
    const address = addressOf(trunk)
    if (address === null) return { reachable: false }
    return deps.stack.probe({ uri: trunkUri(trunk, null), ...address, timeoutMs: probeTimeoutMs })
  }

  const probe = async (trunkId: TrunkId): Promise<void> => {
    const entry = watched.get(trunkId)
    const trunk = book.get(trunkId)
    if (entry === undefined || trunk === null || entry.isProbing || disposed) return
    entry.isProbing = true
    const outcome = await ask(trunk)
    entry.isProbing = false
    // The trunk may have been taken away, or the node stopped, while the answer was on its way.
    if (disposed || watched.get(trunkId) !== entry) return
    judge(entry, outcome)
    entry.timer = clock.setTimer(entry.state === 'up' ? probeEveryMs : probeDownEveryMs, () => {
      void book.resolve().then(() => probe(trunkId))
    })
  }

  return {
    refresh: () => {
      const wanted = new Set(
        book
          .all()
          .filter(({ config }) => config.enabled)
          .map(({ config }) => config.trunkId),
      )
      for (const [trunkId, entry] of watched) {
        if (wanted.has(trunkId)) continue
        entry.timer?.cancel()
        watched.delete(trunkId)
      }
      for (const trunkId of wanted) {
        const known = watched.get(trunkId)
        known?.timer?.cancel()
        if (known === undefined)
          watched.set(trunkId, {
            trunkId,
            state: 'unknown',
            roundTripMs: null,
            misses: 0,
            timer: null,
            isProbing: false,
          })
        void probe(trunkId)
      }
    },
    states: () => [...watched.values()].map(told),
    isDown: (trunkId) => watched.get(trunkId)?.state === 'down',
    dispose: () => {
      disposed = true
      for (const { timer } of watched.values()) timer?.cancel()
      watched.clear()
    },
  }
}
