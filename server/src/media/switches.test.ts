import { describe, expect, it } from 'vitest'
import { BenchLeg, RoomBench, type Sent } from './testing/room-bench.ts'

/** Zero in µ-law: what a silent microphone sends, and what adds nothing to a mix. */
const zero = 0xff
/** A code word that names packet `number` and comes through a mix unchanged. */
const codeOf = (number: number): number => 0x80 + (number % 100)

interface Party {
  bench: RoomBench
  agent: BenchLeg
  customer: BenchLeg
  leads: BenchLeg[]
  /** Each row of the hearing table, by name: `speaker` is the lead who whispers or barges, the others listen. */
  modes: (() => void)[]
}

function party(leadCount: number): Party {
  const bench = new RoomBench()
  const agent = new BenchLeg(bench, 1, 'browser')
  const customer = new BenchLeg(bench, 2, 'rtp')
  const leads = Array.from({ length: leadCount }, (_, index) => new BenchLeg(bench, 10 + index, 'browser'))
  const ears = (listening: readonly BenchLeg[], barging: BenchLeg | null) =>
    listening.map(
      (lead) =>
        [
          lead,
          barging === null || barging === lead ? [agent, customer] : [agent, customer, barging],
        ] as const,
    )
  const modes = [
    () =>
      bench.hear([
        [agent, [customer]],
        [customer, [agent]],
      ]),
    () => bench.hear([[agent, [customer]], [customer, [agent]], ...ears(leads, null)]),
    ...leads.flatMap((lead) => [
      () => bench.hear([[agent, [customer, lead]], [customer, [agent]], ...ears(leads, null)]),
      () => bench.hear([[agent, [customer, lead]], [customer, [agent, lead]], ...ears(leads, lead)]),
    ]),
  ]
  modes[0]?.()
  return { bench, agent, customer, leads, modes }
}

interface Pace {
  packets: number
  /** Arrivals are late by up to this much, in order. */
  jitterMs: number
  switchEveryMs: () => number
  /** Called each millisecond with what is due. */
  speak: (number: number) => void
}

/** Runs the room in steps of a millisecond: packets every 20 ms with jitter, frames every 20 ms, switches in between. */
function run({ bench, modes }: Party, pace: Pace): number {
  let number = 0
  let arrivesMs = 0
  let tickMs = 7
  let switchMs = 100
  let mode = 0
  let switches = 0
  while (number < pace.packets) {
    bench.nowMs += 1
    while (arrivesMs <= bench.nowMs && number < pace.packets) {
      pace.speak(number)
      number += 1
      arrivesMs = Math.max(arrivesMs, number * 20 + (pace.jitterMs > 0 ? bench.random(pace.jitterMs + 1) : 0))
    }
    if (bench.nowMs >= tickMs) {
      tickMs += 20
      bench.room.tick(bench.nowMs)
    }
    if (bench.nowMs >= switchMs) {
      switchMs = bench.nowMs + pace.switchEveryMs()
      mode = (mode + 1 + bench.random(modes.length - 1)) % modes.length
      modes[mode]?.()
      switches += 1
    }
  }
  modes[0]?.()
  return switches
}

/** One line of sequence numbers and of timestamps, 20 ms a packet. */
function expectOneLine(heard: readonly Sent[]): void {
  const broken = heard.flatMap((packet, at) => {
    const before = heard[at - 1]
    if (!before) return []
    const sequence = (packet.sequence - before.sequence) & 0xffff
    const time = (packet.timestamp - before.timestamp) | 0
    return sequence === 1 && time === 160 ? [] : [{ at, sequence, time, atMs: packet.atMs }]
  })
  expect(broken).toEqual([])
}

/** Each packet of the source once, whole, in order. */
function expectEachOnce(heard: readonly Sent[], packets: number): void {
  expect(heard.map(({ codes }) => `${codes.length}:${codes[0]}:${codes.at(-1)}`)).toEqual(
    Array.from({ length: packets }, (_, number) => `160:${codeOf(number)}:${codeOf(number)}`),
  )
}

