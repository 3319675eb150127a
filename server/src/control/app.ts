import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Policies } from '@hearthline/shared'
import type { Config } from '../config.ts'
import type { Keys } from '../keys.ts'
import { bindFailure } from '../start-error.ts'
import { systemClock, systemRandom } from '../system-ports.ts'
import type { AccessService, PasswordCost } from './access/index.ts'
import type { AuditLog } from './audit/index.ts'
import { createCore, type Core } from './core.ts'
import { openStore, type Store } from './db/client.ts'
import type { Domain, DomainFactory, DomainServices, Foundation } from './domain.ts'
import { domains as allDomains } from './domains.ts'
import { createHttpApp } from './http/app.ts'
import { createClientAddress } from './http/client-address.ts'
import { createCookies } from './http/cookies.ts'
import { createCurrentSignIn } from './http/current-sign-in.ts'
import { ownOriginOf } from './http/origin.ts'
import { createHttpServer, serverLimits, type ServerLimits } from './http/server.ts'
import type { PeopleService } from './people/index.ts'
import type { Clock, Log, RandomSource, Transact } from './ports.ts'
import { refuseConnection } from './refuse-connection.ts'

export interface ControlDeps {
  config: Config
  keys: Keys
  log: Log
  clock?: Clock
  random?: RandomSource
  /** What plugs in beyond people, access and audit; the list of domains.ts unless a test says otherwise. */
  domains?: readonly DomainFactory[]
  /** Folder of the built client. */
  clientFolder?: string
  /** Parse every answer by its schema too: for tests. */
  checkAnswers?: boolean
  /** Argon2id settings; OWASP's unless a test makes hundreds of hashes. */
  passwordCost?: PasswordCost
  /** What holds until an administrator sets other policies; the defaults unless a test says otherwise. */
  policies?: Policies
  /** Requests a minute from one address to routes that need no sign-in. */
  publicPerMinute?: { reads: number; writes: number }
  /** Requests a minute of one sign-in. */
  signedInPerMinute?: number
  /** What a slow or greedy peer may cost; http/server.ts says what and why. */
  serverLimits?: Partial<ServerLimits>
}

export interface ControlServices extends Partial<DomainServices> {
  people: PeopleService
  access: AccessService
  networks: Core['networks']
  shifts: Core['shifts']
  policies: Core['policies']
  anomalies: Core['anomalies']
  requests: Core['requests']
  account: Core['account']
  audit: AuditLog
  transact: Transact
}

export interface Control {
  /** The port that HTTP listens on; `config.httpPort` unless that is 0. */
  port: number
  services: ControlServices
  /** Idempotent. */
  dispose(): Promise<void>
}

const builtClient = fileURLToPath(new URL('../../../client/dist', import.meta.url))

/**
 * Starts control: database, services, HTTP, then every domain.
 * @throws StartError for what a person can fix: folder not writable, port taken, certificate unreadable.
 */
