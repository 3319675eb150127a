import { ok, refuse } from '@hearthline/shared'
import type { CallId, PersonId, Result, SignInId, TeamId, Termination } from '@hearthline/shared'
import type { JournalledEvent, LiveCallSnapshot } from '../../protocol/voice-link.ts'
import type { AgentService } from '../agents/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, Clock, Log, SteeringNotices, Timer } from '../ports.ts'
import { callNotFound } from './call-reads.ts'
import { applyEvent, endCall } from './call-record.ts'
import type { CallCustomer, CallEvent, CallState, RecordTransition } from './call-state.ts'
import { createHandoverBook } from './handover-book.ts'
import type { LineQualityBook } from './line-quality.ts'
import { createNeverDialled, type NeverDialled } from './never-dialled.ts'
import { readCarrierNumber } from './number.ts'
import type {
  CallStore,
  CustomerStore,
  Directory,
  JournalStore,
  MonitoringLedger,
  PauseLedger,
  RecordingLedger,
  TransferStore,
  TrunkList,
} from './ports.ts'
import { reconciled } from './reconcile.ts'
import type { Reservations } from './reservations.ts'
import { createStandingAgents } from './standing-agents.ts'
import { createSupervisorLegs } from './supervisor-legs.ts'
import type { TalkBook } from './talk-book.ts'
import type { UnheardBook } from './unheard-book.ts'

/** Ids of events are kept this long; beyond it their seq alone protects them. */
const eventMemoryMs = 7 * 24 * 3_600_000
const forgetEveryMs = 10 * 60_000

/** Keeps the records true to what voice nodes report. */
export interface RecordKeeper {
  readonly neverDialled: NeverDialled
  appliedSeq(nodeId: string): number
  /** The node's journal started over: its seqs mean nothing any more, its event ids still do. */
  forgetSeq(nodeId: string): void
  /**
   * Applies events, already in order, in one dbTransaction with the seq they end at (RECORD-6). An event that was applied
   * before changes nothing; one that fails by our own bug is kept in the log and holds nothing up.
   */
  apply(nodeId: string, entries: readonly JournalledEvent[]): void
  /** Makes the records of one node agree with what it runs now; call when its journal is applied up to the snapshot. */
  reconcile(nodeId: string, live: readonly LiveCallSnapshot[]): void
  /** Puts timers of unused tickets back, and frees agents whose call is over. */
  start(): void
  /** An agent is here under another sign-in: a call of theirs that has waited has them again. */
  cameBack(personId: PersonId): void
  /** Whether a call of this sign-in runs, or its person supervises one, or is asked in one. */
  hasLiveCall(signInId: SignInId): boolean
  /**
   * Gives back a ticket that was never used (RECORD-5): the call ends as `never-dialled` and its agent returns to where
   * they stood. Doing it twice is no mistake. Refusals: `call-not-found`, `conflict` once the voice node has dialled.
   */
  withdraw(asker: { personId: PersonId; address: string }, callId: CallId): Result<null>
  dispose(): void
}

/** Customers whom nobody has served to the end; implemented by call-backs. Inside the running dbTransaction. */
export interface LostCustomers {
  ringMissed(callId: CallId, personId: PersonId): void
  callEnded(call: CallState): void
}

interface Deps {
  calls: CallStore
  customers: CustomerStore
  journal: JournalStore
  recordings: RecordingLedger
  trunks: TrunkList
  agents: AgentService
  reservations: Reservations
  quality: LineQualityBook
  talk: TalkBook
  unheard: UnheardBook
  transfers: TransferStore
  pauses: PauseLedger
  lost: LostCustomers
  monitoring: MonitoringLedger
  notices: SteeringNotices
  directory: Directory
  news: NewsDesk
  audit: Audit
  clock: Clock
  log: Log
  defaultCountry: string
  /** Tells the voice nodes to end a call that must not be. */
  endCall(callId: CallId): void
}

