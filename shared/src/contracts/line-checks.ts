import { z } from 'zod'
import { LineCheckId, PersonId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { PersonRef } from './people.ts'

export const checkNames = [
  'microphone',
  'headset',
  'ringer',
  'server',
  'media',
  'notifications',
  'power',
] as const
export const CheckName = z.enum(checkNames)
export type CheckName = z.infer<typeof CheckName>

/** `fair` is told and does not stop anybody; `failed` and `skipped` do, but for `power`, which is only ever fair. */
export const CheckVerdict = z.enum(['passed', 'fair', 'failed', 'skipped'])

/** What a media path has to reach at least to open Ready, whatever verdict a browser gives it. */
export const mediaLimits = { leastMos: 3.1, mostLossPercent: 5 } as const

/** The pre-shift check of one browser: what was found, with the figures that screens show as evidence. */
export const LineCheckFindings = z.strictObject({
  items: z
    .array(
      z.strictObject({
        name: CheckName,
        verdict: CheckVerdict,
        /** Closed words of the browser, e.g. `denied`, `silent`, `relay`; translated by screens. */
        detail: z.string().max(60).nullable(),
      }),
    )
    .length(checkNames.length),
  media: z
    .strictObject({
      lossPercent: z.number().min(0).max(100),
      jitterMs: z.number().min(0).max(60_000),
      roundTripMs: z.number().min(0).max(60_000).nullable(),
      mos: z.number().min(1).max(5),
      route: z.enum(['direct', 'relay']),
      seconds: z.number().min(0).max(60),
    })
    .nullable(),
  roundTripMs: z.number().min(0).max(60_000).nullable(),
  clockOffsetMs: z.number().nullable(),
})
export type LineCheckFindings = z.infer<typeof LineCheckFindings>

export const LineCheck = z.object({
  lineCheckId: LineCheckId,
  agent: PersonRef,
  at: UnixMs,
  findings: LineCheckFindings,
  passed: z.boolean(),
  /** A lead opened Ready all the same. */
  override: z.object({ by: PersonRef, at: UnixMs, reason: z.string() }).nullable(),
})
export type LineCheck = z.infer<typeof LineCheck>

/** Whether Ready is open in this sign-in: by a check that passed, a lead's word, or because none is asked for. */
export const ReadyGate = z.object({
  open: z.boolean(),
  by: z.enum(['check', 'override', 'policy']).nullable(),
  check: LineCheck.nullable(),
})
export type ReadyGate = z.infer<typeof ReadyGate>

export const lineCheckRoutes = {
  /** A loopback leg: what the browser sends comes back, for at most 15 s. */
  loopback: route({
    method: 'POST',
    path: '/api/line-checks/loopback',
    summary: 'A one-use ticket for a leg that hears itself, to measure the media path',
    access: ['agent'],
    answer: z.object({ ticket: z.string(), expiresAt: UnixMs }),
    problems: ['agent-busy', 'agent-not-registered', 'voice-unavailable'],
  }),
  save: route({
    method: 'POST',
    path: '/api/line-checks',
    summary: 'Keep what the check found with the shift; opens Ready when it passed',
    access: ['agent'],
    body: LineCheckFindings,
    answer: ReadyGate,
  }),
  gate: route({
    method: 'GET',
    path: '/api/line-checks/gate',
    summary: 'Whether Ready is open in this sign-in, and why',
    access: ['agent'],
    answer: ReadyGate,
  }),
  override: route({
    method: 'POST',
    path: '/api/people/:personId/line-check-override',
    summary: 'Open Ready for an agent of an own team for this sign-in, with a reason on record',
    access: ['lead'],
    params: z.object({ personId: PersonId }),
    body: z.strictObject({ reason: z.string().trim().min(1).max(200) }),
    answer: ReadyGate,
    problems: ['not-found', 'agent-offline'],
  }),
  list: route({
    method: 'GET',
    path: '/api/people/:personId/line-checks',
    summary: 'The last checks of one agent, newest first',
    access: ['lead', 'administrator'],
    params: z.object({ personId: PersonId }),
    query: PageQuery,
    answer: pageOf(LineCheck),
    problems: ['not-found'],
  }),
} as const
