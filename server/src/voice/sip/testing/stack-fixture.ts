import { createSeededRandom, createVirtualClock, type VirtualClock } from '../../../testing/virtual-clock.ts'
import { createSipStack } from '../stack.ts'
import type { SipRefusal } from '../refusal.ts'
import type { IncomingInvite, RegistrationChange, SipLimits, SipLog, SipStack } from '../types.ts'
import type { AgentIdentity } from './scripted-agent.ts'
import {
  type ListeningPeer,
  openListeningPeer,
  openTcpPeer,
  openUdpPeer,
  openWebSocketPeer,
  type ScriptedPeer,
} from './scripted-peer.ts'
import type { SelfSigned } from './self-signed.ts'

const testRealm = 'hearthline.test'

/** A stack on loopback with all its transports, virtual time, and peers that are closed with it. */
export interface StackFixture {
  readonly stack: SipStack
  readonly clock: VirtualClock
  /** INVITEs that were let in. */
  nextInvite(): Promise<IncomingInvite>
  readonly registrations: readonly RegistrationChange[]
  /** Resolves when the stack has told of such a change, also one of before. */
  registration(state: RegistrationChange['state']): Promise<RegistrationChange>
  /** Who was turned away, each time. */
  readonly refusals: readonly SipRefusal[]
  /** Errors and warnings that were logged. */
  readonly complaints: readonly string[]
  /** A UDP peer that is a trunk. */
  trunk(): Promise<ScriptedPeer>
  stranger(): Promise<ScriptedPeer>
  tcpTrunk(): Promise<ScriptedPeer>
  /** A trunk that listens, over TCP or, with a certificate, TLS. */
  pbx(certificate: SelfSigned | null): Promise<ListeningPeer>
  /** Connections that the stack told to be gone. */
  readonly lostConnections: readonly string[]
  browser(): Promise<ScriptedPeer>
  identity(aor: string, contactUser?: string): AgentIdentity
  dispose(): Promise<void>
}

export async function createStackFixture(
  options: {
    limits?: Partial<SipLimits>
    onInvite?: (invite: IncomingInvite) => void
    /** What every trunk peer is called. */
    trunkId?: string
  } = {},
): Promise<StackFixture> {
  const clock = createVirtualClock()
  const trunkPorts = new Set<number>()
  const peers: ScriptedPeer[] = []
  const complaints: string[] = []
  const invites = createQueue<IncomingInvite>()
  const registrations: RegistrationChange[] = []
  const refusals: SipRefusal[] = []
  const changes = createQueue<RegistrationChange>()
  const complain = (fields: Record<string, unknown>, message: string): void => {
    complaints.push(`${message} ${JSON.stringify(fields)}`)
  }
  const log: SipLog = { debug: () => undefined, info: () => undefined, warn: complain, error: complain }
  const lostConnections: string[] = []
  let tcpTrusted = false

  const stack = await createSipStack({
    clock,
    random: createSeededRandom(7),
    log,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    userAgentName: 'Hearthline test',
    udp: { host: '127.0.0.1', port: 0 },
    tcp: { host: '127.0.0.1', port: 0 },
    ws: { host: '127.0.0.1', port: 0, path: '/sip', origins: ['http://localhost'] },
    realm: testRealm,
    credentials: (username) =>
      username.startsWith('user:') ? { password: `pw-${username}`, aor: username.slice(5) } : null,
    isTrunkPeer: (_address, port) =>
      trunkPorts.has(port) || tcpTrusted ? { id: options.trunkId ?? 'trunk-1' } : null,
    onInvite: options.onInvite ?? ((invite) => invites.push(invite)),
    onRegistration: (change) => {
      registrations.push(change)
      changes.push(change)
    },
    onConnectionLost: (_address, port, transport) => void lostConnections.push(`${transport} ${port}`),
    onRefused: (refused) => void refusals.push(refused),
  })
  const keep = async <Peer extends ScriptedPeer>(opening: Promise<Peer>): Promise<Peer> => {
    const peer = await opening
    peers.push(peer)
    return peer
  }

  return {
    stack,
    clock,
    nextInvite: () => invites.take(() => true),
    registrations,
    registration: (state) => changes.take((change) => change.state === state),
    refusals,
    complaints,
    trunk: async () => {
      const peer = await keep(openUdpPeer(stack.localPorts.udp ?? 0))
      trunkPorts.add(peer.port)
      return peer
    },
    stranger: () => keep(openUdpPeer(stack.localPorts.udp ?? 0)),
    tcpTrunk: () => {
      tcpTrusted = true
      return keep(openTcpPeer(stack.localPorts.tcp ?? 0))
    },
    pbx: async (certificate) => {
      const peer = await keep(openListeningPeer(certificate))
      trunkPorts.add(peer.port)
      return peer
    },
    lostConnections,
    browser: () => keep(openWebSocketPeer(stack.localPorts.ws ?? 0)),
    identity: (aor, contactUser) => ({
      username: `user:${aor}`,
      password: `pw-user:${aor}`,
      realm: testRealm,
      ...(contactUser === undefined ? {} : { contactUser }),
    }),
    dispose: async () => {
      await stack.dispose()
      await Promise.all(peers.map((peer) => peer.dispose()))
    },
  }
}

/** Values that somebody waits for, or that wait for somebody. The test's own time limit ends a wait for nothing. */
export interface Queue<Value> {
  push(value: Value): void
  take(fits: (value: Value) => boolean): Promise<Value>
}

export function createQueue<Value>(): Queue<Value> {
  const values: Value[] = []
  const waiters: { fits(value: Value): boolean; resolve(value: Value): void }[] = []
  return {
    push: (value) => {
      const at = waiters.findIndex((waiter) => waiter.fits(value))
      if (at === -1) values.push(value)
      else waiters.splice(at, 1)[0]?.resolve(value)
    },
    take: (fits) => {
      const at = values.findIndex(fits)
      const [found] = at === -1 ? [] : values.splice(at, 1)
      if (found !== undefined) return Promise.resolve(found)
      return new Promise((resolve) => {
        waiters.push({ fits, resolve })
      })
    },
  }
}
