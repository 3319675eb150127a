import {
  CallId,
  LineCheckId,
  ok,
  refuse,
  TicketId,
  type LineCheck,
  type LineCheckFindings,
  type Page,
  type PersonId,
  type PersonRef,
  type Problem,
  type ReadyGate,
  type Result,
  type SignInId,
} from '@hearthline/shared'
import { sealTicket } from '../../protocol/ticket.ts'
import type { AgentService, Presence } from '../agents/index.ts'
import type { VoiceNodes } from '../calls/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, Clock, RandomSource } from '../ports.ts'
import type { Lead, Reach } from '../reach.ts'
import type { LineCheckPolicies, LineCheckStore, StoredLineCheck } from './ports.ts'
import { findingsFault, hasPassed } from './verdict.ts'

/** The check measures at once; nobody keeps its ticket. */
const loopbackLifeMs = 30_000
/** 10 s of measuring, and the time to connect before. */
const loopbackSeconds = 15

/** An agent in one of their sign-ins. */
interface CheckedAgent {
  personId: PersonId
  signInId: SignInId
}

/** Whoever may read an agent's checks: an administrator, or a lead of one of their teams. */
export type CheckReader = { type: 'administrator' } | { type: 'lead'; lead: Lead }

/** The pre-shift check and the gate of Ready (docs/spec/line-checks.md). */
export interface LineCheckDesk {
  /** A ticket for a leg that hears itself. Refusals: `agent-busy`, `agent-not-registered`, `voice-unavailable`. */
  loopback(agent: CheckedAgent): Result<{ ticket: string; expiresAt: number }>
  /** Keeps the check with the sign-in. Refusals: `invalid-request` when an item is missing. */
  save(agent: CheckedAgent, findings: LineCheckFindings): Result<ReadyGate>
  /** The gate with the newest check of the sign-in. */
  gate(agent: CheckedAgent): ReadyGate
  /** Whether Ready is open, and why; cheap. */
  standing(signInId: SignInId): Pick<ReadyGate, 'open' | 'by'>
  /**
   * Opens Ready in the sign-in that holds the agent's phone. Refusals: `not-found` for somebody who is in no team of the
   * lead, `agent-offline`.
   */
  override(lead: Lead, personId: PersonId, reason: string): Result<ReadyGate>
  /** Refusals: `not-found`. */
  page(
    reader: CheckReader,
    personId: PersonId,
    query: { offset: number; limit: number },
  ): Result<Page<LineCheck>>
}

export function createLineCheckDesk(deps: {
  store: LineCheckStore
  policies: LineCheckPolicies
  agents: Pick<AgentService, 'find'>
  presence: Presence
  voice: Pick<VoiceNodes, 'linked'>
  reach: Reach
  /** Whether there is such an agent. */
  isAgent(personId: PersonId): boolean
  nameOf(personId: PersonId): string | null
  news: NewsDesk
  audit: Audit
  clock: Clock
  random: RandomSource
  /** 32 bytes; see protocol/ticket.ts. */
  ticketKey: Uint8Array
}): LineCheckDesk {
  const { store, policies, agents, presence, voice, reach, news, audit, clock, random } = deps

  const refOf = (personId: PersonId): PersonRef => ({ personId, displayName: deps.nameOf(personId) ?? '' })
  const shown = ({ lineCheckId, personId, signInId, at, findings, passed }: StoredLineCheck): LineCheck => {
    const override = store.overrideOf(signInId)
    return {
      lineCheckId,
      agent: refOf(personId),
      at,
      findings,
      passed,
      override: override && { by: refOf(override.by), at: override.at, reason: override.reason },
    }
  }
  const standing = (signInId: SignInId): Pick<ReadyGate, 'open' | 'by'> => {
    if (store.hasPassed(signInId)) return { open: true, by: 'check' }
    if (store.overrideOf(signInId) !== null) return { open: true, by: 'override' }
    return policies.current().lineCheck === 'offered'
      ? { open: true, by: 'policy' }
      : { open: false, by: null }
  }
  const gate = (signInId: SignInId): ReadyGate => {
    const newest = store.newestOf(signInId)
    return { ...standing(signInId), check: newest && shown(newest) }
  }

  return {
    loopback: ({ personId, signInId }) => {
      if (agents.find(personId).state.type === 'on-call') return refuse(busy)
      if (!presence.of(signInId).phone) return refuse(notRegistered)
      if (!voice.linked()) return refuse(noVoice)
      const expiresAt = clock.nowMs() + loopbackLifeMs
      const ticket = sealTicket(
        {
          kind: 'loopback',
          ticketId: TicketId.parse(random.uuid()),
          // Names the room; no call has it.
          callId: CallId.parse(random.uuid()),
          signInId,
          personId,
          expiresAt,
          seconds: loopbackSeconds,
        },
        deps.ticketKey,
        random.bytes(12),
      )
      return ok({ ticket, expiresAt })
    },
    save: ({ personId, signInId }, findings) => {
      const fault = findingsFault(findings)
      if (fault !== null) return refuse(fault)
      news.commit(() => {
        store.insert({
          lineCheckId: LineCheckId.parse(random.uuid()),
          personId,
          signInId,
          at: clock.nowMs(),
          findings,
          passed: hasPassed(findings),
        })
        news.tell({ type: 'ready-gate', personId })
      })
      return ok(gate(signInId))
    },
    gate: ({ signInId }) => gate(signInId),
    standing,
    override: (lead, personId, reason) =>
      news.commit(() => {
        if (reach.agent(lead, personId, 'agents.ready-opened') === null) return refuse(noAgent)
        const { signInId, state } = agents.find(personId)
        if (signInId === null || state.type === 'offline') return refuse(offline)
        store.override({ signInId, personId, by: lead.personId, at: clock.nowMs(), reason })
        audit.append({
          action: 'agents.ready-opened',
          actorId: lead.personId,
          subjectId: personId,
          address: lead.address,
          outcome: 'done',
        })
        news.tell({ type: 'ready-gate', personId })
        return ok(gate(signInId))
      }),
    page: (reader, personId, query) => {
      const seen =
        reader.type === 'administrator'
          ? deps.isAgent(personId)
          : reach.agent(reader.lead, personId, 'agents.line-checks-read') !== null
      if (!seen) return refuse(noAgent)
      const { items, total } = store.page(personId, query)
      return ok({ items: items.map(shown), total })
    },
  }
}

const busy: Problem = { code: 'agent-busy', detail: 'The agent is in a call.' }
const notRegistered: Problem = {
  code: 'agent-not-registered',
  detail: 'The phone of this sign-in is not registered.',
}
const noVoice: Problem = { code: 'voice-unavailable', detail: 'No voice node is linked.' }
const noAgent: Problem = { code: 'not-found', detail: 'There is no such agent in a team of yours.' }
const offline: Problem = { code: 'agent-offline', detail: 'The agent is signed out.' }
