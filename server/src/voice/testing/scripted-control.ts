import { randomBytes, randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type {
  InboundRoute,
  JournalledEvent,
  TrunkConfig,
  VoiceCommand,
  VoiceEvent,
} from '../../protocol/voice-link.ts'
import { ControlToNode, NodeToControl } from '../../protocol/voice-link.ts'
import { isVoiceLinkProof } from '../../protocol/voice-link-proof.ts'
import type { RouteQuestion } from '../ports.ts'

type Snapshot = Extract<NodeToControl, { type: 'snapshot' }>
type EventOf<Type extends VoiceEvent['type']> = Extract<VoiceEvent, { type: Type }>

/** Control's end of the voice link as a test writes it: it remembers what was applied, and what came. */
export interface ScriptedControl {
  readonly port: number
  /** All events, each once, in order of seq. */
  readonly events: readonly JournalledEvent[]
  /** Every `event` message, repetitions too. */
  readonly deliveries: readonly JournalledEvent[]
  readonly gauges: Readonly<Record<string, number>>[]
  trunks: TrunkConfig[]
  /** Decides inbound calls; null answers nothing. */
  route: (question: RouteQuestion) => InboundRoute | null
  /** False: events are taken but not confirmed. */
  confirms: boolean
  /** The first event of the type, past or to come, that fits and was not taken before. */
  event<Type extends VoiceEvent['type']>(
    type: Type,
    fits?: (event: EventOf<Type>) => boolean,
  ): Promise<EventOf<Type>>
  /** The next snapshot. */
  snapshot(): Promise<Snapshot>
  command(
    command: VoiceCommand,
    commandId?: string,
  ): Promise<Extract<NodeToControl, { type: 'command-done' }>>
  /** Resolves when a message fits, past or to come. */
  message(fits: (message: NodeToControl) => boolean): Promise<NodeToControl>
  pushTrunks(): void
  /** Cuts the link, as a killed control does; the port stays. */
  cut(): void
  dispose(): Promise<void>
}

const patienceMs = 12_000

const send = (socket: WebSocket, message: ControlToNode): void =>
  socket.send(JSON.stringify(ControlToNode.parse(message)))

export async function openScriptedControl(secret: string): Promise<ScriptedControl> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/voice-link' })
  await new Promise<void>((resolve) => {
    server.once('listening', resolve)
  })
  const events: JournalledEvent[] = []
  const deliveries: JournalledEvent[] = []
  const gauges: Record<string, number>[] = []
  const messages: NodeToControl[] = []
  const taken = new Set<NodeToControl>()
  const waiters: { fits(message: NodeToControl): boolean; take(message: NodeToControl): void }[] = []
  let appliedSeq = 0
  let current: WebSocket | null = null

  const publish = (message: NodeToControl): void => {
    messages.push(message)
    const at = waiters.findIndex((waiter) => waiter.fits(message))
    if (at !== -1) waiters.splice(at, 1)[0]?.take(message)
  }

  const wait = (what: string, fits: (message: NodeToControl) => boolean): Promise<NodeToControl> => {
    const known = messages.find((message) => !taken.has(message) && fits(message))
    if (known !== undefined) {
      taken.add(known)
      return Promise.resolve(known)
    }
    return new Promise((resolve, reject) => {
      const overdue = setTimeout(
        () =>
          reject(
            new Error(`${what} did not come; came: ${events.map(({ event }) => event.type).join(', ')}`),
          ),
        patienceMs,
      )
      waiters.push({
        fits,
        take: (message) => {
          clearTimeout(overdue)
          taken.add(message)
          resolve(message)
        },
      })
    })
  }

  const takeEvent = (socket: WebSocket, message: Extract<NodeToControl, { type: 'event' }>): void => {
    const { entry } = message
    deliveries.push(entry)
    if (entry.seq > appliedSeq && !events.some(({ eventId }) => eventId === entry.eventId)) {
      events.push(entry)
      publish(message)
    }
    if (!control.confirms) return
    appliedSeq = Math.max(appliedSeq, entry.seq)
    send(socket, { type: 'applied', seq: appliedSeq })
  }

  server.on('connection', (socket) => {
    current = socket
    const nonce = randomBytes(32).toString('hex')
    send(socket, { type: 'challenge', nonce })
    socket.on('message', (data) => {
      const message = NodeToControl.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''))
      switch (message.type) {
        case 'hello':
          if (!isVoiceLinkProof(message.proof, secret, nonce, message.nodeId)) socket.close(4001)
          else send(socket, { type: 'welcome', appliedSeq, trunks: control.trunks })
          return
        case 'event':
          takeEvent(socket, message)
          return
        case 'route-inbound': {
          publish(message)
          const route = control.route(message.request)
          if (route !== null)
            send(socket, { type: 'route-inbound-answer', requestId: message.requestId, route })
          return
        }
        case 'status':
          if (message.status.type === 'gauges') gauges.push(message.status.gauges)
          publish(message)
          return
        case 'snapshot':
        case 'command-done':
          publish(message)
          return
        default:
          message satisfies never
      }
    })
  })

  const control: ScriptedControl = {
    port: addressOf(server).port,
    events,
    deliveries,
    gauges,
    trunks: [],
    route: () => ({ type: 'nobody', teamId: null }),
    confirms: true,
    event: async <Type extends VoiceEvent['type']>(
      type: Type,
      fits: (event: EventOf<Type>) => boolean = () => true,
    ) => {
      const isIt = (event: VoiceEvent): event is EventOf<Type> => event.type === type
      const message = await wait(
        type,
        (each) => each.type === 'event' && isIt(each.entry.event) && fits(each.entry.event),
      )
      if (message.type !== 'event' || !isIt(message.entry.event)) throw new Error('not that event')
      return message.entry.event
    },
    snapshot: async () => {
      const message = await wait('snapshot', (each) => each.type === 'snapshot')
      if (message.type !== 'snapshot') throw new Error('not a snapshot')
      return message
    },
    command: async (command, commandId = randomUUID()) => {
      if (current === null) throw new Error('no link')
      send(current, { type: 'command', commandId, command })
      const message = await wait(
        'command-done',
        (each) => each.type === 'command-done' && each.commandId === commandId,
      )
      if (message.type !== 'command-done') throw new Error('not command-done')
      return message
    },
    message: (fits) => wait('message', fits),
    pushTrunks: () => {
      if (current !== null) send(current, { type: 'trunks', trunks: control.trunks })
    },
    cut: () => current?.terminate(),
    dispose: async () => {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
  return control
}

function addressOf(server: WebSocketServer): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not a TCP server')
  return address
}
