import { connect, createServer, type Socket } from 'node:net'
import type { Clock, Timer } from '../../../ports.ts'
import type { ListenAddress, SipLimits, SipLog } from '../types.ts'
import { bindError } from './bind-error.ts'
import { advertisedHost, type DialingTransport, type Flow, type FlowListener, plainAddress } from './flow.ts'
import { createStreamFramer } from './stream-framer.ts'

/** A message that has begun has to be whole after this, and a first one has to begin: else the connection only holds memory. */
const patienceMs = 30_000

export interface TcpContext {
  clock: Clock
  log: SipLog
  limits: SipLimits
  listener: FlowListener
  /** What came could not be cut into messages: none of it is read any more, and the connection ends. */
  onBroken(flow: Flow): void
}

/** Listens for, and opens, TCP connections; frames by Content-Length. Rejects with `SipBindError`. */
export async function openTcp(listen: ListenAddress, context: TcpContext): Promise<DialingTransport> {
  const { limits, listener, log } = context
  const flows = new Map<string, Flow>()
  const perAddress = new Map<string, number>()
  let counter = 0
  let disposed = false
  let sentBy = ''

  const adopt = (socket: Socket, address: string, port: number): Flow => {
    const framer = createStreamFramer(limits.maxMessageBytes)
    let open = true
    let patience: Timer | null = null
    const flow: Flow = {
      id: `tcp:${address}:${port}:${++counter}`,
      transport: 'tcp',
      remoteAddress: address,
      remotePort: port,
      sentBy,
      isOpen: () => open,
      send: (bytes) => {
        if (!open) return false
        if (socket.writableLength + bytes.length > limits.maxSendBufferBytes) {
          log.warn({ flow: flow.id }, 'the peer reads too slowly; connection closed')
          socket.destroy()
          return false
        }
        socket.write(bytes)
        return true
      },
      close: () => socket.destroy(),
    }
    const waitForRest = (): void => {
      patience?.cancel()
      patience = context.clock.setTimer(patienceMs, () => socket.destroy())
    }
    flows.set(flow.id, flow)
    perAddress.set(address, (perAddress.get(address) ?? 0) + 1)
    socket.setNoDelay(true)
    waitForRest()
    socket.on('data', (chunk) => {
      const waited = framer.isWaiting()
      for (const frame of framer.push(chunk)) {
        if (frame.kind === 'keep-alive') flow.send(Buffer.from('\r\n'))
        // Without Content-Length nobody knows where the next message begins (§18.3): only closing helps.
        else if (frame.kind === 'message' || frame.why === 'too-large') listener.onData(flow, frame.bytes)
        if (frame.kind === 'broken') {
          if (frame.why !== 'too-large') context.onBroken(flow)
          socket.end()
        }
      }
      if (!framer.isWaiting()) patience?.cancel()
      else if (!waited) waitForRest()
    })
    socket.on('error', (cause) => log.debug({ flow: flow.id, cause: cause.message }, 'TCP connection error'))
    socket.on('close', () => {
      open = false
      patience?.cancel()
      flows.delete(flow.id)
      const left = (perAddress.get(address) ?? 1) - 1
      if (left === 0) perAddress.delete(address)
      else perAddress.set(address, left)
      listener.onClosed(flow)
    })
    return flow
  }

  const server = createServer((socket) => {
    const address = plainAddress(socket.remoteAddress ?? '')
    const crowded =
      flows.size >= limits.maxFlows || (perAddress.get(address) ?? 0) >= limits.maxFlowsPerAddress
    if (disposed || crowded || address === '') socket.destroy()
    else adopt(socket, address, socket.remotePort ?? 0)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(bindError('TCP', listen.host, listen.port, cause)))
    server.listen(listen.port, listen.host, resolve)
  })
  server.on('error', (cause) => log.warn({ cause: cause.message }, 'TCP listener error'))
  const bound = server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : listen.port
  sentBy = `${advertisedHost(listen)}:${port}`

  return {
    port,
    sentBy,
    flowTo: (address, remotePort) => {
      for (const flow of flows.values()) {
        if (flow.remoteAddress === address && flow.remotePort === remotePort && flow.isOpen()) return flow
      }
      return adopt(connect({ host: address, port: remotePort }), address, remotePort)
    },
    dispose: async () => {
      if (disposed) return
      disposed = true
      for (const flow of flows.values()) flow.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
