import { connect, createServer } from 'node:net'
import type { ListenAddress } from '../types.ts'
import { bindError } from './bind-error.ts'
import { advertisedHost, type DialingTransport, plainAddress } from './flow.ts'
import { createStreamFlows, type StreamContext } from './stream-flows.ts'

/** Listens for, and opens, TCP connections; frames by Content-Length. Rejects with `SipBindError`. */
export async function openTcp(listen: ListenAddress, context: StreamContext): Promise<DialingTransport> {
  const flows = createStreamFlows('tcp', context)
  let disposed = false
  let sentBy = ''

  const server = createServer((socket) => {
    const address = plainAddress(socket.remoteAddress ?? '')
    if (disposed || address === '' || flows.isCrowded(address)) socket.destroy()
    else flows.adopt({ socket, address, port: socket.remotePort ?? 0, tls: null }, sentBy)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(bindError('TCP', listen.host, listen.port, cause)))
    server.listen(listen.port, listen.host, resolve)
  })
  server.on('error', (cause) => context.log.warn({ cause: cause.message }, 'TCP listener error'))
  const bound = server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : listen.port
  sentBy = `${advertisedHost(listen)}:${port}`

  return {
    port,
    sentBy,
    flowTo: (address, remotePort) =>
      flows.find((flow) => flow.remoteAddress === address && flow.remotePort === remotePort) ??
      flows.adopt(
        { socket: connect({ host: address, port: remotePort }), address, port: remotePort, tls: null },
        sentBy,
      ),
    dispose: async () => {
      if (disposed) return
      disposed = true
      flows.closeAll()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
