import {
  NoticeId,
  ok,
  refuse,
  type CallId,
  type Notice,
  type Page,
  type PersonId,
  type Problem,
  type Result,
  type SentNotice,
  type TeamId,
} from '@hearthline/shared'
import type { AgentService } from '../agents/index.ts'
import type { NewsDesk } from '../news.ts'
import { createOnceInAWhile } from '../once-in-a-while.ts'
import type { Audit, Clock, RandomSource, SteeringNotices } from '../ports.ts'
import type { AgentOfTeams, Lead, Reach } from '../reach.ts'
import { noticeOf, sentOf } from './notice-views.ts'
import type { NamedNotice, NoticeStore, StoredNotice } from './ports.ts'

/** Messages that may wait on one agent's screen; a further one is refused until they have read some. */
const mostOpen = 50
/** What a snapshot shows at most: steps of leads are never refused for being many. */
const mostShown = 200
/** A broadcast to 300 agents is acknowledged 300 times: its sender hears of it this often. */
const sentEveryMs = 1_000

/** What leads tell agents and do to them, until it is acknowledged (STEER-6 to STEER-9). */
export interface NoticeDesk extends SteeringNotices {
  /** Refusals: `not-found` (also outside of the lead's teams), `agent-offline`, `too-many-requests`. */
  message(lead: Lead, personId: PersonId, text: string): Result<SentNotice>
  /** To every agent of the team who is signed in. Refusals: `not-found`, `agent-offline` when nobody is. */
  broadcast(lead: Lead, teamId: TeamId, text: string): Result<SentNotice>
  /** A coaching note was written: shown like a message, and settled with the note itself. Inside the dbTransaction. */
  coached(note: { noteId: NoticeId; to: PersonId; by: PersonId; callId: CallId | null }): void
  /** The note was read (`keep`) or taken back. Inside the dbTransaction. */
  settle(noteId: NoticeId, fate: 'read' | 'taken-back'): void
  /** Twice is no mistake; `not-found` for somebody else's. */
  acknowledge(personId: PersonId, noticeId: NoticeId): Result<null>
  /** Not acknowledged yet, oldest first. */
  openOf(personId: PersonId): Notice[]
  sent(personId: PersonId, page: { offset: number; limit: number }): Page<SentNotice>
  /** One batch as its sender follows it, with who that is; null when it was taken back. */
  batch(batchId: NoticeId): { fromId: PersonId; sent: SentNotice } | null
  /** The open notices of a batch, each with whom it is for. */
  ofBatch(batchId: NoticeId): ReadonlyMap<PersonId, Notice>
  dispose(): void
}

