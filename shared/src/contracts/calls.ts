import { z } from 'zod'
import { CallBackId, CallId, CustomerId, PersonId, RecordingId, TeamId, TrunkId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { AgentState, LineQuality } from './agents.ts'
import { CallControls, ConsultTarget } from './call-control.ts'
import { Disclosure, PersonRef } from './people.ts'

export const Direction = z.enum(['outbound', 'inbound'])
export type Direction = z.infer<typeof Direction>

/** As the voice node has confirmed it; `placed` is before the first word from there. */
export const CallPhase = z.enum(['placed', 'connecting', 'ringing', 'early-media', 'connected', 'ended'])
export type CallPhase = z.infer<typeof CallPhase>

export const TerminationKind = z.enum([
  'agent-hung-up',
  'customer-hung-up',
  'agent-cancelled', // before the customer answered
  'customer-abandoned', // inbound, before an agent answered
  'busy',
  'no-answer',
  'declined',
  'unallocated', // number not in service
  'rejected', // any other final answer of the carrier
  'trunk-unavailable', // no trunk reachable, or all answered 5xx
  'no-agent', // inbound, nobody ready: prompt played
  'agent-line-lost', // browser gone for longer than the grace
  'customer-line-lost', // carrier's RTP or dialog timed out
  'never-dialled', // ticket not used in time
  'media-failed',
  'voice-node-lost',
  'ended-by-lead',
  'revoked',
])
export type TerminationKind = z.infer<typeof TerminationKind>

/** Whose fault a call's end was; `nobody` for an ordinary end. */
export const Fault = z.enum(['nobody', 'agent', 'customer', 'carrier', 'hearthline'])
export type Fault = z.infer<typeof Fault>

export const Termination = z.object({
  kind: TerminationKind,
  fault: Fault,
  /** Final SIP status from the carrier, where one decided. */
  sipStatus: z.int().min(300).max(699).nullable(),
})
export type Termination = z.infer<typeof Termination>

/** The agent's outcome. `unfinished` is written by the wrap-up timer, never chosen. */
export const Disposition = z.enum([
  'promise-to-pay',
  'hardship',
  'call-back-later',
  'refuses-to-pay',
  'disputes-debt',
  'stop-calling',
  'complaint',
  'has-attorney',
  'bereavement',
  'wrong-person',
  'not-in-service',
  'no-contact',
  'unfinished',
])
export type Disposition = z.infer<typeof Disposition>
export const ChosenDisposition = Disposition.exclude(['unfinished'])
export type ChosenDisposition = z.infer<typeof ChosenDisposition>

/** A customer as screens may see them: the number is masked, e.g. `+1 202 555 ••47`. */
export const CustomerRef = z.object({
  customerId: CustomerId.nullable(),
  displayName: z.string().nullable(),
  maskedNumber: z.string(),
})
export type CustomerRef = z.infer<typeof CustomerRef>

export const RecordingState = z.enum(['recording', 'sealed', 'failed'])
export const RecordingSummary = z.object({
  recordingId: RecordingId,
  state: RecordingState,
  durationMs: z.int().nullable(),
})

export const CallRecord = z.object({
  callId: CallId,
  direction: Direction,
  phase: CallPhase,
  agent: PersonRef.nullable(),
  teamId: TeamId.nullable(),
  customer: CustomerRef,
  startedAt: UnixMs,
  ringingAt: UnixMs.nullable(),
  answeredAt: UnixMs.nullable(),
  endedAt: UnixMs.nullable(),
  /** Answer to end; 0 for a call never answered, null while it runs. */
  talkMs: z.int().nonnegative().nullable(),
  termination: Termination.nullable(),
  disposition: Disposition.nullable(),
  note: z.string(),
  recording: RecordingSummary.nullable(),
  takenOverBy: PersonRef.nullable(),
  /** Whoever has got the call from its agent, and how. */
  transferredTo: ConsultTarget.nullable(),
  /** Worst MOS of the agent's line in this call. */
  worstMos: z.number().nullable(),
})
export type CallRecord = z.infer<typeof CallRecord>

/** How a supervisor's leg takes part in a call: who hears it is the hearing matrix's row of that name. */
export const MonitorMode = z.enum(['listen', 'whisper', 'barge', 'take-over'])
export type MonitorMode = z.infer<typeof MonitorMode>

/**
 * What is said in a connected call. `silence`: nobody for a while; `over-talk`: both at once for much of the last
 * seconds; `hold`: one side hears no speech because it was put on hold.
 */
export const Talk = z.enum(['talk', 'silence', 'over-talk', 'hold'])
export type Talk = z.infer<typeof Talk>

/** A confirmed leg of a supervisor. */
export const CallSupervisor = PersonRef.extend({ since: UnixMs, mode: MonitorMode, modeSince: UnixMs })
export type CallSupervisor = z.infer<typeof CallSupervisor>

/** A call that runs now, as pushed to its agent and to the leads of the team. */
export const LiveCall = z.object({
  callId: CallId,
  direction: Direction,
  phase: CallPhase.exclude(['ended']),
  agentId: PersonId.nullable(),
  teamId: TeamId.nullable(),
  customer: CustomerRef,
  startedAt: UnixMs,
  answeredAt: UnixMs.nullable(),
  recording: z.enum(['off', 'on', 'failed']),
  recordingSince: UnixMs.nullable(),
  /** `lost` while the agent's browser has no line and the call waits for it. */
  agentLine: z.enum(['up', 'lost']),
  /** While parked: the customer waits with a comfort prompt until then, and is then told goodbye. */
  parkedUntil: UnixMs.nullable(),
  controls: CallControls,
  /** Whose voice has not come for 3 s though it should: one-way audio. */
  unheard: z.enum(['agent', 'customer', 'both']).nullable(),
  quality: LineQuality.nullable(),
  trunkId: TrunkId.nullable(),
  /** Null before the answer, and while the voice node has not told. */
  talk: z.object({ state: Talk, since: UnixMs }).nullable(),
  /** Confirmed legs of supervisors; for the agent without those that the team's disclosure hides. */
  supervisors: z.array(CallSupervisor),
  disclosure: Disclosure,
  /** The supervisor who speaks in the agent's place since then; `agentId` stays who had the call. */
  takenOverBy: PersonRef.extend({ at: UnixMs }).nullable(),
})
export type LiveCall = z.infer<typeof LiveCall>

export const Customer = z.object({
  customerId: CustomerId,
  displayName: z.string(),
  maskedNumber: z.string(),
  country: z.string(),
  /** What a demo number does when called; null for real customers. */
  demoNote: z.string().nullable(),
})
export type Customer = z.infer<typeof Customer>

const callParams = z.object({ callId: CallId })

export const callRoutes = {
  place: route({
    method: 'POST',
    path: '/api/calls',
    summary: 'Ask to call; the answer is a one-use ticket that the phone INVITEs within 60 s',
    access: ['agent'],
    body: z.strictObject({
      to: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('number'), text: z.string().min(1).max(80) }),
        z.strictObject({ type: z.literal('customer'), customerId: CustomerId }),
        /** The customer of an own call, e.g. to redial: the browser knows the number only masked. */
        z.strictObject({ type: z.literal('call'), callId: CallId }),
        z.strictObject({ type: z.literal('call-back'), callBackId: CallBackId }),
      ]),
    }),
    answer: z.object({ callId: CallId, ticket: z.string(), expiresAt: UnixMs, customer: CustomerRef }),
    problems: [
      'agent-not-ready',
      'agent-busy',
      'agent-in-wrap-up',
      'agent-not-registered',
      'number-not-dialable',
      'toll-guard',
      'no-trunk',
      'voice-unavailable',
      'not-found',
      'call-not-found',
    ],
  }),
  consult: route({
    method: 'POST',
    path: '/api/calls/:callId/consult',
    summary:
      'Call an agent, a team or a number beside a call that one speaks in; blind: they get the call when they answer',
    access: ['agent', 'lead'],
    params: callParams,
    body: z.strictObject({
      to: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('agent'), personId: PersonId }),
        z.strictObject({ type: z.literal('team'), teamId: TeamId }),
        z.strictObject({ type: z.literal('number'), text: z.string().min(1).max(80) }),
        z.strictObject({ type: z.literal('customer'), customerId: CustomerId }),
      ]),
      blind: z.boolean(),
    }),
    answer: CallControls,
    problems: [
      'call-not-found',
      'call-ended',
      'not-in-this-state',
      'consult-running',
      'target-unavailable',
      'number-not-dialable',
      'toll-guard',
      'no-trunk',
      'voice-unavailable',
      'not-found',
    ],
  }),
  targets: route({
    method: 'GET',
    path: '/api/calls/targets',
    summary: 'Agents and teams to transfer to, with who could take a call now',
    access: ['agent', 'lead'],
    query: PageQuery,
    answer: pageOf(
      z.discriminatedUnion('type', [
        z.object({
          type: z.literal('agent'),
          personId: PersonId,
          displayName: z.string(),
          teams: z.array(z.string()),
          free: z.boolean(),
        }),
        z.object({ type: z.literal('team'), teamId: TeamId, name: z.string(), freeAgents: z.int() }),
      ]),
    ),
  }),
  rejoin: route({
    method: 'POST',
    path: '/api/calls/:callId/rejoin',
    summary:
      'A one-use ticket with which a reloaded page, or another tab, takes the own leg of a running call',
    access: ['agent', 'lead'],
    params: callParams,
    answer: z.object({ callId: CallId, ticket: z.string(), expiresAt: UnixMs }),
    problems: ['call-not-found', 'call-ended', 'agent-not-registered', 'voice-unavailable'],
  }),
  withdraw: route({
    method: 'DELETE',
    path: '/api/calls/:callId/ticket',
    summary: 'Give back a ticket that the phone could not use: the call ends as never dialled, at once',
    access: ['agent'],
    params: callParams,
    answer: null,
    problems: ['call-not-found', 'conflict'],
  }),
  list: route({
    method: 'GET',
    path: '/api/calls',
    summary: 'Call records, newest first: an agent sees their own, a lead their teams, an administrator all',
    access: ['agent', 'lead', 'administrator'],
    query: PageQuery.extend({
      agentId: PersonId.optional(),
      direction: Direction.optional(),
      disposition: Disposition.optional(),
      recorded: z.enum(['true', 'false']).optional(),
      from: z.coerce.number().int().optional(),
      until: z.coerce.number().int().optional(),
    }),
    answer: pageOf(CallRecord),
  }),
  get: route({
    method: 'GET',
    path: '/api/calls/:callId',
    summary: 'One call record',
    access: ['agent', 'lead', 'administrator'],
    params: callParams,
    answer: CallRecord,
    problems: ['call-not-found'],
  }),
  saveNote: route({
    method: 'PUT',
    path: '/api/calls/:callId/note',
    summary: 'Save the note draft of an own call, in the call or in wrap-up',
    access: ['agent'],
    params: callParams,
    body: z.strictObject({ note: z.string().max(10_000) }),
    answer: null,
    problems: ['call-not-found', 'call-ended'],
  }),
  wrapUp: route({
    method: 'POST',
    path: '/api/calls/:callId/wrap-up',
    summary: 'Save the outcome and leave wrap-up',
    access: ['agent'],
    params: callParams,
    body: z.strictObject({
      disposition: ChosenDisposition,
      note: z.string().max(10_000).optional(),
      next: z.enum(['ready', 'break']),
    }),
    answer: AgentState,
    problems: ['call-not-found', 'conflict'],
  }),
  extendWrapUp: route({
    method: 'POST',
    path: '/api/calls/:callId/wrap-up/extension',
    summary: 'Add 30 s to the wrap-up, at most twice',
    access: ['agent'],
    params: callParams,
    answer: AgentState,
    problems: ['call-not-found', 'conflict'],
  }),
  customers: route({
    method: 'GET',
    path: '/api/customers',
    summary: 'Customers to pick from, with masked numbers',
    access: ['agent'],
    query: PageQuery,
    answer: pageOf(Customer),
  }),
  today: route({
    method: 'GET',
    path: '/api/calls/today',
    summary: "The signed-in agent's counters since the start of their sign-in day",
    access: ['agent'],
    answer: z.object({
      calls: z.int(),
      answered: z.int(),
      talkMs: z.int(),
      averageTalkMs: z.int().nullable(),
      averageWrapUpMs: z.int().nullable(),
      since: UnixMs,
    }),
  }),
} as const
