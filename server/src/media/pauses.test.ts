import { beforeEach, describe, expect, it } from 'vitest'
import { BenchLeg, RoomBench } from './testing/room-bench.ts'

const zero = 0xff
const loud = 0x90
/** What a lead says to the agent alone. */
const whispered = 0xa0

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
  ])
const whisper = (): void =>
  bench.hear([
    [agent, [customer, lead]],
    [customer, [agent]],
    [lead, [agent, customer]],
  ])
const barge = (): void =>
  bench.hear([
    [agent, [customer, lead]],
    [customer, [agent, lead]],
    [lead, [agent, customer]],
  ])
const takenOver = (): void =>
  bench.hear([
    [lead, [customer]],
    [customer, [lead]],
  ])

/** A worker's pace: frames every 20 ms where they are needed, looks every 100 ms, what `speak` sends in between. */
function pass(ms: number, speak: (nowMs: number) => void = () => undefined): void {
  for (const untilMs = bench.nowMs + ms; bench.nowMs < untilMs;) {
    bench.nowMs += 1
    speak(bench.nowMs)
    if (bench.nowMs % 20 === 7 && bench.room.needsTicks) bench.room.tick(bench.nowMs)
    if (bench.nowMs % 100 === 0) bench.room.fillPauses(bench.nowMs)
  }
}

/** The packets after `from`, as far as each is from the one before, in packets, samples and milliseconds. */
const steps = (from: number) =>
  customer.heard.slice(from).map((packet, index) => {
    const before = customer.heard[from + index - 1]
    return {
      sequence: (packet.sequence - (before?.sequence ?? packet.sequence - 1)) & 0xffff,
      samples: before ? (packet.timestamp - before.timestamp) | 0 : 160,
      ms: packet.atMs - (before?.atMs ?? packet.atMs),
    }
  })

describe('a carrier’s ear whose one source says nothing', () => {
  it('MEDIA-60: a lead who took over without a microphone: the carrier is sent silence every 20 ms', () => {
    twoParty()
    pass(1_000, (nowMs) => nowMs % 20 === 0 && agent.speak(nowMs / 20, zero))
    takenOver()
    const before = customer.heard.length
    pass(10_000)
    const sent = customer.heard.slice(before)
    expect(sent.length).toBeGreaterThan(480)
    expect(sent.every(({ codes }) => codes.every((code) => code === zero))).toBe(true)
    expect(steps(before).every(({ sequence }) => sequence === 1)).toBe(true)
    expect(Math.max(...steps(before).map(({ ms }) => ms))).toBeLessThanOrEqual(240)
    expect(steps(before).every(({ samples, ms }) => Math.abs(samples - ms * 8) <= 240)).toBe(true)
  })

  it('MEDIA-60: also one who has never sent a packet, from the start of the call', () => {
    twoParty()
    pass(1_000)
    expect(customer.heard.length).toBeGreaterThan(35)
    expect(agent.heard).toEqual([])
  })

  it('MEDIA-60: when the source speaks again each packet of it is sent, and both lines go on', () => {
    twoParty()
    pass(4_000, (nowMs) => {
      const isPause = nowMs > 1_000 && nowMs <= 3_000
      // Its clock goes on while it is silent, its sequence does not.
      const number = isPause ? null : nowMs > 3_000 ? (nowMs - 2_000) / 20 : nowMs / 20
      if (nowMs % 20 === 0 && number !== null)
        agent.send(number, nowMs * 8, new Uint8Array(160).fill(0x80 + (number % 100)))
    })
    const said = customer.heard.filter(({ codes }) => codes[0] !== zero)
    expect(said.map(({ codes }) => codes[0])).toEqual(
      Array.from({ length: 100 }, (_, at) => 0x80 + ((at + 1) % 100)),
    )
    expect(steps(1).every(({ sequence }) => sequence === 1)).toBe(true)
    // The source's own time line over the pause, as if it had been relayed throughout.
    const [first] = said
    const after = said[50]
    expect(((after?.timestamp ?? 0) - (first?.timestamp ?? 0)) | 0).toBe(3_000 * 8)
    expect(bench.room.needsTicks).toBe(false)
  })

  it('MEDIA-61: packets held up on their way are all sent, and what that puts ahead does not add up', () => {
    twoParty()
    let number = 0
    const held: number[] = []
    pass(59_000, (nowMs) => {
      if (nowMs % 20 !== 0) return
      // Each fifth second the line stalls for 300 ms, then everything comes at once.
      number += 1
      held.push(number)
      if (nowMs % 5_000 < 300 && nowMs > 5_000) return
      for (const each of held.splice(0)) agent.speak(each, 0x80 + (each % 100))
    })
    const said = customer.heard.filter(({ codes }) => codes[0] !== zero)
    expect(said).toHaveLength(number)
    expect(steps(1).every(({ sequence, samples }) => sequence === 1 && samples >= 160)).toBe(true)
    const [first, last] = [customer.heard[0], customer.heard.at(-1)]
    const aheadMs =
      (((last?.timestamp ?? 0) - (first?.timestamp ?? 0)) | 0) / 8 - ((last?.atMs ?? 0) - (first?.atMs ?? 0))
    expect(aheadMs).toBeLessThanOrEqual(320)
  })

  it('MEDIA-60: a pause shorter than 100 ms, and a steady source, are left alone', () => {
    twoParty()
    pass(2_000, (nowMs) => nowMs % 80 === 0 && agent.speak(nowMs / 80, loud))
    expect(customer.heard.slice(2).every(({ codes }) => codes[0] === loud)).toBe(true)
  })
})

