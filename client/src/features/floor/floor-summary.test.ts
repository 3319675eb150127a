import {
  CallId,
  type FloorAgent,
  HelpId,
  type HelpRequest,
  type LiveCall,
  PersonId,
  TeamId,
  type TeamTally,
  TrunkId,
  wrapUpExtensionMs,
} from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import type { FloorView } from '../../realtime/index.ts'
import { type AlertKind, alertKinds } from './floor-alerts.ts'
import { type FloorRow, type FloorSummary, summarise } from './floor-summary.ts'

const uuid = (last: number): string => `6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f${String(last).padStart(4, '0')}`
const person = (last: number) => PersonId.parse(uuid(last))
const callId = (last: number) => CallId.parse(uuid(1_000 + last))
const west = { teamId: TeamId.parse(uuid(2_001)), name: 'West' }
const east = { teamId: TeamId.parse(uuid(2_002)), name: 'East' }
const now = 1_000_000

const agent = (part: Partial<FloorAgent>): FloorAgent => ({
  personId: person(1),
  displayName: 'Dana',
  teams: [west],
  state: { type: 'ready', since: 5 },
  reachability: { socket: true, phone: true, missedChecks: 0 },
  missedRings: 0,
  breakOverAt: null,
  ...part,
})
const call = (part: Partial<LiveCall>): LiveCall => ({
  callId: callId(1),
  direction: 'outbound',
  phase: 'connected',
  agentId: person(1),
  teamId: west.teamId,
  customer: { customerId: null, displayName: null, maskedNumber: '' },
  startedAt: 10,
  answeredAt: 20,
  recording: 'on',
  recordingSince: 20,
  agentLine: 'up',
  quality: null,
  trunkId: null,
  talk: null,
  supervisors: [],
  disclosure: 'sign',
  takenOverBy: null,
  parkedUntil: null,
  controls: { hold: null, consult: null, recordingPause: null },
  unheard: null,
  ...part,
})
const help = (part: Partial<HelpRequest>): HelpRequest => ({
  helpId: HelpId.parse(uuid(3_001)),
  agent: { personId: person(1), displayName: 'Dana' },
  callId: null,
  reason: 'settlement',
  note: '',
  askedAt: 7,
  claimed: null,
  ...part,
})
const tally = (part: Partial<TeamTally>): TeamTally => ({
  team: west,
  since: 0,
  placed: 0,
  answered: 0,
  offered: 0,
  taken: 0,
  abandoned: 0,
  noAgent: 0,
  lastHour: 0,
  ...part,
})
const floorOf = (agents: FloorAgent[], calls: LiveCall[] = [], part: Partial<FloorView> = {}): FloorView => ({
  agentIds: agents.map((one) => one.personId),
  agents: new Map(agents.map((one) => [one.personId, one])),
  calls: new Map(calls.map((one) => [one.callId, one])),
  callOf: new Map(
    calls.flatMap((one) =>
      one.agentId === null || one.takenOverBy !== null ? [] : [[one.agentId, one.callId] as const],
    ),
  ),
  trunks: [],
  help: [],
  tallies: [],
  ...part,
})
const sumUp = (floor: FloorView, before: FloorSummary | null = null, at = now) => summarise(floor, at, before)
const first = ({ rows: [row] }: FloorSummary): FloorRow => {
  if (row === undefined) throw new Error('nobody on the floor')
  return row
}

const trunk = (id: string) => ({ trunkId: id, name: id, state: 'up', roundTripMs: 3, since: 1 }) as const
const askedBy = (last: number, askedAt: number) =>
  help({
    helpId: HelpId.parse(uuid(3_000 + last)),
    agent: { personId: person(last), displayName: '' },
    askedAt,
  })
const onCall = agent({ state: { type: 'on-call', callId: callId(1), since: 10 } })
const line = (mos: number, lossPercent = 0) => ({ lossPercent, jitterMs: 9, roundTripMs: 50, mos })
const talk = (state: 'talk' | 'silence' | 'over-talk' | 'hold', since: number) => ({ talk: { state, since } })
const reach = (socket: boolean, phone: boolean, missedChecks = 0) => ({
  reachability: { socket, phone, missedChecks },
})
const wrapUp = (endsAt: number, extensionsLeft = 2) =>
  ({ type: 'wrap-up', callId: callId(1), endsAt, extensionsLeft, since: 5 }) as const
