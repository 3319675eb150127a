import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Result } from '@hearthline/shared'
import type { Config } from '../config.ts'
import type { Keys } from '../keys.ts'
import type { AccessService } from './access/index.ts'
import type { RefusalTrail } from './audit/index.ts'
import type { Anomalies } from './anomalies/index.ts'
import type { CustomerStore } from './calls/index.ts'
import type { Database } from './db/client.ts'
import type { BoundRoute } from './http/bind.ts'
import type { Networks } from './networks/index.ts'
import type { PeopleService } from './people/index.ts'
import type { PolicyBook } from './policies/index.ts'
import type { AccessRequests } from './requests/index.ts'
import type { Shifts } from './shifts/index.ts'
import type { TrunkService } from './trunks/index.ts'
import type {
  Audit,
  Clock,
  CurrentSignIn,
  LiveCallActivity,
  Log,
  RandomSource,
  Revocations,
  Transact,
} from './ports.ts'

/** What every domain is built from. */
export interface Foundation {
  config: Config
  keys: Keys
  log: Log
  clock: Clock
  random: RandomSource
  db: Database
  transact: Transact
  audit: Audit
  /** For what is refused before any domain hears of it. */
  refusals: Pick<RefusalTrail, 'note'>
  people: PeopleService
  access: AccessService
  networks: Networks
  shifts: Shifts
  policies: PolicyBook
  anomalies: Anomalies
  requests: AccessRequests
  revocations: Revocations
  /** Normalised address of whoever opened this connection; see http/client-address.ts. */
  addressOf(request: IncomingMessage): string
  /** The request's Origin when it is exactly one of ours, else null. Check it before any upgrade. */
  ownOriginOf(request: IncomingMessage): string | null
  /** Whose cookie the request carries. Counts as activity; for later looks at an open socket use access.signIns.recall. */
  currentOf(request: IncomingMessage): Result<CurrentSignIn>
}

/** What domains offer to the seed and the console, beyond people and access. */
export interface DomainServices {
  trunks: TrunkService
  customers: CustomerStore
}

/** A page outside /api, e.g. `/metrics`. */
export interface PlainPage {
  path: `/${string}`
  /** True: answered only to a peer on this machine. */
  loopbackOnly: boolean
  render(): Promise<{ contentType: string; body: string }>
}

/** A part of control that plugs into its process: its routes, its upgrades, its life. */
export interface Domain {
  name: string
  /** What the seed and the console may use. */
  services?: Partial<DomainServices>
  routes?: readonly BoundRoute[]
  pages?: readonly PlainPage[]
  liveCallActivity?: LiveCallActivity
  /** Called before the server listens: attach Socket.IO here. */
  attach?(server: Server): void
  /** WebSocket upgrades by exact path. Socket.IO's own path must not be named: it attaches itself. */
  upgrades?: Readonly<Record<`/${string}`, (request: IncomingMessage, socket: Duplex, head: Buffer) => void>>
  /** Why this part cannot serve yet, for /readyz; null when it can. */
  notReady?(): string | null
  start?(): void | Promise<void>
  /** Idempotent. */
  dispose(): void | Promise<void>
}

export type DomainFactory = (foundation: Foundation) => Domain | Promise<Domain>
