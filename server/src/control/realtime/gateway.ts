import type { Server as HttpServer } from 'node:http'
import type {
  BrowserToServer,
  Levels,
  PersonId,
  Problem,
  ServerToBrowser,
  SignInId,
} from '@hearthline/shared'
import { Server } from 'socket.io'
import type { SignInEnded } from '../ports.ts'
import type { GatewayDeps } from './ports.ts'
import type { ProjectedNews } from './projection.ts'
import { createSocketChecks } from './socket-checks.ts'
import { serveSocket, type ServedSocket, type Socket, type SocketData } from './served-socket.ts'

/** Biggest message a browser may send; every one of ours is far below. */
const maxMessageBytes = 64 * 1024
/** Windows that one sign-in may have open; the oldest makes room. */
const mostSocketsPerSignIn = 5

export interface Gateway {
  attach(server: HttpServer): void
  /** Sends everybody what they may know of it. */
  tell(news: ProjectedNews): void
  /** Tells this person's sockets anew what they may see. */
  personChanged(personId: PersonId): void
  signedOut(ended: SignInEnded): void
  /** How loud each party of a call is now: to whoever has a supervisor's leg in it, and lost where a socket is busy. */
  levels(levels: Omit<Levels, 'at'>): void
  /** Sockets that have proved themselves. */
  sockets(): number
  /** Idempotent; leaves the HTTP server to its owner. */
  dispose(): void
}

/** Socket.IO between browsers and control (docs/spec/realtime.md). */
export function createGateway(deps: GatewayDeps): Gateway {
  const { log } = deps
  const io = new Server<BrowserToServer, ServerToBrowser, Record<string, never>, SocketData>({
    // Long polling would need its own proof for each request; every browser that can call can open a WebSocket.
    transports: ['websocket'],
    serveClient: false,
    destroyUpgrade: false,
    maxHttpBufferSize: maxMessageBytes,
    perMessageDeflate: false,
    pingInterval: 5_000,
    pingTimeout: 5_000,
    connectTimeout: 5_000,
    allowRequest: (request, decide) => {
      const known = deps.ownOriginOf(request) !== null
      if (!known) {
        log.warn({ origin: request.headers.origin ?? null }, 'a socket of a foreign origin was refused')
        const address = deps.addressOf(request)
        deps.refusals.note({ code: 'origin-refused', asker: null, address, place: 'socket' })
      }
      decide(known ? null : 'origin refused', known)
    },
  })
  const served = new Map<string, ServedSocket>()
  const checks = createSocketChecks(deps)
  let disposed = false

  io.use((socket, next) => {
    const current = deps.currentOf(socket.request)
    if (!current.ok) return next(refusal(current.problem))
    socket.data.signInId = current.value.signIn.signInId
    socket.data.address = current.value.address
    socket.data.origin = deps.ownOriginOf(socket.request) ?? ''
    next()
  })
  io.on('connection', (socket: Socket) => {
    const { signInId } = socket.data
    served.set(
      socket.id,
      serveSocket({ ...deps, socket, checks, whenProved: () => makeRoom(signInId, true) }),
    )
    makeRoom(signInId, false)
    socket.on('disconnect', () => {
      served.get(socket.id)?.dispose()
      served.delete(socket.id)
    })
  })

  /**
   * A Map keeps the order of insertion: the first is the oldest. Who has proved nothing makes room among their like only:
   * a stolen cookie must not crowd out its owner.
   */
  function makeRoom(signInId: SignInId, proved: boolean): void {
    const own = [...served.values()].filter((one) => one.signInId === signInId && one.isProved() === proved)
    for (const oldest of own.slice(0, Math.max(0, own.length - mostSocketsPerSignIn))) oldest.crowdedOut()
  }

  const each = (act: (socket: ServedSocket) => void) => {
    for (const socket of served.values()) act(socket)
  }

  return {
    attach: (server) => void io.attach(server),
    tell: (news) => {
      const changesFor = deps.projection.changes(news)
      each((socket) => socket.tell(changesFor))
    },
    personChanged: (personId) => each((socket) => socket.personChanged(personId)),
    signedOut: (ended) =>
      each((socket) => {
        if (socket.signInId === ended.signInId) socket.signedOut(ended)
      }),
    levels: ({ callId, agent, customer, supervisor }) => {
      const listeners = new Set(deps.calls.supervisors(callId).map(({ personId }) => personId))
      if (listeners.size === 0) return
      const levels = { callId, at: deps.clock.nowMs(), agent, customer, supervisor }
      each((socket) => socket.levels(listeners, levels))
    },
    sockets: () => [...served.values()].filter((socket) => socket.isProved()).length,
    dispose: () => {
      if (disposed) return
      disposed = true
      io.disconnectSockets(true)
      io.engine?.close()
      each((socket) => socket.dispose())
      served.clear()
      checks.dispose()
    },
  }
}

/** What Socket.IO hands to the browser as `connect_error`, with the Problem in `data`. */
function refusal(problem: Problem): Error {
  return Object.assign(new Error(problem.code), { data: problem })
}
