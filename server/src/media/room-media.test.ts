import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BenchLeg, RoomBench } from './testing/room-bench.ts'

const loud = 0x90
const zero = 0xff

let bench: RoomBench
let agent: BenchLeg
let customer: BenchLeg
let lead: BenchLeg

beforeEach(() => {
  bench = new RoomBench()
  agent = new BenchLeg(bench, 1, 'browser')
  customer = new BenchLeg(bench, 2, 'rtp')
  lead = new BenchLeg(bench, 3, 'browser')
  for (const { leg } of [agent, customer, lead]) leg.ready()
  bench.hear([
    [agent, [customer]],
    [customer, [agent]],
    [lead, [agent, customer]],
  ])
})

afterEach(() => bench.room.dispose())

let number = 0
/** Twenty milliseconds: those named speak, the room makes its frames, and the legs are looked after. */
function step(speakers: readonly (readonly [BenchLeg, number])[]): void {
  bench.nowMs += 20
  number += 1
  for (const [leg, code] of speakers) leg.speak(number, code)
  bench.room.tick(bench.nowMs)
  if (bench.nowMs % 240 === 0) for (const leg of bench.room.legs.values()) leg.check(bench.nowMs)
}

/** What was told of a leg, but for the figures of every five seconds. */
const kinds = (leg: BenchLeg): string[] =>
  bench.events.flatMap((event) =>
    'legId' in event && event.legId === leg.leg.id && event.type !== 'leg-quality' ? [event.type] : [],
  )

describe('a lead who has not begun to speak', () => {
  it('MEDIA-59: in ten minutes without a packet no trouble is told, and nothing is decoded for the leg', () => {
    for (let turn = 0; turn < 30_000; turn += 1)
      step([
        [agent, zero],
        [customer, zero],
      ])
    expect(kinds(lead)).toEqual(['leg-digits'])
    expect(lead.leg.jitter).toBeNull()
    expect(lead.heard).toHaveLength(30_000)
  })

  it('MEDIA-59: a leg that begins to send after minutes is heard like any other', () => {
    for (let turn = 0; turn < 9_000; turn += 1) step([[agent, zero]])
    bench.hear([
      [agent, [customer, lead]],
      [customer, [agent]],
      [lead, [agent, customer]],
    ])
    const before = agent.heard.length
    for (let turn = 0; turn < 50; turn += 1)
      step([
        [agent, zero],
        [lead, loud],
      ])
    const codes = agent.heard.slice(before).map((packet) => packet.codes[0])
    expect(codes.filter((code) => code === loud).length).toBeGreaterThanOrEqual(46)
    expect(kinds(lead)).toEqual(['leg-digits', 'first-packet', 'leg-voice'])
    for (let turn = 0; turn < 200; turn += 1) step([[agent, zero]])
    expect(kinds(lead)).toEqual(['leg-digits', 'first-packet', 'leg-voice', 'leg-voice', 'leg-silent'])
  })
})

describe('who speaks', () => {
  it('MEDIA-51: each leg is told for itself, when it changes only', () => {
    for (let turn = 0; turn < 100; turn += 1)
      step([
        [agent, turn < 50 ? loud : zero],
        [customer, turn < 25 ? zero : loud],
      ])
    const words = bench.events.flatMap((event) =>
      event.type === 'leg-voice' ? [[event.legId, event.speaking]] : [],
    )
    expect(words).toEqual([
      [agent.leg.id, true],
      [customer.leg.id, true],
      [agent.leg.id, false],
    ])
  })
})

const levels = (): Record<string, number>[] =>
  bench.events.flatMap((event) => (event.type === 'levels' ? [event.legs] : []))

describe('levels', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('MEDIA-55: the loudest sample of each leg since the last time, as often as asked for, until it is ended', () => {
    step([[agent, loud]])
    bench.room.watchLevels(200)
    vi.advanceTimersByTime(200)
    expect(levels()).toEqual([{ [agent.leg.id]: 0, [customer.leg.id]: 0, [lead.leg.id]: 0 }])
    step([[agent, loud]])
    vi.advanceTimersByTime(200)
    expect(levels().at(-1)?.[agent.leg.id]).toBeGreaterThan(0.4)
    expect(levels().at(-1)?.[customer.leg.id]).toBe(0)
    bench.room.watchLevels(1_000)
    vi.advanceTimersByTime(900)
    expect(levels()).toHaveLength(2)
    bench.room.watchLevels(null)
    vi.advanceTimersByTime(5_000)
    expect(levels()).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('MEDIA-55: a room that is closed tells nothing any more', () => {
    bench.room.watchLevels(200)
    bench.room.dispose()
    expect(vi.getTimerCount()).toBe(0)
  })
})
