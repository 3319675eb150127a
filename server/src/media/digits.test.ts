import { beforeEach, describe, expect, it } from 'vitest'
import { ChannelTimeline } from './recorder/channel-timeline.ts'
import { RecordedLeg } from './recorder/recorded-leg.ts'
import { BenchLeg, RoomBench, type Sent } from './testing/room-bench.ts'

let bench: RoomBench
let agent: BenchLeg
let customer: BenchLeg
let lead: BenchLeg

beforeEach(() => {
  bench = new RoomBench()
  agent = new BenchLeg(bench, 1, 'browser')
  customer = new BenchLeg(bench, 2, 'rtp')
  lead = new BenchLeg(bench, 3, 'browser')
})

const twoParty = (): void =>
  bench.hear([
    [agent, [customer]],
    [customer, [agent]],
    [lead, [agent, customer]],
  ])
const barge = (): void =>
  bench.hear([
    [agent, [customer, lead]],
    [customer, [agent, lead]],
    [lead, [agent, customer]],
  ])

const eventsOf = (heard: readonly Sent[]): Sent[] => heard.filter(({ payloadType }) => payloadType === 101)
const followEachOther = (heard: readonly Sent[]): boolean =>
  heard.every((packet, at) => at === 0 || packet.sequence === (((heard[at - 1]?.sequence ?? 0) + 1) & 0xffff))

/** Time passes as in a worker: a frame every 20 ms for ears that need them. */
function frame(speak: () => void): void {
  bench.nowMs += 20
  speak()
  if (bench.room.needsTicks) bench.room.tick(bench.nowMs)
}

/** Packets `from` … of a key press of 100 ms at 20 ms a packet, with its three ends; `between` runs after the packet of that index. */
function press(from: number, digit: number, between?: { after: number; run: () => void }): number {
  const timestamp = from * 160
  for (let index = 0; index < 7; index += 1) {
    const samples = Math.min(5, index + 1) * 160
    const send = (): void => agent.press(from + index, timestamp, digit, samples, index >= 4)
    // The three ends leave together.
    if (index > 4) send()
    else frame(send)
    if (between?.after === index) between.run()
  }
  return from + 7
}

describe('digits', () => {
  it('MEDIA-66: reach the carrier, all three ends, and neither a browser’s ear, a recording nor a mix', () => {
    twoParty()
    for (let number = 0; number < 20; number += 1) frame(() => agent.speak(number, 0x90))
    const heardBefore = lead.heard.length
    const timeline = new ChannelTimeline()
    agent.leg.tap = new RecordedLeg(timeline, bench.nowMs)
    const next = press(20, 5)
    const recorded = new Uint8Array(1_600)
    timeline.peek(recorded.length, recorded, 0)
    expect(new Set(recorded)).toEqual(new Set([0xff]))
    const events = eventsOf(customer.heard)
    expect(events.map(({ codes }) => [...codes])).toEqual([
      [5, 0x0a, 0, 160],
      [5, 0x0a, 1, 64],
      [5, 0x0a, 1, 224],
      [5, 0x0a, 2, 128],
      [5, 0x8a, 3, 32],
      [5, 0x8a, 3, 32],
      [5, 0x8a, 3, 32],
    ])
    expect(new Set(events.map(({ timestamp }) => timestamp)).size).toBe(1)
    expect(followEachOther(customer.heard)).toBe(true)
    expect(eventsOf(lead.heard)).toEqual([])
    const silent = lead.heard.slice(heardBefore + 4)
    expect(silent.length).toBeGreaterThan(0)
    expect(silent.every(({ codes }) => codes.every((code) => code === 0xff))).toBe(true)
    for (let number = next; number < next + 10; number += 1) frame(() => agent.speak(number, 0x90))
    expect(followEachOther(customer.heard)).toBe(true)
    expect(bench.events.filter(({ type }) => type === 'digit')).toMatchObject([{ digit: '5' }])
  })

  it('MEDIA-66: an ear that is not sent them sees no gap where they were', () => {
    bench.hear([
      [agent, [customer]],
      [customer, [agent]],
    ])
    for (let number = 0; number < 5; number += 1) frame(() => customer.speak(number, 0x90))
    for (let number = 5; number < 12; number += 1) customer.press(number, 800, 9, 160, number > 8)
    for (let number = 12; number < 20; number += 1) frame(() => customer.speak(number, 0x90))
    expect(eventsOf(agent.heard)).toEqual([])
    expect(agent.heard).toHaveLength(13)
    expect(followEachOther(agent.heard)).toBe(true)
    expect(bench.events.filter(({ type }) => type === 'digit')).toMatchObject([{ digit: '9' }])
  })

  it.each([
    ['a relay becomes a mix', twoParty, barge],
    ['a mix becomes a relay', barge, twoParty],
  ])('MEDIA-67: one key press keeps one timestamp while %s', (_name, before, after) => {
    before()
    for (let number = 0; number < 20; number += 1)
      frame(() => {
        agent.speak(number, 0x90)
        lead.speak(number, 0xa0)
      })
    press(20, 7, { after: 2, run: after })
    const events = eventsOf(customer.heard)
    expect(events).toHaveLength(7)
    expect(new Set(events.map(({ timestamp }) => timestamp)).size).toBe(1)
    expect(new Set(customer.heard.map(({ sequence }) => sequence)).size).toBe(customer.heard.length)
    press(40, 7)
    expect(new Set(eventsOf(customer.heard).map(({ timestamp }) => timestamp)).size).toBe(2)
  })

  it('MEDIA-68: what a peer settled about digits is told once, and again when it changes', () => {
    const told = () => bench.events.filter(({ type }) => type === 'leg-digits')
    expect(told()).toHaveLength(3)
    const laws = [{ law: 'mulaw', payloadType: 0 } as const]
    const [withDigits, without] = [101, null].map((eventPayloadType) => ({ laws, eventPayloadType }))
    if (!withDigits || !without) throw new Error('no formats')
    customer.leg.negotiated([withDigits], withDigits, 'sendrecv')
    expect(told()).toHaveLength(3)
    customer.leg.negotiated([withDigits, without], without, 'sendrecv')
    expect(told().at(-1)).toEqual({
      type: 'leg-digits',
      callId: bench.room.callId,
      legId: customer.leg.id,
      rfc4733: false,
    })
    twoParty()
    press(0, 1)
    expect(eventsOf(customer.heard)).toEqual([])
  })
})
