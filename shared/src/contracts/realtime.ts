import { z } from 'zod'
import { CallId, HelpId, NoticeId, PersonId, TrunkId } from '../ids.ts'
import { UnixMs } from '../paging.ts'
import { Problem } from '../problem.ts'
import { Challenge, DeviceSignature, KeyId } from './access.ts'
import { AgentState, HelpEnd, HelpRequest, LineQuality, Notice, Reachability } from './agents.ts'
import { LiveCall, Termination } from './calls.ts'
import { ConsultOutcome } from './call-control.ts'
import { BreakMinutes } from './policies.ts'
import { ReadyGate } from './line-checks.ts'
import { Floor, FloorAgent, SentNotice, TeamTally, TrunkStatus } from './supervision.ts'

export const SignedOut = z.object({
  reason: z.enum([
    'revoked', // an administrator ended the sign-in, or revoked its device
    'suspended', // the device was suspended, e.g. its key was used by a copy
    'disabled', // the person was disabled
    'network', // no network rule covers the address any more
    'shift-over', // the shift has ended
    'password', // the password was set anew
    'idle',
    'expired', // the absolute limit
    'signed-out', // by the person
    'by-lead', // a lead of one of their teams signed them out
    'replaced', // the same device signed in again
  ]),
  /** What becomes of a live call: `drains` goes on to its end, without a new one after it. */
  call: z.enum(['none', 'drains', 'cut']),
  at: UnixMs,
  by: z.string().nullable(),
  note: z.string().nullable(),
  /** What to quote to the help desk; null where nobody knows. */
  reference: z.string().nullable(),
})
export type SignedOut = z.infer<typeof SignedOut>

/** Counts of what waits; zero where the person may not decide. */
export const Attention = z.object({
  devices: z.int().nonnegative(),
  requests: z.int().nonnegative(),
  anomalies: z.int().nonnegative(),
})
export type Attention = z.infer<typeof Attention>

export const CallBackCount = z.object({ open: z.int().nonnegative(), dueNow: z.int().nonnegative() })
export type CallBackCount = z.infer<typeof CallBackCount>
export const PhoneElsewhere = z.object({ deviceName: z.string(), since: UnixMs })
export type PhoneElsewhere = z.infer<typeof PhoneElsewhere>

/**
 * Socket.IO between browser and control. After connecting, the server sends `challenge`; the browser answers `prove`;
 * only then `snapshot` comes, and `change` with revisions that grow by exactly one. A gap → the browser sends `resync`.
 * Unknown events are answered with a Problem and a fresh snapshot.
 */
export const Snapshot = z.object({
  revision: z.int().nonnegative(),
  at: UnixMs,
  /** Null for people who take no calls. */
  agent: z
    .object({
      state: AgentState,
      reachability: Reachability,
      call: LiveCall.nullable(),
      help: HelpRequest.nullable(),
      /** Not acknowledged yet, oldest first. */
      notices: z.array(Notice),
      readyGate: ReadyGate.pick({ open: true, by: true }),
      callBacks: CallBackCount,
      /** How long each kind of break may last, minutes; longer is told to the agent and the leads, nothing ends it. */
      breakMinutes: BreakMinutes,
      /** The phone is held by another sign-in of this agent, on that device; null: by this one. */
      phoneElsewhere: PhoneElsewhere.nullable(),
    })
    .nullable(),
  /** What a lead or administrator sees; null for agents. */
  floor: Floor.nullable(),
  /** What waits for this person's word; null for agents. */
  attention: Attention.nullable(),
  /** False while no voice node is linked: calls that run go on, no new one starts. */
  voiceLinked: z.boolean(),
})
export type Snapshot = z.infer<typeof Snapshot>

