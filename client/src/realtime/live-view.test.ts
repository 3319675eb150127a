import {
  TrunkId,
  CallId,
  type Change,
  type FloorAgent,
  type LiveCall,
  PersonId,
  type Snapshot,
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
  reachability: { socket: true, phone: true },
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
  quality: null,
  listeners: [],
}
const snapshot = (part: Partial<Snapshot>): Snapshot => ({
  revision: 7,
  at: 10_000,
  agent: {
    state: { type: 'ready', since: 1 },
    reachability: { socket: true, phone: true },
    call: null,
  },
  floor: { agents: [agent(dana), agent(omar)], calls: [call], trunks: [] },
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
})
