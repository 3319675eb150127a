import { CallId, type AgentState } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import {
  missedRingsAfter,
  offline,
  transition,
  type AgentEvent,
  type AgentStanding,
} from './agent-machine.ts'

const call = CallId.parse('5d0c1f0e-3c4b-4f6a-9a43-0d6f6e0c1a01')
const other = CallId.parse('5d0c1f0e-3c4b-4f6a-9a43-0d6f6e0c1a02')
const since = 1_000
const now = 5_000

const standings = {
  offline: offline(since),
  ready: { state: { type: 'ready', since }, before: null },
  break: { state: { type: 'break', reason: 'lunch', since }, before: null },
  onCall: { state: { type: 'on-call', callId: call, since }, before: { type: 'ready' } },
  onCallFromBreak: {
    state: { type: 'on-call', callId: call, since },
    before: { type: 'break', reason: 'lunch' },
  },
  wrapUp: {
    state: { type: 'wrap-up', callId: call, since, endsAt: 60_000, extensionsLeft: 2 },
    before: null,
  },
  wrapUpDue: {
    state: { type: 'wrap-up', callId: call, since, endsAt: 5_000, extensionsLeft: 0 },
    before: null,
  },
  notReady: { state: { type: 'not-ready', reason: 'signed-in', since }, before: null },
} satisfies Record<string, AgentStanding>

type Name = keyof typeof standings
const ready: AgentState = { type: 'ready', since: now }
const onCall: AgentState = { type: 'on-call', callId: call, since: now }
const signedIn: AgentState = { type: 'not-ready', reason: 'signed-in', since: now }
const missed: AgentState = { type: 'not-ready', reason: 'missed-ring', since: now }
const lineLost: AgentState = { type: 'not-ready', reason: 'line-lost', since: now }
const lunch: AgentState = { type: 'break', reason: 'lunch', since: now }
const breakState: AgentState = { type: 'break', reason: 'break', since: now }
const offlineNow: AgentState = { type: 'offline', since: now }
const wrapUp: AgentState = { type: 'wrap-up', callId: call, since: now, endsAt: 65_000, extensionsLeft: 2 }

const goReady: AgentEvent = { type: 'go-ready', reachable: true, checked: true }
const lunchEvent: AgentEvent = { type: 'take-break', reason: 'lunch' }
const answered: AgentEvent = { type: 'call-ended', callId: call, answered: true, wrapUpMs: 60_000 }
const unanswered: AgentEvent = { type: 'call-ended', callId: call, answered: false, wrapUpMs: 60_000 }
const force = (
  to: Extract<AgentEvent, { type: 'force' }>['to'],
  reachable = true,
  checked = true,
): AgentEvent => ({ type: 'force', to, reachable, checked })
const goUnchecked: AgentEvent = { type: 'go-ready', reachable: true, checked: false }
const forceUnchecked = force({ type: 'ready' }, true, false)
const forceReady = force({ type: 'ready' })
const forceLunch = force({ type: 'break', reason: 'lunch' }, false)
const ringEnded = (outcome: 'missed' | 'declined' | 'unreachable' | 'cancelled'): AgentEvent => ({
  type: 'ring-ended',
  callId: call,
  outcome,
})
const saved = (next: 'ready' | 'break'): AgentEvent => ({ type: 'wrap-up-saved', callId: call, next })

