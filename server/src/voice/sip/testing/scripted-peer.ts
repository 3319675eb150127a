import { createSocket } from 'node:dgram'
import { connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { WebSocket } from 'ws'
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts'
import { parseMessage } from '../message/parse.ts'
import { createStreamFramer } from '../transport/stream-framer.ts'
import type { SelfSigned } from './self-signed.ts'
import { type AnswerParts, answerText } from './sip-text.ts'

/** How long a message that must come may take, on a busy machine. Only a failing test waits that long. */
const patienceMs = 8000

/** A SIP peer that does what its test says, over a real socket on loopback. */
export interface ScriptedPeer {
  readonly transport: 'UDP' | 'TCP' | 'TLS' | 'WS'
  readonly address: string
  readonly port: number
  /** All that came and was not dropped, in order. */
  readonly received: readonly SipMessage[]
  /** Sends a text as it is. */
  send(text: string): void
  /** Sends it as often as said; what is held is sent when released. */
  sendTimes(times: number, text: string): void
  /** From now on `send` collects; `release` sends all, by default in reverse order. */
  hold(): void
  release(order?: 'reversed' | 'same'): void
  /** Loses what comes and fits, the given number of times. */
  drop(fits: (message: SipMessage) => boolean, times?: number): void
  /** Answers a request that was received. */
  answer(request: SipRequest, status: number, parts?: AnswerParts): void
  /** The first message not yet expected that fits; those before it that do not fit stay for later. Rejects when none comes. */
  expect(what: string, fits: (message: SipMessage) => boolean): Promise<SipMessage>
  expectRequest(method: string): Promise<SipRequest>
  /** `method` is that of CSeq. */
  expectResponse(status: number, method?: string): Promise<SipResponse>
  /** How many messages that came fit, expected or not. */
  count(fits: (message: SipMessage) => boolean): number
  /** Resolves when the other side has closed the connection (never for UDP). */
  readonly closed: Promise<void>
  dispose(): Promise<void>
}

interface Wire {
  transport: ScriptedPeer['transport']
  port: number
  write(bytes: Buffer): void
  closed: Promise<void>
  close(): Promise<void>
}

interface Waiter {
  fits(message: SipMessage): boolean
  take(message: SipMessage): void
}

type Receive = (bytes: Buffer) => void

async function createPeer(open: (receive: Receive) => Promise<Wire>): Promise<ScriptedPeer> {
  const received: SipMessage[] = []
  const fresh: SipMessage[] = []
  const waiters: Waiter[] = []
  const losses: { fits(message: SipMessage): boolean; left: number }[] = []
  let held: string[] | null = null

  const wire = await open((bytes) => {
    const outcome = parseMessage(bytes)
    if (outcome.kind !== 'message') return
    const { message } = outcome
    const loss = losses.find((each) => each.left > 0 && each.fits(message))
    if (loss !== undefined) {
      loss.left--
      return
    }
    received.push(message)
    const at = waiters.findIndex((waiter) => waiter.fits(message))
    if (at === -1) fresh.push(message)
    else waiters.splice(at, 1)[0]?.take(message)
  })

  const send = (text: string): void => {
    if (held === null) wire.write(Buffer.from(text))
    else held.push(text)
  }

  const expect = (what: string, fits: (message: SipMessage) => boolean): Promise<SipMessage> => {
    const at = fresh.findIndex(fits)
    const [found] = at === -1 ? [] : fresh.splice(at, 1)
    if (found !== undefined) return Promise.resolve(found)
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        fits,
        take: (message) => {
          clearTimeout(timeout)
          resolve(message)
        },
      }
      const timeout = setTimeout(() => {
        waiters.splice(waiters.indexOf(waiter), 1)
        reject(new Error(`${what} did not come; came: ${received.map(summary).join(', ') || 'nothing'}`))
      }, patienceMs)
      waiters.push(waiter)
    })
  }

  return {
    transport: wire.transport,
    address: '127.0.0.1',
    port: wire.port,
    received,
    closed: wire.closed,
    send,
    sendTimes: (times, text) => {
      for (let sent = 0; sent < times; sent++) send(text)
    },
    hold: () => {
      held ??= []
    },
    release: (order = 'reversed') => {
      const texts = held ?? []
      held = null
      for (const text of order === 'reversed' ? texts.toReversed() : texts) send(text)
    },
    drop: (fits, times = 1) => void losses.push({ fits, left: times }),
    answer: (request, status, parts) => send(answerText(request, status, parts)),
    expect,
    expectRequest: async (method) => {
      const message = await expect(
        `request ${method}`,
        (each) => each.kind === 'request' && each.method === method,
      )
      if (message.kind !== 'request') throw new Error('not a request')
      return message
    },
    expectResponse: async (status, method) => {
      const message = await expect(
        `response ${status} ${method ?? ''}`,
        (each) =>
          each.kind === 'response' &&
          each.status === status &&
          (method === undefined || each.cseq.method === method),
      )
      if (message.kind !== 'response') throw new Error('not a response')
      return message
    },
    count: (fits) => received.filter(fits).length,
    dispose: () => wire.close(),
  }
}