export async function startControl(deps: ControlDeps): Promise<Control> {
  const { config, log } = deps
  const addressOf = createClientAddress(config.trustedProxies)
  const server = createHttpServer(config, { ...serverLimits, ...deps.serverLimits })
  const store = openStore(config.dataDir)
  // Closed in reverse: domains, the core, the server, and last what they all write to.
  const opened: Closing[] = [() => store.dispose(), () => closeServer(server)]
  let disposed: Promise<void> | null = null
  const dispose = () => (disposed ??= closeAll(opened))

  try {
    const { app, core, services, running } = await build(deps, store, opened, addressOf)
    server.on('request', app)
    for (const domain of running) domain.attach?.(server)
    routeUpgrades(server, running)
    await listen(server, config)
    core.start()
    for (const domain of running) await domain.start?.()
    const port = portOf(server)
    log.info({ port, bind: config.bind }, 'control listens')
    return { port, services, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

type Closing = () => void | Promise<void>

async function closeAll(opened: readonly Closing[]): Promise<void> {
  for (const close of opened.toReversed()) await close()
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A server that never listened, or that Socket.IO closed already, says so with an error: closed is closed.
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function build(deps: ControlDeps, store: Store, opened: Closing[], addressOf: Foundation['addressOf']) {
  const running: Domain[] = []
  const { config, keys, log } = deps
  const { db, transact } = store
  const clock = deps.clock ?? systemClock
  const random = deps.random ?? systemRandom
  const basics = { clock, random, transact, log }

  const core = await createCore({
    ...basics,
    config,
    keys,
    store,
    passwordCost: deps.passwordCost,
    policies: deps.policies,
    // Domains come later and may know live calls; until then there are none.
    liveCalls: {
      hasLiveCall: (signInId) =>
        running.some((domain) => domain.liveCallActivity?.hasLiveCall(signInId) ?? false),
      speaksInCall: (signInId) =>
        running.some((domain) => domain.liveCallActivity?.speaksInCall(signInId) ?? false),
    },
  })
  // Closed just before the database: the last anchor covers what all others wrote when they closed.
  opened.splice(1, 0, () => core.auditKeeper.dispose())
  opened.push(() => core.dispose())
  const { access, audit, people, networks, shifts, policies, anomalies, requests, account } = core

  const cookies = createCookies(config.tls !== null)
  const currentOf = createCurrentSignIn({
    signIns: access.signIns,
    cookies,
    fence: networks,
    addressOf,
    audit,
    clock,
  })
  const foundation: Foundation = {
    ...basics,
    config,
    keys,
    db,
    audit,
    refusals: core.refusals,
    people,
    access,
    networks,
    shifts,
    policies,
    anomalies,
    requests,
    revocations: access.signIns.revocations,
    addressOf,
    ownOriginOf: (request) => ownOriginOf(request, config.origins),
    currentOf,
  }
  for (const create of deps.domains ?? allDomains) {
    const domain = await create(foundation)
    running.push(domain)
    opened.push(() => domain.dispose())
  }

  const app = createHttpApp({
    ...basics,
    config,
    origins: config.origins,
    cookies,
    addressOf,
    currentOf,
    refusals: core.refusals,
    revocations: access.signIns.revocations,
    proofs: access.requestProofs,
    active: (signInId, address) => access.signIns.active(signInId, address),
    signedInPerMinute: deps.signedInPerMinute,
    routes: [...core.routes, ...running.flatMap((domain) => domain.routes ?? [])],
    pages: running.flatMap((domain) => domain.pages ?? []),
    notReady: () => reasonsNotReady(store, running),
    clientFolder: deps.clientFolder ?? builtClient,
    checkAnswers: deps.checkAnswers ?? false,
    publicPerMinute: deps.publicPerMinute ?? { reads: 600, writes: 240 },
  })
  const services: ControlServices = {
    people,
    access,
    networks,
    shifts,
    policies,
    anomalies,
    requests,
    account,
    audit,
    transact,
  }
  for (const domain of running) Object.assign(services, domain.services)
  return { app, core, services, running }
}

function reasonsNotReady(store: Store, running: readonly Domain[]): string[] {
  const reasons = running.flatMap((domain) => domain.notReady?.() ?? [])
  try {
    store.probe()
  } catch {
    // The answer to /readyz is the report; the next query that needs the database raises the error itself.
    reasons.push('database')
  }
  return reasons
}

function routeUpgrades(server: Server, running: readonly Domain[]): void {
  const upgrades = new Map(running.flatMap((domain) => Object.entries(domain.upgrades ?? {})))
  server.on('upgrade', (request, socket, head) => {
    // Node takes its own listener off at an upgrade; a reset before the next owner has put one on would end the process.
    socket.on('error', () => socket.destroy())
    const path = (request.url ?? '').split('?')[0] ?? ''
    const take = upgrades.get(path)
    if (take) take(request, socket, head)
    // Socket.IO listens for its own path itself.
    else if (!path.startsWith('/socket.io/'))
      refuseConnection(socket, { code: 'not-found', detail: 'There is nothing at this address.' })
  })
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(bindFailure(error, 'HEARTHLINE_HTTP_PORT', config.bind, config.httpPort)),
    )
    server.listen(config.httpPort, config.bind, resolve)
  })
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
