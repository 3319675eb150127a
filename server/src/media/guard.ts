/** Told about exceptions in callbacks: always our own bug, never the peer's doing. */
export type ReportBug = (where: string, error: unknown) => void

/**
 * Wraps a callback for a library that aborts the whole process when one throws (node-datachannel), or that would end
 * it with an uncaught exception (dgram, timers).
 */
export function guarded<Arguments extends unknown[]>(
  where: string,
  report: ReportBug,
  callback: (...args: Arguments) => void,
): (...args: Arguments) => void {
  return (...args) => {
    try {
      callback(...args)
    } catch (error) {
      report(where, error)
    }
  }
}
