import type { IncomingMessage } from 'node:http'
import type { Result } from '@hearthline/shared'
import type { AccessService } from '../access/index.ts'
import type { AgentService, Presence } from '../agents/index.ts'
import type { RefusalTrail } from '../audit/index.ts'
import type { CallStore, LineQualityBook } from '../calls/index.ts'
import type { Clock, CurrentSignIn, Log } from '../ports.ts'
import type { Projection } from './projection.ts'

export interface GatewayDeps {
  access: Pick<AccessService, 'signIns' | 'socketProof'>
  /** The request's Origin when it is exactly one of ours. */
  ownOriginOf(request: IncomingMessage): string | null
  /** Whose cookie the request carries. */
  currentOf(request: IncomingMessage): Result<CurrentSignIn>
  /** Normalised address of whoever opens a connection. */
  addressOf(request: IncomingMessage): string
  refusals: Pick<RefusalTrail, 'note'>
  agents: AgentService
  presence: Presence
  quality: LineQualityBook
  calls: Pick<CallStore, 'supervisors'>
  projection: Projection
  clock: Clock
  log: Log
}
