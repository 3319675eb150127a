import type { Audit, Clock, Log, Transact } from '../ports.ts'
import type { SignIns } from './live-sign-ins.ts'
import type { SignInRepository } from './ports.ts'

/** Clocks of one machine differ by less, however they are kept; more means that somebody set one back. */
const toleratedMs = 60_000

/**
 * Before anything else is judged: whether the clock stands before what was written already. Then sign-ins whose last
 * activity has not happened yet end: by a clock set back they would live on for as long as it was set back
 * (rule ACCESS-47).
 * @param newestAtMs when the newest row of the trail was written; null while there is none.
 * @returns how far the clock was set back; 0 when it was not.
 */
export function checkClock(deps: {
  newestAtMs: number | null
  rows: SignInRepository
  signIns: Pick<SignIns, 'close'>
  audit: Audit
  clock: Clock
  transact: Transact
  log: Log
}): number {
  const { rows, signIns, audit, clock, transact, log } = deps
  const nowMs = clock.nowMs()
  const newestMs = Math.max(deps.newestAtMs ?? 0, rows.newestActivity() ?? 0)
  const backMs = newestMs - nowMs
  if (backMs <= toleratedMs) return 0
  log.warn({ seconds: Math.round(backMs / 1000) }, 'the clock was set back: sign-ins of its future end')
  const tell = transact(() => {
    audit.append({
      action: 'access.clock-set-back',
      actorId: null,
      subjectId: null,
      address: null,
      outcome: 'done',
    })
    const future = rows.live().filter((row) => row.lastActiveAt > nowMs)
    return signIns.close(future, { reason: 'expired', by: null, note: null, address: null })
  })
  tell()
  return backMs
}