const notReady = (reason: 'signed-in' | 'missed-ring' | 'line-lost') =>
  ({ type: 'not-ready', reason, since: 5 }) as const

const agents: [string, FloorAgent, LiveCall | null, HelpRequest | null, string, number, AlertKind[]][] = [
  ['ready', agent({}), null, null, 'ready', 5, []],
  ['talking counts from the answer', onCall, call({}), null, 'on-call', 20, []],
  ['calling', onCall, call({ phase: 'ringing', answeredAt: null }), null, 'calling', 10, []],
  [
    'being rung, while Ready still stands',
    agent({}),
    call({ direction: 'inbound', phase: 'ringing', answeredAt: null }),
    null,
    'ringing',
    10,
    [],
  ],
  ['on hold', onCall, call(talk('hold', now - 119_999)), null, 'on-hold', now - 119_999, []],
  ['long hold', onCall, call(talk('hold', now - 120_000)), null, 'on-hold', now - 120_000, ['longHold']],
  ['silence', onCall, call(talk('silence', now - 19_999)), null, 'on-call', 20, []],
  ['long silence', onCall, call(talk('silence', now - 20_000)), null, 'on-call', 20, ['longSilence']],
  ['over-talk at once', onCall, call(talk('over-talk', now)), null, 'on-call', 20, ['overTalk']],
  ['they talk', onCall, call(talk('talk', 1)), null, 'on-call', 20, []],
  ['a line just good enough', onCall, call({ quality: line(3.6) }), null, 'on-call', 20, []],
  ['a poor line', onCall, call({ quality: line(3.59, 6) }), null, 'on-call', 20, ['poorLine']],
  [
    'a lost line comes before a poor one',
    onCall,
    call({ agentLine: 'lost', quality: line(2.8) }),
    null,
    'line-lost',
    10,
    ['lineLost', 'poorLine'],
  ],
  ['a failed recording', onCall, call({ recording: 'failed' }), null, 'on-call', 20, ['recordingFailed']],
  ['ready without a phone', agent(reach(true, false)), null, null, 'unreachable', 5, ['unreachable']],
  ['ready without a screen', agent(reach(false, true)), null, null, 'unreachable', 5, ['unreachable']],
  ['one missed check is none yet', agent(reach(true, true, 1)), null, null, 'ready', 5, []],
  ['two missed checks', agent(reach(true, true, 2)), null, null, 'unreachable', 5, ['unreachable']],
  [
    'not ready, for the line went and is still away',
    agent({ state: notReady('line-lost'), ...reach(false, false, 17) }),
    null,
    null,
    'unreachable',
    5,
    ['unreachable'],
  ],
  [
    'not ready, for the line went; it is back',
    agent({ state: notReady('line-lost') }),
    null,
    null,
    'line-lost',
    5,
    [],
  ],
  [
    'on a break without a line: nobody wants to reach them',
    agent({ state: { type: 'break', reason: 'lunch', since: 5 }, ...reach(false, false) }),
    null,
    null,
    'lunch',
    5,
    [],
  ],
  ['wrap-up in time', agent({ state: wrapUp(now) }), null, null, 'wrap-up', 5, []],
  [
    'wrap-up that should be over',
    agent({ state: wrapUp(now - 2_001) }),
    null,
    null,
    'wrap-up',
    5,
    ['wrapOver'],
  ],
  [
    'an extended wrap-up runs over the time of the team all the same',
    agent({ state: wrapUp(now + wrapUpExtensionMs - 2_001, 1) }),
    null,
    null,
    'wrap-up',
    5,
    ['wrapOver'],
  ],
  [
    'a break within its limit',
    agent({ state: { type: 'break', reason: 'lunch', since: 5 }, breakOverAt: now }),
    null,
    null,
    'lunch',
    5,
    [],
  ],
  [
    'a break over its limit',
    agent({ state: { type: 'break', reason: 'lunch', since: 5 }, breakOverAt: now - 1 }),
    null,
    null,
    'lunch',
    5,
    ['breakOver'],
  ],
  [
    'a missed ring',
    agent({ state: notReady('missed-ring'), missedRings: 1 }),
    null,
    null,
    'missed-ring',
    5,
    ['missedRing'],
  ],
  [
    'a second missed ring in a row says it alone',
    agent({ state: notReady('missed-ring'), missedRings: 2 }),
    null,
    null,
    'missed-ring',
    5,
    ['missedRings'],
  ],
  ['two missed rings, Ready again', agent({ missedRings: 2 }), null, null, 'ready', 5, ['missedRings']],
  [
    'missed rings of somebody who has gone',
    agent({ state: { type: 'offline', since: 5 }, missedRings: 3 }),
    null,
    null,
    'offline',
    5,
    [],
  ],
  [
    'help on top of everything',
    onCall,
    call({ recording: 'failed', quality: line(2.8), ...talk('over-talk', 1) }),
    help({}),
    'on-call',
    20,
    ['help', 'recordingFailed', 'poorLine', 'overTalk'],
  ],
  [
    'a call that a lead took over is no call of theirs',
    agent({ state: wrapUp(now + 9_000) }),
    call({ takenOverBy: { personId: person(9), displayName: 'Priya', at: 8 }, quality: line(2) }),
    null,
    'wrap-up',
    5,
    [],
  ],
]

