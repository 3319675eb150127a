import {
  CallId,
  LegId,
  PersonId,
  RecordingId,
  SignInId,
  TeamId,
  TrunkId,
  type Termination,
} from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { applyEvent, endCall, freshCall, talkMs } from './call-record.ts'
import type { CallEvent, CallState } from './call-state.ts'

const callId = CallId.parse('11111111-1111-4111-8111-111111111111')
const personId = PersonId.parse('22222222-2222-4222-8222-222222222222')
const otherPerson = PersonId.parse('22222222-2222-4222-8222-222222222223')
const signInId = SignInId.parse('33333333-3333-4333-8333-333333333333')
const teamId = TeamId.parse('44444444-4444-4444-8444-444444444444')
const trunkId = TrunkId.parse('55555555-5555-4555-8555-555555555555')
const recordingId = RecordingId.parse('66666666-6666-4666-8666-666666666666')
const legId = LegId.parse('77777777-7777-4777-8777-777777777777')
const agent = { personId, signInId }
const customer = { customerId: null, displayName: null, number: '+12025550147' }
const ordinary: Termination = { kind: 'customer-hung-up', fault: 'nobody', sipStatus: null }
const neverDialled: Termination = { kind: 'never-dialled', fault: 'agent', sipStatus: null }

const leadId = PersonId.parse('88888888-8888-4888-8888-888888888888')

const placed: CallState = {
  callId,
  direction: 'outbound',
  phase: 'placed',
  agentId: personId,
  signInId,
  teamId,
  trunkId,
  nodeId: null,
  customer,
  startedAt: 1_000,
  ...freshCall,
}
const states = {
  none: null,
  placed,
  connecting: { ...placed, phase: 'connecting', nodeId: 'voice-1' },
  ringing: { ...placed, phase: 'ringing', nodeId: 'voice-1', ringingAt: 2_000 },
  inbound: {
    ...placed,
    direction: 'inbound',
    phase: 'connecting',
    agentId: null,
    signInId: null,
    nodeId: 'voice-1',
  },
  inboundRinging: { ...placed, direction: 'inbound', phase: 'ringing', ringingAt: 2_000, nodeId: 'voice-1' },
  connected: { ...placed, phase: 'connected', nodeId: 'voice-1', ringingAt: 2_000, answeredAt: 3_000 },
  takenOver: {
    ...placed,
    phase: 'connected',
    nodeId: 'voice-1',
    answeredAt: 3_000,
    takenOverBy: leadId,
    takenOverAt: 5_000,
  },
  parked: { ...placed, phase: 'connected', nodeId: 'voice-1', answeredAt: 3_000, agentLine: 'lost' },
  ended: {
    ...placed,
    phase: 'ended',
    nodeId: 'voice-1',
    answeredAt: 3_000,
    endedAt: 4_000,
    termination: ordinary,
  },
  nodeLost: {
    ...placed,
    phase: 'ended',
    endedAt: 4_000,
    termination: { kind: 'voice-node-lost', fault: 'hearthline', sipStatus: null },
  },
  neverDialled: { ...placed, phase: 'ended', endedAt: 61_000, termination: neverDialled },
} satisfies Record<string, CallState | null>

const opened: CallEvent = {
  type: 'call-opened',
  callId,
  direction: 'outbound',
  agent,
  teamId,
  trunkId,
  customerNumber: '+12025550147',
}
const openedInbound: CallEvent = { ...opened, direction: 'inbound', agent: null }
const progressed = (phase: 'connecting' | 'ringing' | 'early-media'): CallEvent => ({
  type: 'call-progressed',
  callId,
  phase,
  trunkId,
})
const answered: CallEvent = { type: 'call-answered', callId, agent }
const ended: CallEvent = { type: 'call-ended', callId, termination: ordinary }
const agentRinging: CallEvent = { type: 'agent-ringing', callId, personId, signInId }
const ringEnded = (who: PersonId): CallEvent => ({
  type: 'agent-ring-ended',
  callId,
  personId: who,
  outcome: 'missed',
})
const line: CallEvent = { type: 'agent-line', callId, state: 'lost' }
const joined: CallEvent = { type: 'leg-joined', callId, legId, role: 'supervisor', personId, mode: 'listen' }
const whispers: CallEvent = { type: 'leg-mode', callId, legId, personId: leadId, mode: 'whisper' }
const takenOver: CallEvent = {
  type: 'call-taken-over',
  callId,
  legId,
  by: { personId: leadId, signInId },
  from: agent,
}
const takenOverAgain: CallEvent = {
  ...takenOver,
  by: { personId: otherPerson, signInId },
  from: { personId: leadId, signInId },
}
const started: CallEvent = { type: 'recording-started', callId, recordingId, fileName: 'a.hlr' }
const sealed: CallEvent = {
  type: 'recording-sealed',
  callId,
  recordingId,
  fileName: 'a.hlr',
  sha256: 'ab',
  durationMs: 1,
  sizeBytes: 1,
  recovered: false,
}
const failed: CallEvent = { type: 'recording-failed', callId, recordingId, detail: 'disk' }