const table: [rule: string, from: Name, event: AgentEvent, expected: AgentState | string][] = [
  ['AGENT-1: sign-in is not yet ready', 'offline', { type: 'signed-in' }, signedIn],
  ['AGENT-1: a new sign-in starts over', 'ready', { type: 'signed-in' }, signedIn],
  ['AGENT-1: a new sign-in leaves a call alone', 'onCall', { type: 'signed-in' }, 'conflict'],
  ['AGENT-1: a new sign-in leaves wrap-up alone', 'wrapUp', { type: 'signed-in' }, 'conflict'],
  ['AGENT-1: sign-out', 'ready', { type: 'signed-out' }, offlineNow],
  ['AGENT-1: sign-out in a call', 'onCall', { type: 'signed-out' }, offlineNow],
  ['AGENT-1: sign-out in wrap-up', 'wrapUp', { type: 'signed-out' }, offlineNow],
  ['AGENT-1: sign-out twice', 'offline', { type: 'signed-out' }, 'conflict'],
  [
    'AGENT-2: ready needs both lines',
    'notReady',
    { type: 'go-ready', reachable: false, checked: true },
    'agent-not-registered',
  ],
  ['AGENT-2: ready when reachable', 'notReady', goReady, ready],
  ['AGENT-2: ready from break', 'break', goReady, ready],
  ['AGENT-2: ready again keeps its time', 'ready', goReady, { type: 'ready', since }],
  ['AGENT-2: not ready in a call', 'onCall', goReady, 'agent-busy'],
  ['AGENT-2: not ready in wrap-up', 'wrapUp', goReady, 'agent-in-wrap-up'],
  ['AGENT-2: not ready when signed out', 'offline', goReady, 'agent-not-registered'],
  ['CHECK-3: Ready is shut before the check', 'notReady', goUnchecked, 'line-check-needed'],
  ['CHECK-3: from a break, too', 'break', goUnchecked, 'line-check-needed'],
  ['CHECK-3: who is Ready stays so', 'ready', goUnchecked, { type: 'ready', since }],
  ['CHECK-3: a call comes before the check', 'onCall', goUnchecked, 'agent-busy'],
  ['CHECK-3: a lead cannot force past the gate', 'break', forceUnchecked, 'line-check-needed'],
  ['AGENT-3: break from ready', 'ready', lunchEvent, lunch],
  ['AGENT-3: break from not ready', 'notReady', lunchEvent, lunch],
  ['AGENT-3: no break in a call', 'onCall', lunchEvent, 'agent-busy'],
  ['AGENT-3: no break in wrap-up', 'wrapUp', lunchEvent, 'agent-in-wrap-up'],
  ['AGENT-4: a call takes a ready agent', 'ready', { type: 'reserve', callId: call }, onCall],
  ['AGENT-4: no call on break', 'break', { type: 'reserve', callId: call }, 'agent-not-ready'],
  ['AGENT-4: no call when not ready', 'notReady', { type: 'reserve', callId: call }, 'agent-not-ready'],
  ['AGENT-4: no second call', 'onCall', { type: 'reserve', callId: other }, 'agent-busy'],
  ['AGENT-4: no call in wrap-up', 'wrapUp', { type: 'reserve', callId: other }, 'agent-in-wrap-up'],
  ['AGENT-4: no call when offline', 'offline', { type: 'reserve', callId: other }, 'agent-not-ready'],
  ['AGENT-4: the voice node is believed', 'break', { type: 'call-opened', callId: call }, onCall],
  [
    'AGENT-4: opened again changes nothing',
    'onCall',
    { type: 'call-opened', callId: call },
    { ...onCall, since },
  ],
  ['AGENT-4: another call is late news', 'onCall', { type: 'call-opened', callId: other }, 'conflict'],
  ['AGENT-4: opened after sign-out', 'offline', { type: 'call-opened', callId: call }, 'conflict'],
  ['AGENT-5: an answered call ends in wrap-up', 'onCall', answered, wrapUp],
  ['AGENT-5: an unanswered one returns to ready', 'onCall', unanswered, ready],
  ['AGENT-5: an unanswered one returns to break', 'onCallFromBreak', unanswered, lunch],
  ['AGENT-5: the end of another call is late news', 'onCall', { ...answered, callId: other }, 'conflict'],
  ['AGENT-5: the end comes twice', 'wrapUp', answered, 'conflict'],
  [
    'AGENT-6: extension',
    'wrapUp',
    { type: 'wrap-up-extended', callId: call },
    { ...wrapUp, since, endsAt: 90_000, extensionsLeft: 1 },
  ],
  ['AGENT-6: no third extension', 'wrapUpDue', { type: 'wrap-up-extended', callId: call }, 'conflict'],
  ['AGENT-6: not of another call', 'wrapUp', { type: 'wrap-up-extended', callId: other }, 'conflict'],
  ['AGENT-6: saved, ready', 'wrapUp', saved('ready'), ready],
  ['AGENT-6: saved, break', 'wrapUp', saved('break'), breakState],
  ['AGENT-6: saved out of wrap-up', 'ready', saved('ready'), 'conflict'],
  ['AGENT-6: timer', 'wrapUpDue', { type: 'wrap-up-over' }, ready],
  ['AGENT-6: the timer crosses an extension', 'wrapUp', { type: 'wrap-up-over' }, 'conflict'],
  ['AGENT-7: a missed ring', 'onCall', ringEnded('missed'), missed],
  ['AGENT-7: a declined ring', 'onCall', ringEnded('declined'), missed],
  ['AGENT-7: a browser that could not be rung', 'onCall', ringEnded('unreachable'), lineLost],
  ['AGENT-7: the caller hung up while it rang', 'onCall', ringEnded('cancelled'), ready],
  ['AGENT-7: late news of a ring', 'ready', ringEnded('missed'), 'conflict'],
  ['AGENT-8: the line is lost while ready', 'ready', { type: 'line-lost' }, lineLost],
  ['AGENT-8: a break outlives a lost line', 'break', { type: 'line-lost' }, 'conflict'],
  ['AGENT-8: a call outlives a lost line', 'onCall', { type: 'line-lost' }, 'conflict'],
  ['AGENT-10: forced to Ready', 'break', forceReady, ready],
  ['AGENT-10: forced to Ready after a missed ring', 'notReady', forceReady, ready],
  ['AGENT-10: Ready already keeps its time', 'ready', forceReady, { type: 'ready', since }],
  [
    'AGENT-10: nobody is forced to Ready without both lines',
    'break',
    force({ type: 'ready' }, false),
    'agent-not-registered',
  ],
  ['AGENT-10: forced to a break, reachable or not', 'ready', forceLunch, lunch],
  ['AGENT-10: forced out of wrap-up to Ready', 'wrapUp', forceReady, ready],
  ['AGENT-10: forced out of wrap-up to a break', 'wrapUp', forceLunch, lunch],
  ['AGENT-10: not in a call', 'onCall', forceLunch, 'agent-busy'],
  ['AGENT-10: not to Ready in a call', 'onCall', forceReady, 'agent-busy'],
  ['AGENT-10: not when signed out', 'offline', forceReady, 'agent-offline'],
  ['AGENT-10: no break when signed out', 'offline', forceLunch, 'agent-offline'],
]

