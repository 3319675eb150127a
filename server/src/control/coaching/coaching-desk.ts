import {
  CoachingNoteId,
  NoticeId,
  ok,
  refuse,
  type CallId,
  type CoachingNote,
  type Page,
  type PersonId,
  type PersonRef,
  type Problem,
  type Result,
} from '@hearthline/shared'
import { customerRef, type CallStore } from '../calls/index.ts'
import type { NewsDesk } from '../news.ts'
import type { NoticeDesk } from '../notices/index.ts'
import type { Audit, Clock, RandomSource } from '../ports.ts'
import type { AgentOfTeams, Lead, Reach } from '../reach.ts'
import type { CoachingStore, StoredCoachingNote } from './ports.ts'

interface Query {
  offset: number
  limit: number
  search?: string | undefined
}

/** Whoever may read the notes to an agent: an administrator, or a lead of one of their teams. */
export type CoachingReader = { type: 'administrator' } | { type: 'lead'; lead: Lead }

/** Coaching notes of leads to agents (STEER-13, STEER-14). */
export interface CoachingDesk {
  /** Refusals: `not-found`, `call-not-found` for a call that is not the agent's or not of a team of the lead. */
  add(lead: Lead, personId: PersonId, note: { text: string; callId: CallId | null }): Result<CoachingNote>
  page(reader: CoachingReader, personId: PersonId, query: Query): Result<Page<CoachingNote>>
  /** An own one, while it is unread. Refusals: `not-found`, `conflict` once it was read. */
  remove(lead: Lead, coachingNoteId: CoachingNoteId): Result<null>
  /** The agent's own list. */
  own(personId: PersonId, query: Query): Page<CoachingNote> & { unread: number }
  /** Twice is no mistake; `not-found` for somebody else's. */
  read(personId: PersonId, coachingNoteId: CoachingNoteId): Result<null>
}

export function createCoachingDesk(deps: {
  store: CoachingStore
  calls: Pick<CallStore, 'find'>
  notices: Pick<NoticeDesk, 'coached' | 'settle'>
  reach: Reach
  agent(personId: PersonId): AgentOfTeams | null
  nameOf(personId: PersonId): string | null
  news: NewsDesk
  audit: Audit
  clock: Clock
  random: RandomSource
}): CoachingDesk {
  const { store, calls, notices, reach, news, audit, clock } = deps

  const refOf = (personId: PersonId): PersonRef => ({ personId, displayName: deps.nameOf(personId) ?? '' })
  /** A lead of another team of the agent reads the note, and nothing of a call that is not of theirs. */
  const callOf = (callId: CallId | null, lead: Lead | null): CoachingNote['call'] => {
    const call = callId === null ? null : calls.find(callId)
    if (call === null) return null
    if (lead !== null && (call.teamId === null || !lead.ledTeamIds.includes(call.teamId))) return null
    const { maskedNumber, displayName } = customerRef(call.customer)
    return { callId: call.callId, startedAt: call.startedAt, maskedNumber, customerName: displayName }
  }
  const shown = (note: StoredCoachingNote, lead: Lead | null): CoachingNote => ({
    coachingNoteId: note.coachingNoteId,
    agent: refOf(note.agentId),
    by: refOf(note.byId),
    at: note.at,
    text: note.text,
    call: callOf(note.callId, lead),
    readAt: note.readAt,
  })
  const pageOf = (personId: PersonId, query: Query, lead: Lead | null): Page<CoachingNote> => {
    const { items, total } = store.page(personId, query)
    return { items: items.map((note) => shown(note, lead)), total }
  }
  const trail = (lead: Lead, step: 'coaching-note' | 'coaching-note-removed', subjectId: PersonId) =>
    audit.append({
      action: `supervision.${step}`,
      actorId: lead.personId,
      subjectId,
      address: lead.address,
      outcome: 'done',
    })

  /** Null when it is a call of this agent within the lead's reach. */
  const callFault = (lead: Lead, agentId: PersonId, callId: CallId): Problem | null => {
    const call = calls.find(callId)
    if (call === null) return noCall
    if (call.teamId === null || !lead.ledTeamIds.includes(call.teamId)) {
      reach.foreign(lead, callId, 'supervision.coaching-note')
      return noCall
    }
    return call.agentId === agentId ? null : noCall
  }

  return {
    add: (lead, personId, { text, callId }) =>
      news.commit(() => {
        if (reach.agent(lead, personId, 'supervision.coaching-note') === null) return refuse(noAgent)
        const fault = callId === null ? null : callFault(lead, personId, callId)
        if (fault !== null) return refuse(fault)
        const note: StoredCoachingNote = {
          coachingNoteId: CoachingNoteId.parse(deps.random.uuid()),
          agentId: personId,
          byId: lead.personId,
          callId,
          text,
          at: clock.nowMs(),
          readAt: null,
        }
        store.insert(note)
        notices.coached({
          noteId: noticeOf(note.coachingNoteId),
          to: personId,
          by: lead.personId,
          callId,
        })
        trail(lead, 'coaching-note', personId)
        return ok(shown(note, lead))
      }),
    page: (reader, personId, query) => {
      const agent =
        reader.type === 'administrator'
          ? deps.agent(personId)
          : reach.agent(reader.lead, personId, 'supervision.coaching-notes')
      return agent === null
        ? refuse(noAgent)
        : ok(pageOf(personId, query, reader.type === 'lead' ? reader.lead : null))
    },
    remove: (lead, coachingNoteId) =>
      news.commit(() => {
        const note = store.find(coachingNoteId)
        if (note === null || note.byId !== lead.personId) return refuse(noNote)
        if (!store.remove(coachingNoteId)) return refuse(wasRead)
        notices.settle(noticeOf(coachingNoteId), 'taken-back')
        trail(lead, 'coaching-note-removed', note.agentId)
        return ok(null)
      }),
    own: (personId, query) => ({ ...pageOf(personId, query, null), unread: store.unread(personId) }),
    read: (personId, coachingNoteId) =>
      news.commit(() => {
        const note = store.find(coachingNoteId)
        if (note === null || note.agentId !== personId) return refuse(noNote)
        if (store.read(coachingNoteId, clock.nowMs())) notices.settle(noticeOf(coachingNoteId), 'read')
        return ok(null)
      }),
  }
}

/** The notice of a note has the note's id for its batch, so that one settles the other. */
const noticeOf = (coachingNoteId: CoachingNoteId) => NoticeId.parse(coachingNoteId)

const noAgent: Problem = { code: 'not-found', detail: 'There is no such agent in a team of yours.' }
const noNote: Problem = { code: 'not-found', detail: 'There is no such coaching note.' }
const noCall: Problem = { code: 'call-not-found', detail: 'The agent had no such call in a team of yours.' }
const wasRead: Problem = { code: 'conflict', detail: 'The agent has read it already.' }