describe('switches between relay and mix', () => {
  it.each([
    ['without jitter, a switch every 60 ms', 0, () => 60],
    ['with jitter of 15 ms, a switch every 100 ms', 15, () => 100],
    ['with jitter of 15 ms, switches within one packet', 15, () => 7],
    ['with jitter of 30 ms, a switch every 31 ms', 30, () => 31],
  ])(
    'MEDIA-56: %s: the customer hears each packet of the agent once, in order, on one line',
    (_name, jitterMs, switchEveryMs) => {
      const all = party(3)
      const packets = 3_000
      const switches = run(all, {
        packets,
        jitterMs,
        switchEveryMs,
        speak: (number) => {
          all.agent.speak(number, codeOf(number))
          all.customer.speak(number, zero)
        },
      })
      expect(switches).toBeGreaterThan(500)
      expectOneLine(all.customer.heard)
      expectEachOnce(all.customer.heard, packets)
      expectOneLine(all.agent.heard)
      expect(all.agent.heard).toHaveLength(packets)
    },
  )

  it('MEDIA-56: also where a stall has left the mix 400 ms behind: the customer waits for it, on one line', () => {
    const all = party(1)
    const { bench, agent, customer, modes } = all
    const packets = 400
    let nextTickMs = 7
    for (let number = 0; number < packets; number += 1) {
      bench.nowMs = number * 20
      agent.speak(number, codeOf(number))
      customer.speak(number, zero)
      // The lead listens; then no frame is made for 400 ms, and the pace begins anew.
      if (number === 50) modes[1]?.()
      if (number === 100) nextTickMs = bench.nowMs + 400
      // Barge, with the mix that far behind the relay; and back.
      if (number === 130) modes[3]?.()
      if (number === 300) modes[0]?.()
      for (; nextTickMs <= bench.nowMs; nextTickMs += 20) bench.room.tick(nextTickMs)
    }
    expectOneLine(customer.heard)
    const heard = new Set(customer.heard.map(({ codes }) => codes[0]))
    // A buffer that is too deep comes back by a frame a second (MEDIA-28): of 100 code words at most so many in 8 s.
    expect(heard.size).toBeGreaterThanOrEqual(100 - 8)
    expect(customer.heard.length).toBeGreaterThanOrEqual(packets - 8)
  })

  it('MEDIA-56: and the agent each packet of the customer, with leads that have never sent anything', () => {
    const all = party(3)
    const packets = 3_000
    run(all, {
      packets,
      jitterMs: 15,
      switchEveryMs: () => 20 + all.bench.random(200),
      speak: (number) => {
        all.agent.speak(number, zero)
        all.customer.speak(number, codeOf(number))
      },
    })
    expectOneLine(all.agent.heard)
    expectEachOnce(all.agent.heard, packets)
  })

  it('MEDIA-57: three listeners, and the other ears switch: no listener loses anything of either side', () => {
    const all = party(3)
    const { bench, agent, customer, leads, modes } = all
    const listening = modes.slice(1)
    const packets = 1_500
    listening[0]?.()
    run(
      { ...all, modes: listening },
      {
        packets,
        jitterMs: 15,
        switchEveryMs: () => 40,
        speak: (number) => {
          agent.speak(number, codeOf(number))
          customer.speak(number, zero)
        },
      },
    )
    // The last frames are still held by the mix.
    for (let tick = 0; tick < 4; tick += 1) {
      bench.nowMs += 20
      bench.room.tick(bench.nowMs)
    }
    for (const lead of leads) {
      expectOneLine(lead.heard)
      const spoken = lead.heard.filter(({ codes }) => codes[0] !== zero)
      expectEachOnce(spoken, packets)
      const silent = lead.heard.length - spoken.length
      expect(silent).toBeLessThanOrEqual(8)
    }
  })

  it('MEDIA-58: the mix brings the others’ voices: a barging lead is heard from the third frame on', () => {
    const { bench, agent, customer, leads, modes } = party(1)
    const [lead] = leads
    const loud = 0x90
    let number = 0
    const step = (): void => {
      bench.nowMs += 20
      agent.speak(number, zero)
      customer.speak(number, zero)
      lead?.speak(number, loud)
      number += 1
      bench.room.tick(bench.nowMs)
    }
    for (let turn = 0; turn < 20; turn += 1) step()
    modes[3]?.()
    const before = customer.heard.length
    for (let turn = 0; turn < 10; turn += 1) step()
    const codes = customer.heard.slice(before).map((packet) => packet.codes[0])
    expect(codes).toEqual(Array.from({ length: codes.length }, () => loud))
    expect(codes.length).toBeGreaterThanOrEqual(7)
  })

  it('MEDIA-58: a source that fell silent does not keep an ear from the other voices', () => {
    const { bench, agent, customer, leads, modes } = party(1)
    const [lead] = leads
    for (let number = 0; number < 20; number += 1) {
      bench.nowMs += 20
      agent.speak(number, codeOf(number))
      bench.room.tick(bench.nowMs)
    }
    modes[3]?.()
    const before = customer.heard.length
    for (let number = 0; number < 30; number += 1) {
      bench.nowMs += 20
      lead?.speak(number, 0x90)
      bench.room.tick(bench.nowMs)
    }
    const frames = customer.heard.slice(before)
    expect(frames[0]?.atMs).toBeLessThanOrEqual(400 + 180)
    expect(frames.filter(({ codes }) => codes[0] === 0x90).length).toBeGreaterThanOrEqual(20)
    expect(
      customer.heard.every(
        (packet, at) =>
          at === 0 || packet.sequence === ((customer.heard[at - 1]?.sequence ?? 0) + 1) % 65_536,
      ),
    ).toBe(true)
  })

  it('MEDIA-58: a sender whose time jumps back at the switch is heard nevertheless', () => {
    const { bench, agent, customer, modes } = party(1)
    const step = (number: number, timestamp: number): void => {
      bench.nowMs += 20
      agent.send(number, timestamp, new Uint8Array(160).fill(codeOf(number)))
      bench.room.tick(bench.nowMs)
    }
    for (let number = 0; number < 20; number += 1) step(number, 900_000 + number * 160)
    modes[3]?.()
    for (let number = 20; number < 60; number += 1) step(number, number * 160)
    const codes = customer.heard.map((packet) => packet.codes[0])
    expect(codes.filter((code) => code !== zero).length).toBeGreaterThanOrEqual(55)
  })

  it.each([80, 240, 480])('MEDIA-56: packets of %i samples: nothing is lost or heard twice', (samples) => {
    const { bench, agent, customer, modes } = party(1)
    let sent = 0
    let mode = 0
    const tickEveryMs = 20
    for (let nowMs = 1; nowMs <= 6_000; nowMs += 1) {
      bench.nowMs = nowMs
      if (nowMs % (samples / 8) === 0) {
        agent.speak(sent, codeOf(sent), samples)
        customer.speak(sent, zero, samples)
        sent += 1
      }
      if (nowMs % tickEveryMs === 0) bench.room.tick(nowMs)
      if (nowMs % 170 === 0) {
        mode = mode === 3 ? 1 : 3
        modes[mode]?.()
      }
    }
    modes[0]?.()
    const heard = Buffer.concat(customer.heard.map(({ codes }) => codes)).filter((code) => code !== zero)
    const runs: number[] = []
    for (let at = 0; at < heard.length; at += samples) runs.push(heard[at] ?? 0)
    expect(heard.length).toBe(sent * samples)
    expect(runs).toEqual(Array.from({ length: sent }, (_, number) => codeOf(number)))
  })
})
