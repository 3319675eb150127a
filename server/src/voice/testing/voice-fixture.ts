import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallId, PersonId, SignInId, TeamId, TicketId, TrunkId } from '@hearthline/shared'
import type { Config } from '../../config.ts'
import { ensureKeys, readKeys } from '../../keys.ts'
import type { Keys } from '../../keys.ts'
import { BrowserPeers } from '../../media/testing/processes.ts'
import { mintSipCredential } from '../../protocol/sip-credential.ts'
import { sealTicket } from '../../protocol/ticket.ts'
import type { Ticket } from '../../protocol/ticket.ts'
import type { TrunkConfig } from '../../protocol/voice-link.ts'
import { startVoice } from '../app.ts'
import type { VoiceLog } from '../ports.ts'
import { registerAgent } from '../sip/testing/scripted-agent.ts'
import type { AgentIdentity } from '../sip/testing/scripted-agent.ts'
import { openUdpPeer, openWebSocketPeer } from '../sip/testing/scripted-peer.ts'
import type { ScriptedPeer } from '../sip/testing/scripted-peer.ts'
import { startVoiceProcess } from './processes.ts'
import type { VoicePorts } from './processes.ts'
import { openScriptedControl } from './scripted-control.ts'
import type { ScriptedControl } from './scripted-control.ts'

export interface AgentSeat {
  personId: PersonId
  signInId: SignInId
  identity: AgentIdentity
  peer: ScriptedPeer
  /** Another connection of the same browser, registered. */
  reconnect(): Promise<ScriptedPeer>
  /** Another tab or device of the same sign-in, registered beside. */
  anotherTab(): Promise<ScriptedPeer>
}

export interface RunningNode {
  readonly ports: VoicePorts
  /** A node in this process stops in good order; one of its own is killed. */
  dispose(): Promise<void>
}

/** A voice node on loopback, with scripted people, carriers and control around it. */
export interface VoiceFixture {
  readonly config: Config
  readonly keys: Keys
  readonly control: ScriptedControl
  readonly node: RunningNode
  readonly browsers: BrowserPeers
  readonly complaints: string[]
  /** A fresh sign-in, of a new person where none is named. */
  agent(personId?: PersonId): Promise<AgentSeat>
  trunk(): Promise<{ peer: ScriptedPeer; config: TrunkConfig }>
  ticket(
    seat: AgentSeat,
    trunkIds: TrunkId[],
    changes?: Partial<Extract<Ticket, { kind: 'call' }>>,
  ): SealedTicket
  monitorTicket(seat: AgentSeat, callId: CallId): SealedTicket
  rejoinTicket(seat: AgentSeat, callId: CallId): SealedTicket
  loopbackTicket(seat: AgentSeat, seconds: number): SealedTicket
  /** Starts the node again on the same folders, after its end by `node.dispose()`. */
  restart(): Promise<void>
  dispose(): Promise<void>
}

export interface SealedTicket {
  callId: CallId
  uri: string
}

export const realm = 'hearthline'

/** Starting a node and its workers takes seconds on a machine that runs other tests at once. */
export const startTimeoutMs = 60_000

function fixtureConfig(dataDir: string, controlPort: number, mediaWorkers = 1): Config {
  // Below the ephemeral range, so that no socket with a port of the system's choice sits there.
  const min = randomInt(10_000, 31_000)
  return {
    dataDir,
    bind: '127.0.0.1',
    publicHost: 'localhost',
    mediaAddress: null,
    httpPort: 1,
    sipWsPort: 0,
    sipUdpPort: 0,
    mediaPorts: { min, max: min + 99 },
    mediaWorkers,
    tls: null,
    trustedProxies: [],
    turn: null,
    logLevel: 'warn',
    demo: false,
    demoLineCheck: 'offered',
    demoSipPort: 1,
    controlUrl: `ws://127.0.0.1:${controlPort}/voice-link`,
    nodeId: 'voice-test',
    organisation: 'Test',
    helpDesk: null,
    defaultCountry: 'US',
    origins: ['http://localhost'],
  }
}

/** Keeps what a test may want to see, and prints nothing. */
function collectingLog(complaints: string[]): VoiceLog {
  const keep =
    (level: string) =>
    (fields: Record<string, unknown>, message: string): void =>
      void complaints.push(`${level}: ${message} ${JSON.stringify(fields)}`)
  return { debug: () => undefined, info: () => undefined, warn: keep('warn'), error: keep('error') }
}

export interface FixtureOptions {
  mediaWorkers?: number
  /** The node runs in a process of its own, so that `kill` can be a real one. */
  inOwnProcess?: boolean
}

