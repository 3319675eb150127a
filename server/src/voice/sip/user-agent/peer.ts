import { isIP } from 'node:net'
import type { SipUri } from '../message/uri.ts'
import type { Binding } from '../registrar.ts'
import type { DialingTransport, Flow } from '../transport/flow.ts'
import type { TlsDialer } from '../transport/tls.ts'
import type { TrunkAddress } from '../trunk-types.ts'

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
  tls: TlsDialer | null
}

/** The flow to a trunk; null when its transport is not open here. */
export function flowToTrunk(transports: Transports, trunk: TrunkAddress): Flow | null {
  return trunk.transport === 'tls'
    ? (transports.tls?.flowTo(trunk.address, trunk.port, trunk.tls) ?? null)
    : (transports[trunk.transport]?.flowTo(trunk.address, trunk.port) ?? null)
}

/** Where a request came from, as a way back. */
export function trunkBehind(flow: Flow): TrunkAddress {
  const { remoteAddress: address, remotePort: port } = flow
  if (flow.transport === 'tls' && flow.tls) return { transport: 'tls', address, port, tls: flow.tls }
  return { transport: flow.transport === 'tcp' ? 'tcp' : 'udp', address, port }
}

/** Our Contact towards a trunk. */
export function trunkContact(
  transports: Transports,
  { transport, address }: TrunkAddress,
  user = '',
): string {
  const sentBy = transports[transport]?.sentBy ?? address
  const at = user === '' ? '' : `${user}@`
  return transport === 'udp' ? `<sip:${at}${sentBy}>` : `<sip:${at}${sentBy};transport=${transport}>`
}

export interface TrunkPeer extends Reachable {
  readonly kind: 'trunk'
  readonly address: string
  /** Reached by TLS, and heard by nothing less. */
  readonly secure: boolean
}

/**
 * A carrier or PBX. Next hops given as IP addresses are followed (RFC 3261 §12.2.1.1); names go to the address that the dialog
 * began with, since looking them up is the caller's. An open connection that the peer made is used again for its own address.
 * What began with TLS stays on the connection that has proved its name, wherever the peer's Contact points (RFC 5923).
 */
export function createTrunkPeer(
  transports: Transports,
  origin: TrunkAddress,
  inbound: Flow | null = null,
): TrunkPeer {
  let last = inbound

  const follow = (hop: SipUri | null): TrunkAddress => {
    if (origin.transport === 'tls') return origin
    const asked = hop?.params.get('transport')?.toLowerCase()
    const transport = asked === 'udp' || asked === 'tcp' ? asked : origin.transport
    const host = hop === null ? '' : hop.host.replace(/^\[|\]$/g, '')
    return isIP(host) === 0
      ? { transport, address: origin.address, port: origin.port }
      : { transport, address: host, port: hop?.port ?? 5060 }
  }

  return {
    kind: 'trunk',
    address: origin.address,
    secure: origin.transport === 'tls',
    flowTo: (hop) => {
      const next = follow(hop)
      const stays =
        next.transport !== 'udp' &&
        last?.transport === next.transport &&
        last.isOpen() &&
        last.remoteAddress === next.address
      if (!stays) last = flowToTrunk(transports, next) ?? flowToTrunk(transports, origin)
      return last
    },
    currentFlowId: () => last?.id ?? null,
    contact: () => trunkContact(transports, origin),
  }
}
