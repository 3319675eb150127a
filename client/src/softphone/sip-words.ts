import { z } from 'zod'
import type { SessionEnd } from './end-reason.ts'

/* What JsSIP (3.13.8) hands out with its events, in our words. */

/** How long a ring lasts when the INVITE does not say (routing's default, docs/spec/calls.md). */
export const defaultRingMs = 20_000
/** Header of the voice node that names the call (server/src/protocol/voice-link.ts, ringHeaders). */
export const callHeader = 'X-Hearthline-Call'

/** The part of a SIP message that is read here; JsSIP hands out requests, responses and null alike. */
const Message = z.object({ status_code: z.int().optional() })
const WithHeaders = z.custom<{ getHeader: (name: string) => unknown }>(
  (value) => typeof value === 'object' && value !== null && 'getHeader' in value,
)
export const Progress = z.object({ originator: z.string(), response: Message })
const End = z.object({
  originator: z.enum(['local', 'remote', 'system']),
  message: z.unknown(),
  cause: z.unknown(),
})

/** `getHeader` reads its own object, so the message must stay the one that JsSIP made. */
const headerOf = (message: unknown, name: string): string | null => {
  const parsed = WithHeaders.safeParse(message)
  const value = parsed.success ? parsed.data.getHeader(name) : undefined
  return typeof value === 'string' ? value : null
}

/** JsSIP's causes (lib/Constants.js, `causes`) in our words. */
const causes = new Map<unknown, SessionEnd['cause']>([
  ['Canceled', 'canceled'],
  ['Terminated', 'hung-up'],
  ['Rejected', 'rejected'],
  ['Busy', 'rejected'],
  ['Unavailable', 'rejected'],
  ['Not Found', 'rejected'],
  ['Connection Error', 'connection'],
  ['Request Timeout', 'timeout'],
  ['No ACK', 'timeout'],
  ['RTP Timeout', 'media'],
  ['WebRTC Error', 'media'],
  ['Bad Media Description', 'media'],
  ['Incompatible SDP', 'media'],
  // 481: the voice node no longer knows this leg, and the call may wait for another.
  ['Dialog Error', 'connection'],
])

/** Reads JsSIP's `ended` and `failed`. */
export function endOf(event: unknown): SessionEnd {
  const parsed = End.safeParse(event)
  const { originator, message, cause } = parsed.success
    ? parsed.data
    : { originator: 'system' as const, message: null, cause: null }
  const response = Message.safeParse(message)
  return {
    by: originator,
    status: response.success ? (response.data.status_code ?? null) : null,
    reason: headerOf(message, 'Reason'),
    cause: causes.get(cause) ?? 'other',
  }
}
