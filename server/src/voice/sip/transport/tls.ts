import { isIP } from 'node:net'
import { checkServerIdentity, connect, getCACertificates, type TLSSocket } from 'node:tls'
import type { TlsPeer } from '../trunk-types.ts'
import type { Flow } from './flow.ts'
import { createStreamFlows, type StreamContext } from './stream-flows.ts'

/**
 * TLS towards trunks (RFC 3261 §26.3.1, RFC 5922): connections that we open and that the peer uses as well (RFC 5923), since a
 * contact behind a home router or a firewall is reached by nothing else. Nobody can connect to us by TLS.
 */
export interface TlsDialer {
  readonly sentBy: string
  /** `address` is an IP address. The flow may still be connecting; when that, or the certificate, fails it closes. */
  flowTo(address: string, port: number, tls: TlsPeer): Flow
  dispose(): void
}

export function createTlsDialer(sentBy: string, context: StreamContext): TlsDialer {
  const flows = createStreamFlows('tls', context)
  let system: readonly string[] | null = null

  const open = (address: string, port: number, { serverName, trust }: TlsPeer): TLSSocket => {
    // Read once: hundreds of files on some systems. Without any, Node's own list stands in.
    system ??= getCACertificates('system')
    const ca = trust === null ? (system.length > 0 ? [...system] : [...getCACertificates('default')]) : trust
    return connect({
      host: address,
      port,
      ca,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      // RFC 6066 §3 knows no addresses in SNI.
      ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
      // Always the name that the administrator wrote, never one that a lookup or the peer came up with.
      checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
    })
  }

  return {
    sentBy,
    flowTo: (address, port, tls) => {
      const known = flows.find(
        (flow) =>
          flow.remoteAddress === address &&
          flow.remotePort === port &&
          flow.tls?.serverName === tls.serverName &&
          flow.tls.trust === tls.trust,
      )
      return known ?? flows.adopt({ socket: open(address, port, tls), address, port, tls }, sentBy)
    },
    dispose: () => flows.closeAll(),
  }
}
