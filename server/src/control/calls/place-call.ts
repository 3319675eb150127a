import { CallId, ok, refuse, TicketId } from '@hearthline/shared'
import type { CustomerRef, PersonId, Result, SignInId } from '@hearthline/shared'
import { sealTicket } from '../../protocol/ticket.ts'
import type { AgentService, Presence } from '../agents/index.ts'
import type { Dialling } from '../dialling/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, Clock, Log, RandomSource } from '../ports.ts'
import { customerRef } from './call-reads.ts'
import { freshCall } from './call-record.ts'
import type { CustomerFinder, CustomerTarget } from './customer-finder.ts'
import type { CallStore, Directory, VoiceNodes } from './ports.ts'
import type { NeverDialled } from './never-dialled.ts'
import type { Reservations } from './reservations.ts'
import { ticketLifeMs } from './ticket-life.ts'

/** How long the customer's phone may ring. */
const ringTimeoutMs = 30_000

interface Asker {
  personId: PersonId
  signInId: SignInId
  address: string
}
interface PlacedCall {
  callId: CallId
  ticket: string
  expiresAt: number
  customer: CustomerRef
}

export interface PlaceCall {
  /**
   * The gate of every outbound call (RECORD-1). On success the record is written, the agent is on the call, and the
   * ticket is the only thing that can make the voice node dial.
   */
  place(asker: Asker, to: CustomerTarget): Result<PlacedCall>
}

interface Deps {
  calls: CallStore
  findCustomer: CustomerFinder
  agents: AgentService
  presence: Presence
  reservations: Reservations
  dialling: Dialling
  voice: Pick<VoiceNodes, 'linked'>
  directory: Directory
  neverDialled: NeverDialled
  news: NewsDesk
  audit: Audit
  clock: Clock
  random: RandomSource
  log: Log
  /** 32 bytes; see protocol/ticket.ts. */
  ticketKey: Uint8Array
}

export function createPlaceCall(deps: Deps): PlaceCall {
  const { calls, findCustomer, agents, presence, reservations, dialling, voice, directory, clock, random } =
    deps

  return {
    place: (asker, to) => {
      const { personId, signInId } = asker
      const customer = findCustomer(asker, to)
      if (!customer.ok) return customer
      const row = agents.find(personId)
      if (row.state.type === 'on-call' || reservations.of(personId) !== null)
        return refuse({ code: 'agent-busy', detail: 'The agent is in a call.' })
      if (row.state.type === 'wrap-up')
        return refuse({ code: 'agent-in-wrap-up', detail: 'Save the outcome of the last call first.' })
      if (row.state.type !== 'ready')
        return refuse({ code: 'agent-not-ready', detail: 'The agent is not Ready.' })
      if (row.signInId !== signInId || !presence.of(signInId).phone)
        return refuse({
          code: 'agent-not-registered',
          detail: 'The phone of this sign-in is not registered.',
        })
      if (!voice.linked()) return refuse({ code: 'voice-unavailable', detail: 'No voice node is linked.' })
      const [teamId] = directory.teamIds(personId)
      if (teamId === undefined) return refuse({ code: 'not-allowed', detail: 'The agent is in no team.' })
      const plan = dialling.plan(asker, customer.value.number, 'call')
      if (!plan.ok) return plan

      const nowMs = clock.nowMs()
      const callId = CallId.parse(random.uuid())
      const expiresAt = nowMs + ticketLifeMs
      const reserved = deps.news.commit(() => {
        const taken = agents.apply(personId, { type: 'reserve', callId })
        if (!taken.ok) return taken
        calls.insert({
          callId,
          direction: 'outbound',
          phase: 'placed',
          agentId: personId,
          signInId,
          teamId,
          trunkId: null,
          nodeId: null,
          customer: customer.value,
          startedAt: nowMs,
          ...freshCall,
        })
        deps.audit.append({
          action: 'calls.placed',
          actorId: personId,
          subjectId: callId,
          address: asker.address,
          outcome: 'done',
        })
        deps.news.tell({ type: 'call', callId })
        return taken
      })
      if (!reserved.ok) return reserved
      deps.neverDialled.watch(callId, nowMs)
      const ticket = sealTicket(
        {
          kind: 'call',
          ticketId: TicketId.parse(random.uuid()),
          callId,
          signInId,
          personId,
          expiresAt,
          teamId,
          number: plan.value.number,
          routes: plan.value.routes,
          record: true,
          ringTimeoutMs,
        },
        deps.ticketKey,
        random.bytes(12),
      )
      deps.log.info({ callId, personId }, 'call placed')
      return ok({ callId, ticket, expiresAt, customer: customerRef(customer.value) })
    },
  }
}
