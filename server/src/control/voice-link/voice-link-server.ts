import { ok, refuse, type Problem, type Result } from '@hearthline/shared'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { TrunkConfig, VoiceCommand } from '../../protocol/voice-link.ts'
import type { VoiceNodes } from '../calls/index.ts'
import type { Clock, Log, RandomSource } from '../ports.ts'
import { refuseConnection } from '../refuse-connection.ts'
import { serveNodeLink, type CommandOutcome, type NodeLink } from './node-link.ts'
import type { NodeDesk } from './ports.ts'

/** A snapshot of some thousand calls; nothing a node says is bigger. */
const maxMessageBytes = 4 * 1024 * 1024
/** Connections that have not proved themselves yet. */
const maxStrangers = 16

export interface VoiceLinkServer extends VoiceNodes {
  /** Takes a WebSocket upgrade of `/voice-link`. A browser (anything with an Origin) is refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  pushTrunks(trunks: TrunkConfig[]): void
  /** Last gauges of each linked node. */
  gauges(): ReadonlyMap<string, Readonly<Record<string, number>>>
  dispose(): void
}

/** Control's end of the voice link. */
export function createVoiceLinkServer(deps: {
  secret: string
  desk: NodeDesk
  clock: Clock
  random: RandomSource
  log: Log
  /** A page knocked where only voice nodes belong, and was refused. */
  onBrowser(request: IncomingMessage): void
}): VoiceLinkServer {
  const { desk, log } = deps
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  })
  const nodes = new Map<string, NodeLink>()
  const strangers = new Set<NodeLink>()
  let disposed = false

  const accept = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const link = serveNodeLink({
        ...deps,
        socket: webSocket,
        onProved: (nodeId, proved) => {
          strangers.delete(proved)
          const before = nodes.get(nodeId)
          nodes.set(nodeId, proved)
          before?.close('replaced')
          log.info({ nodeId }, 'voice node linked')
          desk.linkChanged(nodeId, true)
        },
        onClosed: (closed) => {
          strangers.delete(closed)
          for (const [nodeId, current] of nodes) {
            if (current !== closed) continue
            nodes.delete(nodeId)
            if (disposed) continue
            log.warn({ nodeId }, 'voice node unlinked')
            desk.linkChanged(nodeId, false)
          }
        },
      })
      strangers.add(link)
    })

  return {
    upgrade: (request, socket, head) => {
      if (disposed) return refuseConnection(socket, { code: 'unavailable', detail: 'Control is closing.' })
      if (request.headers.origin !== undefined) {
        deps.onBrowser(request)
        return refuseConnection(socket, { code: 'origin-refused', detail: 'No browser belongs here.' })
      }
      if (strangers.size >= maxStrangers)
        return refuseConnection(socket, { code: 'unavailable', detail: 'Too many at the door.' })
      accept(request, socket, head)
    },
    linked: () => nodes.size > 0,
    command: async (command: VoiceCommand) => {
      const outcomes = await Promise.all([...nodes.values()].map((link) => link.command(command)))
      return outcomes.length > 0 && outcomes.every(({ type }) => type === 'done')
    },
    ask: (command) => askEach([...nodes.values()].map((link) => link.command(command))),
    pushTrunks: (trunks) => {
      for (const link of nodes.values()) link.send({ type: 'trunks', trunks })
    },
    gauges: () => new Map([...nodes].map(([nodeId, link]) => [nodeId, link.gauges()])),
    dispose: () => {
      disposed = true
      for (const link of [...nodes.values(), ...strangers]) link.close('shutdown')
      server.close()
    },
  }
}

/** The first node that has done it wins, without waiting for the others: only one of them has the call. */
function askEach(asked: readonly Promise<CommandOutcome>[]): Promise<Result<null>> {
  return new Promise((resolve) => {
    for (const answer of asked)
      void answer.then((outcome) => (outcome.type === 'done' ? resolve(ok(null)) : undefined))
    void Promise.all(asked).then((outcomes) => resolve(refuse(mostTelling(outcomes))))
  })
}

/** Whoever says more than that it has no such call is the node that has it; else a silent one may be. */
function mostTelling(outcomes: readonly CommandOutcome[]): Problem {
  const problems = outcomes.flatMap((outcome) => (outcome.type === 'refused' ? [outcome.problem] : []))
  const telling = problems.find(({ code }) => code !== 'call-not-found')
  if (telling !== undefined) return telling
  const [unknown] = problems
  return unknown !== undefined && problems.length === outcomes.length
    ? unknown
    : { code: 'voice-unavailable', detail: 'The voice node that has this call does not answer.' }
}
