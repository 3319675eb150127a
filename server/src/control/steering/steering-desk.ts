import {
  ok,
  refuse,
  type AgentState,
  type BreakReason,
  type PersonId,
  type Problem,
  type Result,
  type SignInId,
  type SteeringReason,
} from '@hearthline/shared'
import type { SignIns } from '../access/index.ts'
import type { AgentService } from '../agents/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, SteeringNotices } from '../ports.ts'
import type { Lead, Reach } from '../reach.ts'

/** Why a lead steers; what the agent reads. */
export interface Why {
  reason: SteeringReason
  note: string
}

/** What leads do to agents of their teams: each step with its notice and its row of the trail, or not at all. */
export interface SteeringDesk {
  /**
   * Puts an agent on a break or to Ready (STEER-10). Refusals: `not-found`, `invalid-request`, `agent-busy` in a call,
   * `agent-offline`; for Ready also `agent-not-registered` without both lines, `line-check-needed`.
   */
  forceState(
    lead: Lead,
    personId: PersonId,
    step: Why & { state: { type: 'ready' } | { type: 'break'; reason: BreakReason } },
  ): Result<AgentState>
  /**
   * Ends every sign-in of an agent (STEER-11); a live call fares as the team has it for revocations. Refusals: `not-found`,
   * `invalid-request`, `agent-offline`.
   */
  signOut(lead: Lead, personId: PersonId, why: Why): Result<{ ended: number }>
}

export function createSteeringDesk(deps: {
  agents: Pick<AgentService, 'find' | 'apply' | 'reachability'>
  signIns: Pick<SignIns, 'closeOfPerson'>
  /** Whether this sign-in may start something new: it lives, and not just for a call that still runs. */
  mayStart(signInId: SignInId): boolean
  /** Whether the gate of Ready is open there (CHECK-3). */
  readyIsOpen(signInId: SignInId): boolean
  notices: SteeringNotices
  reach: Reach
  news: NewsDesk
  audit: Audit
}): SteeringDesk {
  const { agents, signIns, notices, reach, news, audit } = deps

  const isReachable = (personId: PersonId): boolean => {
    const { signInId } = agents.find(personId)
    const { socket, phone } = agents.reachability(personId)
    return socket && phone && signInId !== null && deps.mayStart(signInId)
  }
  const isChecked = (personId: PersonId): boolean => {
    const { signInId } = agents.find(personId)
    return signInId !== null && deps.readyIsOpen(signInId)
  }
  const record = (
    kind: 'state-forced' | 'signed-out',
    lead: Lead,
    personId: PersonId,
    { reason, note }: Why,
  ) => {
    notices.steered({ kind, to: personId, by: lead.personId, reason, note, callId: null })
    audit.append({
      action: `supervision.${kind}`,
      actorId: lead.personId,
      subjectId: personId,
      address: lead.address,
      outcome: 'done',
      reason,
    })
  }

  return {
    forceState: (lead, personId, { state, ...why }) =>
      news.commit(() => {
        const fault = whyFault(why)
        if (fault !== null) return refuse(fault)
        if (reach.agent(lead, personId, 'supervision.state-forced') === null) return refuse(noAgent)
        const moved = agents.apply(personId, {
          type: 'force',
          to: state,
          reachable: isReachable(personId),
          checked: isChecked(personId),
        })
        if (moved.ok) record('state-forced', lead, personId, why)
        return moved
      }),
    signOut: (lead, personId, why) => {
      const outcome = news.commit((): Result<{ ended: number; tell: () => void }> => {
        const fault = whyFault(why)
        if (fault !== null) return refuse(fault)
        if (reach.agent(lead, personId, 'supervision.signed-out') === null) return refuse(noAgent)
        const closed = signIns.closeOfPerson(personId, {
          reason: 'by-lead',
          by: lead.personId,
          note: why.note === '' ? why.reason : `${why.reason}: ${why.note}`,
          address: lead.address,
        })
        if (closed.ended === 0) return refuse(offline)
        record('signed-out', lead, personId, why)
        return ok(closed)
      })
      if (!outcome.ok) return outcome
      outcome.value.tell()
      return ok({ ended: outcome.value.ended })
    },
  }
}

/** `other` alone says nothing. */
export function whyFault({ reason, note }: Why): Problem | null {
  return reason === 'other' && note === ''
    ? { code: 'invalid-request', field: 'note', detail: 'Say in the note what the other reason is.' }
    : null
}

const noAgent: Problem = { code: 'not-found', detail: 'There is no such agent in a team of yours.' }
const offline: Problem = { code: 'agent-offline', detail: 'The agent is signed out.' }
