import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock, Timer } from '../ports.ts'

const everyMs = 5_000
const lagResolutionMs = 20

/** Reads the gauges every 5 s, with this process's event-loop lag (99th percentile of the period) among them. */
export function startGauges(
  clock: Clock,
  read: () => Record<string, number>,
  tell: (gauges: Record<string, number>) => void,
): { dispose(): void } {
  const lag = monitorEventLoopDelay({ resolution: lagResolutionMs })
  lag.enable()
  let timer: Timer
  const report = (): void => {
    const lagMs = lag.count === 0 ? 0 : Math.max(0, lag.percentile(99) / 1e6 - lagResolutionMs)
    lag.reset()
    tell({ ...read(), eventLoopLagMs: lagMs })
    timer = clock.setTimer(everyMs, report)
  }
  timer = clock.setTimer(everyMs, report)
  return {
    dispose: () => {
      timer.cancel()
      lag.disable()
    },
  }
}
