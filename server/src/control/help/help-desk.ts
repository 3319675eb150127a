import {
  HelpId,
  ok,
  refuse,
  type CallId,
  type HelpEnd,
  type HelpReason,
  type HelpRequest,
  type PersonId,
  type PersonRef,
  type Problem,
  type Result,
} from '@hearthline/shared'
import type { AgentService } from '../agents/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, Clock, RandomSource } from '../ports.ts'
import type { Lead, Reach } from '../reach.ts'
import type { HelpStore, StoredHelp } from './ports.ts'

/** Agents who call for help, and leads who take care of it (STEER-2 to STEER-5). */
export interface HelpDesk {
  /** Refusals: `agent-offline`, `help-asked` while another one of this agent stands. */
  ask(
    agent: { personId: PersonId; address: string },
    what: { reason: HelpReason; note: string },
  ): Result<HelpRequest>
  /** Takes the own one back, if one stands. */
  cancel(agent: { personId: PersonId; address: string }): Result<null>
  /** Refusals of all three: `not-found` (also of other teams), `help-closed`, `help-claimed` by another lead. */
  claim(lead: Lead, helpId: HelpId): Result<HelpRequest>
  release(lead: Lead, helpId: HelpId): Result<HelpRequest>
  close(lead: Lead, helpId: HelpId): Result<null>
  /** What this agent asks for now. */
  openOf(personId: PersonId): HelpRequest | null
  /** All that stand, oldest first. */
  open(): HelpRequest[]
  /** One that stands, or how it ended; null when it never was. */
  find(helpId: HelpId): { help: HelpRequest; end: HelpEnd | null } | null
  /** The call is over: what was asked about it ends with it. */
  callEnded(callId: CallId): void
  /** This agent has left a call that goes on: what they asked about it ends with their part. */
  callLeft(callId: CallId, personId: PersonId): void
  /** The agent's state changed: who is signed out asks for nothing. */
  agentChanged(personId: PersonId): void
  /** Who works in or leads which team changed: a claim of somebody who is no lead of the agent any more is given back. */
  reachChanged(): void
  /** A lead is signed out everywhere: what they had claimed is free again. */
  leadLeft(personId: PersonId): void
  /** Ends what was over while control was away; call once. */
  start(): void
}

