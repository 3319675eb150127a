import {
  CallControls,
  CallId,
  ConsultOutcome,
  ConsultTarget,
  Direction,
  LegId,
  MonitorMode,
  PersonId,
  Problem,
  RecordingId,
  SignInId,
  Talk,
  TeamId,
  Termination,
  TrunkId,
} from '@hearthline/shared'
import { z } from 'zod'
import { TrunkRoute } from './ticket.ts'

/**
 * The words between control and a voice node: JSON over one WebSocket that the node opens at `/voice-link`.
 * Order on connect: control `challenge` → node `hello` → control `welcome` (with trunks and the last applied seq)
 * → node `snapshot` → node re-sends every journalled event after `appliedSeq` → both talk.
 */
export const LegRole = z.enum(['agent', 'customer', 'supervisor', 'consult'])
export type LegRole = z.infer<typeof LegRole>

const NodeId = z.string().regex(/^[a-z0-9-]{1,40}$/)

/** How a trunk is reached; the voice node keeps the last list on disk so that it can restart without control. */
export const TrunkConfig = z.object({
  trunkId: TrunkId,
  name: z.string(),
  host: z.string(),
  port: z.int().min(1).max(65_535),
  transport: z.enum(['udp', 'tcp', 'tls']),
  /** PEM of certificates to trust with TLS; null: those of the system. */
  tlsTrust: z.string().nullable(),
  /** Addresses that may send us INVITEs; `host` is always one of them. */
  addresses: z.array(z.string()),
  credentials: z.object({ username: z.string(), password: z.string() }).nullable(),
  /** REGISTER there with the credentials, so that calls in find us. */
  register: z.boolean(),
  /** Calls at a time; null for no limit. */
  channels: z.int().positive().nullable(),
  digits: z.enum(['rfc4733', 'info']),
  /** Team that takes calls coming in over this trunk. */
  inboundTeamId: TeamId.nullable(),
  enabled: z.boolean(),
})
export type TrunkConfig = z.infer<typeof TrunkConfig>