describe('one agent: state, time and alerts', () => {
  it.each(agents)('%s', (_name, who, live, asked, state, sinceMs, alerts) => {
    const floor = floorOf([who], live === null ? [] : [live], { help: asked === null ? [] : [asked] })
    const row = first(sumUp(floor))
    expect([row.state, row.sinceMs, row.alerts.map((alert) => alert.kind)]).toEqual([state, sinceMs, alerts])
  })

  it('leaves no kind of alert out', () => {
    expect(new Set(agents.flatMap(([, , , , , , kinds]) => kinds))).toEqual(new Set(alertKinds))
  })

  it('an alert that nobody dates is dated by when it was first seen, and not at all when the page opened on it', () => {
    const poor = floorOf([onCall], [call({ quality: line(2.8) })])
    const opened = sumUp(poor)
    expect(first(opened).alerts).toEqual([{ kind: 'poorLine', sinceMs: null, count: 0 }])
    const good = sumUp(floorOf([onCall], [call({})]), opened, now + 1)
    const bad = sumUp(poor, good, now + 2)
    const worse = sumUp(floorOf([onCall], [call({ quality: line(2.1, 6.4) })]), bad, now + 9_000)
    expect(first(worse).alerts).toEqual([{ kind: 'poorLine', sinceMs: now + 2, count: 6 }])
  })

  it('counts what was missed', () => {
    const floor = floorOf([agent({ missedRings: 3, ...reach(false, true, 17) })])
    expect(first(sumUp(floor)).alerts).toEqual([
      { kind: 'unreachable', sinceMs: null, count: 17 },
      { kind: 'missedRings', sinceMs: null, count: 3 },
    ])
  })
})

describe('what stays the same object', () => {
  const two = [agent({}), agent({ personId: person(2), displayName: 'Omar' })]
  const before = sumUp(floorOf(two))

  it('a row whose agent, call and help are the same', () => {
    const changed = agent({ state: { type: 'break', reason: 'break', since: 9 } })
    const after = sumUp(floorOf([changed, ...two.slice(1)]), before)
    expect(after.rows[0]).not.toBe(before.rows[0])
    expect(after.rows[1]).toBe(before.rows[1])
  })

  it('every part of the whole that did not change', () => {
    const trunks = [trunk('t')]
    const tallies = [tally({ placed: 2 })]
    const [one, other] = [
      { trunks, tallies },
      { trunks: [...trunks], tallies: [...tallies] },
    ]
    const earlier = sumUp(floorOf(two, [call({})], one))
    const later = sumUp(floorOf(two, [call({ talk: { state: 'silence', since: now } })], other), earlier)
    expect(later).not.toBe(earlier)
    for (const part of ['families', 'day', 'line', 'queues', 'trunks', 'needs', 'calls'] as const)
      expect(later[part], part).toBe(earlier[part])
  })

  it('the whole summary, when only time went by', () => {
    expect(summarise(before.floor, now + 60_000, before)).toBe(before)
  })

  it('but not a row that only time brings an alert to', () => {
    const held = sumUp(floorOf([onCall], [call(talk('hold', now))]))
    const later = summarise(held.floor, now + 120_000, held)
    expect(first(later).alerts.map((alert) => alert.kind)).toEqual(['longHold'])
    expect(later.needs).toHaveLength(1)
  })
})

