import { isIP } from 'node:net'
import type { SipUri } from '../message/uri.ts'
import type { Binding } from '../registrar.ts'
import type { DialingTransport, Flow } from '../transport/flow.ts'

/** The other side of a dialog, as far as transport goes. */
export type Peer = AgentPeer | TrunkPeer

interface Reachable {
  /** The flow for a request to this next hop; null while the peer cannot be reached. */
  flowTo(hop: SipUri | null): Flow | null
  currentFlowId(): string | null
  /** Our Contact towards it. */
  contact(): string
}

/** A browser: reached by its WebSocket, and by nothing else, wherever its contact points. */
export interface AgentPeer extends Reachable {
  readonly kind: 'agent'
  readonly aor: string
  readonly agentKey: string
  /** The same user agent on another flow. */
  rebind(flow: Flow): void
  /** true if the flow was in use. */
  lose(flow: Flow): boolean
}

export function createAgentPeer(binding: Binding): AgentPeer {
  let flow: Flow | null = binding.flow
  const { sentBy, transport } = binding.flow
  return {
    kind: 'agent',
    aor: binding.aor,
    agentKey: binding.agentKey,
    flowTo: () => (flow !== null && flow.isOpen() ? flow : null),
    currentFlowId: () => (flow !== null && flow.isOpen() ? flow.id : null),
    contact: () => `<sip:${sentBy};transport=${transport}>`,
    rebind: (next) => {
      flow = next
    },
    lose: (lost) => {
      if (flow?.id !== lost.id) return false
      flow = null
      return true
    },
  }
}

export interface Transports {
  udp: DialingTransport | null
  tcp: DialingTransport | null
}

export interface TrunkPeer extends Reachable {
  readonly kind: 'trunk'
  readonly address: string
}

/**
 * A carrier or PBX. Next hops given as IP addresses are followed (RFC 3261 §12.2.1.1); names go to the address that the dialog
 * began with, since looking them up is the caller's. An open connection that the peer made is used again for its own address.
 */
export function createTrunkPeer(
  transports: Transports,
  origin: { transport: 'udp' | 'tcp'; address: string; port: number; inbound?: Flow },
): TrunkPeer {
  const dial = (transport: 'udp' | 'tcp', address: string, port: number): Flow | null =>
    transports[transport]?.flowTo(address, port) ?? null
  let last = origin.inbound ?? null

  return {
    kind: 'trunk',
    address: origin.address,
    flowTo: (hop) => {
      const asked = hop?.params.get('transport')?.toLowerCase()
      const transport = asked === 'udp' || asked === 'tcp' ? asked : origin.transport
      const host = hop === null ? '' : hop.host.replace(/^\[|\]$/g, '')
      const address = isIP(host) === 0 ? origin.address : host
      const port = isIP(host) === 0 ? origin.port : (hop?.port ?? 5060)
      if (
        transport === 'tcp' &&
        last?.transport === 'tcp' &&
        last.isOpen() &&
        last.remoteAddress === address
      ) {
        return last
      }
      last = dial(transport, address, port) ?? dial(origin.transport, address, port)
      return last
    },
    currentFlowId: () => last?.id ?? null,
    contact: () => {
      const sentBy = transports[origin.transport]?.sentBy ?? origin.address
      return origin.transport === 'udp' ? `<sip:${sentBy}>` : `<sip:${sentBy};transport=tcp>`
    },
  }
}
