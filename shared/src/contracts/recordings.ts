import { z } from 'zod'
import { CallId, RecordingId } from '../ids.ts'
import { UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { CallRecord, RecordingState } from './calls.ts'
import { PersonRef } from './people.ts'

export const AccessReason = z.enum(['coaching', 'complaint', 'dispute', 'quality', 'legal', 'other'])
export type AccessReason = z.infer<typeof AccessReason>

export const Integrity = z.enum(['verified', 'recovered', 'mismatch', 'missing', 'pending'])
export type Integrity = z.infer<typeof Integrity>

export const Recording = z.object({
  recordingId: RecordingId,
  callId: CallId,
  state: RecordingState,
  startedAt: UnixMs,
  durationMs: z.int().nullable(),
  sizeBytes: z.int().nullable(),
  sha256: z.string().nullable(),
  integrity: Integrity,
  verifiedAt: UnixMs.nullable(),
  call: CallRecord,
  listened: z.array(z.object({ at: UnixMs, by: PersonRef, reason: AccessReason, note: z.string() })),
})
export type Recording = z.infer<typeof Recording>

const recordingParams = z.object({ recordingId: RecordingId })
const listeners = ['lead', 'administrator'] as const
const withGrant = z.object({ grant: z.string().min(1).max(200) })

export const recordingRoutes = {
  get: route({
    method: 'GET',
    path: '/api/recordings/:recordingId',
    summary: 'Facts, integrity and who has listened; no audio',
    access: listeners,
    params: recordingParams,
    answer: Recording,
    problems: ['not-found'],
  }),
  open: route({
    method: 'POST',
    path: '/api/recordings/:recordingId/grants',
    summary: 'State a reason and get a 15-minute grant to play; the access is audited before any audio',
    access: listeners,
    params: recordingParams,
    body: z.strictObject({ reason: AccessReason, note: z.string().trim().max(200).default('') }),
    answer: z.object({ grant: z.string(), expiresAt: UnixMs }),
    problems: ['not-found', 'recording-not-ready', 'recording-damaged'],
  }),
  audio: route({
    method: 'GET',
    path: '/api/recordings/:recordingId/audio',
    summary: 'WAV (PCM 16 bit, 8 kHz, left: agent side, right: customer), with byte ranges (RFC 9110 §14)',
    access: listeners,
    params: recordingParams,
    query: withGrant,
    proof: 'grant',
    answer: 'binary',
    problems: ['not-found', 'not-allowed', 'recording-damaged', 'range-not-satisfiable'],
  }),
  peaks: route({
    method: 'GET',
    path: '/api/recordings/:recordingId/peaks',
    summary: 'Two-channel waveform: per bucket the loudest sample, 0 to 1',
    access: listeners,
    params: recordingParams,
    query: withGrant.extend({ buckets: z.coerce.number().int().min(10).max(4000).default(800) }),
    answer: z.object({
      durationMs: z.int(),
      agent: z.array(z.number()),
      customer: z.array(z.number()),
    }),
    problems: ['not-found', 'not-allowed', 'recording-damaged'],
  }),
} as const