describe('the whole floor', () => {
  const many = [
    agent({ personId: person(1), displayName: 'Ann', state: { type: 'ready', since: 300 } }),
    agent({ personId: person(2), displayName: 'Bo', state: { type: 'ready', since: 200 }, teams: [east] }),
    agent({
      personId: person(3),
      displayName: 'Cy',
      state: { type: 'ready', since: 1 },
      ...reach(true, false),
    }),
    agent({
      personId: person(4),
      displayName: 'Di',
      state: { type: 'on-call', callId: callId(4), since: 9 },
    }),
    agent({ personId: person(5), displayName: 'Ed', state: { type: 'break', reason: 'lunch', since: 9 } }),
    agent({ personId: person(6), displayName: 'Flo', state: { type: 'offline', since: 9 } }),
    agent({ personId: person(7), displayName: 'Gus', state: wrapUp(now + 1) }),
  ]
  const trunkId = TrunkId.parse(uuid(4_001))
  const waiting = (last: number, startedAt: number) =>
    call({
      callId: callId(last),
      direction: 'inbound',
      phase: 'early-media',
      agentId: null,
      answeredAt: null,
      startedAt,
    })
  const summary = sumUp(
    floorOf(
      many,
      [
        call({ callId: callId(4), agentId: person(4), quality: line(4.2), trunkId }),
        waiting(5, 900),
        waiting(6, 800),
        call({
          callId: callId(8),
          agentId: person(7),
          takenOverBy: { personId: person(9), displayName: 'Priya', at: 8 },
          quality: line(3.2),
          trunkId,
        }),
      ],
      {
        trunks: [trunk(trunkId), trunk(uuid(4_002))],
        tallies: [
          tally({ placed: 30, answered: 10, offered: 9, taken: 5, abandoned: 3, noAgent: 1, lastHour: 6 }),
          tally({ team: east, placed: 10, answered: 2, offered: 2, taken: 2, lastHour: 1 }),
        ],
        help: [help({ agent: { personId: person(5), displayName: 'Ed' }, askedAt: 50 })],
      },
    ),
  )

  it('counts people by family', () => {
    expect(summary.families).toEqual({
      'on-call': 1,
      ready: 2,
      calling: 0,
      'wrap-up': 1,
      away: 1,
      trouble: 1,
      offline: 1,
    })
    expect(summary.present).toBe(6)
  })

  it('knows who is ready longest: somebody who cannot be reached is not', () => {
    expect(summary.longestReady?.name).toBe('Bo')
    expect(sumUp(floorOf([])).longestReady).toBeNull()
  })

  it('sums up the day and the lines', () => {
    expect(summary.day).toEqual({ conversations: 19, lastHour: 7, placed: 40, answerRate: 0.3 })
    expect(sumUp(floorOf([])).day.answerRate).toBeNull()
    expect(summary.line).toEqual({ meanMos: 3.7, poor: 1 })
    expect(sumUp(floorOf([])).line).toEqual({ meanMos: null, poor: 0 })
    expect(summary.calls).toEqual({ count: 4, takenOver: 1 })
  })

  it('tells how inbound calls fare by team, in order of name', () => {
    expect(summary.queues).toEqual([
      {
        teamId: east.teamId,
        name: 'East',
        waiting: 0,
        waitingSinceMs: null,
        ready: 1,
        offered: 2,
        taken: 2,
        abandoned: 0,
        noAgent: 0,
      },
      {
        teamId: west.teamId,
        name: 'West',
        waiting: 2,
        waitingSinceMs: 800,
        ready: 1,
        offered: 9,
        taken: 5,
        abandoned: 3,
        noAgent: 1,
      },
    ])
  })

  it('a team without a tally has its line all the same', () => {
    expect(sumUp(floorOf([agent({})])).queues).toMatchObject([{ name: 'West', ready: 1, offered: 0 }])
  })

  it('counts the channels of each trunk, those of a call that a lead took over too', () => {
    expect(summary.trunks.map(({ channels }) => channels)).toEqual([2, 0])
  })

  it('lists who needs the lead: help on top, then by urgency, then who waits longest', () => {
    expect(summary.needs.map((row) => row.name)).toEqual(['Ed', 'Cy'])
    const both = sumUp(floorOf(many, [], { help: [askedBy(1, 50), askedBy(2, 40)] }))
    expect(both.needs.map((row) => row.name)).toEqual(['Bo', 'Ann', 'Cy'])
  })
})