export function createRecordKeeper(deps: Deps): RecordKeeper {
  const { calls, customers, journal, recordings, agents, news, clock, log } = deps
  const legs = createSupervisorLegs(deps)
  const handovers = createHandoverBook(deps)
  const standing = createStandingAgents(deps)
  let forgetting: Timer | null = null

  const customerOf = (raw: string | null): CallCustomer => {
    const number = readCarrierNumber(raw, deps.defaultCountry)
    const known = number === null ? null : customers.findByNumber(number)
    return known ?? { customerId: null, displayName: null, number }
  }

  /** Saves a transition, moves the agent with it, and tells. */
  const settle = (before: CallState | null, next: RecordTransition, atMs: number) => {
    const { call, agent } = next
    const { callId } = call
    if (before === null) calls.insert(call)
    else calls.update(call)
    if (agent !== null) {
      const { personId, event } = agent
      deps.reservations.release(personId)
      const moved = agents.apply(
        personId,
        event.type === 'call-ended' ? { ...event, wrapUpMs: deps.directory.wrapUpMs(call.teamId) } : event,
      )
      if (!moved.ok) {
        log.debug({ callId, personId, event: event.type }, 'the agent had moved on')
        // A ticket that was given back and used all the same: its agent has another call by now, and may have but one.
        if (event.type === 'call-opened' && before?.phase === 'ended') deps.endCall(callId)
      }
      if (event.type === 'ring-ended') news.tell({ type: 'call-left-agent', callId, personId })
    }
    if (before !== null) {
      relieve(before, call)
      handovers.settled(before, call, atMs)
    }
    if (call.phase === 'ended' && before?.phase !== 'ended') {
      deps.quality.forget(callId)
      deps.talk.forget(callId)
      deps.unheard.forget(callId)
      legs.ended(call)
      deps.lost.callEnded(call)
      log.info({ callId, termination: call.termination }, 'call ended')
      news.tell({ type: 'call-ended', callId })
      news.tell({ type: 'records', callId })
    } else if (call.phase !== 'ended') news.tell({ type: 'call', callId })
  }

  /** The agent reads why their call went on without them (SUPERVISION-6). */
  const relieve = (before: CallState, { callId, agentId, takenOverBy }: CallState) => {
    if (takenOverBy === null || before.takenOverBy !== null) return
    log.info({ callId, by: takenOverBy }, 'call taken over')
    // What was measured is the line of the agent, who has left.
    deps.quality.forget(callId)
    if (agentId === null) return
    deps.notices.steered({ kind: 'taken-over', to: agentId, by: takenOverBy, reason: null, note: '', callId })
    news.tell({ type: 'call-left-agent', callId, personId: agentId })
    news.tell({ type: 'records', callId })
  }

  const end = (callId: CallId, termination: Termination) =>
    news.commit(() => {
      const call = calls.find(callId)
      const next = call && endCall(call, termination, clock.nowMs())
      if (call && next && next !== 'late') settle(call, next, clock.nowMs())
    })

  const neverDialled = createNeverDialled(clock, (callId) => {
    if (calls.find(callId)?.phase === 'placed') end(callId, ticketUnused)
  })

  const applyCallEvent = (nodeId: string, event: CallEvent, atMs: number): 'applied' | 'late' => {
    const before = calls.find(event.callId)
    const customer = customerOf(event.type === 'call-opened' ? event.customerNumber : null)
    const next = applyEvent(before, event, atMs, nodeId, customer)
    if (next === 'late') return 'late'
    const call = handovers.completed(event.type === 'call-opened' ? withTeam(next.call) : next.call, event)
    if (before !== null) handovers.before(before, event, atMs)
    settle(before, { ...next, call }, atMs)
    if (before !== null) handovers.after(before, call, event)
    if (event.type === 'agent-ring-ended' && event.outcome === 'missed')
      deps.lost.ringMissed(event.callId, event.personId)
    if (event.type === 'leg-joined') legs.joined(call, event, atMs)
    else if (event.type === 'leg-mode') legs.moded(call, event, atMs)
    else if (event.type === 'leg-left') legs.left(call, event.legId, atMs)
    else if (event.type === 'recording-started') recordings.started({ ...event, startedAt: atMs })
    else if (event.type === 'recording-sealed') recordings.sealed({ ...event, atMs })
    else if (event.type === 'recording-failed') {
      log.warn({ callId: event.callId, detail: event.detail }, 'recording failed')
      recordings.failed(event.recordingId)
    }
    if (event.type.startsWith('recording-')) news.tell({ type: 'records', callId: event.callId })
    return 'applied'
  }

  /** A customer who calls in belongs to the team of the trunk, also when the node does not say so. */
  const withTeam = (call: CallState): CallState => {
    if (call.teamId !== null || call.trunkId === null) return call
    const teamId: TeamId | null = deps.trunks.inboundTeamOf(call.trunkId)
    return { ...call, teamId }
  }

  const applyOne = (nodeId: string, entry: JournalledEvent) => {
    if (journal.isApplied(entry.eventId)) return
    const { event } = entry
    if (event.type === 'invite-refused' || event.type === 'sip-refused') {
      const { reason } = event
      const about =
        event.type === 'invite-refused'
          ? { action: 'calls.invite', actorId: event.signInId, subjectId: event.callId, address: null }
          : { action: 'calls.sip', actorId: null, subjectId: event.signInId, address: event.address }
      deps.audit.append({ ...about, outcome: 'refused', reason })
      journal.record(nodeId, entry, 'applied', clock.nowMs())
      return
    }
    const outcome = applyCallEvent(nodeId, event, entry.atMs)
    if (outcome === 'late') log.debug({ callId: event.callId, event: event.type, nodeId }, 'late voice event')
    journal.record(nodeId, entry, outcome, clock.nowMs())
  }

  return {
    neverDialled,
    appliedSeq: (nodeId) => journal.appliedSeq(nodeId),
    forgetSeq: (nodeId) => journal.setAppliedSeq(nodeId, 0),
    apply: (nodeId, entries) => {
      const last = entries.at(-1)
      if (!last) return
      news.commit(() => {
        for (const entry of entries) {
          try {
            news.commit(() => applyOne(nodeId, entry))
          } catch (error) {
            // Our own bug must not stop every later event of the node; what it was stays in the log and the table.
            log.error({ err: error, nodeId, seq: entry.seq, event: entry.event.type }, 'voice event failed')
            journal.record(nodeId, entry, 'failed', clock.nowMs())
          }
        }
        journal.setAppliedSeq(nodeId, last.seq)
      })
    },
    reconcile: (nodeId, live) =>
      news.commit(() => {
        const nowMs = clock.nowMs()
        const running = new Map(live.map((snapshot) => [snapshot.callId, snapshot]))
        for (const call of calls.open()) {
          if (call.nodeId !== nodeId || running.has(call.callId)) continue
          const next = endCall(call, { kind: 'voice-node-lost', fault: 'hearthline', sipStatus: null }, nowMs)
          if (next !== 'late') settle(call, next, nowMs)
        }
        for (const snapshot of live) {
          const before = calls.find(snapshot.callId)
          const call = before && reconciled(before, snapshot, nodeId, nowMs)
          if (call === null) {
            log.warn({ callId: snapshot.callId, nodeId }, 'a voice node runs a call that has no open record')
            continue
          }
          settle(before, { call, agent: agentOf(snapshot) }, nowMs)
          legs.agree(call, snapshot.supervisors, nowMs)
          // Told when it changes: what is true now, a node that was away may have told nobody.
          deps.unheard.forget(call.callId)
          const { talk } = snapshot
          if (talk !== null) deps.talk.heard(call.callId, { state: talk.state, since: talk.sinceMs })
        }
        standing.freeAll()
        log.info({ nodeId, calls: live.length }, 'records agree with the voice node')
      }),
    start: () => {
      forgetOldEvents()
      for (const call of calls.open())
        if (call.phase === 'placed') neverDialled.watch(call.callId, call.startedAt)
      news.commit(() => standing.freeAll())
    },
    cameBack: (personId) => standing.cameBack(personId),
    hasLiveCall: (signInId) =>
      calls.hasOpen(signInId) || calls.isSupervising(signInId) || agents.isOnCall(signInId),
    withdraw: ({ personId, address }, callId) => {
      const call = calls.find(callId)
      if (call?.agentId !== personId) return refuse(callNotFound)
      if (call.termination?.kind === 'never-dialled') return ok(null)
      if (call.phase !== 'placed')
        return refuse({ code: 'conflict', detail: 'The ticket of this call was used already.' })
      news.commit(() => {
        end(callId, ticketUnused)
        deps.audit.append({
          action: 'calls.withdrawn',
          actorId: personId,
          subjectId: callId,
          address,
          outcome: 'done',
        })
      })
      return ok(null)
    },
    dispose: () => {
      forgetting?.cancel()
      neverDialled.dispose()
    },
  }

  /** Little and often: a day's events in one statement would hold up everything else. */
  function forgetOldEvents(): void {
    try {
      journal.forgetBefore(clock.nowMs() - eventMemoryMs)
    } catch (error) {
      log.error({ err: error }, 'old events could not be forgotten; the next try does')
    }
    forgetting = clock.setTimer(forgetEveryMs, forgetOldEvents)
  }
}

const ticketUnused: Termination = { kind: 'never-dialled', fault: 'agent', sipStatus: null }

const agentOf = ({ agent, callId }: LiveCallSnapshot): RecordTransition['agent'] =>
  agent === null ? null : { personId: agent.personId, event: { type: 'call-opened', callId } }
