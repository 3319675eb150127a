import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import type { Clock, RandomSource, Timer } from '../../../ports.ts'
import type { SipLimits, SipLog, WebSocketListen } from '../types.ts'
import { bindError } from './bind-error.ts'
import { advertisedHost, type Flow, type FlowListener, plainAddress, type Transport } from './flow.ts'

export interface WebSocketContext {
  clock: Clock
  random: RandomSource
  log: SipLog
  limits: SipLimits
  listener: FlowListener
  /** An upgrade with an Origin that is not listed, or without one, was refused. */
  onForeignOrigin(address: string): void
}

/** More than a message, so that one somewhat too large is read and answered with 513; ws closes (1009) above it. */
const payloadSlackBytes = 4096

/**
 * SIP over WebSocket (RFC 7118), server side. Path, subprotocol `sip` and Origin are checked before the upgrade: 404, 400, 403.
 * Rejects with `SipBindError`.
 */
export async function openWebSocket(listen: WebSocketListen, context: WebSocketContext): Promise<Transport> {
  const { limits, listener, log } = context
  const transport = listen.tls === undefined ? 'ws' : 'wss'
  const flows = new Map<string, Flow>()
  const perAddress = new Map<string, number>()
  let disposed = false
  let sentBy = ''

  const server =
    listen.tls === undefined
      ? createHttpServer()
      : createHttpsServer({ cert: listen.tls.cert, key: listen.tls.key, minVersion: 'TLSv1.2' })
  server.on('request', (_request, response) => {
    response
      .writeHead(426, { 'Content-Type': 'text/plain', Connection: 'close' })
      .end('SIP over WebSocket only\n')
  })
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxMessageBytes + payloadSlackBytes,
    perMessageDeflate: false,
    handleProtocols: () => 'sip',
  })

  const adopt = (socket: WebSocket, address: string, port: number): void => {
    let open = true
    let alive = true
    let keepAlive: Timer | null = null
    const flow: Flow = {
      id: `${transport}:${context.random.uuid()}`,
      transport,
      remoteAddress: address,
      remotePort: port,
      sentBy,
      isOpen: () => open,
      send: (bytes) => {
        if (!open || socket.readyState !== WebSocket.OPEN) return false
        if (socket.bufferedAmount + bytes.length > limits.maxSendBufferBytes) {
          log.warn({ flow: flow.id }, 'the peer reads too slowly; WebSocket closed')
          socket.terminate()
          return false
        }
        // A browser reads SIP from text frames; the bytes are UTF-8 as all that we write.
        socket.send(bytes, { binary: false })
        return true
      },
      close: () => {
        socket.close(1000)
        context.clock.setTimer(1000, () => socket.terminate())
      },
    }
    const beat = (): void => {
      if (!alive) {
        log.debug({ flow: flow.id }, 'no sign of life; WebSocket ended')
        socket.terminate()
        return
      }
      alive = false
      socket.ping()
      keepAlive = context.clock.setTimer(limits.keepAliveMs, beat)
    }
    flows.set(flow.id, flow)
    perAddress.set(address, (perAddress.get(address) ?? 0) + 1)
    keepAlive = context.clock.setTimer(limits.keepAliveMs, beat)
    socket.on('pong', () => (alive = true))
    socket.on('message', (data) => {
      alive = true
      listener.onData(flow, asBuffer(data))
    })
    socket.on('error', (cause) => log.debug({ flow: flow.id, cause: cause.message }, 'WebSocket error'))
    socket.on('close', () => {
      open = false
      keepAlive?.cancel()
      flows.delete(flow.id)
      const left = (perAddress.get(address) ?? 1) - 1
      if (left === 0) perAddress.delete(address)
      else perAddress.set(address, left)
      listener.onClosed(flow)
    })
  }

  server.on('upgrade', (request, stream, head) => {
    stream.on('error', (cause) => log.debug({ cause: cause.message }, 'error before the upgrade'))
    const address = plainAddress(request.socket.remoteAddress ?? '')
    const refused = refusal(request, listen)
    if (refused === foreignOrigin) context.onForeignOrigin(address)
    if (refused !== null) return refuseUpgrade(stream, refused)
    if (flows.size >= limits.maxFlows || (perAddress.get(address) ?? 0) >= limits.maxFlowsPerAddress) {
      return refuseUpgrade(stream, '503 Service Unavailable')
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      if (disposed) socket.terminate()
      else adopt(socket, address, request.socket.remotePort ?? 0)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(bindError('WebSocket', listen.host, listen.port, cause)))
    server.listen(listen.port, listen.host, resolve)
  })
  server.on('error', (cause) => log.warn({ cause: cause.message }, 'WebSocket listener error'))
  const bound = server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : listen.port
  sentBy = `${advertisedHost(listen)}:${port}`

  return {
    port,
    sentBy,
    dispose: async () => {
      if (disposed) return
      disposed = true
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

const foreignOrigin = '403 Forbidden'

/** The status line of a refused upgrade, or null. */
function refusal(request: IncomingMessage, listen: WebSocketListen): string | null {
  const path = (request.url ?? '').split('?', 1)[0]
  if (path !== listen.path) return '404 Not Found'
  const { origin } = request.headers
  if (origin === undefined || !listen.origins.includes(origin)) return foreignOrigin
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
  return protocols.includes('sip') ? null : '400 Bad Request'
}

function refuseUpgrade(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