/** Everything that must not be lost. Applied by control exactly once per event id, in order of `seq`. */
export const VoiceEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('call-opened'),
    callId: CallId,
    direction: Direction,
    /** Outbound: the agent who holds the ticket. Inbound: null until somebody answers. */
    agent: z.object({ personId: PersonId, signInId: SignInId }).nullable(),
    teamId: TeamId.nullable(),
    trunkId: TrunkId.nullable(),
    /** E.164 where the carrier gave it; the customer's. Null when withheld. */
    customerNumber: z.string().nullable(),
  }),
  z.object({
    type: z.literal('call-progressed'),
    callId: CallId,
    phase: z.enum(['connecting', 'ringing', 'early-media']),
    trunkId: TrunkId.nullable(),
  }),
  z.object({
    type: z.literal('call-answered'),
    callId: CallId,
    agent: z.object({ personId: PersonId, signInId: SignInId }),
  }),
  z.object({ type: z.literal('agent-ringing'), callId: CallId, personId: PersonId, signInId: SignInId }),
  /** The agent did not answer in time, refused, or could not be rung. */
  z.object({
    type: z.literal('agent-ring-ended'),
    callId: CallId,
    personId: PersonId,
    outcome: z.enum(['missed', 'declined', 'unreachable', 'cancelled']),
  }),
  z.object({ type: z.literal('agent-line'), callId: CallId, state: z.enum(['up', 'lost']) }),
  z.object({
    type: z.literal('leg-joined'),
    callId: CallId,
    legId: LegId,
    role: LegRole,
    personId: PersonId.nullable(),
    /** Of a supervisor: always `listen` at first. */
    mode: MonitorMode.nullable(),
  }),
  /** A supervisor's leg is in this mode from now on. */
  z.object({
    type: z.literal('leg-mode'),
    callId: CallId,
    legId: LegId,
    personId: PersonId,
    mode: MonitorMode,
  }),
  /** A supervisor speaks in the agent's place; the agent's leg has left (`leg-left` came before). */
  z.object({
    type: z.literal('call-taken-over'),
    callId: CallId,
    legId: LegId,
    by: z.object({ personId: PersonId, signInId: SignInId }),
    from: z.object({ personId: PersonId, signInId: SignInId }),
  }),
  z.object({
    type: z.literal('leg-left'),
    callId: CallId,
    legId: LegId,
    role: LegRole,
    personId: PersonId.nullable(),
  }),
  z.object({
    type: z.literal('recording-started'),
    callId: CallId,
    recordingId: RecordingId,
    /** Relative to the recordings folder. */
    fileName: z.string(),
  }),
  z.object({
    type: z.literal('recording-sealed'),
    callId: CallId,
    recordingId: RecordingId,
    fileName: z.string(),
    sha256: z.string(),
    durationMs: z.int().nonnegative(),
    sizeBytes: z.int().nonnegative(),
    recovered: z.boolean(),
  }),
  z.object({
    type: z.literal('recording-failed'),
    callId: CallId,
    recordingId: RecordingId,
    detail: z.string(),
  }),
  /** Hold, consult or the recording's pause are in effect from now on, all of it at once. */
  z.object({ type: z.literal('controls-changed'), callId: CallId, controls: CallControls }),
  /** The agent's voice is gone and the customer waits with a prompt until then; null: the agent is back. */
  z.object({ type: z.literal('call-parked'), callId: CallId, untilMs: z.int().nullable() }),
  /** The agent's own leg is another one from now on: a reloaded page, another tab, device or sign-in took the phone. */
  z.object({
    type: z.literal('agent-rejoined'),
    callId: CallId,
    agent: z.object({ personId: PersonId, signInId: SignInId }),
  }),
  /** A consult call came to nothing; the customer is back with the agent. */
  z.object({
    type: z.literal('consult-ended'),
    callId: CallId,
    outcome: ConsultOutcome,
    sipStatus: z.int().nullable(),
  }),
  /** The call is somebody else's from now on: an agent's leg, or a number outside (then no agent is left). */
  z.object({
    type: z.literal('call-transferred'),
    callId: CallId,
    from: z.object({ personId: PersonId, signInId: SignInId }),
    to: z.discriminatedUnion('type', [
      z.object({ type: z.literal('agent'), personId: PersonId, signInId: SignInId }),
      z.object({ type: z.literal('outside'), maskedNumber: z.string() }),
    ]),
    blind: z.boolean(),
  }),
  z.object({ type: z.literal('call-ended'), callId: CallId, termination: Termination }),
  /** A ticket or an INVITE that was turned away; goes to the audit trail. */
  z.object({
    type: z.literal('invite-refused'),
    reason: z.enum(['not-a-ticket', 'expired', 'used', 'foreign', 'not-the-trunk', 'no-such-call']),
    signInId: SignInId.nullable(),
    callId: CallId.nullable(),
  }),
  /** Somebody was turned away before any call; goes to the audit trail. */
  z.object({
    type: z.literal('sip-refused'),
    reason: z.enum([
      'origin',
      'malformed',
      'not-registered',
      'dropped',
      'other-sign-in',
      'digest',
      'unknown-user',
      'wrong-password',
      'foreign-nonce',
      'replay',
    ]),
    signInId: SignInId.nullable(),
    address: z.string().max(64),
  }),
])
export type VoiceEvent = z.infer<typeof VoiceEvent>

export const JournalledEvent = z.object({
  seq: z.int().positive(),
  eventId: z.uuid(),
  atMs: z.int(),
  event: VoiceEvent,
})
export type JournalledEvent = z.infer<typeof JournalledEvent>

