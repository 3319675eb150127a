import { readFileSync } from 'node:fs'
import { createServer, maxHeaderSize, type Server, type ServerOptions } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Problem } from '@hearthline/shared'
import type { Config } from '../../config.ts'
import { StartError } from '../../start-error.ts'
import { addressIsIn, parseAddress, parseCidr, wholeLine } from '../networks/index.ts'
import { refuseConnection } from '../refuse-connection.ts'

/** What one peer may cost before anybody knows who it is. */
export interface ServerLimits {
  /** From the first byte to the end of the headers. Ours are below 2 KB: whoever needs longer drips on purpose. */
  headersTimeoutMs: number
  /** From the first byte to the end of the body: 5 MB of CSV on a line of 2 Mbit/s take 20 s. */
  requestTimeoutMs: number
  /** How often both are looked at; Node's own 30 s would let a slow peer stay three times as long. */
  checkEveryMs: number
  /** A connection is made anew after so many requests, so that none is anybody's for ever. */
  requestsPerConnection: number
  /** Open connections of one address (an IPv6 /64): an office of 150 people whose browsers open six each. */
  connectionsPerAddress: number
}

export const serverLimits: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  checkEveryMs: 2_000,
  requestsPerConnection: 1_000,
  connectionsPerAddress: 1_000,
}

/**
 * The server that control listens with: http, or https with a certificate; slow and greedy peers are cut off.
 * @throws StartError when the certificate cannot be used.
 */
export function createHttpServer(
  config: Pick<Config, 'tls' | 'trustedProxies'>,
  limits: ServerLimits = serverLimits,
): Server {
  const options: ServerOptions = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.checkEveryMs,
  }
  const server = config.tls === null ? createServer(options) : secureServer(config.tls, options)
  server.maxRequestsPerSocket = limits.requestsPerConnection
  boundConnections(server, config.trustedProxies, limits.connectionsPerAddress)
  answerUnparsed(server)
  return server
}

function secureServer(tls: NonNullable<Config['tls']>, options: ServerOptions): Server {
  try {
    return createSecureServer({
      ...options,
      cert: readFileSync(tls.certPath),
      key: readFileSync(tls.keyPath),
      minVersion: 'TLSv1.2',
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(`The TLS certificate or key cannot be used: ${why}.`, { cause: error })
  }
}

/** A trusted proxy brings everybody's connections, and limits them itself. */
function boundConnections(server: Server, trustedProxies: readonly string[], most: number): void {
  const proxies = trustedProxies.flatMap((text) => {
    const parsed = parseCidr(text)
    return parsed.ok ? [parsed.cidr] : []
  })
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const [peer = ''] = (socket.remoteAddress ?? '').split('%')
    const address = parseAddress(peer)
    if (address === null || addressIsIn(address, proxies)) return
    const line = wholeLine(address)
    const count = (open.get(line) ?? 0) + 1
    if (count > most) {
      socket.destroy()
      return
    }
    open.set(line, count)
    socket.once('close', () => {
      const left = (open.get(line) ?? 1) - 1
      if (left === 0) open.delete(line)
      else open.set(line, left)
    })
  })
}

/** What Node refuses before there is a request: what cannot be parsed, and what does not arrive in time. */
function answerUnparsed(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    refuseConnection(socket, problemOf(error.code))
  })
}

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { code: 'payload-too-large', detail: `Headers may have ${maxHeaderSize} bytes.` }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'invalid-request', detail: 'The request did not arrive in time.' }
    default:
      return { code: 'invalid-request', detail: 'This is no HTTP request.' }
  }
}
