import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { ListenAddress, SipLog } from '../types.ts'
import { bindError } from './bind-error.ts'
import { advertisedHost, type DialingTransport, type Flow, type FlowListener, plainAddress } from './flow.ts'

/** Room for about a second of a busy trunk while the event loop is held up. */
const receiveBufferBytes = 4 * 1024 * 1024

/** Opens a UDP socket. Rejects with `SipBindError`. */
export async function openUdp(
  listen: ListenAddress,
  listener: FlowListener,
  log: SipLog,
): Promise<DialingTransport> {
  const socket = createSocket(isIPv6(listen.host) ? 'udp6' : 'udp4')
  await bind(socket, listen)
  try {
    socket.setRecvBufferSize(receiveBufferBytes)
  } catch (cause) {
    log.debug({ cause: String(cause) }, 'the receive buffer keeps its default size')
  }
  const { port } = socket.address()
  const sentBy = `${advertisedHost(listen)}:${port}`
  let open = true

  const flowTo = (address: string, remotePort: number): Flow => ({
    id: `udp:${address}:${remotePort}`,
    transport: 'udp',
    remoteAddress: address,
    remotePort,
    sentBy,
    isOpen: () => open,
    send: (bytes) => {
      if (!open || remotePort === 0) return false
      // A datagram that cannot be sent is a lost one: the transaction's timers deal with it.
      socket.send(bytes, remotePort, address, (cause) => {
        if (cause) log.debug({ address, code: cause.message }, 'a datagram was not sent')
      })
      return true
    },
    close: () => undefined,
  })

  socket.on('message', (bytes, remote) => {
    listener.onData(flowTo(plainAddress(remote.address), remote.port), bytes)
  })
  socket.on('error', (cause) => log.warn({ cause: cause.message }, 'UDP socket error'))

  return {
    port,
    sentBy,
    flowTo,
    dispose: async () => {
      if (!open) return
      open = false
      await new Promise<void>((resolve) => {
        socket.close(() => resolve())
      })
    },
  }
}

function bind(socket: Socket, listen: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: Error): void => {
      socket.close()
      reject(bindError('UDP', listen.host, listen.port, cause))
    }
    socket.once('error', onError)
    socket.bind({ port: listen.port, address: listen.host }, () => {
      socket.off('error', onError)
      resolve()
    })
  })
}