/** Twenty milliseconds of everybody; the agent’s may be left out. */
const says =
  (code: number, agentCode: number | null = zero) =>
  (nowMs: number): void => {
    if (nowMs % 20 !== 0) return
    if (agentCode !== null) agent.speak(nowMs / 20, agentCode)
    customer.speak(nowMs / 20, zero)
    lead.speak(nowMs / 20, code)
  }

const heardSince = (leg: BenchLeg, from: number): number[] =>
  leg.heard.slice(from).flatMap((packet) => [...packet.codes])

describe('what was whispered', () => {
  it.each([
    ['the agent speaks', zero, 0],
    ['the agent speaks, and the switch comes within a frame', zero, 13],
    ['the agent says nothing', null, 0],
    ['the agent says nothing, and the switch comes within a frame', null, 13],
  ])('MEDIA-62: is not in the customer’s ear after a barge: %s', (_name, agentCode, ms) => {
    whisper()
    pass(2_000 + ms, says(whispered, agentCode))
    // The agent hears it: some of it is still in the jitter buffer, on its way to them.
    expect(agent.heard.at(-1)?.codes[0]).toBe(whispered)
    const before = customer.heard.length
    barge()
    pass(1_000, says(loud, agentCode))
    const codes = heardSince(customer, before)
    expect(codes).not.toContain(whispered)
    expect(codes.filter((code) => code === loud).length).toBeGreaterThan(160 * 40)
    // And the agent has lost nothing of it.
    const words = agent.heard.filter((packet) => packet.codes.includes(whispered))
    expect(words.length).toBeGreaterThan(96)
  })

  it('MEDIA-62: nor of a lead whose packets come late, so that much of it lies in the buffer', () => {
    whisper()
    pass(1_000, says(whispered))
    // A stall of 100 ms makes the buffer of the lead deeper than the agent’s.
    const held: number[] = []
    pass(1_000, (nowMs) => {
      if (nowMs % 20 !== 0) return
      agent.speak(nowMs / 20, zero)
      held.push(nowMs / 20)
      if (nowMs > 1_200 && nowMs <= 1_300) return
      for (const number of held.splice(0)) lead.speak(number, whispered)
    })
    const before = customer.heard.length
    barge()
    pass(1_000, says(loud))
    const codes = heardSince(customer, before)
    expect(codes).not.toContain(whispered)
    expect(codes.filter((code) => code === loud).length).toBeGreaterThan(160 * 40)
  })

  it('MEDIA-62: nor when the lead takes over while the barge is 20 ms old', () => {
    whisper()
    pass(2_000, says(whispered, null))
    const before = customer.heard.length
    barge()
    pass(20, says(loud, null))
    takenOver()
    pass(1_000, says(loud, null))
    const codes = heardSince(customer, before)
    expect(codes).not.toContain(whispered)
    expect(codes.filter((code) => code === loud).length).toBeGreaterThan(160 * 40)
  })

  it('MEDIA-62: nor in the ear of another lead, who hears who barges', () => {
    const other = new BenchLeg(bench, 4, 'browser')
    const ears = (barging: boolean): void =>
      bench.hear([
        [agent, [customer, lead]],
        [customer, barging ? [agent, lead] : [agent]],
        [lead, [agent, customer]],
        [other, barging ? [agent, customer, lead] : [agent, customer]],
      ])
    ears(false)
    pass(1_005, says(whispered))
    ears(true)
    pass(500, says(loud))
    const codes = heardSince(other, 0)
    expect(codes).not.toContain(whispered)
    expect(codes).toContain(loud)
  })
})