/** State that is true now and needs no journal. */
export const VoiceStatus = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('registration'),
    signInId: SignInId,
    state: z.enum(['registered', 'flow-lost', 'unregistered']),
  }),
  z.object({
    type: z.literal('trunk-health'),
    trunkId: TrunkId,
    state: z.enum(['up', 'down', 'unknown']),
    roundTripMs: z.number().nullable(),
  }),
  /** Whose voice does not come though it should (3 s); null when all do. */
  z.object({
    type: z.literal('unheard'),
    callId: CallId,
    side: z.enum(['agent', 'customer', 'both']).nullable(),
  }),
  z.object({
    type: z.literal('trunk-registration'),
    trunkId: TrunkId,
    state: z.enum(['registered', 'trying', 'refused']),
    sipStatus: z.int().nullable(),
  }),
  /** What is said in a connected call; told when it changes. */
  z.object({ type: z.literal('talk'), callId: CallId, state: Talk, sinceMs: z.int() }),
  /** About five times a second while a supervisor's leg is in the call. */
  z.object({
    type: z.literal('levels'),
    callId: CallId,
    agent: z.number().min(0).max(1),
    customer: z.number().min(0).max(1),
    supervisor: z.number().min(0).max(1),
  }),
  /** A registered phone was asked (OPTIONS): how many checks in a row it has left unanswered; 0 ends a row of misses. */
  z.object({ type: z.literal('phone-check'), signInId: SignInId, missed: z.int().nonnegative() }),
  /** Gauges for /metrics, every 5 s. */
  z.object({ type: z.literal('gauges'), gauges: z.record(z.string(), z.number()) }),
])
export type VoiceStatus = z.infer<typeof VoiceStatus>

export const LiveCallSnapshot = z.object({
  callId: CallId,
  direction: Direction,
  phase: z.enum(['connecting', 'ringing', 'early-media', 'connected']),
  controls: CallControls,
  parkedUntilMs: z.int().nullable(),
  /** Null while nobody has it, and once a supervisor has taken it over. */
  agent: z.object({ personId: PersonId, signInId: SignInId }).nullable(),
  agentLine: z.enum(['up', 'lost']),
  supervisors: z.array(
    z.object({
      personId: PersonId,
      legId: LegId,
      sinceMs: z.int(),
      mode: MonitorMode,
      modeSinceMs: z.int(),
    }),
  ),
  /** Who speaks in the agent's place; also among `supervisors`, with the mode `take-over`. */
  takenOverBy: z.object({ personId: PersonId, signInId: SignInId, atMs: z.int() }).nullable(),
  talk: z.object({ state: Talk, sinceMs: z.int() }).nullable(),
  recording: z.enum(['off', 'on', 'failed']),
})
export type LiveCallSnapshot = z.infer<typeof LiveCallSnapshot>

export const VoiceCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('end-call'),
    callId: CallId,
    termination: z.enum(['ended-by-lead', 'revoked']),
  }),
  /** Closes flows, removes bindings, voids unused tickets, cuts listening legs; calls end or drain. */
  z.object({ type: z.literal('drop-sign-in'), signInId: SignInId, calls: z.enum(['end', 'drain']) }),
  /** Cuts the leg of a supervisor; not of one who has taken over, since then the customer would be alone. */
  z.object({ type: z.literal('end-listening'), callId: CallId, personId: PersonId }),
  /**
   * Switches the leg of a supervisor in place. Refused: `call-not-found` (not here), `call-ended`, `not-listening`,
   * `supervisor-speaking` (another one whispers, barges or has taken over), `taken-over` (by the asker: for good).
   */
  z.object({ type: z.literal('set-mode'), callId: CallId, personId: PersonId, mode: MonitorMode }),
  /** OPTIONS to the trunk now, and a REGISTER where it does; the answer is its health and registration, told as status before `command-done`. */
  z.object({ type: z.literal('test-trunk'), trunkId: TrunkId }),
  /**
   * Calls somebody beside the customer, who waits with music. `ring`: these agents one after another, as an inbound call
   * rings them; `dial`: this number over these trunks. Refused: `call-not-found`, `call-ended`, `consult-running`, `not-in-this-state`.
   */
  z.object({
    type: z.literal('consult'),
    callId: CallId,
    personId: PersonId,
    blind: z.boolean(),
    shown: ConsultTarget,
    to: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('ring'),
        agents: z
          .array(z.object({ personId: PersonId, signInId: SignInId }))
          .min(1)
          .max(20),
        display: z.object({ name: z.string().nullable(), maskedNumber: z.string() }),
      }),
      z.object({
        type: z.literal('dial'),
        number: z.string().regex(/^\+\d{3,15}$/),
        routes: z.array(TrunkRoute).min(1).max(8),
      }),
    ]),
    ringTimeoutMs: z.int().positive(),
  }),
])
export type VoiceCommand = z.infer<typeof VoiceCommand>

