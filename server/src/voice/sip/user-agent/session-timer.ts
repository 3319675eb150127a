import type { Headers } from '../message/headers.ts'
import { isToken, parseDecimal, parseParams } from '../message/text.ts'

/** RFC 4028: a session that is not refreshed in time has ended. */
export interface SessionTimer {
  expiresSeconds: number
  refresher: 'us' | 'peer'
}

export interface SessionTimerLimits {
  sessionExpiresSeconds: number
  minSessionExpiresSeconds: number
}

interface SessionExpires {
  seconds: number
  refresher: 'uac' | 'uas' | null
}

function parseSessionExpires(text: string): SessionExpires | null {
  const semicolon = text.indexOf(';')
  const seconds = parseDecimal((semicolon === -1 ? text : text.slice(0, semicolon)).trim(), 4_294_967_295)
  const params = semicolon === -1 ? null : parseParams(text, semicolon)
  if (seconds === null || (semicolon !== -1 && params === null)) return null
  const refresher = params?.get('refresher')?.toLowerCase()
  return { seconds, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : null }
}

/** The interval of a 422 (§6), or null. */
export function parseMinSessionExpires(headers: Headers): number | null {
  const text = headers.get('Min-SE') ?? ''
  const [first = ''] = text.split(';', 1)
  return isToken(first.trim()) ? parseDecimal(first.trim(), 86_400) : null
}

/** What a 2xx to our request agrees on (§7.2). Without a refresher named, it is the one who asked. */
export function agreedByAnswer(headers: Headers): SessionTimer | null {
  const header = headers.get('Session-Expires')
  const agreed = header === undefined ? null : parseSessionExpires(header)
  if (agreed === null) return null
  return {
    expiresSeconds: Math.max(agreed.seconds, 90),
    refresher: agreed.refresher === 'uas' ? 'peer' : 'us',
  }
}

export type TimerAnswer =
  | { kind: 'none' }
  /** 422 with this Min-SE. */
  | { kind: 'too-small'; minSeconds: number }
  | { kind: 'agreed'; timer: SessionTimer; headers: readonly (readonly [name: string, value: string])[] }

/** How to answer a request that came with Session-Expires (§9). We are the side that answers. */
export function answerTimer(headers: Headers, limits: SessionTimerLimits): TimerAnswer {
  const header = headers.get('Session-Expires')
  const asked = header === undefined ? null : parseSessionExpires(header)
  if (asked === null) return { kind: 'none' }
  const supported = headers.includesToken('Supported', 'timer')
  if (asked.seconds < limits.minSessionExpiresSeconds) {
    // §9: a peer that does not know the extension must not be refused; a proxy put the header there, and 90 s is the floor.
    if (supported) return { kind: 'too-small', minSeconds: limits.minSessionExpiresSeconds }
    asked.seconds = limits.minSessionExpiresSeconds
  }
  // §9 table 2: we refresh if asked to, or if the peer cannot.
  const refresher = supported && asked.refresher !== 'uas' ? 'uac' : 'uas'
  const answer: [string, string][] = [['Session-Expires', `${asked.seconds};refresher=${refresher}`]]
  if (refresher === 'uac') answer.push(['Require', 'timer'])
  return {
    kind: 'agreed',
    timer: { expiresSeconds: asked.seconds, refresher: refresher === 'uas' ? 'us' : 'peer' },
    headers: answer,
  }
}

/** When the refresher refreshes: half of the interval (§7.2). */
export function refreshAfterMs(timer: SessionTimer): number {
  return (timer.expiresSeconds * 1000) / 2
}

/** When a session without refresh is ended: min(32 s, a third) before it expires (§10). */
export function expireAfterMs(timer: SessionTimer): number {
  return (timer.expiresSeconds - Math.min(32, timer.expiresSeconds / 3)) * 1000
}
