import type { CallControl, CallControls } from '@hearthline/shared'
import { ControlAnswer, controlContentType } from '@hearthline/shared'
import { z } from 'zod'
import { asReason, type EndReason } from './end-reason.ts'
import type { Timers } from './ice-gate.ts'

/*
 * What a JsSIP session (3.13.8) does beyond its own interface. Source read: lib/RTCSession.js, lib/RTCSession/Info.js.
 * The session is known here by the few parts that are used, so that JsSIP itself stays in sip-line.ts.
 */

/** The part of a JsSIP session that is used here. */
export interface SessionParts {
  connection: RTCPeerConnection
  terminate: (options?: { cause?: string; status_code?: number }) => void
  sendInfo: (contentType: string, body?: string) => void
  renegotiate: (options: { rtcOfferConstraints?: RTCOfferOptions }, done?: () => void) => boolean
  addListener: (name: string, listener: (event: unknown) => void) => unknown
  removeListener: (name: string, listener: (event: unknown) => void) => unknown
}

export type ControlResult = { ok: true; controls: CallControls } | { ok: false; reason: EndReason }

/** An answer takes milliseconds; after this long without one the press has failed, and the screen says so. */
const controlTimeoutMs = 3_000
/** A new offer, with candidates gathered and answered by a fresh peer: 0.1 to 0.3 s on a good line. Later: a dead socket. */
export const restartTimeoutMs = 700
const toneMs = 100
const toneGapMs = 70

const Info = z.object({
  originator: z.literal('local'),
  info: z.custom<Pick<SessionParts, 'addListener'>>(
    (value) => typeof value === 'object' && value !== null && 'addListener' in value,
  ),
})
const Answered = z.object({ response: z.object({ body: z.unknown().optional() }) })

/** Causes (lib/Constants.js) with which JsSIP itself gives a session up though its dialog may well be alive. */
const givenUp: ReadonlySet<unknown> = new Set([
  'Connection Error',
  'Request Timeout',
  'RTP Timeout',
  'WebRTC Error',
])

/**
 * Keeps a session that stands: from now on JsSIP ends it only for a goodbye (ours or theirs) or when the other end no
 * longer knows the dialog (481). A socket that drops while a request waits, an unanswered request, a refused offer and
 * ICE's `failed` are told to `trouble` instead, for the call is mended and not given up.
 */
export function keepStanding(session: SessionParts, trouble: () => void): void {
  const terminate = session.terminate.bind(session)
  session.terminate = (options) => {
    if (givenUp.has(options?.cause)) trouble()
    else terminate(options)
  }
}

/** Makes a session unable to say goodbye: its leg is somebody else's now, and a BYE could end the call. */
export function letGo(session: SessionParts): void {
  session.terminate = () => undefined
  session.connection.close()
}

const failed = (failure: 'control-unanswered' | 'control-lost'): ControlResult => ({
  ok: false,
  reason: { type: 'phone', failure },
})

/** A promise that somebody settles; with `late` when nobody has in time. */
function waiting<Value>(
  timers: Timers,
  timeoutMs: number,
  late: Value,
): { promise: Promise<Value>; settle: (value: Value) => void } {
  const settled: { by: ((value: Value) => void) | null } = { by: null }
  const promise = new Promise<Value>((resolve) => {
    settled.by = resolve
  })
  const cancel = timers.after(timeoutMs, () => settled.by?.(late))
  const settle = (value: Value): void => {
    cancel()
    settled.by?.(value)
  }
  return { promise, settle }
}

/** Sends one control in the session's dialog. Resolves always: the answer, a refusal, or that none came. */
export function sendControl(
  session: SessionParts,
  control: CallControl,
  timers: Timers,
): { result: Promise<ControlResult>; lost: () => void } {
  const { promise: result, settle } = waiting(timers, controlTimeoutMs, failed('control-unanswered'))
  const answered = (event: unknown): void => {
    const parsed = Answered.safeParse(event)
    settle(parsed.success ? readAnswer(parsed.data.response.body) : failed('control-unanswered'))
  }
  const sent = (event: unknown): void => {
    const parsed = Info.safeParse(event)
    if (!parsed.success) return
    parsed.data.info.addListener('succeeded', answered)
    parsed.data.info.addListener('failed', () => settle(failed('control-unanswered')))
  }
  // `newInfo` is emitted from within sendInfo(), before the request leaves.
  session.addListener('newInfo', sent)
  try {
    session.sendInfo(controlContentType, JSON.stringify(control))
  } catch {
    // The session is not, or no longer, confirmed.
    settle(failed('control-lost'))
  }
  session.removeListener('newInfo', sent)
  return { result, lost: () => settle(failed('control-lost')) }
}

/** Reads the body of the INFO's answer; anything that is no ControlAnswer is as good as none. */
export function readAnswer(body: unknown): ControlResult {
  const none: ControlResult = { ok: false, reason: { type: 'phone', failure: 'control-unanswered' } }
  if (typeof body !== 'string') return none
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return none
  }
  const answer = ControlAnswer.safeParse(json)
  if (!answer.success) return none
  return answer.data.ok
    ? { ok: true, controls: answer.data.controls }
    : { ok: false, reason: asReason(answer.data.problem) }
}

/** Queues one tone as RFC 4733 events. False when the far end takes none, or there is no track to send them with. */
export function sendTone(session: SessionParts, tone: string): boolean {
  const dtmf = session.connection.getSenders().find((sender) => sender.track?.kind === 'audio')?.dtmf
  if (dtmf === undefined || dtmf === null || !dtmf.canInsertDTMF) return false
  try {
    // insertDTMF replaces what still waits (W3C webrtc §7.2), so that is said again.
    dtmf.insertDTMF(dtmf.toneBuffer + tone, toneMs, toneGapMs)
    return true
  } catch {
    // The sender stopped in this very moment.
    return false
  }
}

/**
 * Offers anew with fresh ICE credentials; the voice node answers with a fresh peer, and the sound goes on.
 * @param withinMs how long the answer may take
 * @returns whether the answer is in effect by then. False also while another offer is under way.
 */
export function restartIce(
  session: SessionParts,
  withinMs: number,
  timers: Timers,
): { done: Promise<boolean>; lost: () => void } {
  const { promise: done, settle } = waiting(timers, withinMs, false)
  try {
    if (!session.renegotiate({ rtcOfferConstraints: { iceRestart: true } }, () => settle(true))) settle(false)
  } catch {
    settle(false)
  }
  return { done, lost: () => settle(false) }
}