describe('agent machine', () => {
  it.each(table)('%s (from %s)', (_rule, from, event, expected) => {
    const result = transition(standings[from], event, now)
    expect(result.ok ? result.value.state : result.problem.code).toEqual(expected)
    if (result.ok) expect(result.value.before !== null).toBe(result.value.state.type === 'on-call')
  })

  it('AGENT-6: a wrap-up that nobody saved is unfinished, whatever ended it', () => {
    const enders: AgentEvent[] = [
      { type: 'wrap-up-over' },
      { type: 'signed-out' },
      { type: 'call-opened', callId: other },
      forceReady,
      forceLunch,
    ]
    for (const event of enders) {
      const result = transition(standings.wrapUpDue, event, now)
      expect(result.ok && result.value.effects).toEqual([
        { type: 'wrap-up-unfinished', callId: call },
        { type: 'wrap-up-closed', callId: call },
      ])
    }
    const kept = transition(standings.wrapUp, saved('ready'), now)
    expect(kept.ok && kept.value.effects).toEqual([{ type: 'wrap-up-closed', callId: call }])
  })

  it.each<[string, AgentEvent, number]>([
    ['a missed ring', ringEnded('missed'), 3],
    ['a declined ring', ringEnded('declined'), 3],
    ['a browser that could not be rung', ringEnded('unreachable'), 2],
    ['a customer who hung up', ringEnded('cancelled'), 2],
    ['the end of an answered call', answered, 0],
    ['the end of one that nobody answered', unanswered, 2],
    ['a sign-in', { type: 'signed-in' }, 0],
    ['going Ready', goReady, 2],
    ['being forced to Ready', forceReady, 2],
  ])('AGENT-12: two rings missed, then %s', (_name, event, expected) => {
    expect(missedRingsAfter(2, event)).toBe(expected)
  })
})
