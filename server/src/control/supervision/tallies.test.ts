import { CallId, TeamId, type TerminationKind } from '@hearthline/shared'
import { pino } from 'pino'
import { beforeEach, describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import { createNewsDesk } from '../news.ts'
import { slowStartMs } from '../testing/call-floor.ts'
import { openSupervisedFloor, type SupervisedFloor } from '../testing/supervised-floor.ts'
import { createTallies, type CountedCall } from './index.ts'

const west = TeamId.parse('22222222-2222-4222-8222-222222222221')
const east = TeamId.parse('22222222-2222-4222-8222-222222222222')
const dayMs = 86_400_000
const minuteMs = 60_000

function counting() {
  const clock = createVirtualClock()
  const midnightMs = Math.floor(clock.nowMs() / dayMs) * dayMs + dayMs
  clock.advance(midnightMs + 10 * 3_600_000 - clock.nowMs())
  const calls = new Map<CallId, CountedCall>()
  const news = createNewsDesk((work) => work(), pino({ level: 'silent' }))
  const told: TeamId[] = []
  news.subscribe((item) => {
    if (item.type === 'tally') told.push(item.teamId)
  })
  const tallies = createTallies({
    store: {
      callsSince: (startedAtMs, answeredAtMs) =>
        [...calls.values()].filter(
          ({ startedAt, answeredAt }) => startedAt >= startedAtMs || (answeredAt ?? 0) >= answeredAtMs,
        ),
      find: (callId) => calls.get(callId) ?? null,
    },
    teams: {
      all: () => [
        { teamId: west, name: 'West' },
        { teamId: east, name: 'East' },
      ],
      name: (teamId) => ({ [west]: 'West', [east]: 'East' })[teamId] ?? null,
    },
    startOfDay: (atMs) => Math.floor(atMs / dayMs) * dayMs,
    news,
    clock,
  })
  const save = (call: CountedCall) => {
    calls.set(call.callId, call)
    news.tell({ type: call.terminationKind === null ? 'call' : 'call-ended', callId: call.callId })
    return call
  }
  const call = (direction: CountedCall['direction'], startedAt = clock.nowMs()): CountedCall => ({
    callId: CallId.parse(crypto.randomUUID()),
    teamId: west,
    direction,
    startedAt,
    answeredAt: null,
    terminationKind: null,
  })
  const end = (one: CountedCall, terminationKind: TerminationKind) => save({ ...one, terminationKind })
  const answer = (one: CountedCall) => save({ ...one, answeredAt: clock.nowMs() })
  return { clock, tallies, told, calls, save, call, end, answer, midnightMs }
}

describe('tallies', () => {
  it('STEER-15: a day of calls', () => {
    const { tallies, call, save, end, answer, midnightMs } = counting()
    tallies.start()
    end(answer(save(call('outbound'))), 'agent-hung-up')
    end(save(call('outbound')), 'busy')
    save(call('outbound'))
    end(save(call('outbound')), 'never-dialled')
    answer(save(call('inbound')))
    end(save(call('inbound')), 'customer-abandoned')
    end(save(call('inbound')), 'no-agent')
    end(save(call('inbound')), 'voice-node-lost')
    expect(tallies.of(west)).toEqual({
      team: { teamId: west, name: 'West' },
      since: midnightMs,
      placed: 3,
      answered: 1,
      offered: 4,
      taken: 1,
      abandoned: 1,
      noAgent: 1,
      lastHour: 2,
    })
    expect(tallies.all((teamId) => teamId === east)).toMatchObject([{ placed: 0, offered: 0, lastHour: 0 }])
    tallies.dispose()
  })

  it('STEER-15: a call that moves takes its counts along', () => {
    const { tallies, call, save, answer } = counting()
    tallies.start()
    const one = answer(save(call('outbound')))
    save({ ...one, teamId: east })
    expect([tallies.of(west), tallies.of(east)]).toMatchObject([
      { placed: 0, answered: 0, lastHour: 0 },
      { placed: 1, answered: 1, lastHour: 1 },
    ])
    save({ ...one, teamId: null })
    expect(tallies.of(east)).toMatchObject({ placed: 0, lastHour: 0 })
    tallies.dispose()
  })

  it('STEER-15: told at once, then at most once a second, and only when something counts anew', () => {
    const { clock, tallies, told, call, save, answer } = counting()
    tallies.start()
    const one = save(call('outbound'))
    save(one)
    expect(told).toEqual([west])
    for (let index = 0; index < 20; index += 1) answer(save(call('outbound')))
    expect(told).toHaveLength(1)
    clock.advance(1_000)
    expect(told).toHaveLength(2)
    clock.advance(10_000)
    save(one)
    expect(told).toHaveLength(2)
    expect(tallies.of(west)).toMatchObject({ placed: 21, answered: 20 })
    tallies.dispose()
  })

  it('STEER-15: a conversation leaves the last hour by itself, within a minute', () => {
    const { clock, tallies, told, call, answer } = counting()
    tallies.start()
    answer(call('inbound'))
    clock.advance(60 * minuteMs - 1)
    expect(tallies.of(west)?.lastHour).toBe(1)
    const before = told.length
    clock.advance(minuteMs)
    expect([tallies.of(west)?.lastHour, told.length - before]).toEqual([0, 1])
    clock.advance(10 * minuteMs)
    expect(told.length - before).toBe(1)
    tallies.dispose()
  })

  it('STEER-15: at midnight the day starts over and the last hour goes on', () => {
    const { clock, tallies, told, call, answer, save, end, midnightMs } = counting()
    tallies.start()
    end(save(call('outbound')), 'busy')
    clock.advance(midnightMs + dayMs - 10 * minuteMs - clock.nowMs())
    const late = answer(call('outbound'))
    const before = told.length
    clock.advance(10 * minuteMs)
    expect(tallies.of(west)).toMatchObject({ since: midnightMs + dayMs, placed: 0, answered: 0, lastHour: 1 })
    expect(told.slice(before).toSorted()).toEqual([west, east].toSorted())
    // Its end belongs to the day it began on.
    end(late, 'agent-hung-up')
    expect(tallies.of(west)).toMatchObject({ placed: 0, lastHour: 1 })
    tallies.dispose()
  })

  it('STEER-15: a restart counts the same again', () => {
    const { tallies, calls, call, answer, end, save, clock } = counting()
    for (const one of [answer(call('outbound')), end(save(call('inbound')), 'no-agent')])
      calls.set(one.callId, one)
    tallies.start()
    const first = tallies.of(west)
    expect(first).toMatchObject({ placed: 1, answered: 1, offered: 1, noAgent: 1, lastHour: 1 })
    tallies.start()
    expect(tallies.of(west)).toEqual(first)
    tallies.dispose()
    expect(clock.pendingTimers()).toBe(0)
  })
})

describe('tallies on the floor', () => {
  let floor: SupervisedFloor
  beforeEach(async () => {
    floor = await openSupervisedFloor()
    return () => floor.dispose()
  }, slowStartMs)

  it('STEER-15: a lead has those of their teams, the administrator all, and a restart finds the same', async () => {
    const { hangUp } = await floor.talk(floor.dana)
    await hangUp()
    await floor.priya.live.until(() => floor.priya.live.of('tally').some(({ tally }) => tally.answered === 1))
    await floor.heard(floor.omar, floor.dana)
    expect([floor.omar, floor.dana].flatMap(({ live }) => live.of('tally'))).toEqual([])
    const shown = async () => {
      for (const { live } of [floor.priya, floor.omar, floor.ada]) await live.resync()
      return [floor.priya, floor.omar, floor.ada].map(({ live }) =>
        live.snapshot.floor?.tallies.map(({ team, placed, answered, lastHour }) => [
          team.name,
          placed,
          answered,
          lastHour,
        ]),
      )
    }
    const inWest = ['West', 1, 1, 1]
    const inEast = ['East', 0, 0, 0]
    const before = await shown()
    expect(before[0]).toEqual([inWest])
    expect(before[1]).toEqual([inEast])
    expect(before[2]?.toSorted()).toEqual([inEast, inWest])
    await floor.restart(floor.priya, floor.omar, floor.ada)
    expect(await shown()).toEqual(before)
  })
})