export async function openVoiceFixture(options: FixtureOptions = {}): Promise<VoiceFixture> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hearthline-voice-'))
  ensureKeys(dataDir)
  const keys = readKeys(dataDir)
  const control = await openScriptedControl(keys.voiceLink)
  const config = fixtureConfig(dataDir, control.port, options.mediaWorkers)
  const complaints: string[] = []
  const log = collectingLog(complaints)
  const browsers = new BrowserPeers()
  const peers: ScriptedPeer[] = []
  const start = (): Promise<RunningNode> =>
    options.inOwnProcess === true
      ? startVoiceProcess(config)
      : startVoice({ config, keys, log }).then((started) => ({
          ports: { udp: started.sipPorts.udp ?? 0, ws: started.sipPorts.ws ?? 0 },
          dispose: () => started.dispose(),
        }))
  let node = await start()

  const keep = async (opening: Promise<ScriptedPeer>): Promise<ScriptedPeer> => {
    const peer = await opening
    peers.push(peer)
    return peer
  }
  const connect = async (as: AgentIdentity): Promise<ScriptedPeer> => {
    const peer = await keep(openWebSocketPeer(node.ports.ws))
    await registerAgent(peer, as)
    return peer
  }
  const seal = (ticket: Ticket): string => `sip:${sealTicket(ticket, keys.ticket, randomBytes(12))}@${realm}`

  return {
    config,
    keys,
    control,
    get node() {
      return node
    },
    browsers,
    complaints,
    agent: async (personId = PersonId.parse(randomUUID())) => {
      const signInId = SignInId.parse(randomUUID())
      const credential = mintSipCredential(signInId, Date.now() + 3_600_000, keys.sipCredential)
      const identity: AgentIdentity = { ...credential, realm, contactUser: signInId.slice(0, 8) }
      return {
        personId,
        signInId,
        identity,
        peer: await connect(identity),
        reconnect: () => connect(identity),
        anotherTab: () => connect({ ...identity, contactUser: randomUUID().slice(0, 8) }),
      }
    },
    trunk: async () => {
      const peer = await keep(openUdpPeer(node.ports.udp))
      const trunkConfig: TrunkConfig = {
        trunkId: TrunkId.parse(randomUUID()),
        name: 'Test carrier',
        host: '127.0.0.1',
        port: peer.port,
        transport: 'udp',
        addresses: ['127.0.0.1'],
        credentials: null,
        tlsTrust: null,
        register: false,
        channels: null,
        digits: 'rfc4733',
        inboundTeamId: null,
        enabled: true,
      }
      control.trunks = [...control.trunks, trunkConfig]
      control.pushTrunks()
      void answerProbes(peer)
      await control.message(
        (message) =>
          message.type === 'status' &&
          message.status.type === 'trunk-health' &&
          message.status.trunkId === trunkConfig.trunkId &&
          message.status.state === 'up',
      )
      return { peer, config: trunkConfig }
    },
    ticket: (seat, trunkIds, changes = {}) => {
      const callId = CallId.parse(randomUUID())
      const uri = seal({
        kind: 'call',
        ...ticketParts(seat, callId),
        teamId: TeamId.parse(randomUUID()),
        number: '+12025550147',
        routes: trunkIds.map((trunkId) => ({ trunkId, dialled: '+12025550147', callerId: '+12025550100' })),
        record: true,
        ringTimeoutMs: 20_000,
        ...changes,
      })
      return { callId: changes.callId ?? callId, uri }
    },
    monitorTicket: (seat, callId) => ({
      callId,
      uri: seal({ kind: 'monitor', mode: 'listen', ...ticketParts(seat, callId) }),
    }),
    rejoinTicket: (seat, callId) => ({
      callId,
      uri: seal({ kind: 'rejoin', ...ticketParts(seat, callId) }),
    }),
    loopbackTicket: (seat, seconds) => {
      const callId = CallId.parse(randomUUID())
      return { callId, uri: seal({ kind: 'loopback', seconds, ...ticketParts(seat, callId) }) }
    },
    restart: async () => {
      node = await start()
    },
    dispose: async () => {
      await node.dispose()
      await Promise.all(peers.map((peer) => peer.dispose()))
      await browsers.dispose()
      await control.dispose()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const ticketParts = ({ signInId, personId }: AgentSeat, callId: CallId) => ({
  ticketId: TicketId.parse(randomUUID()),
  callId,
  signInId,
  personId,
  expiresAt: Date.now() + 30_000,
})

/** Answers every OPTIONS until the peer is closed and none comes any more. */
async function answerProbes(peer: ScriptedPeer): Promise<void> {
  for (;;) {
    const options = await peer.expectRequest('OPTIONS').catch(() => null)
    if (options === null) return
    peer.answer(options, 200)
  }
}
