import {
  CallBackId,
  ok,
  refuse,
  type CallBack,
  type CallBackCount,
  type CallId,
  type Page,
  type PersonId,
  type Result,
} from '@hearthline/shared'
import {
  customerRef,
  isWithAgent,
  type CallState,
  type CustomerFinder,
  type CustomerTarget,
  type Directory,
} from '../calls/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, Clock, RandomSource, Timer } from '../ports.ts'
import type { CallBackStore, StoredCallBack } from './ports.ts'

interface Asker {
  personId: PersonId
  /** Normalised. */
  address: string
}
type Promised = { to: Exclude<CustomerTarget, { type: 'call-back' }>; dueAt: number | null; note: string }

/** Promises to call somebody, an agent's own (RECORD-19). */
export interface CallBackDesk {
  page(
    personId: PersonId,
    query: { offset: number; limit: number; search?: string | undefined },
  ): Page<CallBack> & { dueNow: number }
  count(personId: PersonId): CallBackCount
  /** Refusals: `call-not-found`, `not-found`, those of the number rules. */
  create(asker: Asker, promised: Promised): Result<CallBack>
  /** `not-found` for somebody else's; doing it twice, too. */
  done(asker: Asker, callBackId: CallBackId): Result<null>
  /** Whom an own one is for; null when there is none. */
  customerOf(personId: PersonId, callBackId: CallBackId): StoredCallBack['customer'] | null
  /** The agent did not answer the ring of this customer; inside the running dbTransaction. */
  ringMissed(callId: CallId, personId: PersonId): void
  /** The call is over: who was lost in it is to be called. Inside the running dbTransaction. */
  callEnded(call: CallState): void
  /** Waits for what falls due; call once. */
  start(): void
  dispose(): void
}

export function createCallBackDesk(deps: {
  store: CallBackStore
  findCustomer: CustomerFinder
  directory: Pick<Directory, 'displayName'>
  news: NewsDesk
  audit: Audit
  clock: Clock
  random: RandomSource
}): CallBackDesk {
  const { store, directory, news, audit, clock, random } = deps
  let waiting: Timer | null = null
  let toldUntilMs = 0

  const shown = ({ agentId, customer, ...callBack }: StoredCallBack): CallBack => ({
    ...callBack,
    customer: customerRef(customer),
    agent: { personId: agentId, displayName: directory.displayName(agentId) ?? '' },
  })

  /** A timer reaches no further than 24.8 days (HTML, timers); a longer wait looks again after a day. */
  const arm = () => {
    waiting?.cancel()
    const dueAt = store.nextDue(toldUntilMs)
    waiting =
      dueAt === null
        ? null
        : clock.setTimer(Math.min(Math.max(0, dueAt - clock.nowMs()), longestWaitMs), ring)
  }
  const ring = () => {
    const untilMs = clock.nowMs()
    for (const personId of store.dueBetween(toldUntilMs, untilMs)) news.tell({ type: 'call-backs', personId })
    toldUntilMs = Math.max(toldUntilMs, untilMs)
    arm()
  }

  const keep = (callBack: Omit<StoredCallBack, 'callBackId' | 'madeAt'>, address: string | null) =>
    news.commit(() => {
      const stored = {
        ...callBack,
        callBackId: CallBackId.parse(random.uuid()),
        madeAt: clock.nowMs(),
      }
      store.insert(stored)
      audit.append({
        action: 'call-backs.made',
        actorId: address === null ? null : stored.agentId,
        subjectId: stored.callBackId,
        address,
        outcome: 'done',
        reason: stored.reason,
      })
      news.tell({ type: 'call-backs', personId: stored.agentId })
      return stored
    })
  const ended = news.subscribe((item) => {
    // Only what is committed is waited for.
    if (item.type === 'call-backs') arm()
  })

  const lost = (call: CallState, agentId: PersonId, reason: 'line-lost' | 'missed-ring') => {
    const { number } = call.customer
    if (number === null || store.isMadeFor(call.callId)) return
    const { callId, customer } = call
    keep({ agentId, customer: { ...customer, number }, reason, note: '', dueAt: null, callId }, null)
  }

  return {
    page: (personId, query) => {
      const nowMs = clock.nowMs()
      const { items, total } = store.page(personId, query, nowMs)
      return { items: items.map(shown), total, dueNow: store.count(personId, nowMs).dueNow }
    },
    count: (personId) => store.count(personId, clock.nowMs()),
    create: (asker, { to, dueAt, note }) => {
      const found = deps.findCustomer(asker, to)
      if (!found.ok) return found
      const { customerId, displayName, number } = found.value
      const customer = { customerId, displayName, number }
      const callId = to.type === 'call' ? to.callId : null
      const { personId: agentId, address } = asker
      return ok(shown(keep({ customer, callId, agentId, reason: 'asked', note, dueAt }, address)))
    },
    done: ({ personId, address }, callBackId) => {
      if (store.find(callBackId)?.agentId !== personId)
        return refuse({ code: 'not-found', detail: 'There is no such call-back of yours.' })
      news.commit(() => {
        store.done(callBackId, clock.nowMs())
        audit.append({
          action: 'call-backs.done',
          actorId: personId,
          subjectId: callBackId,
          address,
          outcome: 'done',
        })
        news.tell({ type: 'call-backs', personId })
      })
      return ok(null)
    },
    customerOf: (personId, callBackId) => {
      const found = store.find(callBackId)
      return found?.agentId === personId ? found.customer : null
    },
    ringMissed: (callId, personId) => store.ringMissed(callId, personId),
    callEnded: (call) => {
      if (call.answeredAt === null) {
        const missedBy = store.missedBy(call.callId)
        if (missedBy !== null) lost(call, missedBy, 'missed-ring')
      } else if (call.termination?.kind === 'agent-line-lost' && call.agentId !== null && isWithAgent(call))
        lost(call, call.agentId, 'line-lost')
    },
    start: () => {
      toldUntilMs = clock.nowMs()
      arm()
    },
    dispose: () => {
      ended()
      waiting?.cancel()
    },
  }
}

const longestWaitMs = 24 * 3_600_000
