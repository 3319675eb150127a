import type { CallId, MonitorMode } from '@hearthline/shared'
import type { EndReason } from './end-reason.ts'
import type { Seat } from './seat-machine.ts'

/** A lead's leg in a call. No microphone is captured before the first speaking mode. */
export type Listening =
  | { type: 'off' }
  | { type: 'asking'; callId: CallId; back?: ComingBack }
  | { type: 'joining'; callId: CallId; back?: ComingBack }
  | Seat
  | { type: 'over'; callId: CallId; mode: MonitorMode | null; end: ListeningEnd }

/** Into a call that this lead has taken over, after a reload or a crash; `speaking`: their microphone was on. */
export interface ComingBack {
  speaking: boolean
}

export type ListeningEnd =
  | { type: 'left' }
  /** The other end said goodbye: the call is over, or this leg was taken out of it. */
  | { type: 'hung-up'; reason: EndReason }
  | { type: 'failed'; reason: EndReason }

export const isRunning = (
  state: Listening,
): state is Extract<Listening, { type: 'asking' | 'joining' | 'listening' }> =>
  state.type === 'asking' || state.type === 'joining' || state.type === 'listening'
