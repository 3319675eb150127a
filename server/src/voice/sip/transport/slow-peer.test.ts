import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { systemClock, systemRandom } from '../../../system-ports.ts'
import { defaultLimits } from '../limits.ts'
import { createQueue, type Queue } from '../testing/stack-fixture.ts'
import type { Flow, FlowListener, Transport } from './flow.ts'
import { openTcp } from './tcp.ts'
import { openWebSocket } from './websocket.ts'

const host = '127.0.0.1'
const chunk = Buffer.alloc(65_536, 'x')
let transport: Transport | null = null
afterEach(async () => transport?.dispose())

const nothing = (): void => undefined

function context(opened: Queue<Flow>, closed: Queue<Flow>) {
  const listener: FlowListener = {
    onData: (flow) => opened.push(flow),
    onClosed: (flow) => closed.push(flow),
  }
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
  return {
    clock: systemClock,
    random: systemRandom,
    log,
    limits: defaultLimits,
    listener,
    onForeignOrigin: nothing,
    onBroken: nothing,
  }
}

/** Sends without ever yielding, so that nothing can be read on the other side; the number of sends that were taken. */
function sendsTaken(flow: Flow): number {
  let taken = 0
  while (taken < 2000 && flow.send(chunk)) taken++
  return taken
}

describe('a peer that does not read', () => {
  it('SIP-14: its WebSocket is closed', async () => {
    const [opened, closed] = [createQueue<Flow>(), createQueue<Flow>()]
    const listen = { host, port: 0, path: '/sip', origins: ['http://localhost'] } as const
    transport = await openWebSocket(listen, context(opened, closed))
    const socket = new WebSocket(`ws://${host}:${transport.port}/sip`, 'sip', { origin: 'http://localhost' })
    socket.on('error', () => undefined)
    socket.once('open', () => socket.send('hello'))
    const flow = await opened.take(() => true)
    expect(sendsTaken(flow)).toBeLessThan(2000)
    expect(await closed.take(() => true)).toBe(flow)
    expect(flow.send(chunk)).toBe(false)
  })

  it('SIP-14: its TCP connection is closed', async () => {
    const [opened, closed] = [createQueue<Flow>(), createQueue<Flow>()]
    transport = await openTcp({ host, port: 0 }, context(opened, closed))
    const socket = connect(transport.port, host, () =>
      socket.write('X sip:a@h SIP/2.0\r\nContent-Length: 0\r\n\r\n'),
    )
    socket.on('error', () => undefined)
    const flow = await opened.take(() => true)
    expect(sendsTaken(flow)).toBeLessThan(2000)
    expect(await closed.take(() => true)).toBe(flow)
    expect(flow.isOpen()).toBe(false)
  })
})
