import type { CallId, LineQuality } from '@hearthline/shared'
import { addReading, emptyWindow } from './line-quality.ts'
import { phoneStore } from './phone-store.ts'
import type { SipLine } from './sip-line-contract.ts'
import { countersOf } from './stats-report.ts'
import type { Ticker } from './ticker.ts'

export interface MeterPorts {
  now: () => number
  every: Ticker['every']
  line: () => SipLine | null
  reportLine: (report: { callId: CallId; quality: LineQuality }) => void
}

const reportEveryMs = 5_000
const statsEveryMs = 1_000

/** Measures the line of the one session that carries audio, shows it, and reports an agent's own. */
export function createCallMeter(ports: MeterPorts): {
  /** `report`: the session is an agent's call, whose figures control keeps. */
  follow: (callId: CallId | null, report: boolean) => void
} {
  const { setState } = phoneStore
  let meter: { callId: CallId; stop: () => void } | null = null

  const start = (callId: CallId, report: boolean): (() => void) => {
    let window = emptyWindow
    let reportedMs = Number.NEGATIVE_INFINITY
    const read = async (): Promise<void> => {
      const stats = await ports.line()?.peerOf(callId)?.getStats()
      if (stats === undefined || meter?.callId !== callId) return
      const counters = countersOf(stats.values(), ports.now())
      if (counters === null) return
      const next = addReading(window, counters)
      window = next.window
      if (next.quality === null) return
      setState({ quality: next.quality, history: window.history })
      if (report && counters.atMs - reportedMs >= reportEveryMs) {
        reportedMs = counters.atMs
        ports.reportLine({ callId, quality: next.quality })
      }
    }
    // A closing connection has no statistics any more; the next tick finds the meter stopped.
    return ports.every(statsEveryMs, () => void read().catch(() => undefined))
  }

  return {
    follow: (callId, report) => {
      if (meter?.callId === callId || (meter === null && callId === null)) return
      meter?.stop()
      meter = callId === null ? null : { callId, stop: start(callId, report) }
      // The figures of a call that is over say nothing about the line now.
      setState({ quality: null, history: [] })
    },
  }
}
