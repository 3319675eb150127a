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
  /** Probes now; resolves with its health told, changed or not. Nothing for a trunk that is switched off. */
  test(trunkId: TrunkId): Promise<void>
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
  probing: Promise<void> | null
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

  /** One question at a time: who asks meanwhile shares its answer. */
  const probe = (trunkId: TrunkId): Promise<void> => {
    const entry = watched.get(trunkId)
    if (entry === undefined || disposed) return Promise.resolve()
    entry.probing ??= question(trunkId, entry).finally(() => {
      entry.probing = null
    })
    return entry.probing
  }

  const question = async (trunkId: TrunkId, entry: Watched): Promise<void> => {
    const trunk = book.get(trunkId)
    if (trunk === null) return
    const outcome = await ask(trunk)
    // The trunk may have been taken away, or the node stopped, while the answer was on its way.
    if (disposed || watched.get(trunkId) !== entry) return
    judge(entry, outcome)
    entry.timer?.cancel()
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
            probing: null,
          })
        void probe(trunkId)
      }
    },
    test: async (trunkId) => {
      const entry = watched.get(trunkId)
      const before = entry?.state
      await probe(trunkId)
      if (entry !== undefined && !disposed && entry.state === before) deps.onChange(told(entry))
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
