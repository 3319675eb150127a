import type { CallId, ConsultOutcome, HelpId, NoticeId, PersonId, TeamId, TrunkId } from '@hearthline/shared'
import type { Log, Transact } from './ports.ts'

/** Something that screens may want to know. Says only what changed: whoever cares reads the new state. */
export type News =
  | { type: 'agent'; personId: PersonId }
  /** Ready was opened or shut for this agent, in one of their sign-ins. */
  | { type: 'ready-gate'; personId: PersonId }
  | { type: 'call'; callId: CallId }
  /** The call has left this agent, but goes on or never was theirs. */
  | { type: 'call-left-agent'; callId: CallId; personId: PersonId }
  | { type: 'call-ended'; callId: CallId }
  | { type: 'records'; callId: CallId }
  /** A lead marked something in it, or took that back. */
  | { type: 'markers'; callId: CallId }
  | { type: 'trunk'; trunkId: TrunkId }
  | { type: 'voice-linked' }
  /** A call for help was made, claimed, given back or is over. */
  | { type: 'help'; helpId: HelpId; agentId: PersonId }
  /** Who may see it changed: whoever may not any more loses it. */
  | { type: 'help-reach'; helpId: HelpId; agentId: PersonId }
  /** Something was told to agents. */
  | { type: 'notices'; batchId: NoticeId }
  /** It was acknowledged, or taken back. */
  | { type: 'notice-gone'; noticeId: NoticeId; batchId: NoticeId; personId: PersonId }
  /** How far it was acknowledged, for its sender. */
  | { type: 'sent'; batchId: NoticeId }
  | { type: 'tally'; teamId: TeamId }
  /** Which sign-in of this agent holds the phone. */
  | { type: 'phone'; personId: PersonId }
  /** How many call-backs wait for this agent. */
  | { type: 'call-backs'; personId: PersonId }
  /** A consult call of this agent came to its end. */
  | { type: 'consult-ended'; callId: CallId; personId: PersonId; outcome: ConsultOutcome }

export interface NewsDesk {
  /** Tells at once, or, inside `commit`, after the dbTransaction is committed. */
  tell(news: News): void
  /** Runs `work` in one dbTransaction and tells its news once it is committed; none when it throws. */
  commit: Transact
  /** @returns a function that ends the subscription. */
  subscribe(listener: (news: News) => void): () => void
}

/** Joins news to dbTransactions, so that no screen sees what a rollback undid. Repeated news is told once. */
export function createNewsDesk(transact: Transact, log: Log): NewsDesk {
  const listeners = new Set<(news: News) => void>()
  let depth = 0
  let waiting = new Map<string, News>()

  const deliver = (news: News) => {
    for (const listener of listeners) {
      try {
        listener(news)
      } catch (error) {
        // It is committed: a screen that cannot be told must neither undo it for the teller nor silence the others.
        log.error({ err: error, news: news.type }, 'a listener to news failed')
      }
    }
  }
  return {
    tell: (news) => {
      if (depth === 0) return deliver(news)
      const key = JSON.stringify(news)
      // The last place counts: an agent's news after the call's end must not move before it.
      waiting.delete(key)
      waiting.set(key, news)
    },
    commit: (work) => {
      const outer = waiting
      waiting = new Map()
      depth += 1
      let value
      try {
        value = transact(work)
      } catch (error) {
        depth -= 1
        waiting = outer
        throw error
      }
      depth -= 1
      const told = waiting
      waiting = outer
      if (depth > 0) for (const [key, news] of told) waiting.set(key, news)
      else for (const news of told.values()) deliver(news)
      return value
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
