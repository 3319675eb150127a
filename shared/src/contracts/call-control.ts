import { z } from 'zod'
import { UnixMs } from '../paging.ts'
import { Problem } from '../problem.ts'

/**
 * What the phone of a call's speaker asks of the voice node, and its answer: JSON bodies of SIP INFO (RFC 6086) inside
 * the dialog of their leg, so that a call can be held, and resumed, while control is away. What needs a decision of
 * control (a consult call, a transfer) goes through control instead.
 */
export const controlContentType = 'application/vnd.hearthline.control+json'

export const RecordingPauseReason = z.enum(['card-number', 'health', 'customer-asked', 'other'])
export type RecordingPauseReason = z.infer<typeof RecordingPauseReason>

/** A paused recording goes on by itself after this long. */
export const recordingPauseMs = 120_000

export const CallControl = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hold') }),
  z.strictObject({ type: z.literal('resume') }),
  /** With a consult party that has answered: talk to the other of the two; who is left hears music. */
  z.strictObject({ type: z.literal('swap') }),
  /** All three hear each other. */
  z.strictObject({ type: z.literal('join') }),
  /** The consult party takes the call; the speaker leaves. */
  z.strictObject({ type: z.literal('complete') }),
  /** The consult party leaves, whatever it is at; back to the customer. */
  z.strictObject({ type: z.literal('leave-consult') }),
  z.strictObject({ type: z.literal('pause-recording'), reason: RecordingPauseReason }),
  z.strictObject({ type: z.literal('resume-recording') }),
])
export type CallControl = z.infer<typeof CallControl>

/** Whom a consult call or transfer is for, as screens may see them. */
export const ConsultTarget = z.object({
  kind: z.enum(['agent', 'team', 'number', 'customer']),
  /** Name of the agent who was found, of the team, or of a known number's owner. */
  displayName: z.string().nullable(),
  maskedNumber: z.string().nullable(),
})
export type ConsultTarget = z.infer<typeof ConsultTarget>

export const Consult = z.object({
  target: ConsultTarget,
  phase: z.enum(['calling', 'ringing', 'connected']),
  since: UnixMs,
  /** Completes by itself at the answer; until then the call stays the speaker's. */
  blind: z.boolean(),
  /** Whom the speaker hears; before the answer the customer waits with music. */
  speaking: z.enum(['consult', 'customer', 'all']),
})
export type Consult = z.infer<typeof Consult>

/** What is in effect in a call now, by the voice node's word. */
export const CallControls = z.object({
  hold: z.object({ since: UnixMs }).nullable(),
  consult: Consult.nullable(),
  recordingPause: z.object({ since: UnixMs, until: UnixMs, reason: RecordingPauseReason }).nullable(),
})
export type CallControls = z.infer<typeof CallControls>

/** The body of the INFO's final response. */
export const ControlAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), controls: CallControls }),
  z.object({ ok: z.literal(false), problem: Problem }),
])
export type ControlAnswer = z.infer<typeof ControlAnswer>

/** How a consult call or transfer ended. `left`: by the speaker's own press; `customer-left`: the customer hung up meanwhile. */
export const ConsultOutcome = z.enum([
  'left',
  'busy',
  'no-answer',
  'declined',
  'failed',
  'hung-up',
  'completed',
  'customer-left',
])
export type ConsultOutcome = z.infer<typeof ConsultOutcome>
