import { readFileSync } from 'node:fs'
import { createServer, maxHeaderSize, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import type { Keys } from '../keys.ts'
import { bindFailure, StartError } from '../start-error.ts'
import { systemClock, systemRandom } from '../system-ports.ts'
import { createAccess, createPasswordChecker, type AccessService, type PasswordCost } from './access/index.ts'
import {
  createAnchorFile,
  createAuditKeeper,
  createAuditLog,
  createAuditReader,
  type AuditLog,
} from './audit/index.ts'
import { createAuditNames } from './db/audit-names.ts'
import { createAuditRepository } from './db/audit-repository.ts'
import { openStore, type Store } from './db/client.ts'
import { createDeviceRepository } from './db/device-repository.ts'
import { createPeopleRepository } from './db/people-repository.ts'
import {
  createEnrolmentCodeRepository,
  createFailureRepository,
  createSignInRepository,
} from './db/sign-in-repository.ts'
import { createSiteRepository } from './db/site-repository.ts'
import { createTeamRepository } from './db/team-repository.ts'
import type { Domain, DomainFactory, DomainServices, Foundation } from './domain.ts'
import { domains as allDomains } from './domains.ts'
import { createHttpApp } from './http/app.ts'
import { createClientAddress } from './http/client-address.ts'
import { createCookies } from './http/cookies.ts'
import { createCurrentSignIn } from './http/current-sign-in.ts'
import { ownOriginOf } from './http/origin.ts'
import { bindAccessRoutes } from './http/routes/access-routes.ts'
import { bindAuditRoutes } from './http/routes/audit-routes.ts'
import { bindPeopleRoutes } from './http/routes/people-routes.ts'
import { createPeopleDirectory, createPlaces, type PeopleService } from './people/index.ts'
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
  /** Requests a minute from one address to routes that need no sign-in. */
  publicPerMinute?: { reads: number; writes: number }
}

export interface ControlServices extends Partial<DomainServices> {
  people: PeopleService
  access: AccessService
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

/** Argon2id runs at once: 19 MiB each. */
const passwordChecksAtOnce = 2
const builtClient = fileURLToPath(new URL('../../../client/dist', import.meta.url))

/**
 * Starts control: database, services, HTTP, then every domain.
 * @throws StartError for what a person can fix: folder not writable, port taken, certificate unreadable.
 */
export async function startControl(deps: ControlDeps): Promise<Control> {
  const { config, log } = deps
  const addressOf = createClientAddress(config.trustedProxies)
  const server = createHttpServer(config)
  const store = openStore(config.dataDir)
  // Closed in reverse: domains, access, the server, and last what they all write to.
  const opened: Closing[] = [() => store.dispose(), () => closeServer(server)]
  let disposed: Promise<void> | null = null
  const dispose = () => (disposed ??= closeAll(opened))

  try {
    const { app, services, running, auditKeeper } = await build(deps, store, opened, addressOf)
    server.on('request', app)
    for (const domain of running) domain.attach?.(server)
    routeUpgrades(server, running)
    answerUnparsed(server)
    await listen(server, config)
    auditKeeper.start()
    services.access.start()
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

  const trail = { ...basics, repository: createAuditRepository(db) }
  const audit = createAuditLog(trail)
  const auditKeeper = createAuditKeeper({ ...trail, keys, file: createAnchorFile(config.dataDir) })
  // Closed just before the database: the last anchor covers what all others wrote when they closed.
  opened.splice(1, 0, () => auditKeeper.dispose())
  const checker = await createPasswordChecker(passwordChecksAtOnce, deps.passwordCost)
  const places = {
    ...basics,
    audit,
    people: createPeopleRepository(db),
    teams: createTeamRepository(db),
    sites: createSiteRepository(db),
    hasher: checker,
  }
  const people: PeopleService = { ...createPeopleDirectory(places), ...createPlaces(places) }
  const access = createAccess({
    ...basics,
    audit,
    people,
    checker,
    devices: createDeviceRepository(db),
    codes: createEnrolmentCodeRepository(db),
    signInRows: createSignInRepository(db),
    failures: createFailureRepository(db),
    // Domains come later and may know live calls; until then there are none.
    liveCalls: {
      hasLiveCall: (signInId) =>
        running.some((domain) => domain.liveCallActivity?.hasLiveCall(signInId) ?? false),
    },
    settings: {
      origin: config.origins[0],
      organisation: config.organisation,
      defaultCountry: config.defaultCountry,
      publicHost: config.publicHost,
      sipWsPort: config.sipWsPort,
      tls: config.tls !== null,
      sipSecret: keys.sipCredential,
      turn: config.turn,
    },
  })

  const cookies = createCookies(config.tls !== null)
  const currentOf = createCurrentSignIn({ signIns: access.signIns, cookies, addressOf })
  const foundation: Foundation = {
    ...basics,
    config,
    keys,
    db,
    audit,
    people,
    access,
    revocations: access.signIns.revocations,
    addressOf,
    ownOriginOf: (request) => ownOriginOf(request, config.origins),
    currentOf,
  }
  opened.push(() => access.dispose())
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
    routes: [
      ...bindAccessRoutes(access, config),
      ...bindPeopleRoutes(people),
      ...bindAuditRoutes({
        audit,
        clock,
        keeper: auditKeeper,
        reader: createAuditReader({ ...trail, names: createAuditNames(db) }),
      }),
      ...running.flatMap((domain) => domain.routes ?? []),
    ],
    pages: running.flatMap((domain) => domain.pages ?? []),
    notReady: () => reasonsNotReady(store, running),
    clientFolder: deps.clientFolder ?? builtClient,
    checkAnswers: deps.checkAnswers ?? false,
    publicPerMinute: deps.publicPerMinute ?? { reads: 600, writes: 240 },
  })
  const services: ControlServices = { people, access, audit, transact }
  for (const domain of running) Object.assign(services, domain.services)
  return { app, services, running, auditKeeper }
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

function createHttpServer(config: Config): Server {
  if (config.tls === null) return createServer()
  try {
    return createSecureServer({
      cert: readFileSync(config.tls.certPath),
      key: readFileSync(config.tls.keyPath),
      minVersion: 'TLSv1.2',
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(`The TLS certificate or key cannot be used: ${why}.`, { cause: error })
  }
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

/** What Node's parser refuses before there is a request. */
function answerUnparsed(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
    refuseConnection(
      socket,
      tooLarge
        ? { code: 'payload-too-large', detail: `Headers may have ${maxHeaderSize} bytes.` }
        : { code: 'invalid-request', detail: 'This is no HTTP request.' },
    )
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
