/** Time that goes on in a hidden tab. */
export interface Ticker {
  /**
   * Runs again and again, `everyMs` apart (rounded up to a quarter of a second), until stopped.
   * @returns a function that stops it
   */
  every: (everyMs: number, run: () => void) => () => void
  /** Told how long the page stood still, when that was more than 5 s: sleep, or a frozen tab. */
  onWoke: (listener: (stoodStillMs: number) => void) => () => void
  dispose: () => void
}

interface Job {
  everyMs: number
  nextMs: number
  run: () => void
}

const stoodStillMs = 5_000
const tickMs = 250

/** Ticks by a worker, or by the page's own timer where no worker can be had. */
export function createTicker(now: () => number): Ticker {
  const jobs = new Set<Job>()
  const wakers = new Set<(ms: number) => void>()
  let lastMs = now()

  const tick = (): void => {
    const nowMs = now()
    const gapMs = nowMs - lastMs
    lastMs = nowMs
    if (gapMs > stoodStillMs) for (const tell of wakers) tell(gapMs)
    for (const job of jobs) {
      if (nowMs < job.nextMs) continue
      job.nextMs = nowMs + job.everyMs
      job.run()
    }
  }
  const stop = startTicking(tick)
  return {
    every: (everyMs, run) => {
      const job: Job = { everyMs, nextMs: now() + everyMs, run }
      jobs.add(job)
      return () => jobs.delete(job)
    },
    onWoke: (listener) => {
      wakers.add(listener)
      return () => wakers.delete(listener)
    },
    dispose: () => {
      stop()
      jobs.clear()
      wakers.clear()
    },
  }
}

function startTicking(tick: () => void): () => void {
  const plain = (): (() => void) => {
    const timer = setInterval(tick, tickMs)
    return () => clearInterval(timer)
  }
  try {
    const worker = new Worker(new URL('./ticker.worker.ts', import.meta.url), { type: 'module' })
    let stop = (): void => worker.terminate()
    worker.addEventListener('message', tick)
    worker.addEventListener('error', () => {
      // Its file could not be loaded: the page's own timer, throttled as it is, is better than none.
      worker.terminate()
      stop = plain()
    })
    return () => stop()
  } catch {
    return plain()
  }
}
