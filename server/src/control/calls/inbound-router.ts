import type { InboundRoute, RouteInbound } from '../../protocol/voice-link.ts'
import type { AgentService, Presence } from '../agents/index.ts'
import type { Log } from '../ports.ts'
import { customerRef } from './call-reads.ts'
import { chooseAgent, type RingableAgent } from './inbound-routing.ts'
import { readCarrierNumber } from './number.ts'
import type { CallStore, CustomerStore, Directory, TrunkList } from './ports.ts'
import type { Reservations } from './reservations.ts'

/** One agent rings for this long before the next is asked. */
const ringTimeoutMs = 20_000

export interface InboundRouter {
  /** Answers a voice node that has a customer on the line (RECORD-7); the chosen agent is held for that call. */
  route(request: RouteInbound): InboundRoute
}

export function createInboundRouter(deps: {
  calls: CallStore
  customers: CustomerStore
  agents: AgentService
  presence: Presence
  reservations: Reservations
  trunks: TrunkList
  directory: Directory
  log: Log
  defaultCountry: string
}): InboundRouter {
  const { calls, customers, agents, presence, reservations, directory } = deps

  const ringable = (request: RouteInbound): RingableAgent[] =>
    agents.present().flatMap((row) => {
      if (row.state.type !== 'ready' || row.signInId === null) return []
      const { socket, phone } = presence.of(row.signInId)
      const heldFor = reservations.of(row.personId)
      if (!socket || !phone || (heldFor !== null && heldFor !== request.callId)) return []
      const teamIds = directory.teamIds(row.personId)
      return [{ personId: row.personId, signInId: row.signInId, teamIds, readySince: row.state.since }]
    })

  return {
    route: (request) => {
      const number = readCarrierNumber(request.customerNumber, deps.defaultCountry)
      const lastSpokeWith = number === null ? null : calls.lastAgentFor(number)
      const trunkTeam = deps.trunks.inboundTeamOf(request.trunkId)
      const chosen = chooseAgent(ringable(request), request.tried, lastSpokeWith, trunkTeam)
      const teamId = trunkTeam ?? chosen?.teamIds[0] ?? null
      if (chosen === null || teamId === null) {
        deps.log.info({ callId: request.callId, tried: request.tried.length }, 'nobody to ring')
        return { type: 'nobody', teamId: trunkTeam }
      }
      reservations.hold(chosen.personId, request.callId)
      deps.log.info({ callId: request.callId, personId: chosen.personId }, 'agent chosen')
      const known = number === null ? null : customers.findByNumber(number)
      const { displayName, maskedNumber } = customerRef(
        known ?? { customerId: null, displayName: null, number },
      )
      return {
        type: 'ring',
        personId: chosen.personId,
        signInId: chosen.signInId,
        teamId,
        display: { name: displayName, maskedNumber },
        ringTimeoutMs,
        record: true,
      }
    },
  }
}
