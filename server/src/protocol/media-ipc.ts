import { CallId, LegId } from '@hearthline/shared'
import { z } from 'zod'

/**
 * The words between a voice node and its media workers (child-process IPC, JSON). SDP crosses as opaque text: the
 * voice node never reads it, the worker never sees SIP. Times are milliseconds; `atMs` is Unix time.
 */
export const Prompt = z.enum(['ringback', 'comfort', 'hold', 'no-agent', 'goodbye', 'waiting'])
export type Prompt = z.infer<typeof Prompt>

/** What one leg hears: the sum of other legs, or else a looping prompt, or else silence. */
export const Hearing = z.object({
  legs: z.array(LegId),
  prompt: Prompt.nullable(),
  /** Hears itself (the loopback of the pre-shift check); nothing else then. */
  echo: z.boolean().optional(),
})
export type Hearing = z.infer<typeof Hearing>

export const RecordingSeal = z.object({
  filePath: z.string(),
  /** SHA-256 of every byte before the seal record, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  durationMs: z.int().nonnegative(),
  sizeBytes: z.int().nonnegative(),
  /** True when the writer died and somebody else sealed what was there. */
  recovered: z.boolean(),
})
export type RecordingSeal = z.infer<typeof RecordingSeal>

const inCall = { callId: CallId }
const onLeg = { callId: CallId, legId: LegId }

export const MediaRequest = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('init'),
    workerIndex: z.int().nonnegative(),
    /** Local address that every media socket binds. */
    bindAddress: z.string(),
    /** Address written into SDP when it differs from `bindAddress` (1:1 NAT); null keeps the bind address. */
    publicAddress: z.string().nullable(),
    /** The two UDP ports of all browser legs of this worker (ICE UDP mux): a peer that follows another takes the other one. */
    icePorts: z.tuple([z.int().min(1).max(65_535), z.int().min(1).max(65_535)]),
    /** Even/odd pairs for the carrier side; RTP on even ports, RTCP on the next. */
    rtpPorts: z.object({ min: z.int(), max: z.int() }),
    /** Where unsealed recordings of this worker live, absolute. */
    recordingsDir: z.string(),
  }),
  z.object({ type: z.literal('open-room'), ...inCall }),
  /** Browser offers, worker answers. One m=audio; G.711 + telephone-event only. → `sdp` */
  z.object({ type: z.literal('answer-browser'), ...onLeg, offerSdp: z.string() }),
  /** Worker offers to a browser (ringing an agent). → `sdp` */
  z.object({ type: z.literal('offer-browser'), ...onLeg }),
  z.object({ type: z.literal('accept-browser-answer'), ...onLeg, answerSdp: z.string() }),
  /** Plain RTP towards the carrier. → `sdp` */
  z.object({ type: z.literal('offer-rtp'), ...onLeg }),
  /** Carrier's answer, early (183) or final (200); repeating it with other SDP re-targets the leg. */
  z.object({ type: z.literal('accept-rtp-answer'), ...onLeg, answerSdp: z.string() }),
  /** Carrier offers (inbound call, re-INVITE), worker answers. → `sdp` */
  z.object({ type: z.literal('answer-rtp'), ...onLeg, offerSdp: z.string() }),
  /** Replaces the whole hearing matrix of the room, between two packets. A leg not named hears silence. */
  z.object({ type: z.literal('set-hearing'), ...inCall, hearing: z.record(LegId, Hearing) }),
  /** Plays once, above anything else the leg hears, then reports `prompt-ended`. */
  z.object({ type: z.literal('play-once'), ...onLeg, prompt: Prompt }),
  z.object({
    type: z.literal('start-recording'),
    ...inCall,
    filePath: z.string(),
    publicKeyPem: z.string(),
    /** Goes on in the file that a worker left when it died: its time goes on too, what lies between is silence. */
    resume: z.boolean().optional(),
    /** Channel 0: legs whose voice the customer is told. Channel 1: the customer. */
    agentSide: z.array(LegId),
    customerSide: z.array(LegId),
  }),
  /** Who counts as which side may change while recording goes on (barge, transfer). */
  z.object({
    type: z.literal('set-recorded-sides'),
    ...inCall,
    agentSide: z.array(LegId),
    customerSide: z.array(LegId),
  }),
  /** `levels` events of this room as often as this; null ends them. */
  z.object({ type: z.literal('watch-levels'), ...inCall, everyMs: z.int().min(50).max(5_000).nullable() }),
  /** Nothing is written on either channel while paused; the file's time goes on in silence. */
  z.object({ type: z.literal('pause-recording'), ...inCall, paused: z.boolean() }),
  /** `leg-silent` of this leg already after so long without RTP; null for the usual 3 s. */
  z.object({ type: z.literal('watch-silence'), ...onLeg, afterMs: z.int().min(200).max(10_000).nullable() }),
  z.object({ type: z.literal('close-leg'), ...onLeg }),
  /** Closes all legs and seals the recording, if any. → `recording` */
  z.object({ type: z.literal('close-room'), ...inCall }),
  z.object({ type: z.literal('ping') }),
  /** → `stats` */
  z.object({ type: z.literal('stats') }),
])
export type MediaRequest = z.infer<typeof MediaRequest>