export const Change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('own-state'), state: AgentState, reachability: Reachability }),
  /** Null: the call has left this agent; `ended` follows with why. */
  z.object({ type: z.literal('own-call'), call: LiveCall.nullable() }),
  z.object({ type: z.literal('own-call-ended'), callId: CallId, termination: Termination, talkMs: z.int() }),
  /** A consult call or transfer came to nothing, or has done its work: what became of it, once. */
  z.object({ type: z.literal('own-consult-ended'), callId: CallId, outcome: ConsultOutcome }),
  z.object({ type: z.literal('ready-gate'), gate: ReadyGate.pick({ open: true, by: true }) }),
  z.object({ type: z.literal('call-backs'), count: CallBackCount }),
  z.object({ type: z.literal('phone-elsewhere'), elsewhere: PhoneElsewhere.nullable() }),
  z.object({ type: z.literal('own-help'), help: HelpRequest.nullable(), end: HelpEnd.nullable() }),
  z.object({ type: z.literal('notice'), notice: Notice }),
  /** Acknowledged, perhaps in another tab. */
  z.object({ type: z.literal('notice-gone'), noticeId: NoticeId }),
  z.object({ type: z.literal('floor-help'), help: HelpRequest }),
  z.object({ type: z.literal('floor-help-closed'), helpId: HelpId, end: HelpEnd }),
  z.object({ type: z.literal('tally'), tally: TeamTally }),
  /** To whoever sent it: somebody has acknowledged. */
  z.object({ type: z.literal('sent'), sent: SentNotice }),
  z.object({ type: z.literal('floor-agent'), agent: FloorAgent }),
  z.object({ type: z.literal('floor-agent-left'), personId: PersonId }),
  z.object({ type: z.literal('floor-call'), call: LiveCall }),
  z.object({ type: z.literal('floor-call-ended'), callId: CallId }),
  z.object({ type: z.literal('trunk'), trunk: TrunkStatus }),
  /** Removed, or switched off. */
  z.object({ type: z.literal('trunk-left'), trunkId: TrunkId }),
  z.object({ type: z.literal('attention'), attention: Attention }),
  /** An agent of the floor was signed out by somebody or something: what it was and what becomes of their call. */
  z.object({
    type: z.literal('floor-signed-out'),
    personId: PersonId,
    displayName: z.string(),
    signedOut: SignedOut,
  }),
  z.object({ type: z.literal('voice-linked'), linked: z.boolean() }),
  /** Call records or recordings changed: lists may be fetched again. */
  z.object({ type: z.literal('records-changed'), callId: CallId }),
])
export type Change = z.infer<typeof Change>

export const ChangeMessage = z.object({ revision: z.int().positive(), at: UnixMs, change: Change })
export type ChangeMessage = z.infer<typeof ChangeMessage>

export const Prove = z.strictObject({ challengeId: z.uuid(), keyId: KeyId, signature: DeviceSignature })
export const Resync = z.strictObject({ have: z.int().nonnegative() })
/** Somebody touched the keyboard or the pointer: counts as activity of the sign-in. At most once a minute. */
export const Active = z.strictObject({})
export const LineReport = z.strictObject({ callId: CallId, quality: LineQuality })

/** Is this page alive? Every 15 s; the browser acknowledges from its main thread, so a frozen page does not. */
export const Check = z.object({ at: UnixMs })
/**
 * How loud each party of a call is now, 0 to 1, to whoever has a supervisor's leg in it, about five times a second.
 * Not part of the sequence of changes: a lost one is not sent again.
 */
export const Levels = z.object({
  callId: CallId,
  at: UnixMs,
  agent: z.number().min(0).max(1),
  customer: z.number().min(0).max(1),
  /** The supervisor who speaks; 0 while none does. */
  supervisor: z.number().min(0).max(1),
})
export type Levels = z.infer<typeof Levels>

export type Acknowledge<Value> = (
  answer: { ok: true; value: Value } | { ok: false; problem: Problem },
) => void

/** Names and payloads of what the server sends. */
export const serverEvents = {
  challenge: Challenge,
  snapshot: Snapshot,
  change: ChangeMessage,
  'signed-out': SignedOut,
  problem: Problem,
  check: Check,
  levels: Levels,
} as const

/** Names and payloads of what a browser sends; `prove` and `resync` are acknowledged. */
export const clientEvents = {
  prove: Prove,
  resync: Resync,
  'line-report': LineReport,
  active: Active,
} as const

export interface ServerToBrowser {
  challenge: (challenge: Challenge) => void
  snapshot: (snapshot: Snapshot) => void
  change: (message: ChangeMessage) => void
  'signed-out': (signedOut: SignedOut) => void
  problem: (problem: Problem) => void
  check: (check: z.infer<typeof Check>, acknowledge: () => void) => void
  levels: (levels: Levels) => void
}
export interface BrowserToServer {
  prove: (message: z.infer<typeof Prove>, acknowledge: Acknowledge<null>) => void
  resync: (message: z.infer<typeof Resync>, acknowledge: Acknowledge<null>) => void
  'line-report': (message: z.infer<typeof LineReport>) => void
  active: (message: z.infer<typeof Active>) => void
}
