import { networkInterfaces } from 'node:os'
import type { TlsPeer } from '../trunk-types.ts'
import type { ListenAddress } from '../types.ts'

/** A way to and from one peer: a connection, or for UDP one remote address and port. */
export interface Flow {
  readonly id: string
  readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss'
  readonly remoteAddress: string
  readonly remotePort: number
  /** What our Via and Contact say: `host:port`. */
  readonly sentBy: string
  /** Of TLS: what the peer has proved, for opening the connection again. */
  readonly tls?: TlsPeer | null
  /** When something last came over a connection. */
  heardAtMs?(): number
  isOpen(): boolean
  /** false when the flow is closed or had to be closed because the peer reads too slowly. */
  send(bytes: Uint8Array): boolean
  close(): void
}

/** Where transports report to. Called from socket events; implementations do not throw. */
export interface FlowListener {
  /** One whole datagram, WebSocket message or stream frame. */
  onData(flow: Flow, bytes: Buffer): void
  /** Once, for flows with a connection. */
  onClosed(flow: Flow): void
}

export interface Transport {
  readonly port: number
  /** `host:port` for Via and Contact. */
  readonly sentBy: string
  dispose(): Promise<void>
}

/** A transport that can open flows itself. */
export interface DialingTransport extends Transport {
  /** `address` is an IP address. The flow may still be connecting; when that fails it closes. */
  flowTo(address: string, port: number): Flow
}

/** Retransmission timers are off over reliable transports (RFC 3261 §17). */
export function isReliable(flow: Flow): boolean {
  return flow.transport !== 'udp'
}

/** `::ffff:192.0.2.1` is 192.0.2.1: a dual-stack socket must not make two peers of one. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}

function hostText(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address
}

/** What peers are told: the public host, else the address itself, else (bound to all) this machine's first outer address. */
export function advertisedHost(listen: ListenAddress): string {
  if (listen.publicHost !== undefined) return hostText(listen.publicHost)
  if (listen.host !== '0.0.0.0' && listen.host !== '::') return hostText(listen.host)
  const outer = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find((each) => !each.internal && each.family === 'IPv4')
  return outer?.address ?? '127.0.0.1'
}