export function createHelpDesk(deps: {
  store: HelpStore
  agents: Pick<AgentService, 'find'>
  reach: Reach
  /** Null for somebody who is gone. */
  nameOf(personId: PersonId): string | null
  /** Whether this lead may take care of this agent. */
  leads(personId: PersonId, agentId: PersonId): boolean
  /** Whether this call still runs. */
  isOpen(callId: CallId): boolean
  news: NewsDesk
  audit: Audit
  clock: Clock
  random: RandomSource
}): HelpDesk {
  const { store, agents, reach, news, audit, clock } = deps

  const refOf = (personId: PersonId): PersonRef => ({ personId, displayName: deps.nameOf(personId) ?? '' })
  const shown = (help: StoredHelp): HelpRequest => ({
    helpId: help.helpId,
    agent: refOf(help.agentId),
    callId: help.callId,
    reason: help.reason,
    note: help.note,
    askedAt: help.askedAt,
    claimed:
      help.claimedBy === null || help.claimedAt === null
        ? null
        : { by: refOf(help.claimedBy), at: help.claimedAt },
  })
  const note = (
    step: HelpStep,
    help: Pick<StoredHelp, 'agentId'>,
    by: { personId: PersonId; address: string } | null,
    reason: string | null,
  ) =>
    audit.append({
      action: `supervision.help-${step}`,
      actorId: by?.personId ?? null,
      subjectId: help.agentId,
      address: by?.address ?? null,
      outcome: 'done',
      reason,
    })
  const tell = ({ helpId, agentId }: StoredHelp) => news.tell({ type: 'help', helpId, agentId })

  const end = (help: StoredHelp, how: HelpEnd, by: { personId: PersonId; address: string } | null) =>
    news.commit(() => {
      if (!store.end(help.helpId, how, by?.personId ?? null, clock.nowMs())) return
      note(how === 'cancelled' ? 'cancelled' : 'closed', help, by, how)
      tell(help)
    })

  const giveBack = (help: StoredHelp, by: PersonId, reason: string) => {
    if (!store.release(help.helpId, by)) return
    note('released', help, null, reason)
    tell(help)
  }

  /** Runs a lead's step on a request within their reach that still stands and that no other lead has. */
  const byLead = <Value>(
    lead: Lead,
    helpId: HelpId,
    step: HelpStep,
    act: (help: StoredHelp) => Result<Value>,
  ): Result<Value> =>
    news.commit(() => {
      const help = store.find(helpId)
      if (help === null || reach.agent(lead, help.agentId, `supervision.help-${step}`) === null)
        return refuse(notFound)
      if (help.endedAt !== null) return refuse(closed)
      if (help.claimedBy !== null && help.claimedBy !== lead.personId) return refuse(claimed)
      return act(help)
    })
  const asItIsNow = ({ helpId }: StoredHelp): Result<HelpRequest> => {
    const help = store.find(helpId)
    return help === null ? refuse(notFound) : ok(shown(help))
  }

  const isOver = (help: StoredHelp): HelpEnd | null => {
    if (agents.find(help.agentId).state.type === 'offline') return 'signed-out'
    return help.callId !== null && !deps.isOpen(help.callId) ? 'call-ended' : null
  }

  return {
    ask: ({ personId, address }, { reason, note: text }) =>
      news.commit(() => {
        const { state } = agents.find(personId)
        if (state.type === 'offline') return refuse(offline)
        if (store.openOf(personId) !== null) return refuse(asked)
        const help: StoredHelp = {
          helpId: HelpId.parse(deps.random.uuid()),
          agentId: personId,
          callId: state.type === 'on-call' ? state.callId : null,
          reason,
          note: text,
          askedAt: clock.nowMs(),
          claimedBy: null,
          claimedAt: null,
          endedAt: null,
          end: null,
          endedBy: null,
        }
        store.insert(help)
        note('asked', help, { personId, address }, reason)
        tell(help)
        return ok(shown(help))
      }),
    cancel: (agent) => {
      const help = store.openOf(agent.personId)
      if (help !== null) end(help, 'cancelled', agent)
      return ok(null)
    },
    claim: (lead, helpId) =>
      byLead(lead, helpId, 'claimed', (help) => {
        if (store.claim(helpId, lead.personId, clock.nowMs())) {
          note('claimed', help, lead, help.reason)
          tell(help)
        }
        return asItIsNow(help)
      }),
    release: (lead, helpId) =>
      byLead(lead, helpId, 'released', (help) => {
        if (store.release(helpId, lead.personId)) {
          note('released', help, lead, help.reason)
          tell(help)
        }
        return asItIsNow(help)
      }),
    close: (lead, helpId) =>
      byLead(lead, helpId, 'closed', (help) => {
        end(help, 'closed', lead)
        return ok(null)
      }),
    openOf: (personId) => {
      const help = store.openOf(personId)
      return help && shown(help)
    },
    open: () => store.open().map(shown),
    find: (helpId) => {
      const help = store.find(helpId)
      return help && { help: shown(help), end: help.end }
    },
    callEnded: (callId) => {
      for (const help of store.open()) if (help.callId === callId) end(help, 'call-ended', null)
    },
    callLeft: (callId, personId) => {
      const help = store.openOf(personId)
      if (help?.callId === callId) end(help, 'call-ended', null)
    },
    agentChanged: (personId) => {
      const help = store.openOf(personId)
      if (help !== null && agents.find(personId).state.type === 'offline') end(help, 'signed-out', null)
    },
    reachChanged: () =>
      news.commit(() => {
        for (const help of store.open()) {
          news.tell({ type: 'help-reach', helpId: help.helpId, agentId: help.agentId })
          const { claimedBy } = help
          if (claimedBy !== null && !deps.leads(claimedBy, help.agentId))
            giveBack(help, claimedBy, 'foreign-team')
        }
      }),
    leadLeft: (personId) =>
      news.commit(() => {
        for (const help of store.open())
          if (help.claimedBy === personId) giveBack(help, personId, 'signed-out')
      }),
    start: () => {
      for (const help of store.open()) {
        const how = isOver(help)
        if (how !== null) end(help, how, null)
      }
    },
  }
}

type HelpStep = 'asked' | 'claimed' | 'released' | 'closed' | 'cancelled'

const offline: Problem = { code: 'agent-offline', detail: 'Who is signed out cannot be helped.' }
const asked: Problem = { code: 'help-asked', detail: 'You have asked for help already.' }
const claimed: Problem = { code: 'help-claimed', detail: 'Another lead takes care of it.' }
const closed: Problem = { code: 'help-closed', detail: 'This call for help is over.' }
const notFound: Problem = { code: 'not-found', detail: 'There is no such call for help.' }
