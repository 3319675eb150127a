import type { EndReason } from './end-reason.ts'

/** How the line of the call that stands fares. `untilMs` by the server's clock: then the customer is told goodbye. */
export type Recovery =
  | { type: 'none' }
  /** Heard, but badly. */
  | { type: 'poor' }
  /** No path just now: signalling, audio, or both; being mended. */
  | { type: 'lost'; sinceMs: number }
  /** The customer waits with a comfort prompt; `pulling` while this phone gets the call back by itself. */
  | { type: 'parked'; untilMs: number | null; pulling: boolean }
  /** Both hear each other again, for a few seconds. */
  | { type: 'back'; sinceMs: number }
  | { type: 'failed'; reason: EndReason }
