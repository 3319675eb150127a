import workerUrl from './ticker.worker.ts?worker&url'

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
    const worker = new Worker(allowed(workerUrl), { type: 'module' })
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

/** The one policy that control's Content-Security-Policy names (server/src/control/http/security-headers.ts). */
const policyName = 'hearthline-ticker'
type Policies = {
  createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => unknown
}
/** What a policy makes is no string, and is taken wherever a script's address is. */
type Policy = { createScriptURL: (url: string) => URL }

const hasPolicies = (value: unknown): value is Policies =>
  typeof value === 'object' && value !== null && 'createPolicy' in value
const isPolicy = (value: unknown): value is Policy =>
  typeof value === 'object' && value !== null && 'createScriptURL' in value

/** Made once a page: the browser refuses a second policy of the same name. */
const made: { address: URL | null } = { address: null }

/** Trusted Types (W3C) want the worker's address from a policy; this one lets that one file pass and nothing else. */
function allowed(url: string): string | URL {
  const policies: unknown = Reflect.get(globalThis, 'trustedTypes')
  if (made.address !== null || !hasPolicies(policies)) return made.address ?? url
  const policy = policies.createPolicy(policyName, { createScriptURL: () => url })
  if (isPolicy(policy)) made.address = policy.createScriptURL(url)
  return made.address ?? url
}
