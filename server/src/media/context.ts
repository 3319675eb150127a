import type { MediaEvent, MediaRequest } from '../protocol/media-ipc.ts'
import type { ReportBug } from './guard.ts'
import type { PromptLibrary } from './prompts.ts'
import type { RtpHeader } from './rtp-packet.ts'

export interface Clock {
  /** Monotonic milliseconds, with fractions. */
  nowMs: () => number
  /** Wall clock, for reports and records. */
  unixMs: () => number
}

/** Totals since the start of the worker; plain fields, since they are touched for every packet. */
export interface Counters {
  packetsIn: number
  packetsOut: number
  /** Malformed, unknown payload type, duplicate, from a stranger, or nobody to send to. */
  packetsDropped: number
  /** Lost on legs that are closed; live legs are added when somebody asks. */
  packetsLost: number
}

/** What every room and leg of one worker shares. */
export interface MediaContext {
  settings: Extract<MediaRequest, { type: 'init' }>
  clock: Clock
  /** 32 random bits: SSRCs and first sequence numbers must not be guessable (RFC 3550 §5.1). */
  randomUint32: () => number
  emit: (event: MediaEvent) => void
  reportBug: ReportBug
  counters: Counters
  prompts: PromptLibrary
  /** Reused for every packet. */
  header: RtpHeader
}
