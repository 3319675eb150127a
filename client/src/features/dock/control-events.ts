import type { LiveCall } from '@hearthline/shared'

export interface ControlEvent {
  /** Server clock. */
  atMs: number
  what: 'held' | 'resumed' | 'paused' | 'unpaused' | 'consult' | 'joined' | 'parked' | 'unparked'
  /** Whom it was with; null where nobody, or nobody known. */
  name: string | null
}

/** What changed between two views of the same call, for the list of what happened in it. */
export function controlEvents(
  before: LiveCall | null,
  after: LiveCall,
  nowMs: number,
): readonly ControlEvent[] {
  const known = before?.callId === after.callId ? before : null
  const was = known?.controls ?? { hold: null, consult: null, recordingPause: null }
  const is = after.controls
  const events: ControlEvent[] = []
  const add = (what: ControlEvent['what'], atMs: number, name: string | null = null) =>
    events.push({ atMs, what, name })

  if (was.hold === null && is.hold !== null) add('held', is.hold.since)
  if (was.hold !== null && is.hold === null) add('resumed', nowMs)
  if (was.recordingPause === null && is.recordingPause !== null) add('paused', is.recordingPause.since)
  if (was.recordingPause !== null && is.recordingPause === null) add('unpaused', nowMs)
  if (is.consult !== null && was.consult?.since !== is.consult.since)
    add('consult', is.consult.since, is.consult.target.displayName ?? is.consult.target.maskedNumber)
  if (is.consult?.speaking === 'all' && was.consult?.speaking !== 'all') add('joined', nowMs)
  if (after.parkedUntil !== null && (known?.parkedUntil ?? null) === null) add('parked', nowMs)
  if (after.parkedUntil === null && (known?.parkedUntil ?? null) !== null) add('unparked', nowMs)
  return events
}