/** Asked by the node when a customer calls in; unanswered for 2 s means the polite prompt. */
export const RouteInbound = z.object({
  callId: CallId,
  trunkId: TrunkId,
  customerNumber: z.string().nullable(),
  calledNumber: z.string(),
  /** Agents who were already rung for this call. */
  tried: z.array(PersonId),
})
export type RouteInbound = z.infer<typeof RouteInbound>
export const InboundRoute = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ring'),
    personId: PersonId,
    signInId: SignInId,
    teamId: TeamId,
    /** For the agent's screen: already masked. */
    display: z.object({ name: z.string().nullable(), maskedNumber: z.string() }),
    ringTimeoutMs: z.int().positive(),
    record: z.boolean(),
  }),
  z.object({ type: z.literal('nobody'), teamId: TeamId.nullable() }),
])
export type InboundRoute = z.infer<typeof InboundRoute>

export const NodeToControl = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: z.literal(1),
    nodeId: NodeId,
    /** Hex HMAC-SHA-256(link secret, nonce ‖ nodeId). */
    proof: z.string().regex(/^[0-9a-f]{64}$/),
    startedAtMs: z.int(),
  }),
  z.object({
    type: z.literal('snapshot'),
    calls: z.array(LiveCallSnapshot),
    registrations: z.array(SignInId),
    trunks: z.array(
      z.object({
        trunkId: TrunkId,
        state: z.enum(['up', 'down', 'unknown']),
        roundTripMs: z.number().nullable(),
      }),
    ),
    lastSeq: z.int().nonnegative(),
  }),
  z.object({ type: z.literal('event'), entry: JournalledEvent }),
  z.object({ type: z.literal('status'), status: VoiceStatus }),
  z.object({ type: z.literal('command-done'), commandId: z.uuid(), problem: Problem.nullable() }),
  z.object({ type: z.literal('route-inbound'), requestId: z.uuid(), request: RouteInbound }),
])
export type NodeToControl = z.infer<typeof NodeToControl>

export const ControlToNode = z.discriminatedUnion('type', [
  z.object({ type: z.literal('challenge'), nonce: z.string() }),
  z.object({ type: z.literal('welcome'), appliedSeq: z.int().nonnegative(), trunks: z.array(TrunkConfig) }),
  z.object({ type: z.literal('trunks'), trunks: z.array(TrunkConfig) }),
  /** Every event up to and including `seq` is committed in control's database. */
  z.object({ type: z.literal('applied'), seq: z.int().nonnegative() }),
  z.object({ type: z.literal('command'), commandId: z.uuid(), command: VoiceCommand }),
  z.object({ type: z.literal('route-inbound-answer'), requestId: z.uuid(), route: InboundRoute }),
])
export type ControlToNode = z.infer<typeof ControlToNode>

/** SIP headers that the voice node adds when it rings an agent, so that the browser can match the pushed call. */
export const ringHeaders = { callId: 'X-Hearthline-Call' } as const
