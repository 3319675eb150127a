import type { SipLog } from '../types.ts'

/** Runs foreign code: what it throws is a bug of one call, gets logged, and must not reach the others. */
export function guarded(log: SipLog, what: string, run: () => void): void {
  try {
    run()
  } catch (cause) {
    log.error(
      { what, cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) },
      'a handler threw',
    )
  }
}
