import { CallId, LegId, PersonId, SignInId, TeamId, TrunkId } from '@hearthline/shared'
import type {
  CallEvent,
  CallState,
  Connected,
  Effect,
  InboundCall,
  OutboundCall,
  RingRoute,
  Supervisor,
} from '../call-state.ts'

/** One of each state and each event, for tables that try all pairs. */

const uuid = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`
const callId = CallId.parse(uuid(1))

export const legs = {
  agent: LegId.parse(uuid(11)),
  customer: LegId.parse(uuid(12)),
  newAgent: LegId.parse(uuid(19)),
  listener: LegId.parse(uuid(13)),
  newListener: LegId.parse(uuid(14)),
  otherLead: LegId.parse(uuid(16)),
  consult: LegId.parse(uuid(17)),
  nextConsult: LegId.parse(uuid(18)),
  stranger: LegId.parse(uuid(15)),
} as const

export const people = {
  agent: { personId: PersonId.parse(uuid(21)), signInId: SignInId.parse(uuid(31)) },
  next: { personId: PersonId.parse(uuid(22)), signInId: SignInId.parse(uuid(32)) },
  lead: { personId: PersonId.parse(uuid(23)), signInId: SignInId.parse(uuid(33)) },
  otherLead: { personId: PersonId.parse(uuid(24)), signInId: SignInId.parse(uuid(34)) },
} as const

const teamId = TeamId.parse(uuid(41))
export const trunks = [TrunkId.parse(uuid(51)), TrunkId.parse(uuid(52))] as const

export const trunkRoutes = trunks.map((trunkId) => ({
  trunkId,
  dialled: '+12025550147',
  callerId: '+12025550100',
}))

export const outboundCall: OutboundCall = {
  direction: 'outbound',
  callId,
  agent: people.agent,
  teamId,
  agentLegId: legs.agent,
  customerLegId: legs.customer,
  routes: trunkRoutes,
  number: '+12025550147',
  record: true,
  ringTimeoutMs: 30_000,
}

export const inboundCall: InboundCall = {
  direction: 'inbound',
  callId,
  trunkId: trunks[0],
  customerLegId: legs.customer,
  customerNumber: '+12025550123',
  calledNumber: '+12025550100',
  offerSdp: 'customer offer',
}

export const ringRoute = (who: (typeof people)['agent']): RingRoute => ({
  type: 'ring',
  personId: who.personId,
  signInId: who.signInId,
  teamId,
  display: { name: 'Nora Vance', maskedNumber: '+1 202 555 ••23' },
  ringTimeoutMs: 20_000,
  record: true,
})

const ringing = { legId: legs.agent, route: ringRoute(people.agent) }

export const connectedState: Connected = {
  phase: 'connected',
  call: outboundCall,
  agent: { ...people.agent, legId: legs.agent },
  takenOver: null,
  agentLine: { signalling: 'up', media: 'up' },
  unheard: { agent: false, customer: false },
  isFrozen: false,
  parked: null,
  rejoining: null,
  anchoring: null,
  customerSilent: false,
  recording: 'on',
  recordingPause: null,
  aside: null,
  supervisors: [],
}

/** The lead of the table, seated since 1,000 ms. */
export const seated = (mode: Supervisor['mode'], changes: Partial<Supervisor> = {}): Supervisor => ({
  legId: legs.listener,
  ...people.lead,
  sinceMs: 1_000,
  mode,
  modeSinceMs: 1_000,
  line: 'up',
  ...changes,
})

/** Another lead, who listens. */
export const otherSeated = (mode: Supervisor['mode'] = 'listen'): Supervisor =>
  seated(mode, { legId: legs.otherLead, ...people.otherLead })

/** The lead has taken over from the agent. */
export const takenOverState: Connected = {
  ...connectedState,
  agent: { ...people.lead, legId: legs.listener },
  takenOver: { from: people.agent, joinedMs: 1_000, atMs: 2_000 },
}

/** A call in each mode of its lead, and with the agent's line lost while somebody speaks. */
export const supervisedStates: Connected[] = [
  { ...connectedState, supervisors: [seated('whisper'), otherSeated()] },
  { ...connectedState, supervisors: [otherSeated(), seated('barge', { line: 'overdue' })] },
  {
    ...connectedState,
    supervisors: [seated('barge')],
    agentLine: { signalling: 'lost', media: 'lost' },
    parked: { untilMs: 37_000, isGoodbye: false },
  },
  takenOverState,
  { ...takenOverState, supervisors: [otherSeated()] },
]

export const states = {
  preparing: { phase: 'preparing', call: outboundCall, agentSdp: null, customerSdp: null },
  dialling: {
    phase: 'dialling',
    call: outboundCall,
    trunkIndex: 0,
    progress: 'none',
    agentSdp: 'agent answer',
    customerSdp: 'our offer',
    customerMute: false,
  },
  'joining-outbound': {
    phase: 'joining-outbound',
    call: outboundCall,
    agentSdp: 'agent answer',
    customerMute: false,
  },
  routing: { phase: 'routing', call: inboundCall, tried: [] },
  offering: { phase: 'offering', call: inboundCall, tried: [], ringing },
  'ringing-agent': { phase: 'ringing-agent', call: inboundCall, tried: [], ringing },
  'joining-inbound': {
    phase: 'joining-inbound',
    call: inboundCall,
    tried: [],
    ringing,
    agentAccepted: false,
    agentFailedMs: null,
    customerSdp: null,
  },
  prompting: { phase: 'prompting', call: inboundCall, playing: true },
  connected: {
    ...connectedState,
    supervisors: [seated('listen')],
  },
  outside: {
    phase: 'outside',
    call: outboundCall,
    party: { legId: legs.consult, isMute: false, isSilent: false, moving: null },
    customer: { legId: legs.customer, isMute: false, isSilent: false, moving: null },
    recording: 'on',
  },
  ended: {
    phase: 'ended',
    call: outboundCall,
    termination: { kind: 'agent-hung-up', fault: 'nobody', sipStatus: null },
  },
} as const satisfies { [Phase in CallState['phase']]: Extract<CallState, { phase: Phase }> }

/** Every event there is, from every leg that could send it. */
export function everyEvent(): CallEvent[] {
  const perLeg = Object.values(legs).flatMap((legId): CallEvent[] => [
    { type: 'line-progressed', legId, status: 180, sdp: null },
    { type: 'line-progressed', legId, status: 183, sdp: 'early' },
    { type: 'line-answered', legId, sdp: 'answer' },
    { type: 'line-answered', legId, sdp: null },
    { type: 'line-failed', legId, failure: { kind: 'rejected', status: 486 } },
    { type: 'line-failed', legId, failure: { kind: 'timeout' } },
    { type: 'line-cancelled', legId },
    { type: 'line-late-answer', legId, sdp: 'late answer' },
    { type: 'line-ended', legId, end: 'hung-up' },
    { type: 'line-ended', legId, end: 'gone' },
    { type: 'line-lost', legId, atMs: 7_000 },
    { type: 'line-restored', legId },
    { type: 'line-reinvited', legId, offerSdp: 'offer', silent: false },
    { type: 'line-reinvited', legId, offerSdp: null, silent: false },
    { type: 'line-renegotiated', legId, sdp: 'answer' },
    { type: 'line-renegotiated', legId, sdp: null },
    { type: 'sdp-made', step: 'answer-browser', legId, sdp: 'sdp', atMs: 5_000 },
    { type: 'sdp-made', step: 'offer-browser', legId, sdp: 'sdp', atMs: 5_000 },
    { type: 'sdp-made', step: 'answer-rtp', legId, sdp: 'sdp', atMs: 5_000 },
    { type: 'sdp-taken', step: 'accept-rtp-answer', legId },
    { type: 'sdp-taken', step: 'accept-browser-answer', legId },
    { type: 'media-refused', step: 'answer-browser', legId, code: 'bad-sdp' },
    { type: 'media-refused', step: 'accept-rtp-answer', legId, code: 'no-common-codec' },
    { type: 'media-refused', step: 'accept-browser-answer', legId, code: 'peer-failed' },
    { type: 'media-refused', step: 'offer-browser', legId, code: 'worker-gone' },
    { type: 'leg-connected', legId },
    { type: 'leg-failed', legId, atMs: 7_000 },
    { type: 'leg-silent', legId, silentMs: 5_000, atMs: 7_000 },
    { type: 'leg-heard', legId },
    { type: 'phone-frozen', legId, atMs: 7_000 },
    { type: 'prompt-ended', legId },
  ])
  return [
    ...perLeg,
    { type: 'media-refused', step: 'open-room', legId: null, code: 'worker-gone' },
    { type: 'media-refused', step: 'open-room', legId: null, code: 'no-worker' },
    { type: 'room-lost', atMs: 7_000 },
    { type: 'agent-returned', legId: legs.newAgent, ...people.agent, offerSdp: 'again' },
    { type: 'recording-started' },
    { type: 'recording-failed' },
    { type: 'routed', route: ringRoute(people.next), legId: legs.agent },
    { type: 'routed', route: { type: 'nobody', teamId }, legId: legs.agent },
    { type: 'end-requested', kind: 'ended-by-lead' },
    { type: 'end-requested', kind: 'revoked' },
    { type: 'end-requested', kind: 'voice-node-lost' },
    { type: 'agent-dropped', signInId: people.agent.signInId },
    { type: 'agent-dropped', signInId: people.lead.signInId },
    { type: 'supervisor-cut', who: { personId: people.lead.personId } },
    { type: 'supervisor-cut', who: { signInId: people.lead.signInId } },
    { type: 'supervisor-cut', who: { signInId: people.otherLead.signInId } },
    ...(['listen', 'whisper', 'barge', 'take-over'] as const).flatMap((mode) =>
      [people.lead, people.otherLead].map(
        ({ personId }) => ({ type: 'mode-asked', personId, mode, atMs: 6_000 }) as const,
      ),
    ),
    { type: 'supervisor-arrived', legId: legs.newListener, ...people.lead, offerSdp: 'listen' },
    { type: 'timer', timer: 'ring', atMs: 9_000 },
    { type: 'timer', timer: 'longest-wait', atMs: 9_000 },
    { type: 'timer', timer: 'prompt', atMs: 9_000 },
    { type: 'timer', timer: 'agent-line', atMs: 9_000 },
    { type: 'timer', timer: 'supervisor-lines', atMs: 9_000 },
    { type: 'timer', timer: 'repair', atMs: 9_000 },
    { type: 'timer', timer: 'customer-silence', atMs: 9_000 },
    { type: 'timer', timer: 'park', atMs: 9_000 },
    { type: 'timer', timer: 'goodbye', atMs: 9_000 },
    { type: 'timer', timer: 'anchor', atMs: 9_000 },
    { type: 'timer', timer: 'consult-ring', atMs: 9_000 },
    { type: 'timer', timer: 'recording-pause', atMs: 9_000 },
  ]
}

const name = (legId: LegId): string =>
  Object.entries(legs).find(([, known]) => known === legId)?.[0] ?? 'unknown'

/** An effect in a few words, for tables. */
export function inWords(effect: Effect): string {
  switch (effect.type) {
    case 'journal':
      return `journal ${effect.event.type}`
    case 'media':
      if (effect.request.type === 'set-recorded-sides')
        return `record ${effect.request.agentSide.map(name).join('+') || 'nobody'}`
      if (effect.request.type === 'pause-recording') return `pause-recording ${effect.request.paused}`
      if (effect.request.type === 'watch-levels') return `levels ${effect.request.everyMs ?? 'off'}`
      return 'legId' in effect.request
        ? `${effect.request.type} ${name(effect.request.legId)}`
        : effect.request.type
    case 'hearing':
      return `hearing ${effect.situation}`
    case 'arm':
    case 'disarm':
      return `${effect.type} ${effect.timer}`
    case 'line-end':
      return `end ${name(effect.legId)} ${effect.cause.status} ${effect.cause.kind}`
    case 'line-progress':
      return `progress ${name(effect.legId)} ${effect.status}`
    case 'line-accept':
    case 'line-reinvite':
    case 'reinvite-accept':
    case 'reinvite-refuse':
    case 'dial':
    case 'ask-phone':
    case 'send-digit':
      return `${effect.type} ${name(effect.legId)}`
    case 'answer-control':
      return `answer ${name(effect.legId)} ${effect.answer.ok ? 'ok' : effect.answer.problem.code}`
    case 'ring-agent':
      return effect.legId === legs.agent ? effect.type : `${effect.type} ${name(effect.legId)}`
    case 'ask-route':
    case 'start-recording':
    case 'resume-recording':
    case 'close':
      return effect.type
    default:
      return effect satisfies never
  }
}
