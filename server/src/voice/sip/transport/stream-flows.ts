import type { Socket } from 'node:net'
import type { Clock, Timer } from '../../../ports.ts'
import type { TlsPeer } from '../trunk-types.ts'
import type { SipLimits, SipLog } from '../types.ts'
import type { Flow, FlowListener } from './flow.ts'
import { createStreamFramer } from './stream-framer.ts'

/** A message that has begun has to be whole after this, and a first one has to begin: else the connection only holds memory. */
const patienceMs = 30_000

export interface StreamContext {
  clock: Clock
  log: SipLog
  limits: SipLimits
  listener: FlowListener
  /** What came could not be cut into messages: none of it is read any more, and the connection ends. */
  onBroken(flow: Flow): void
}

export interface StreamPeer {
  socket: Socket
  address: string
  port: number
  /** Of a TLS connection: what the peer has proved. */
  tls: TlsPeer | null
}

/** Connections that carry SIP framed by Content-Length (RFC 3261 §18.3), whoever opened them and whatever is below. */
export interface StreamFlows {
  /** Takes a socket, connected or still connecting. */
  adopt(peer: StreamPeer, sentBy: string): Flow
  /** No room for another connection, or none for this address. */
  isCrowded(address: string): boolean
  find(fits: (flow: Flow) => boolean): Flow | undefined
  closeAll(): void
}

export function createStreamFlows(transport: 'tcp' | 'tls', context: StreamContext): StreamFlows {
  const { limits, listener, log } = context
  const flows = new Map<string, Flow>()
  const perAddress = new Map<string, number>()
  let counter = 0

  const adopt = ({ socket, address, port, tls }: StreamPeer, sentBy: string): Flow => {
    const framer = createStreamFramer(limits.maxMessageBytes)
    let open = true
    let heardAtMs = context.clock.nowMs()
    let patience: Timer | null = null
    const flow: Flow = {
      id: `${transport}:${address}:${port}:${++counter}`,
      transport,
      remoteAddress: address,
      remotePort: port,
      sentBy,
      tls,
      heardAtMs: () => heardAtMs,
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
    socket.on('data', (chunk: Buffer) => {
      heardAtMs = context.clock.nowMs()
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
    socket.on('error', (cause) =>
      // Of TLS an operator wants to know: a certificate that is not trusted, or for another name, is theirs to mend.
      log[transport === 'tls' ? 'warn' : 'debug'](
        { flow: flow.id, cause: cause.message },
        `${transport.toUpperCase()} connection error`,
      ),
    )
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

  return {
    adopt,
    isCrowded: (address) =>
      flows.size >= limits.maxFlows || (perAddress.get(address) ?? 0) >= limits.maxFlowsPerAddress,
    find: (fits) => [...flows.values()].find((flow) => flow.isOpen() && fits(flow)),
    closeAll: () => {
      for (const flow of flows.values()) flow.close()
    },
  }
}