const table: [
  rule: string,
  from: keyof typeof states,
  event: CallEvent,
  expected: Partial<CallState> | 'late',
][] = [
  [
    'RECORD-4: the node takes the ticket',
    'placed',
    opened,
    { phase: 'connecting', nodeId: 'voice-1', startedAt: 1_000 },
  ],
  [
    'RECORD-4: a customer calls in',
    'none',
    openedInbound,
    { phase: 'connecting', startedAt: 9_000, agentId: null, customer },
  ],
  ['RECORD-4: opened twice', 'connecting', opened, 'late'],
  ['RECORD-4: opened after the end', 'ended', opened, 'late'],
  [
    'RECORD-5: a ticket used in time comes back',
    'neverDialled',
    opened,
    { phase: 'connecting', endedAt: null, termination: null },
  ],
  ['RECORD-4: ringing', 'connecting', progressed('ringing'), { phase: 'ringing', ringingAt: 9_000 }],
  [
    'RECORD-4: early media counts as ringing',
    'connecting',
    progressed('early-media'),
    { phase: 'early-media', ringingAt: 9_000 },
  ],
  [
    'RECORD-4: the next trunk starts over',
    'ringing',
    progressed('connecting'),
    { phase: 'connecting', ringingAt: 2_000 },
  ],
  ['RECORD-4: ringing again keeps its time', 'ringing', progressed('ringing'), { ringingAt: 2_000 }],
  ['RECORD-4: progress after the answer', 'connected', progressed('ringing'), 'late'],
  ['RECORD-4: progress after the end', 'ended', progressed('ringing'), 'late'],
  ['RECORD-4: progress of an unknown call', 'none', progressed('ringing'), 'late'],
  ['RECORD-4: answer', 'ringing', answered, { phase: 'connected', answeredAt: 9_000 }],
  [
    'RECORD-4: inbound answer names the agent',
    'inbound',
    answered,
    { phase: 'connected', agentId: personId, signInId },
  ],
  ['RECORD-4: answered twice', 'connected', answered, 'late'],
  ['RECORD-4: answered after the end', 'ended', answered, 'late'],
  [
    'RECORD-4: the agent rings',
    'inbound',
    agentRinging,
    { phase: 'ringing', ringingAt: 9_000, agentId: personId },
  ],
  ['RECORD-4: rings after the answer', 'connected', agentRinging, 'late'],
  [
    'RECORD-4: a missed ring leaves no agent',
    'inboundRinging',
    ringEnded(personId),
    { agentId: null, signInId: null },
  ],
  ['RECORD-4: somebody else missed it', 'inboundRinging', ringEnded(otherPerson), { agentId: personId }],
  [
    'RECORD-4: a ring that ended after the answer keeps the agent',
    'connected',
    ringEnded(personId),
    { agentId: personId },
  ],
  ['RECORD-4: the line is lost', 'connected', line, { agentLine: 'lost' }],
  ['RECORD-4: the line of an ended call', 'ended', line, 'late'],
  ['RECORD-4: a listener of an ended call', 'ended', joined, 'late'],
  ['RECORD-4: a mode changes nothing of the record', 'connected', whispers, states.connected],
  ['RECORD-4: a mode in an ended call', 'ended', whispers, 'late'],
  [
    'RECORD-14: a supervisor takes it over',
    'connected',
    takenOver,
    { phase: 'connected', agentId: personId, takenOverBy: leadId, takenOverAt: 9_000 },
  ],
  ['RECORD-14: also while the agent is away', 'parked', takenOver, { agentLine: 'up', takenOverBy: leadId }],
  ['RECORD-14: only once', 'takenOver', takenOver, 'late'],
  [
    'RECORD-14: another supervisor takes over from one whose line is lost',
    'takenOver',
    takenOverAgain,
    { agentId: personId, agentLine: 'up', takenOverBy: otherPerson, takenOverAt: 5_000 },
  ],
  ['RECORD-14: the hang-up was first', 'ended', takenOver, 'late'],
  ['RECORD-14: of an unknown call', 'none', takenOver, 'late'],
  ['RECORD-14: the line is now the supervisor’s', 'takenOver', line, { agentLine: 'lost' }],
  ['RECORD-14: its end', 'takenOver', ended, { phase: 'ended', takenOverBy: leadId, termination: ordinary }],
  ['RECORD-4: end', 'connected', ended, { phase: 'ended', endedAt: 9_000, termination: ordinary }],
  ['RECORD-4: end before the answer', 'ringing', ended, { phase: 'ended', answeredAt: null, endedAt: 9_000 }],
  ['RECORD-4: ended twice', 'ended', ended, 'late'],
  [
    'RECORD-9: the node knows better how it ended',
    'nodeLost',
    ended,
    { termination: ordinary, endedAt: 4_000 },
  ],
  ['RECORD-9: nothing else of a lost call counts', 'nodeLost', answered, 'late'],
  ['RECORD-4: the end of an unknown call', 'none', ended, 'late'],
  ['RECORD-8: recording starts', 'connected', started, { recording: 'on', recordingSince: 9_000 }],
  ['RECORD-8: the seal comes after the end', 'ended', sealed, { phase: 'ended' }],
  ['RECORD-8: a recording fails', 'connected', failed, { recording: 'failed' }],
  ['RECORD-8: a seal without a record', 'none', sealed, 'late'],
]