export function createNoticeDesk(deps: {
  store: NoticeStore
  agents: Pick<AgentService, 'find'>
  reach: Reach
  teamName(teamId: TeamId): string | null
  agentsOf(teamId: TeamId): AgentOfTeams[]
  news: NewsDesk
  audit: Audit
  clock: Clock
  random: RandomSource
}): NoticeDesk {
  const { store, agents, reach, news, audit, clock, random } = deps
  const following = createOnceInAWhile<NoticeId>({
    clock,
    everyMs: sentEveryMs,
    tell: (batchId) => news.tell({ type: 'sent', batchId }),
  })
  const acknowledged = news.subscribe((item) => {
    if (item.type === 'notice-gone') following.changed(item.batchId)
  })

  const isHere = (personId: PersonId) => agents.find(personId).state.type !== 'offline'
  const newId = () => NoticeId.parse(random.uuid())

  const write = (
    what: Pick<StoredNotice, 'kind' | 'fromId' | 'teamId' | 'text' | 'reason' | 'callId'>,
    toIds: readonly PersonId[],
    batchId = newId(),
  ): NamedNotice[] => {
    const at = clock.nowMs()
    const rows = toIds.map((toId) => ({
      ...what,
      noticeId: newId(),
      batchId,
      toId,
      at,
      acknowledgedAt: null,
    }))
    store.insert(rows)
    news.tell({ type: 'notices', batchId })
    news.tell({ type: 'sent', batchId })
    return store.batch(batchId)
  }
  const note = (lead: Lead, step: 'message' | 'broadcast', subjectId: string) =>
    audit.append({
      action: `supervision.${step}`,
      actorId: lead.personId,
      subjectId,
      address: lead.address,
      outcome: 'done',
    })

  const gone = ({ noticeId, batchId, toId }: StoredNotice) =>
    news.tell({ type: 'notice-gone', noticeId, batchId, personId: toId })

  return {
    message: (lead, personId, text) =>
      news.commit(() => {
        if (reach.agent(lead, personId, 'supervision.message') === null) return refuse(noAgent)
        if (!isHere(personId)) return refuse(offline)
        if (store.openOf(personId, mostOpen).length === mostOpen) return refuse(unread)
        const rows = write(
          { kind: 'message', fromId: lead.personId, teamId: null, text, reason: null, callId: null },
          [personId],
        )
        note(lead, 'message', personId)
        return sentNow(rows)
      }),
    broadcast: (lead, teamId, text) =>
      news.commit(() => {
        if (deps.teamName(teamId) === null) return refuse(noTeam)
        if (!lead.ledTeamIds.includes(teamId)) {
          reach.foreign(lead, teamId, 'supervision.broadcast')
          return refuse(noTeam)
        }
        const here = deps
          .agentsOf(teamId)
          .map(({ personId }) => personId)
          .filter(isHere)
        if (here.length === 0) return refuse(nobodyHere)
        const rows = write(
          { kind: 'broadcast', fromId: lead.personId, teamId, text, reason: null, callId: null },
          here,
        )
        note(lead, 'broadcast', teamId)
        return sentNow(rows)
      }),
    steered: ({ kind, to, by, reason, note: text, callId }) =>
      void write({ kind, fromId: by, teamId: null, text, reason, callId }, [to]),
    coached: ({ noteId, to, by, callId }) =>
      void write(
        { kind: 'coaching-note', fromId: by, teamId: null, text: '', reason: null, callId },
        [to],
        noteId,
      ),
    settle: (noteId, fate) => {
      const nowMs = clock.nowMs()
      for (const row of store.batch(noteId)) {
        if (fate === 'read' && !store.acknowledge(row.noticeId, nowMs)) continue
        gone(row)
      }
      if (fate === 'taken-back') store.remove(noteId)
    },
    acknowledge: (personId, noticeId) =>
      news.commit(() => {
        const row = store.find(noticeId)
        if (row === null || row.toId !== personId) return refuse(noNotice)
        if (store.acknowledge(noticeId, clock.nowMs())) gone(row)
        return ok(null)
      }),
    openOf: (personId) => store.openOf(personId, mostShown).map(noticeOf),
    sent: (personId, page) => {
      const { items, total } = store.sentBy(personId, page)
      return { items: items.flatMap((rows) => sentOf(rows) ?? []), total }
    },
    batch: (batchId) => {
      const rows = store.batch(batchId)
      const [first] = rows
      const sent = sentOf(rows)
      return first && sent ? { fromId: first.fromId, sent } : null
    },
    ofBatch: (batchId) =>
      new Map(
        store
          .batch(batchId)
          .filter((row) => row.acknowledgedAt === null)
          .map((row) => [row.toId, noticeOf(row)]),
      ),
    dispose: () => {
      acknowledged()
      following.dispose()
    },
  }
}

const sentNow = (rows: readonly NamedNotice[]): Result<SentNotice> => {
  const sent = sentOf(rows)
  return sent === null ? refuse(nobodyHere) : ok(sent)
}

const noAgent: Problem = { code: 'not-found', detail: 'There is no such agent in a team of yours.' }
const noTeam: Problem = { code: 'not-found', detail: 'There is no such team of yours.' }
const noNotice: Problem = { code: 'not-found', detail: 'There is no such notice to you.' }
const offline: Problem = { code: 'agent-offline', detail: 'The agent is signed out.' }
const nobodyHere: Problem = { code: 'agent-offline', detail: 'No agent of this team is signed in.' }
const unread: Problem = {
  code: 'too-many-requests',
  detail: `The agent has ${mostOpen} unread messages: wait until they have read some.`,
}
