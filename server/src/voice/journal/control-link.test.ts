import { CallId, TrunkId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { ControlToNode, NodeToControl } from '../../protocol/voice-link.ts'
import type { VoiceCommand, VoiceStatus } from '../../protocol/voice-link.ts'
import { voiceLinkProof } from '../../protocol/voice-link-proof.ts'
import { createSeededRandom, createVirtualClock } from '../../testing/virtual-clock.ts'
import { createControlLink, linkTimes } from './control-link.ts'
import type { LinkSocketHandlers } from './link-socket.ts'
import { createMemoryJournal } from './testing/memory-journal.ts'

const quiet = (): void => undefined
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const uuid = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`
const callId = CallId.parse(uuid(1))

interface Wire {
  sent: NodeToControl[]
  handlers: LinkSocketHandlers
  buffered: number
  isTerminated: boolean
}

/** A link on virtual time; `wires` are its connections, one after another. */
function open() {
  const clock = createVirtualClock()
  const journal = createMemoryJournal()
  const wires: Wire[] = []
  const commands: VoiceCommand[] = []
  const statuses: VoiceStatus[] = []
  const answers: Promise<null>[] = []
  const link = createControlLink({
    nodeId: 'voice-1',
    secret: 'secret',
    startedAtMs: 1,
    journal,
    clock,
    random: createSeededRandom(),
    log,
    openSocket: (handlers) => {
      const wire: Wire = { sent: [], handlers, buffered: 0, isTerminated: false }
      wires.push(wire)
      return {
        send: (text) => wire.sent.push(NodeToControl.parse(JSON.parse(text))),
        bufferedBytes: () => wire.buffered,
        close: () => handlers.onClosed(),
        terminate: () => {
          wire.isTerminated = true
          handlers.onClosed()
        },
      }
    },
    desk: {
      calls: () => [],
      registrations: () => [],
      trunks: () => [],
      statuses: () => [...statuses],
      onTrunks: quiet,
      onCommand: (command) => {
        commands.push(command)
        return answers.shift() ?? null
      },
    },
  })
  const say = (wire: Wire | undefined, message: ControlToNode): void =>
    wire?.handlers.onMessage(JSON.stringify(ControlToNode.parse(message)))
  /** From the connection to the snapshot. */
  const greet = async (appliedSeq = 0): Promise<Wire> => {
    const wire = wires.at(-1)
    if (wire === undefined) throw new Error('no connection')
    say(wire, { type: 'challenge', nonce: 'n' })
    say(wire, { type: 'welcome', appliedSeq, trunks: [] })
    await Promise.resolve()
    await Promise.resolve()
    await Promise.resolve()
    return wire
  }
  return { clock, journal, wires, commands, statuses, answers, link, say, greet }
}

const line = (state: 'up' | 'lost') => ({ type: 'agent-line', callId, state }) as const
const talk = (state: 'talk' | 'silence') => ({ type: 'talk', callId, state, sinceMs: 1 }) as const
const seqs = (wire: Wire) =>
  wire.sent.flatMap((message) => (message.type === 'event' ? [message.entry.seq] : []))

describe('the voice link', () => {
  it('VL-1: proves itself, then the snapshot, then every event that control has not applied', async () => {
    const { journal, greet } = open()
    for (let index = 0; index < 3; index += 1) journal.append(line('up'))
    const wire = await greet(1)
    expect(wire.sent.map(({ type }) => type)).toEqual(['hello', 'snapshot', 'event', 'event'])
    expect(wire.sent[0]).toMatchObject({ proof: voiceLinkProof('secret', 'n', 'voice-1') })
    expect(wire.sent[1]).toMatchObject({ lastSeq: 3 })
    expect(seqs(wire)).toEqual([2, 3])
  })

  it('VL-2: re-sends after a break what was not confirmed, and only that', async () => {
    const { journal, wires, clock, greet, say } = open()
    const first = await greet()
    for (let index = 0; index < 3; index += 1) journal.append(line('up'))
    expect(seqs(first)).toEqual([1, 2, 3])
    say(first, { type: 'applied', seq: 2 })
    first.handlers.onClosed()
    journal.append(line('lost'))
    clock.advance(linkTimes.firstRetryMs)
    expect(wires).toHaveLength(2)
    const second = await greet(2)
    expect(seqs(second)).toEqual([3, 4])
  })

  it('VL-3: tries again after 0.25 s, 0.5 s, 1 s, 2 s, 2 s', () => {
    const { wires, clock } = open()
    for (const delayMs of [250, 500, 1_000, 2_000, 2_000]) {
      const before = wires.length
      wires.at(-1)?.handlers.onClosed()
      clock.advance(delayMs - 1)
      expect(wires).toHaveLength(before)
      clock.advance(1)
      expect(wires).toHaveLength(before + 1)
    }
  })

  it('VL-3: a silent control is left', async () => {
    const { wires, clock, greet } = open()
    const wire = await greet()
    clock.advance(linkTimes.silentMs - 1)
    wire.handlers.onSign()
    clock.advance(linkTimes.silentMs - 1)
    expect(wire.isTerminated).toBe(false)
    clock.advance(1)
    expect(wire.isTerminated).toBe(true)
    clock.advance(linkTimes.firstRetryMs)
    expect(wires).toHaveLength(2)
  })

  it('VL-4: a question waits for a returning control, and no longer than 2 s', async () => {
    const { link, clock, greet, say } = open()
    const question = {
      callId,
      trunkId: TrunkId.parse(uuid(3)),
      customerNumber: null,
      calledNumber: '1',
      tried: [],
    }
    const inTime = link.askRoute(question)
    clock.advance(1_000)
    const wire = await greet()
    const asked = wire.sent.find((message) => message.type === 'route-inbound')
    if (asked?.type !== 'route-inbound') throw new Error('not asked')
    say(wire, {
      type: 'route-inbound-answer',
      requestId: asked.requestId,
      route: { type: 'nobody', teamId: null },
    })
    expect(await inTime).toEqual({ type: 'nobody', teamId: null })
    const tooLate = link.askRoute(question)
    clock.advance(linkTimes.routeMs)
    expect(await tooLate).toBeNull()
  })

  it('VL-5: a repeated command is answered again and done once', async () => {
    const { greet, say, commands } = open()
    const wire = await greet()
    const command = { type: 'end-call', callId, termination: 'revoked' } as const
    for (let round = 0; round < 3; round += 1) say(wire, { type: 'command', commandId: uuid(9), command })
    expect(commands).toHaveLength(1)
    expect(wire.sent.filter(({ type }) => type === 'command-done')).toHaveLength(3)
  })

  it('VL-6: sends no more than a window ahead, and goes on as control confirms', async () => {
    const { journal, greet, say } = open()
    for (let index = 0; index < 2_500; index += 1) journal.append(line('up'))
    const wire = await greet()
    expect(seqs(wire)).toHaveLength(2_000)
    say(wire, { type: 'applied', seq: 1_000 })
    expect(seqs(wire)).toEqual(Array.from({ length: 2_500 }, (_, index) => index + 1))
  })

  it('VL-6: waits while the socket is full', async () => {
    const { journal, greet } = open()
    const wire = await greet()
    wire.buffered = 2 * 1024 * 1024
    journal.append(line('up'))
    expect(seqs(wire)).toEqual([])
    wire.buffered = 0
    wire.handlers.onRoom()
    expect(seqs(wire)).toEqual([1])
  })

  it('VL-7: a word that fits no schema ends the connection, never the node', async () => {
    for (const text of ['', 'not json', '{"type":"sing"}', '{"type":"applied","seq":-1}', '[]']) {
      const { greet } = open()
      const wire = await greet()
      wire.handlers.onMessage(text)
      expect(wire.isTerminated, text).toBe(true)
    }
  })

  it('VL-8: status is said only to a control that is there; the snapshot says the rest', async () => {
    const { link, wires, greet } = open()
    link.status({ type: 'gauges', gauges: { calls: 1 } })
    expect(wires[0]?.sent).toEqual([])
    const wire = await greet()
    link.status({ type: 'gauges', gauges: { calls: 2 } })
    expect(wire.sent.at(-1)).toMatchObject({ type: 'status', status: { gauges: { calls: 2 } } })
  })

  it('VL-8: what is true and stands in no snapshot follows each of them', async () => {
    const { statuses, journal, greet } = open()
    statuses.push({ type: 'unheard', callId, side: 'customer' })
    journal.append(line('up'))
    const wire = await greet()
    expect(wire.sent.map(({ type }) => type)).toEqual(['hello', 'snapshot', 'status', 'event'])
    expect(wire.sent[2]).toMatchObject({ status: { side: 'customer' } })
  })

  it('VL-5: a command that takes its time is done once, and answered once it is done', async () => {
    const { answers, commands, wires, greet, say } = open()
    const wire = await greet()
    const slow = Promise.withResolvers<null>()
    answers.push(slow.promise)
    const command = { type: 'test-trunk', trunkId: TrunkId.parse(uuid(3)) } as const
    say(wires[0], { type: 'command', commandId: uuid(2), command })
    say(wires[0], { type: 'command', commandId: uuid(2), command })
    expect(commands).toHaveLength(1)
    expect(wire.sent.at(-1)?.type).toBe('snapshot')
    slow.resolve(null)
    await slow.promise
    await Promise.resolve()
    say(wires[0], { type: 'command', commandId: uuid(2), command })
    expect(wire.sent.slice(-2)).toEqual([
      { type: 'command-done', commandId: uuid(2), problem: null },
      { type: 'command-done', commandId: uuid(2), problem: null },
    ])
  })

  it('VL-10: what is said in a call comes after the events that made it so, and is forgotten with the connection', async () => {
    const { journal, link, clock, greet } = open()
    const wire = await greet()
    link.status(talk('talk'))
    wire.buffered = 2 * 1024 * 1024
    journal.append(line('up'))
    link.status(talk('silence'))
    link.status({ type: 'gauges', gauges: {} })
    wire.buffered = 0
    wire.handlers.onRoom()
    const said = wire.sent.slice(2).map((each) => (each.type === 'status' ? each.status.type : each.type))
    expect(said).toEqual(['talk', 'gauges', 'event', 'talk'])
    wire.buffered = 2 * 1024 * 1024
    journal.append(line('lost'))
    link.status(talk('talk'))
    wire.handlers.onClosed()
    clock.advance(linkTimes.firstRetryMs)
    const next = await greet(1)
    expect(next.sent.map(({ type }) => type)).toEqual(['hello', 'snapshot', 'event'])
  })

  it('VL-9: after its end nothing connects any more', () => {
    const { link, wires, clock } = open()
    link.dispose()
    link.dispose()
    clock.advance(60_000)
    expect(wires).toHaveLength(1)
    expect(clock.pendingTimers()).toBe(0)
  })
})
