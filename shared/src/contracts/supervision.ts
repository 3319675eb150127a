import { z } from 'zod'
import { CallId, CoachingNoteId, HelpId, MarkerId, NoticeId, PersonId, SpanId, TeamId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import {
  AgentState,
  BreakReason,
  CoachingNote,
  HelpRequest,
  Notice,
  Reachability,
  SteeringReason,
} from './agents.ts'
import { CustomerRef, Direction, LiveCall, MonitorMode } from './calls.ts'
import { Disclosure, PersonRef, TeamRef } from './people.ts'

/** One agent on the floor as a lead of the team sees them. */
export const FloorAgent = z.object({
  personId: PersonId,
  displayName: z.string(),
  teams: z.array(TeamRef),
  state: AgentState,
  reachability: Reachability,
  /** Rings missed or declined since the last call that they answered, or since they signed in. */
  missedRings: z.int().nonnegative(),
  /** On a break: when it runs over its limit. Nothing ends it then. */
  breakOverAt: UnixMs.nullable(),
})
export type FloorAgent = z.infer<typeof FloorAgent>

export const TrunkStatus = z.object({
  trunkId: z.string(),
  name: z.string(),
  state: z.enum(['up', 'down', 'unknown']),
  roundTripMs: z.number().nullable(),
  since: UnixMs,
})
export type TrunkStatus = z.infer<typeof TrunkStatus>

/** What a team's day has been; counters of calls that run are the viewer's to count. */
export const TeamTally = z.object({
  team: TeamRef,
  /** Midnight by control's clock. */
  since: UnixMs,
  /** Outbound calls placed, and those that the customer answered. */
  placed: z.int().nonnegative(),
  answered: z.int().nonnegative(),
  /** Inbound calls that came in, those that an agent took, and how the others ended. */
  offered: z.int().nonnegative(),
  taken: z.int().nonnegative(),
  abandoned: z.int().nonnegative(),
  noAgent: z.int().nonnegative(),
  /** Conversations (answered and taken) that began within the last 60 minutes. */
  lastHour: z.int().nonnegative(),
})
export type TeamTally = z.infer<typeof TeamTally>

export const Floor = z.object({
  agents: z.array(FloorAgent),
  calls: z.array(LiveCall),
  trunks: z.array(TrunkStatus),
  help: z.array(HelpRequest),
  tallies: z.array(TeamTally),
})
export type Floor = z.infer<typeof Floor>

/** From when on the wallboard raises an alert. */
export const floorLimits = {
  longHoldMs: 120_000,
  longSilenceMs: 20_000,
  /** Below this MOS a customer strains to understand. */
  poorMos: 3.6,
  missedRings: 2,
  missedChecks: 2,
} as const

/** A place in a call that a lead has marked; also what supervision itself leaves there. */
export const Marker = z.object({
  /** Null for what follows from the supervision log and help, and cannot be taken away. */
  markerId: MarkerId.nullable(),
  /** `recording-paused`: the file is silent there on purpose; `text` is its RecordingPauseReason. */
  kind: z.enum(['bookmark', 'note', 'listen', 'whisper', 'barge', 'take-over', 'help', 'recording-paused']),
  at: UnixMs,
  /** Where it lasted. */
  untilAt: UnixMs.nullable(),
  by: PersonRef,
  /** Empty for a bookmark. */
  text: z.string(),
})
export type Marker = z.infer<typeof Marker>

/** Who listened to whom, when, how, for how long: one row for each stretch in one mode. */
export const MonitoringSpan = z.object({
  spanId: SpanId,
  callId: CallId,
  direction: Direction,
  customer: CustomerRef,
  lead: PersonRef,
  agent: PersonRef.nullable(),
  team: TeamRef.nullable(),
  mode: MonitorMode,
  /** What the agent was told, as the team had it then. */
  disclosure: Disclosure,
  startedAt: UnixMs,
  /** Null while it lasts. */
  endedAt: UnixMs.nullable(),
})
export type MonitoringSpan = z.infer<typeof MonitoringSpan>

/** A message or a step as its sender follows it. */
export const SentNotice = z.object({
  /** One for all recipients of a broadcast. */
  batchId: NoticeId,
  kind: Notice.shape.kind,
  text: z.string(),
  reason: SteeringReason.nullable(),
  at: UnixMs,
  from: PersonRef,
  /** The whole team of a broadcast. */
  team: TeamRef.nullable(),
  recipients: z.array(PersonRef.extend({ acknowledgedAt: UnixMs.nullable() })),
})
export type SentNotice = z.infer<typeof SentNotice>

const leads = ['lead'] as const
const overseers = ['lead', 'administrator'] as const
const callParams = z.object({ callId: CallId })
const personParams = z.object({ personId: PersonId })
const helpParams = z.object({ helpId: HelpId })
/** What the agent reads; `other` alone says nothing, so it needs a note. */
const why = { reason: SteeringReason, note: z.string().trim().max(200).default('') }
const text = z.string().trim().min(1).max(500)

const logQuery = z.object({
  leadId: PersonId.optional(),
  agentId: PersonId.optional(),
  teamId: TeamId.optional(),
  callId: CallId.optional(),
  mode: MonitorMode.optional(),
  from: z.coerce.number().int().optional(),
  until: z.coerce.number().int().optional(),
})

export const supervisionRoutes = {
  monitor: route({
    method: 'POST',
    path: '/api/calls/:callId/monitor',
    summary: 'A one-use ticket for a leg, which begins in listen, in a call of a team that the asker leads',
    access: leads,
    params: callParams,
    body: z.strictObject({ mode: z.literal('listen') }),
    answer: z.object({ callId: CallId, ticket: z.string(), expiresAt: UnixMs }),
    problems: ['call-not-found', 'call-ended', 'agent-not-registered', 'voice-unavailable'],
  }),
  setMode: route({
    method: 'PUT',
    path: '/api/calls/:callId/monitor',
    summary: 'Switch the own leg in place; answered once the voice node has it in effect',
    access: leads,
    params: callParams,
    body: z.strictObject({ mode: MonitorMode }),
    answer: z.object({ callId: CallId, mode: MonitorMode }),
    problems: [
      'call-not-found',
      'call-ended',
      'not-listening',
      'supervisor-speaking',
      'taken-over',
      'voice-unavailable',
    ],
  }),
  endCall: route({
    method: 'POST',
    path: '/api/calls/:callId/end',
    summary: 'End a call of a team that the asker leads, with a reason that its agent reads',
    access: leads,
    params: callParams,
    body: z.strictObject(why),
    answer: null,
    problems: ['call-not-found', 'call-ended', 'voice-unavailable'],
  }),
  markers: route({
    method: 'GET',
    path: '/api/calls/:callId/markers',
    summary: 'What was marked in a call, and what supervision did in it, in order of time',
    access: overseers,
    params: callParams,
    answer: z.object({ items: z.array(Marker) }),
    problems: ['call-not-found'],
  }),
  addMarker: route({
    method: 'POST',
    path: '/api/calls/:callId/markers',
    summary: 'Bookmark a moment of a call or write a note there; `at` within the call, or else now',
    access: leads,
    params: callParams,
    body: z.strictObject({ text: z.string().trim().max(500).default(''), at: UnixMs.optional() }),
    answer: Marker,
    problems: ['call-not-found', 'invalid-request'],
  }),
  removeMarker: route({
    method: 'DELETE',
    path: '/api/markers/:markerId',
    summary: 'Take an own marker back',
    access: leads,
    params: z.object({ markerId: MarkerId }),
    answer: null,
    problems: ['not-found'],
  }),
  claimHelp: route({
    method: 'POST',
    path: '/api/help/:helpId/claim',
    summary: 'Say that one takes care of it, so that no other lead does',
    access: leads,
    params: helpParams,
    answer: HelpRequest,
    problems: ['help-claimed', 'help-closed', 'not-found'],
  }),
  releaseHelp: route({
    method: 'DELETE',
    path: '/api/help/:helpId/claim',
    summary: 'Give the own claim back to the other leads',
    access: leads,
    params: helpParams,
    answer: HelpRequest,
    problems: ['help-claimed', 'help-closed', 'not-found'],
  }),
  closeHelp: route({
    method: 'POST',
    path: '/api/help/:helpId/close',
    summary: 'The agent has been helped',
    access: leads,
    params: helpParams,
    answer: null,
    problems: ['help-claimed', 'help-closed', 'not-found'],
  }),
  forceState: route({
    method: 'PUT',
    path: '/api/people/:personId/agent-state',
    summary: 'Put an agent of an own team on a break or to Ready, with a reason that they read',
    access: leads,
    params: personParams,
    body: z.strictObject({
      state: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('ready') }),
        z.strictObject({ type: z.literal('break'), reason: BreakReason }),
      ]),
      ...why,
    }),
    answer: AgentState,
    problems: ['not-found', 'agent-busy', 'agent-offline', 'agent-not-registered'],
  }),
  signOutAgent: route({
    method: 'POST',
    path: '/api/people/:personId/agent-sign-out',
    summary:
      'Sign an agent of an own team out everywhere; a live call fares as the team has it for revocations',
    access: leads,
    params: personParams,
    body: z.strictObject(why),
    answer: z.object({ ended: z.int().nonnegative() }),
    problems: ['not-found', 'agent-offline'],
  }),
  message: route({
    method: 'POST',
    path: '/api/people/:personId/messages',
    summary: 'A message to an agent of an own team, shown over the call until they acknowledge it',
    access: leads,
    params: personParams,
    body: z.strictObject({ text }),
    answer: SentNotice,
    problems: ['not-found', 'agent-offline'],
  }),
  broadcast: route({
    method: 'POST',
    path: '/api/teams/:teamId/messages',
    summary: 'A message to every agent of an own team who is signed in',
    access: leads,
    params: z.object({ teamId: TeamId }),
    body: z.strictObject({ text }),
    answer: SentNotice,
    problems: ['not-found', 'agent-offline'],
  }),
  sent: route({
    method: 'GET',
    path: '/api/supervision/sent',
    summary: 'What the asker has sent and done to agents, newest first, with who has acknowledged it',
    access: leads,
    query: PageQuery.omit({ search: true }),
    answer: pageOf(SentNotice),
  }),
  addCoachingNote: route({
    method: 'POST',
    path: '/api/people/:personId/coaching-notes',
    summary: 'A coaching note to an agent of an own team, if wanted about one of their calls',
    access: leads,
    params: personParams,
    body: z.strictObject({
      text: z.string().trim().min(1).max(2_000),
      callId: CallId.nullable().default(null),
    }),
    answer: CoachingNote,
    problems: ['not-found', 'call-not-found'],
  }),
  coachingNotes: route({
    method: 'GET',
    path: '/api/people/:personId/coaching-notes',
    summary: 'Coaching notes to one agent, newest first',
    access: overseers,
    params: personParams,
    query: PageQuery,
    answer: pageOf(CoachingNote),
    problems: ['not-found'],
  }),
  removeCoachingNote: route({
    method: 'DELETE',
    path: '/api/coaching-notes/:coachingNoteId',
    summary: 'Take an own coaching note back while the agent has not read it',
    access: leads,
    params: z.object({ coachingNoteId: CoachingNoteId }),
    answer: null,
    problems: ['not-found', 'conflict'],
  }),
  log: route({
    method: 'GET',
    path: '/api/supervision/log',
    summary: 'Who listened to whom, when, how and for how long, newest first; a lead sees their teams',
    access: overseers,
    query: PageQuery.extend(logQuery.shape),
    answer: pageOf(MonitoringSpan).extend({
      /** Over the whole filtered list. */
      totalMs: z.int().nonnegative(),
    }),
  }),
  exportLog: route({
    method: 'GET',
    path: '/api/supervision/log.csv',
    summary: 'The same as CSV, safe for spreadsheets; the export is a row of the audit trail',
    access: overseers,
    query: logQuery,
    answer: 'binary',
  }),
} as const
