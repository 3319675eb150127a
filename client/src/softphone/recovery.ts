import type { LiveCall } from '@hearthline/shared'
import type { EndReason } from './end-reason.ts'
import type { PathState } from './path-machine.ts'
import type { PhoneCall } from './phone-machine.ts'

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

export interface RecoverySight {
  call: PhoneCall
  /** Null while no call stands. */
  path: PathState | null
  own: LiveCall | null
  mos: number | null
}

/** Below this many users are dissatisfied (ITU-T G.107 annex B). */
const poorMos = 3.1
const backForMs = 4_000
const none: Recovery = { type: 'none' }
const poor: Recovery = { type: 'poor' }

/** What is shown next, from what is known and what was shown. The same object again when nothing has changed. */
export function recoveryOf(before: Recovery, sight: RecoverySight, nowMs: number): Recovery {
  const { call, path, own, mos } = sight
  const untilMs = own?.parkedUntil ?? null
  if (call.type === 'rejoining') return parked(before, untilMs, true)
  if (call.type === 'connected' && path !== null) {
    if (untilMs !== null) return parked(before, untilMs, true)
    if (path.path.type === 'mending' && !path.path.suspected)
      return before.type === 'lost' ? before : { type: 'lost', sinceMs: path.path.sinceMs }
    if (before.type === 'lost' || before.type === 'parked') return { type: 'back', sinceMs: nowMs }
    if (before.type === 'back' && nowMs - before.sinceMs < backForMs) return before
    return mos !== null && mos < poorMos ? poor : none
  }
  if (own === null || own.phase !== 'connected') return none
  // The own call runs without this phone, and nobody is getting it back.
  if (call.type === 'ended' && call.reason.type === 'phone' && call.party?.callId === own.callId)
    return before.type === 'failed' ? before : { type: 'failed', reason: call.reason }
  return untilMs === null ? none : parked(before, untilMs, false)
}

const parked = (before: Recovery, untilMs: number | null, pulling: boolean): Recovery =>
  before.type === 'parked' && before.untilMs === untilMs && before.pulling === pulling
    ? before
    : { type: 'parked', untilMs, pulling }