export const MediaStats = z.object({
  rooms: z.int(),
  legs: z.int(),
  cpuMs: z.number(),
  rssBytes: z.number(),
  packetsIn: z.int(),
  packetsOut: z.int(),
  packetsLost: z.int(),
  packetsDropped: z.int(),
  eventLoopLagMs: z.number(),
})
export type MediaStats = z.infer<typeof MediaStats>

export const MediaProblemCode = z.enum([
  'no-room',
  'no-leg',
  'duplicate',
  'bad-sdp',
  'no-common-codec', // becomes 488
  'no-port',
  'peer-failed',
  'recording-failed',
  'not-initialised',
  'invalid-request', // the request does not match this schema
  'internal', // a bug in the worker, named in its log
  'worker-gone', // made by the voice node’s pool, never sent by a worker; `room-lost` is told as well
  'no-worker', // the pool’s answer to `open-room` where no worker could take it
  'no-worker', // the same, for a room that no worker took
])
export type MediaProblemCode = z.infer<typeof MediaProblemCode>

export const MediaReply = z.object({
  id: z.int(),
  outcome: z.discriminatedUnion('type', [
    z.object({ type: z.literal('done') }),
    z.object({ type: z.literal('sdp'), sdp: z.string() }),
    z.object({ type: z.literal('recording'), recording: RecordingSeal.nullable() }),
    z.object({ type: z.literal('stats'), stats: MediaStats }),
    z.object({ type: z.literal('problem'), code: MediaProblemCode, detail: z.string() }),
  ]),
})
export type MediaReply = z.infer<typeof MediaReply>

export const MediaEvent = z.discriminatedUnion('type', [
  /** ICE and DTLS are up (browser leg) or the first valid packet came (carrier leg). */
  z.object({ type: z.literal('leg-connected'), ...onLeg }),
  z.object({ type: z.literal('first-packet'), ...onLeg, atMs: z.number() }),
  /** The transport is gone for good (ICE failed, DTLS closed, socket error). */
  z.object({ type: z.literal('leg-failed'), ...onLeg, reason: z.string() }),
  /** No RTP for `silentMs`, once per silence; `leg-heard` ends it. */
  z.object({ type: z.literal('leg-silent'), ...onLeg, silentMs: z.int() }),
  z.object({ type: z.literal('leg-heard'), ...onLeg }),
  z.object({ type: z.literal('prompt-ended'), ...onLeg, prompt: Prompt }),
  /** The leg began or ceased to speak: told apart from noise by level, with some hangover; only when it changes. */
  z.object({ type: z.literal('leg-voice'), ...onLeg, speaking: z.boolean() }),
  /** The loudest sample of each leg since the last one, 0 to 1. */
  z.object({ type: z.literal('levels'), ...inCall, legs: z.record(LegId, z.number().min(0).max(1)) }),
  /** RFC 4733 digit, reported once at its end. */
  z.object({ type: z.literal('digit'), ...onLeg, digit: z.string().regex(/^[0-9*#A-D]$/) }),
  /** What the peer settled about digits: true where it takes RFC 4733 events. Before the answer to the request that settled it; again when it changes. */
  z.object({ type: z.literal('leg-digits'), ...onLeg, rfc4733: z.boolean() }),
  z.object({ type: z.literal('recording-failed'), ...inCall, detail: z.string() }),
  /** Every 5 s per leg, from RTP and RTCP as this worker sees it. */
  z.object({
    type: z.literal('leg-quality'),
    ...onLeg,
    lossPercent: z.number().min(0).max(100),
    jitterMs: z.number().nonnegative(),
    roundTripMs: z.number().nonnegative().nullable(),
  }),
])
export type MediaEvent = z.infer<typeof MediaEvent>

export const ToMediaWorker = z.object({ id: z.int(), request: MediaRequest })
export type ToMediaWorker = z.infer<typeof ToMediaWorker>

export const FromMediaWorker = z.discriminatedUnion('kind', [
  MediaReply.extend({ kind: z.literal('reply') }),
  z.object({ kind: z.literal('event'), event: MediaEvent }),
])
export type FromMediaWorker = z.infer<typeof FromMediaWorker>
