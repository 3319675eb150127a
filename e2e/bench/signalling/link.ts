import { randomUUID } from 'node:crypto'
import { TrunkId } from '@hearthline/shared'
import { NodeToControl, type ControlToNode } from '@hearthline/server/src/protocol/voice-link.ts'
import { WebSocketServer } from 'ws'
import { frameText } from './frame-text.ts'

/** Control's end of the voice link, enough for a node to work: it names one trunk and acknowledges every event. */
export interface Link {
  port: number
  trunkId: TrunkId
  /** Resolves when the node has sent its snapshot. */
  linked: Promise<void>
  /** Events of each type so far. */
  events: Map<string, number>
  dispose(): Promise<void>
}

export async function listenForNode(trunkPort: number): Promise<Link> {
  const trunkId = TrunkId.parse(randomUUID())
  const events = new Map<string, number>()
  const linked = Promise.withResolvers<void>()
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/voice-link' })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => {
    const send = (message: ControlToNode): void => socket.send(JSON.stringify(message))
    let seq = 0
    let told = 0
    // Control commits in batches too; one acknowledgement for all that came in 50 ms.
    const acknowledging = setInterval(() => {
      if (seq === told) return
      told = seq
      send({ type: 'applied', seq })
    }, 50)
    socket.on('close', () => clearInterval(acknowledging))
    send({ type: 'challenge', nonce: randomUUID() })
    socket.on('message', (data) => {
      const message = NodeToControl.parse(JSON.parse(frameText(data)))
      switch (message.type) {
        case 'hello':
          return send({
            type: 'welcome',
            appliedSeq: 0,
            trunks: [
              {
                trunkId,
                name: 'bench',
                host: '127.0.0.1',
                port: trunkPort,
                transport: 'udp',
                addresses: ['127.0.0.1'],
                credentials: null,
                tlsTrust: null,
                register: false,
                channels: null,
                digits: 'rfc4733',
                inboundTeamId: null,
                enabled: true,
              },
            ],
          })
        case 'snapshot':
          return linked.resolve()
        case 'event':
          seq = Math.max(seq, message.entry.seq)
          events.set(message.entry.event.type, (events.get(message.entry.event.type) ?? 0) + 1)
          return
        default:
      }
    })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a WebSocket server has a port')
  return {
    port: address.port,
    trunkId,
    linked: linked.promise,
    events,
    dispose: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate()
        server.close(() => resolve())
      }),
  }
}
