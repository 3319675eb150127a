import {
  TrunkId,
  CallId,
  type Change,
  type FloorAgent,
  HelpId,
  type HelpRequest,
  type LiveCall,
  type Notice,
  NoticeId,
  PersonId,
  type SentNotice,
  type Snapshot,
  TeamId,
} from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { initialView, type LiveEvent, type LiveView, reduce } from './live-view.ts'

const dana = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a11')
const omar = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a12')
const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')

const agent = (personId: PersonId): FloorAgent => ({
  personId,
  displayName: 'Dana',
  teams: [],
  state: { type: 'ready', since: 1 },
  reachability: { socket: true, phone: true, missedChecks: 0 },
  missedRings: 0,
  breakOverAt: null,
})
const call: LiveCall = {
  callId,
  direction: 'outbound',
  phase: 'connected',
  agentId: dana,
  teamId: null,
  customer: { customerId: null, displayName: null, maskedNumber: '+1 202 555 ••00' },
  startedAt: 1,
  answeredAt: 2,
  recording: 'on',
  recordingSince: 2,
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
const help = (last: number, part: Partial<HelpRequest>): HelpRequest => ({
  helpId: HelpId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0c0${last}`),
  agent: { personId: dana, displayName: 'Dana' },
  callId,
  reason: 'settlement',
  note: '',
  askedAt: 4,
  claimed: null,
  ...part,
})
const notice: Notice = {
  noticeId: NoticeId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0d01'),
  kind: 'message',
  from: { personId: omar, displayName: 'Omar' },
  at: 3,
  text: 'Call me',
  reason: null,
  callId: null,
}
const sent = (last: number, acknowledgedAt: number | null): SentNotice => ({
  batchId: NoticeId.parse(`6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0e0${last}`),
  kind: 'message',
  text: 'Hi',
  reason: null,
  at: last,
  from: { personId: omar, displayName: 'Omar' },
  team: null,
  recipients: [{ personId: dana, displayName: 'Dana', acknowledgedAt }],
})
const breakMinutes = { break: 15, lunch: 45, training: 60, meeting: 60, technical: 30 }
const snapshot = (part: Partial<Snapshot>): Snapshot => ({
  revision: 7,
  at: 10_000,
  agent: {
    state: { type: 'ready', since: 1 },
    reachability: { socket: true, phone: true, missedChecks: 0 },
    call: null,
    help: null,
    notices: [],
    readyGate: { open: true, by: 'policy' },
    callBacks: { open: 0, dueNow: 0 },
    breakMinutes,
    phoneElsewhere: null,
  },
  floor: { agents: [agent(dana), agent(omar)], calls: [call], trunks: [], help: [], tallies: [] },
  attention: null,
  voiceLinked: true,
  ...part,
})
const change = (revision: number, what: Change, at = 10_000): LiveEvent => ({
  type: 'change',
  message: { revision, at, change: what },
})
const linked = (value: boolean): Change => ({ type: 'voice-linked', linked: value })

function play(events: LiveEvent[], start: LiveView = initialView) {
  const resyncs: number[] = []
  let view = start
  for (const event of events) {
    const step = reduce(view, event, 9_000)
    view = step.view
    if (step.resync !== null) resyncs.push(step.resync)
  }
  return { view, resyncs }
}
const fresh = play([{ type: 'snapshot', snapshot: snapshot({}) }]).view

describe('revisions', () => {
  it('takes the next one', () => {
    expect(play([change(8, linked(false))], fresh).view).toMatchObject({ revision: 8, voiceLinked: false })
  })

  it.each([7, 6, 1])('drops %i, which is not new', (revision) => {
    expect(play([change(revision, linked(false))], fresh)).toEqual({ view: fresh, resyncs: [] })
  })

  it('asks once for a snapshot on a gap, applies nothing until it comes', () => {
    const gap = play([change(9, linked(false)), change(10, linked(false))], fresh)
    expect(gap.resyncs).toEqual([7])
    expect(gap.view).toMatchObject({ revision: 7, voiceLinked: true, resyncing: true })
    const healed = play([{ type: 'snapshot', snapshot: snapshot({ revision: 12 }) }], gap.view).view
    expect(healed).toMatchObject({ revision: 12, resyncing: false })
  })

  it('drops a change that comes before any snapshot', () => {
    expect(play([change(1, linked(true))]).view).toEqual(initialView)
  })

  it('takes a smaller revision from a snapshot: control began to count anew', () => {
    expect(play([{ type: 'snapshot', snapshot: snapshot({ revision: 0 }) }], fresh).view.revision).toBe(0)
  })
})

describe('the connection', () => {
  it('is live with the snapshot, not before', () => {
    expect(play([{ type: 'connecting' }]).view.connection.type).toBe('connecting')
    expect(fresh.connection).toEqual({ type: 'live', sinceMs: 9_000 })
  })

  it('is away from the loss until the next snapshot, and keeps what was known', () => {
    const away = reduce(fresh, { type: 'disconnected' }, 20_000).view
    const trying = reduce(reduce(away, { type: 'connecting' }, 21_000).view, { type: 'disconnected' }, 22_000)
    expect(trying.view.connection).toEqual({ type: 'away', sinceMs: 20_000 })
    expect(trying.view.own).toBe(fresh.own)
    const back = reduce(trying.view, { type: 'snapshot', snapshot: snapshot({}) }, 25_000).view
    expect(back.connection).toEqual({ type: 'live', sinceMs: 25_000 })
    expect(back.recordsVersion).toBeGreaterThan(fresh.recordsVersion)
  })

  it('signed out is the end: nothing revives it', () => {
    const out = play(
      [
        { type: 'signed-out', signedOut: null },
        { type: 'snapshot', snapshot: snapshot({}) },
        { type: 'disconnected' },
      ],
      fresh,
    ).view
    expect(out).toMatchObject({ connection: { type: 'signed-out' }, own: null, floor: null })
  })

  it('learns the server clock, and trusts the quickest message', () => {
    expect(fresh.clockOffsetMs).toBe(1_000)
    const later = play([change(8, linked(true), 9_400), change(9, linked(true), 10_250)], fresh).view
    expect(later.clockOffsetMs).toBe(1_250)
  })
})

describe('the own call', () => {
  it('remembers what it was when it ends', () => {
    const { view } = play(
      [
        change(8, { type: 'own-call', call }),
        change(9, {
          type: 'own-call-ended',
          callId,
          termination: { kind: 'customer-hung-up', fault: 'nobody', sipStatus: null },
          talkMs: 5,
        }),
      ],
      fresh,
    )
    expect(view.own?.call).toBeNull()
    expect(view.lastEnded).toMatchObject({ callId, talkMs: 5, call })
    expect(view.recordsVersion).toBe(fresh.recordsVersion + 1)
  })
})

it.each([
  [{ type: 'ready-gate', gate: { open: false, by: null } }, { readyGate: { open: false, by: null } }],
  [{ type: 'call-backs', count: { open: 3, dueNow: 1 } }, { callBacks: { open: 3, dueNow: 1 } }],
  [
    { type: 'phone-elsewhere', elsewhere: { deviceName: 'Laptop', since: 5 } },
    { phoneElsewhere: { deviceName: 'Laptop', since: 5 } },
  ],
] as const)('an agent is told %j', (what, part) => {
  expect(play([change(8, what)], fresh).view.own).toMatchObject(part)
  const lead = play([{ type: 'snapshot', snapshot: snapshot({ agent: null }) }]).view
  expect(play([change(8, what)], lead).view.own).toBeNull()
})

describe('a consult call', () => {
  const target = { kind: 'agent', displayName: 'Omar', maskedNumber: null } as const
  const consulting: LiveCall = {
    ...call,
    controls: {
      ...call.controls,
      consult: { target, phase: 'ringing', since: 3, blind: false, speaking: 'consult' },
    },
  }
  const ended: Change = { type: 'own-consult-ended', callId, outcome: 'busy' }

  it('says whom it was with when it ends, whichever of the two words comes first', () => {
    const { view } = play([change(8, { type: 'own-call', call: consulting }), change(9, ended)], fresh)
    expect(view.lastConsultEnded).toEqual({ callId, outcome: 'busy', target })
    const late = play([change(8, { type: 'own-call', call }), change(9, ended)], fresh).view
    expect(late.lastConsultEnded).toEqual({ callId, outcome: 'busy', target: null })
  })

  it('the next one wipes what became of the last', () => {
    const again = play([change(8, ended), change(9, { type: 'own-call', call: consulting })], fresh).view
    expect(again.lastConsultEnded).toBeNull()
  })
})

describe('the floor', () => {
  it('one agent changes: the others keep their object and the order stands', () => {
    const { view } = play(
      [change(8, { type: 'floor-agent', agent: { ...agent(dana), displayName: 'D' } })],
      fresh,
    )
    expect(view.floor?.agents.get(dana)?.displayName).toBe('D')
    expect(view.floor?.agents.get(omar)).toBe(fresh.floor?.agents.get(omar))
    expect(view.floor?.agentIds).toBe(fresh.floor?.agentIds)
  })

  it('people come and go', () => {
    const gone = play([change(8, { type: 'floor-agent-left', personId: dana })], fresh).view
    expect(gone.floor?.agentIds).toEqual([omar])
    const back = play([change(9, { type: 'floor-agent', agent: agent(dana) })], gone).view
    expect(back.floor?.agentIds).toEqual([omar, dana])
  })

  it('knows whose call is whose; a quality report leaves that untouched', () => {
    expect(fresh.floor?.callOf.get(dana)).toBe(callId)
    const quality = { lossPercent: 0, jitterMs: 1, roundTripMs: 2, mos: 4.3 }
    const measured = play([change(8, { type: 'floor-call', call: { ...call, quality } })], fresh).view
    expect(measured.floor?.callOf).toBe(fresh.floor?.callOf)
    expect(measured.floor?.calls.get(callId)?.quality).toEqual(quality)
    const over = play([change(9, { type: 'floor-call-ended', callId })], measured).view
    expect(over.floor?.callOf.size).toBe(0)
    expect(over.floor?.calls.size).toBe(0)
  })

  it('a floor change for somebody without a floor is nothing', () => {
    const agentOnly = play([{ type: 'snapshot', snapshot: snapshot({ floor: null }) }]).view
    expect(play([change(8, { type: 'floor-call-ended', callId })], agentOnly).view.floor).toBeNull()
  })

  it('trunks are replaced by id, new ones added', () => {
    const trunk = { trunkId: 't', name: 'T', state: 'up', roundTripMs: 3, since: 1 } as const
    const { view } = play(
      [change(8, { type: 'trunk', trunk }), change(9, { type: 'trunk', trunk: { ...trunk, state: 'down' } })],
      fresh,
    )
    expect(view.floor?.trunks).toEqual([{ ...trunk, state: 'down' }])
  })

  it('a trunk that is removed or switched off is gone', () => {
    const trunkId = TrunkId.parse('99999999-9999-4999-8999-999999999999')
    const trunk = { trunkId, name: 'T', state: 'up', roundTripMs: 3, since: 1 } as const
    const { view } = play(
      [change(8, { type: 'trunk', trunk }), change(9, { type: 'trunk-left', trunkId })],
      fresh,
    )
    expect(view.floor?.trunks).toEqual([])
  })

  it("a call that a lead took over is its agent's no more, and still runs", () => {
    const takenOverBy = { personId: omar, displayName: 'Omar', at: 5 }
    const { view } = play([change(8, { type: 'floor-call', call: { ...call, takenOverBy } })], fresh)
    expect(view.floor?.callOf.has(dana)).toBe(false)
    expect(view.floor?.calls.has(callId)).toBe(true)
  })

  it('help stands in order of waiting, changes in place, and goes with its end or its agent', () => {
    const later = help(2, { agent: { personId: omar, displayName: 'Omar' }, askedAt: 9 })
    const claimed = help(1, { claimed: { by: { personId: omar, displayName: 'Omar' }, at: 12 } })
    const asked = play(
      [
        change(8, { type: 'floor-help', help: later }),
        change(9, { type: 'floor-help', help: help(1, {}) }),
        change(10, { type: 'floor-help', help: claimed }),
      ],
      fresh,
    ).view
    expect(asked.floor?.help).toEqual([claimed, later])
    const closed = play(
      [
        change(11, { type: 'floor-help-closed', helpId: claimed.helpId, end: 'closed' }),
        change(12, { type: 'floor-agent-left', personId: omar }),
      ],
      asked,
    ).view
    expect(closed.floor?.help).toEqual([])
  })

  it('a tally replaces that of its team', () => {
    const tally = {
      team: { teamId: TeamId.parse('11111111-1111-4111-8111-111111111111'), name: 'West' },
      since: 0,
      placed: 1,
      answered: 1,
      offered: 0,
      taken: 0,
      abandoned: 0,
      noAgent: 0,
      lastHour: 1,
    }
    const { view } = play(
      [change(8, { type: 'tally', tally }), change(9, { type: 'tally', tally: { ...tally, placed: 2 } })],
      fresh,
    )
    expect(view.floor?.tallies).toEqual([{ ...tally, placed: 2 }])
  })
})

describe('what a lead and an agent say to each other', () => {
  const asked = play([change(8, { type: 'own-help', help: help(1, {}), end: null })], fresh).view

  it('the own call for help stands until it ends, and its end is known', () => {
    expect(asked.own?.help?.helpId).toBe(help(1, {}).helpId)
    const closed = play([change(9, { type: 'own-help', help: null, end: 'closed' })], asked).view
    expect(closed.own?.help).toBeNull()
    expect(closed.lastHelpEnded).toEqual({ help: help(1, {}), end: 'closed' })
    const again = play([change(10, { type: 'own-help', help: help(2, {}), end: null })], closed).view
    expect(again.lastHelpEnded).toBeNull()
  })

  it('a change of state leaves help and notices alone', () => {
    const state = { type: 'break', reason: 'lunch', since: 2 } as const
    const reachability = { socket: true, phone: true, missedChecks: 1 }
    const { view } = play([change(9, { type: 'own-state', state, reachability })], asked)
    expect(view.own).toEqual({ ...asked.own, state, reachability })
  })

  it('a notice stands once until it is acknowledged anywhere', () => {
    const shown = play(
      [change(8, { type: 'notice', notice }), change(9, { type: 'notice', notice })],
      fresh,
    ).view
    expect(shown.own?.notices).toEqual([notice])
    expect(
      play([change(10, { type: 'notice-gone', noticeId: notice.noticeId })], shown).view.own?.notices,
    ).toEqual([])
  })

  it('what was sent is known once, newest first, as last told', () => {
    const { view } = play(
      [
        change(8, { type: 'sent', sent: sent(1, null) }),
        change(9, { type: 'sent', sent: sent(2, null) }),
        change(10, { type: 'sent', sent: sent(1, 7) }),
      ],
      fresh,
    )
    expect(view.sent).toEqual([sent(2, null), sent(1, 7)])
  })
})