function summary(message: SipMessage): string {
  return message.kind === 'request' ? message.method : `${message.status} ${message.cseq.method}`
}

/** A UDP peer that talks to `remotePort` on loopback. */
export function openUdpPeer(remotePort: number, localPort = 0): Promise<ScriptedPeer> {
  return createPeer(async (receive) => {
    const socket = createSocket('udp4')
    socket.on('message', receive)
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(localPort, '127.0.0.1', resolve)
    })
    return {
      transport: 'UDP',
      port: socket.address().port,
      write: (bytes) => socket.send(bytes, remotePort, '127.0.0.1'),
      closed: new Promise(() => undefined),
      close: () =>
        new Promise((resolve) => {
          socket.close(() => resolve())
        }),
    }
  })
}

/** A TCP connection to `remotePort` on loopback. */
export function openTcpPeer(remotePort: number): Promise<ScriptedPeer> {
  return createPeer(async (receive) => {
    const socket = connect(remotePort, '127.0.0.1')
    const framer = createStreamFramer(1_000_000)
    socket.on('data', (chunk) => {
      for (const frame of framer.push(chunk)) if (frame.kind === 'message') receive(frame.bytes)
    })
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => resolve())
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.once('connect', resolve)
    })
    return {
      transport: 'TCP',
      port: socket.localPort ?? 0,
      write: (bytes) => socket.write(bytes),
      closed,
      close: async () => {
        socket.destroy()
        await closed
      },
    }
  })
}

/** A browser's WebSocket to `remotePort`, by RFC 7118. Rejects when the upgrade is refused. */
export function openWebSocketPeer(remotePort: number, origin = 'http://localhost'): Promise<ScriptedPeer> {
  return createPeer(async (receive) => {
    const socket = new WebSocket(`ws://127.0.0.1:${remotePort}/sip`, 'sip', { origin })
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) receive(data)
    })
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => resolve())
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.once('open', resolve)
    })
    return {
      transport: 'WS',
      port: 0,
      write: (bytes) => socket.send(bytes.toString()),
      closed,
      close: async () => {
        socket.terminate()
        await closed
      },
    }
  })
}

/** A PBX that listens, by TLS when it has a certificate; what it sends goes over the newest connection. */
export interface ListeningPeer extends ScriptedPeer {
  /** How many connections were opened to it and, with TLS, became secure. */
  connections(): number
  /** Cuts the connections; the PBX goes on listening. */
  cut(): void
}

export async function openListeningPeer(certificate: SelfSigned | null): Promise<ListeningPeer> {
  const sockets: Socket[] = []
  let connections = 0
  const cut = (): void => {
    for (const socket of sockets.splice(0)) socket.destroy()
  }
  const peer = await createPeer(async (receive) => {
    const adopt = (socket: Socket): void => {
      connections += 1
      sockets.push(socket)
      const framer = createStreamFramer(1_000_000)
      socket.on('error', () => undefined) // the test cuts it, or the other side does
      socket.on('data', (chunk: Buffer) => {
        for (const frame of framer.push(chunk)) if (frame.kind === 'message') receive(frame.bytes)
      })
    }
    const server = certificate === null ? createServer(adopt) : createTlsServer(certificate, adopt)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    const bound = server.address()
    return {
      transport: certificate === null ? 'TCP' : 'TLS',
      port: bound !== null && typeof bound === 'object' ? bound.port : 0,
      write: (bytes) => void sockets.at(-1)?.write(bytes),
      closed: new Promise(() => undefined),
      close: () =>
        new Promise((resolve) => {
          cut()
          server.close(() => resolve())
        }),
    }
  })
  return { ...peer, connections: () => connections, cut }
}
