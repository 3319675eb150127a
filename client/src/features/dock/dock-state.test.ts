import { type AgentState, CallId, type LiveCall } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import type { Connection, OwnView } from '../../realtime/index.ts'
import type { ControlsView } from '../../softphone/controls-view.ts'
import type { Owner, Party, PhoneCall, PhoneState, Recovery } from '../../softphone/index.ts'
import { type DockBody, dockBody, dockStatus as statusOf, unanswered } from './dock-state.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const party: Party = { callId, direction: 'outbound', customer: null }
const live: Connection = { type: 'live', sinceMs: 1 }
const away: Connection = { type: 'away', sinceMs: 7 }
const idle: PhoneCall = { type: 'idle' }
const ended: PhoneCall = {
  type: 'ended',
  party,
  sinceMs: 5,
  reason: { type: 'termination', kind: 'agent-hung-up' },
}
const endedBefore: PhoneCall = {
  ...ended,
  party: { ...party, callId: CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02') },
}
const connected: PhoneCall = { type: 'connected', party, sinceMs: 5, muted: false }
const phone = (call: PhoneCall, line: PhoneState['line'] = 'registered'): PhoneState => ({ line, call })
const own = (state: AgentState, reachable = true): OwnView => ({
  state,
  reachability: { socket: true, phone: reachable, missedChecks: 0 },
  call: null,
  help: null,
  notices: [],
  readyGate: { open: true, by: 'policy' },
  callBacks: { open: 0, dueNow: 0 },
  breakMinutes: { break: 15, lunch: 60, training: 120, meeting: 60, technical: 30 },
  phoneElsewhere: null,
})
const here: Owner = { type: 'here' }
const none: Recovery = { type: 'none' }
const controls: ControlsView = {
  hold: { state: 'off', reason: null, sinceMs: null },
  mute: { state: 'off', reason: null },
  recordingPause: { state: 'off', reason: null, untilMs: null, why: null },
  consult: { state: 'off', reason: null, running: null, doing: null },
}
const dockStatus = (connection: Connection, view: OwnView | null, state: PhoneState) =>
  statusOf(connection, view, state, { controls, recovery: none }, here)
const ready: AgentState = { type: 'ready', since: 3 }
const onCall: AgentState = { type: 'on-call', callId, since: 3 }
const wrapUp: AgentState = { type: 'wrap-up', callId, endsAt: 60, extensionsLeft: 2, since: 3 }

/** Control has pushed an incoming call; the phone's own INVITE may still be on its way. */
const ahead: LiveCall = {
  callId,
  direction: 'inbound',
  phase: 'ringing',
  agentId: null,
  teamId: null,
  customer: { customerId: null, displayName: null, maskedNumber: '' },
  startedAt: 1,
  answeredAt: null,
  recording: 'off',
  recordingSince: null,
  agentLine: 'up',
  parkedUntil: null,
  controls: { hold: null, consult: null, recordingPause: null },
  unheard: null,
  quality: null,
  trunkId: null,
  talk: null,
  supervisors: [],
  disclosure: 'sign',
  takenOverBy: null,
}

describe('dockStatus', () => {
  it.each<[string, Connection, OwnView | null, PhoneState, string, string]>([
    ['ready', live, own(ready), phone(idle), 'ready', 'reachable'],
    ['ready, control sees no phone', live, own(ready, false), phone(idle), 'unreachable', 'noPhone'],
    ['ready, our line dropped', live, own(ready), phone(idle, 'reconnecting'), 'unreachable', 'noPhone'],
    ['nothing told yet', { type: 'connecting', sinceMs: 0 }, null, phone(idle), 'reconnecting', 'loading'],
    ['control away, no call', away, own(ready), phone(idle), 'reconnecting', 'controlAway'],
    ['control away in a call', away, own(onCall), phone(connected), 'on-call', 'afterCall'],
    ['ringing there', live, own(onCall), phone({ ...connected, type: 'ringing' }), 'calling', 'ringingThere'],
    [
      'ringing here',
      live,
      own(ready),
      phone({ type: 'incoming', party, sinceMs: 1, ringEndsMs: 2 }),
      'ringing',
      'ringingHere',
    ],
    [
      'a ring told before its INVITE',
      live,
      { ...own(onCall), call: ahead },
      phone(idle),
      'ringing',
      'ringingHere',
    ],
    ['a call without our phone', live, own(onCall), phone(idle), 'on-call', 'elsewhere'],
    ['over on the wire, not yet at control', live, own(onCall), phone(ended), 'on-call', 'closing'],
    [
      'a ring told before its INVITE, after an earlier call',
      live,
      { ...own(onCall), call: ahead },
      phone(endedBefore),
      'ringing',
      'ringingHere',
    ],
    ['wrap-up', live, own(wrapUp), phone(ended), 'wrap-up', 'wrapUp'],
    [
      'missed ring',
      live,
      own({ type: 'not-ready', reason: 'missed-ring', since: 3 }),
      phone(ended),
      'missed-ring',
      'missedRing',
    ],
    ['lunch', live, own({ type: 'break', reason: 'lunch', since: 3 }), phone(idle), 'lunch', 'away'],
    [
      'signed out',
      { type: 'signed-out', signedOut: null, sinceMs: 1 },
      null,
      phone(idle),
      'offline',
      'signedOut',
    ],
  ])('%s', (_name, connection, view, state, shown, detail) => {
    expect(dockStatus(connection, view, state)).toMatchObject({ state: shown, detail })
  })

  it('counts wrap-up down and a call up from its own answer', () => {
    expect(dockStatus(live, own(wrapUp), phone(ended)).clock).toEqual({ type: 'until', atMs: 60 })
    expect(dockStatus(live, own(onCall), phone(connected)).clock).toEqual({
      type: 'since',
      atMs: 5,
      clock: 'browser',
    })
  })

  it('lets nobody change state in a call, in wrap-up, or without control', () => {
    for (const status of [
      dockStatus(live, own(onCall), phone(connected)),
      dockStatus(live, own(wrapUp), phone(ended)),
      dockStatus(away, own(ready), phone(idle)),
    ])
      expect(status.changeable).toBe(false)
    expect(dockStatus(live, own(ready), phone(ended)).changeable).toBe(true)
  })
})

const checked = (missedChecks: number, socket: boolean, phoneUp: boolean): OwnView => ({
  ...own(ready),
  reachability: { socket, phone: phoneUp, missedChecks },
})

describe('unanswered checks', () => {
  it.each<[string, OwnView | null, 'page' | 'phone' | null]>([
    ['all answered', checked(0, true, true), null],
    ['one missed: not yet', checked(1, true, true), null],
    ['two missed by the page', checked(2, false, true), 'page'],
    ['two missed by the phone', checked(2, true, false), 'phone'],
    ['both: the page is what the agent can look after', checked(3, false, false), 'page'],
    ['a phone that is just not registered', checked(0, true, false), null],
    ['nothing told yet', null, null],
  ])('%s', (_name, view, which) => {
    expect(unanswered(view)).toBe(which)
  })

  it('say Unreachable over a line that still stands', () => {
    expect(dockStatus(live, checked(2, true, false), phone(idle))).toMatchObject({
      state: 'unreachable',
      detail: 'checksMissed',
    })
    expect(dockStatus(live, checked(0, false, true), phone(idle))).toMatchObject({ state: 'unreachable' })
  })
})

describe('dockBody', () => {
  it.each<[string, OwnView | null, PhoneCall, DockBody]>([
    ['idle', own(ready), idle, 'idle'],
    ['placing', own(ready), { type: 'placing', sinceMs: 1 }, 'call'],
    ['a ring', own(ready), { type: 'incoming', party, sinceMs: 1, ringEndsMs: 2 }, 'ring'],
    ['in a call', own(onCall), connected, 'call'],
    ['a ring during wrap-up', own(wrapUp), { type: 'incoming', party, sinceMs: 1, ringEndsMs: 2 }, 'ring'],
    ['wrap-up', own(wrapUp), ended, 'wrap-up'],
    ['after a reload in a call', own(onCall), idle, 'gone'],
    ['over on the wire, not yet at control', own(onCall), ended, 'call'],
    ['hanging up', own(onCall), { type: 'ending', party, sinceMs: 5, hadBeen: 'connected' }, 'call'],
    ['a ring told before its INVITE', { ...own(onCall), call: ahead }, idle, 'ring-ahead'],
    ['such a ring after an earlier call', { ...own(onCall), call: ahead }, endedBefore, 'ring-ahead'],
    ['a call elsewhere after an earlier call', own(onCall), endedBefore, 'gone'],
    ['ended and done', own(ready), ended, 'idle'],
  ])('%s', (_name, view, call, body) => {
    expect(dockBody(view, phone(call), here)).toBe(body)
  })
})

const consult = (speaking: 'consult' | 'all'): ControlsView['consult'] => ({
  state: 'on',
  reason: null,
  doing: null,
  running: {
    target: { kind: 'agent', displayName: 'Lena Brooks', maskedNumber: null },
    phase: 'connected',
    since: 1,
    blind: false,
    speaking,
  },
})
const held: ControlsView['hold'] = { state: 'on', reason: null, sinceMs: 44 }

describe('the status of a call that stands', () => {
  it.each<[string, Partial<ControlsView>, Recovery, PhoneCall, string, string, number]>([
    ['on hold since the server says', { hold: held }, none, connected, 'on-hold', 'holding', 44],
    [
      'a hold that is not confirmed is none',
      { hold: { state: 'pending', reason: null, sinceMs: null } },
      none,
      connected,
      'on-call',
      'afterCall',
      5,
    ],
    ['asking a colleague', { consult: consult('consult') }, none, connected, 'on-call', 'consulting', 5],
    ['three-way', { consult: consult('all') }, none, connected, 'on-call', 'conference', 5],
    ['a poor line', {}, { type: 'poor' }, connected, 'on-call', 'mayMissWords', 5],
    ['a lost line', { hold: held }, { type: 'lost', sinceMs: 9 }, connected, 'reconnecting', 'notHeard', 9],
    [
      'parked: since it was parked',
      {},
      { type: 'parked', untilMs: 30_070, pulling: true },
      connected,
      'reconnecting',
      'onTheLine',
      70,
    ],
    [
      'after a reload, before control has told until when',
      {},
      none,
      { type: 'rejoining', party, sinceMs: 6, talkSinceMs: 2, muted: false },
      'reconnecting',
      'onTheLine',
      6,
    ],
    ['back', {}, { type: 'back', sinceMs: 9 }, connected, 'on-call', 'backAgain', 5],
  ])('%s', (_name, part, recovery, call, shown, detail, atMs) => {
    const status = statusOf(
      live,
      own(onCall),
      phone(call),
      { controls: { ...controls, ...part }, recovery },
      here,
    )
    expect(status).toMatchObject({ state: shown, detail, clock: { atMs } })
  })
})

describe('a phone that is elsewhere', () => {
  const tab: Owner = { type: 'tab' }
  const device: Owner = { type: 'device', deviceName: 'Laptop', sinceMs: 1 }
  it.each<[string, AgentState, Owner, DockBody, string, string]>([
    ['ready in another tab', ready, tab, 'elsewhere', 'ready', 'otherTab'],
    ['ready on another device', ready, device, 'elsewhere', 'ready', 'otherDevice'],
    ['in a call there', onCall, tab, 'elsewhere', 'on-call', 'otherTab'],
    ['wrap-up can be written here', wrapUp, tab, 'wrap-up', 'wrap-up', 'wrapUp'],
    ['on a break', { type: 'break', reason: 'lunch', since: 3 }, tab, 'elsewhere', 'lunch', 'away'],
  ])('%s', (_name, state, owner, body, shown, detail) => {
    const silent = phone(idle, 'off')
    expect(dockBody(own(state), silent, owner)).toBe(body)
    expect(statusOf(live, own(state, false), silent, { controls, recovery: none }, owner)).toMatchObject({
      state: shown,
      detail,
    })
  })
})
