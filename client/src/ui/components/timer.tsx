import { useCallback, useSyncExternalStore } from 'react'
import { duration } from '../format/time.ts'

/** The present time of this computer in unix ms, in steps of `everyMs`; re-renders at each step while mounted. */
export const useNow = (everyMs = 1000): number =>
  useSyncExternalStore(
    useCallback(
      (changed) => {
        const timer = setInterval(changed, everyMs / 4)
        return () => clearInterval(timer)
      },
      [everyMs],
    ),
    () => Math.floor(Date.now() / everyMs) * everyMs,
  )

/**
 * Time since `since`, or to `until`, ticking as text. Not a live region: read on demand.
 * Both are server times; `offsetMs` is server clock minus this computer's.
 */
export const Timer = ({
  since,
  until,
  offsetMs = 0,
  className = '',
}: {
  since?: number
  until?: number
  offsetMs?: number
  className?: string
}) => {
  const now = useNow() + offsetMs
  const ms = until === undefined ? now - (since ?? now) : until - now
  return (
    <span className={`num ${className}`} role="timer" aria-live="off">
      {duration(ms)}
    </span>
  )
}