const news = (from: keyof typeof states, event: CallEvent) => {
  const result = applyEvent(states[from], event, 9_000, 'voice-1', customer)
  return result === 'late' ? result : result.agent
}

describe('call record', () => {
  it.each(table)('%s (from %s)', (_rule, from, event, expected) => {
    const result = applyEvent(states[from], event, 9_000, 'voice-1', customer)
    if (expected === 'late') expect(result).toBe('late')
    else expect(result).toMatchObject({ call: expected })
  })

  it('RECORD-4: tells what an event means for the agent', () => {
    expect(news('placed', opened)).toEqual({ personId, event: { type: 'call-opened', callId } })
    expect(news('none', openedInbound)).toBeNull()
    expect(news('inbound', agentRinging)).toEqual({ personId, event: { type: 'call-opened', callId } })
    expect(news('inboundRinging', ringEnded(personId))).toEqual({
      personId,
      event: { type: 'ring-ended', callId, outcome: 'missed' },
    })
    expect(news('connected', ended)).toEqual({
      personId,
      event: { type: 'call-ended', callId, answered: true },
    })
    expect(news('ringing', ended)).toEqual({
      personId,
      event: { type: 'call-ended', callId, answered: false },
    })
    expect(news('inbound', ended)).toBeNull()
    // Relieved, the agent wraps up; the end of what they left moves them no more (RECORD-14).
    expect(news('connected', takenOver)).toEqual({
      personId,
      event: { type: 'call-ended', callId, answered: true },
    })
    expect(news('takenOver', takenOverAgain)).toBeNull()
    expect(news('takenOver', ended)).toBeNull()
  })

  it('RECORD-4: talk time is answer to end, never negative', () => {
    expect(talkMs(states.connected)).toBeNull()
    expect(talkMs(states.ended)).toBe(1_000)
    expect(talkMs(states.neverDialled)).toBe(0)
    const skewed = endCall(states.connected, ordinary, 10)
    expect(skewed !== 'late' && talkMs(skewed.call)).toBe(0)
  })
})
