import { z } from 'zod'
import { CallId, CoachingNoteId, HelpId, NoticeId, PersonId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { PersonRef } from './people.ts'

export const BreakReason = z.enum(['break', 'lunch', 'training', 'meeting', 'technical'])
export type BreakReason = z.infer<typeof BreakReason>

const since = { since: UnixMs }
/** Where an agent stands. Ringing, calling and talking are phases of the call, not states of the agent. */
export const AgentState = z.discriminatedUnion('type', [
  z.object({ type: z.literal('offline'), ...since }),
  z.object({ type: z.literal('ready'), ...since }),
  z.object({ type: z.literal('break'), reason: BreakReason, ...since }),
  z.object({ type: z.literal('on-call'), callId: CallId, ...since }),
  z.object({ type: z.literal('wrap-up'), callId: CallId, endsAt: UnixMs, extensionsLeft: z.int(), ...since }),
  /** Not ready by the system's doing: signed in but not yet ready, a missed ring (RONA), or a lost line. */
  z.object({
    type: z.literal('not-ready'),
    reason: z.enum(['signed-in', 'missed-ring', 'line-lost']),
    ...since,
  }),
])
export type AgentState = z.infer<typeof AgentState>

/** 30 s more, at most twice (AGENT-6). */
export const wrapUpExtensionMs = 30_000
export const wrapUpExtensions = 2

/** When a wrap-up would have been over without extensions: later than this it overruns the team's length. */
export const wrapUpDueAt = (state: Extract<AgentState, { type: 'wrap-up' }>): UnixMs =>
  state.endsAt - (wrapUpExtensions - state.extensionsLeft) * wrapUpExtensionMs

/**
 * Both true before anything is routed to the agent. Control checks each path every 15 s; a path that missed two
 * checks in a row counts as gone though its connection still stands.
 */
export const Reachability = z.object({
  socket: z.boolean(),
  phone: z.boolean(),
  /** Checks in a row without an answer, of the path that missed more. */
  missedChecks: z.int().nonnegative(),
})
export type Reachability = z.infer<typeof Reachability>

/** As measured in the agent's browser over the last 5 s. */
export const LineQuality = z.object({
  lossPercent: z.number().min(0).max(100),
  jitterMs: z.number().min(0).max(60_000),
  roundTripMs: z.number().min(0).max(60_000).nullable(),
  /** Estimated mean opinion score, 1.0–4.5 (E-model, ITU-T G.107 reduced). */
  mos: z.number().min(1).max(5),
})
export type LineQuality = z.infer<typeof LineQuality>

export const HelpReason = z.enum([
  'policy',
  'settlement',
  'angry-customer',
  'vulnerable-customer',
  'legal',
  'technical',
  'other',
])
export type HelpReason = z.infer<typeof HelpReason>

/** An agent's call for help that stands; it ends when cancelled, closed, or with its call or sign-in. */
export const HelpRequest = z.object({
  helpId: HelpId,
  agent: PersonRef,
  /** The call it is about; null outside of one. */
  callId: CallId.nullable(),
  reason: HelpReason,
  note: z.string(),
  askedAt: UnixMs,
  claimed: z.object({ by: PersonRef, at: UnixMs }).nullable(),
})
export type HelpRequest = z.infer<typeof HelpRequest>
export const HelpEnd = z.enum(['cancelled', 'closed', 'call-ended', 'signed-out'])
export type HelpEnd = z.infer<typeof HelpEnd>

/** Why a lead steers an agent. The closed word goes into the audit trail; the agent reads it with the note. */
export const SteeringReason = z.enum([
  'customer-asked',
  'compliance',
  'conduct',
  'coverage',
  'break-due',
  'technical',
  'coaching',
  'shift-end',
  'other',
])
export type SteeringReason = z.infer<typeof SteeringReason>

/** Something a lead has told or done to one agent; stays on their screen until they acknowledge it. */
export const Notice = z.object({
  noticeId: NoticeId,
  kind: z.enum([
    'message',
    'broadcast',
    'state-forced',
    'call-ended',
    'taken-over',
    'signed-out',
    'coaching-note',
  ]),
  from: PersonRef,
  at: UnixMs,
  /** The message, or the note beside the reason; may be empty beside a reason. */
  text: z.string(),
  reason: SteeringReason.nullable(),
  callId: CallId.nullable(),
})
export type Notice = z.infer<typeof Notice>

export const CoachingNote = z.object({
  coachingNoteId: CoachingNoteId,
  agent: PersonRef,
  by: PersonRef,
  at: UnixMs,
  text: z.string(),
  /** The call it is about: who sees it may see the note. */
  call: z
    .object({
      callId: CallId,
      startedAt: UnixMs,
      maskedNumber: z.string(),
      customerName: z.string().nullable(),
    })
    .nullable(),
  readAt: UnixMs.nullable(),
})
export type CoachingNote = z.infer<typeof CoachingNote>

export const agentRoutes = {
  askHelp: route({
    method: 'POST',
    path: '/api/agents/me/help',
    summary: 'Ask the leads of the own teams for help, in a call or outside of one',
    access: ['agent'],
    body: z.strictObject({ reason: HelpReason, note: z.string().trim().max(200).default('') }),
    answer: HelpRequest,
    problems: ['help-asked', 'agent-offline'],
  }),
  cancelHelp: route({
    method: 'DELETE',
    path: '/api/agents/me/help',
    summary: 'Take the own call for help back; nothing happens when none stands',
    access: ['agent'],
    answer: null,
  }),
  acknowledge: route({
    method: 'POST',
    path: '/api/agents/me/notices/:noticeId/acknowledgement',
    summary: 'Say that a notice was read; doing it twice is no mistake',
    access: ['agent'],
    params: z.object({ noticeId: NoticeId }),
    answer: null,
    problems: ['not-found'],
  }),
  coachingNotes: route({
    method: 'GET',
    path: '/api/agents/me/coaching-notes',
    summary: 'Coaching notes to the signed-in agent, newest first',
    access: ['agent'],
    query: PageQuery,
    answer: pageOf(CoachingNote).extend({ unread: z.int().nonnegative() }),
  }),
  readCoachingNote: route({
    method: 'POST',
    path: '/api/agents/me/coaching-notes/:coachingNoteId/read',
    summary: 'Mark a coaching note as read',
    access: ['agent'],
    params: z.object({ coachingNoteId: CoachingNoteId }),
    answer: null,
    problems: ['not-found'],
  }),
  setState: route({
    method: 'PUT',
    path: '/api/agents/me/state',
    summary: 'Go Ready or take a break; in wrap-up this first needs the outcome saved',
    access: ['agent'],
    body: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('ready') }),
      z.strictObject({ type: z.literal('break'), reason: BreakReason }),
    ]),
    answer: AgentState,
    problems: ['agent-busy', 'agent-in-wrap-up', 'agent-not-registered', 'line-check-needed'],
  }),
  takePhone: route({
    method: 'POST',
    path: '/api/agents/me/phone',
    summary: 'Hold the phone with this sign-in; another device of the same agent lets go of it',
    access: ['agent'],
    answer: null,
  }),
} as const

export const AgentRef = z.object({ personId: PersonId, displayName: z.string() })
