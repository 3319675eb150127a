import { beforeEach, describe, expect, it } from 'vitest'
import { BenchLeg, RoomBench } from './testing/room-bench.ts'

let bench: RoomBench
let agent: BenchLeg
let customer: BenchLeg

beforeEach(() => {
  bench = new RoomBench()
  agent = new BenchLeg(bench, 1, 'browser')
  customer = new BenchLeg(bench, 2, 'rtp')
})

/** Looks every 100 ms, as a worker does; the agent's packet of each 20 ms where `speaks`. */
function pass(ms: number, speaks: boolean): void {
  for (const untilMs = bench.nowMs + ms; bench.nowMs < untilMs;) {
    bench.nowMs += 20
    if (speaks) agent.speak(bench.nowMs / 20, 0x90)
    if (bench.nowMs % 100 === 0) for (const { leg } of [agent, customer]) leg.check(bench.nowMs)
  }
}
const silences = () =>
  bench.events.flatMap((event) =>
    event.type === 'leg-silent' && event.legId === agent.leg.id ? [event.silentMs] : [],
  )

describe('watched silence', () => {
  it('MEDIA-65: is told after as long as was asked for, once, and after 3 s again when nobody watches', () => {
    agent.leg.connected()
    pass(1_000, true)
    agent.leg.watchSilence(1_000)
    pass(900, false)
    expect(silences()).toEqual([])
    pass(4_000, false)
    expect(silences()).toEqual([1_000])
    pass(200, true)
    agent.leg.watchSilence(null)
    pass(2_900, false)
    expect(silences()).toHaveLength(1)
    pass(300, false)
    expect(silences()).toEqual([1_000, 3_000])
  })

  it('MEDIA-65: a silence that is longer already is told at the next look', () => {
    agent.leg.connected()
    pass(200, true)
    pass(2_000, false)
    agent.leg.watchSilence(1_000)
    pass(100, false)
    expect(silences()).toEqual([2_100])
  })

  it('MEDIA-65: who is watched and never began, connected or not, counts from the watch on', () => {
    pass(5_000, false)
    expect(silences()).toEqual([])
    agent.leg.watchSilence(1_000)
    pass(1_000, false)
    expect(silences()).toEqual([1_000])
  })
})

describe('prompts that play once', () => {
  it('MEDIA-4: their end is told, also when another takes their place', () => {
    const ended = () => bench.events.flatMap((event) => (event.type === 'prompt-ended' ? [event.prompt] : []))
    bench.room.setHearing(new Map([[customer.leg.id, { legs: [agent.leg.id], prompt: null }]]))
    bench.room.playOnce(customer.leg, 'comfort')
    for (let frame = 0; frame < 10; frame += 1) bench.room.tick((bench.nowMs += 20))
    bench.room.playOnce(customer.leg, 'goodbye')
    expect(ended()).toEqual(['comfort'])
    const { frames } = bench.context.prompts.goodbye
    for (let frame = 1; frame < frames; frame += 1) bench.room.tick((bench.nowMs += 20))
    expect(ended()).toEqual(['comfort'])
    bench.room.tick((bench.nowMs += 20))
    expect(ended()).toEqual(['comfort', 'goodbye'])
    expect(customer.heard).toHaveLength(10 + frames)
    agent.speak(0, 0x90)
    expect(customer.heard.at(-1)?.codes[0]).toBe(0x90)
  })
})

describe('a leg that hears itself', () => {
  it('MEDIA-63: each packet comes back as it was, in order, whoever else is there and speaks', () => {
    bench.room.setHearing(
      new Map([
        [agent.leg.id, { legs: [customer.leg.id], prompt: 'hold', echo: true }],
        [customer.leg.id, { legs: [], prompt: null }],
      ]),
    )
    const codes = [0x90, 0xa1, 0xb2, 0xc3]
    for (const [number, code] of codes.entries()) {
      bench.nowMs += 20
      customer.speak(number, 0x80)
      agent.speak(number, code)
    }
    expect(agent.heard.map((packet) => packet.codes[80])).toEqual(codes)
    expect(agent.heard.map(({ atMs }) => atMs)).toEqual([20, 40, 60, 80])
    expect(bench.room.legs.get(agent.leg.id)?.jitter).toBeNull()
  })

  it('MEDIA-64: it is sent a report every second, so that ten seconds are enough for a round trip', () => {
    let reports = 0
    agent.leg.transport = {
      sendRtp: () => true,
      sendRtcp: () => {
        reports += 1
        return true
      },
      dispose: () => undefined,
    }
    bench.room.setHearing(new Map([[agent.leg.id, { legs: [], prompt: null, echo: true }]]))
    pass(10_000, true)
    expect(reports).toBeGreaterThanOrEqual(9)
    expect(reports).toBeLessThanOrEqual(11)
  })
})
