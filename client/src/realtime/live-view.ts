import type {
  AgentState,
  Attention,
  CallBackCount,
  CallId,
  Change,
  ChangeMessage,
  ConsultOutcome,
  ConsultTarget,
  HelpEnd,
  HelpRequest,
  LiveCall,
  Notice,
  PersonId,
  PhoneElsewhere,
  Reachability,
  ReadyGate,
  SentNotice,
  SignedOut,
  Snapshot,
  Termination,
} from '@hearthline/shared'
import { floorView, isFloorChange, withFloorChange, type FloorView } from './floor-view.ts'

/** How this browser stands with control. `away` says since when nothing was heard. */
export type Connection =
  | { type: 'connecting'; sinceMs: number }
  | { type: 'live'; sinceMs: number }
  | { type: 'away'; sinceMs: number }
  | { type: 'signed-out'; signedOut: SignedOut | null; sinceMs: number }

export interface OwnView {
  state: AgentState
  reachability: Reachability
  call: LiveCall | null
  /** The own call for help while it stands. */
  help: HelpRequest | null
  /** What leads have told or done, not acknowledged yet, oldest first. */
  notices: readonly Notice[]
  /** Whether Ready may be chosen in this sign-in, and by what. */
  readyGate: Pick<ReadyGate, 'open' | 'by'>
  callBacks: CallBackCount
  /** How long each kind of break may last, minutes; longer is told, nothing ends it. */
  breakMinutes: NonNullable<Snapshot['agent']>['breakMinutes']
  /** Another sign-in of this agent holds the phone, on that device; null: this one does. */
  phoneElsewhere: PhoneElsewhere | null
}

/** How the last consult call or transfer of an own call came to its end. */
export interface ConsultEnded {
  callId: CallId
  outcome: ConsultOutcome
  /** Whom it was with, as last pushed; null when this page never saw it run. */
  target: ConsultTarget | null
}

/** How the own call for help came to its end. */
export interface HelpEnded {
  help: HelpRequest | null
  end: HelpEnd
}

export interface EndedCall {
  callId: CallId
  termination: Termination
  talkMs: number
  /** The call as it was last pushed, for the summary; null when this page never saw it run. */
  call: LiveCall | null
}

export interface FloorSignedOut {
  personId: PersonId
  displayName: string
  signedOut: SignedOut
}

/** All that control has told this browser. Null parts: not told yet, or not for this role. */
export interface LiveView {
  connection: Connection
  revision: number | null
  own: OwnView | null
  floor: FloorView | null
  /** What waits for this person's word; null until told, and for agents. */
  attention: Attention | null
  voiceLinked: boolean
  lastEnded: EndedCall | null
  /** Null again as soon as another runs. */
  lastConsultEnded: ConsultEnded | null
  /** How the last own call for help ended; null again as soon as another stands. */
  lastHelpEnded: HelpEnded | null
  /** What this lead has sent and done to agents since the page opened, newest first; told by control, never presumed. */
  sent: readonly SentNotice[]
  /** Whom of the floor somebody or something signed out last. */
  lastSignedOut: FloorSignedOut | null
  /** Grows when call records or recordings changed: lists are fetched again. */
  recordsVersion: number
  /** Server clock minus browser clock, ms. */
  clockOffsetMs: number
  /** True from asking for a fresh snapshot until it comes; changes in between are dropped. */
  resyncing: boolean
}

export type LiveEvent =
  | { type: 'connecting' }
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'change'; message: ChangeMessage }
  | { type: 'disconnected' }
  | { type: 'signed-out'; signedOut: SignedOut | null }

export const initialView: LiveView = {
  connection: { type: 'connecting', sinceMs: 0 },
  revision: null,
  own: null,
  floor: null,
  attention: null,
  voiceLinked: false,
  lastEnded: null,
  lastConsultEnded: null,
  lastHelpEnded: null,
  sent: [],
  lastSignedOut: null,
  recordsVersion: 0,
  clockOffsetMs: 0,
  resyncing: false,
}

/**
 * The next view. `resync` is the revision to report when changes were missed: the caller asks control for a snapshot.
 * Revisions grow by exactly one; an older one is a duplicate and dropped.
 */
export function reduce(
  view: LiveView,
  event: LiveEvent,
  nowMs: number,
): { view: LiveView; resync: number | null } {
  const only = (next: LiveView) => ({ view: next, resync: null })
  if (view.connection.type === 'signed-out') return only(view)
  switch (event.type) {
    case 'connecting':
      return only(
        view.connection.type === 'away' || view.connection.type === 'connecting'
          ? view
          : { ...view, connection: { type: 'connecting', sinceMs: nowMs } },
      )
    case 'disconnected':
      // Trying in vain to reconnect is the same absence: it began when the connection was lost.
      return only(
        view.connection.type === 'away'
          ? view
          : { ...view, connection: { type: 'away', sinceMs: nowMs }, resyncing: false },
      )
    case 'signed-out':
      return only({
        ...view,
        connection: { type: 'signed-out', signedOut: event.signedOut, sinceMs: nowMs },
        own: null,
        floor: null,
        attention: null,
        sent: [],
      })
    case 'snapshot':
      return only(withSnapshot(view, event.snapshot, nowMs))
    case 'change': {
      const { revision } = event.message
      if (view.revision === null || view.resyncing || revision <= view.revision) return only(view)
      if (revision !== view.revision + 1) return { view: { ...view, resyncing: true }, resync: view.revision }
      const changed = withChange(view, event.message.change)
      // A message can only arrive later than it was sent, so the largest difference seen is the truest.
      const clockOffsetMs = Math.max(view.clockOffsetMs, event.message.at - nowMs)
      return only({ ...changed, revision, clockOffsetMs })
    }
    default:
      return event satisfies never
  }
}

function withSnapshot(view: LiveView, snapshot: Snapshot, nowMs: number): LiveView {
  const missedEnd =
    view.own?.call !== null &&
    view.own?.call !== undefined &&
    snapshot.agent?.call?.callId !== view.own.call.callId
  return {
    ...view,
    connection: view.connection.type === 'live' ? view.connection : { type: 'live', sinceMs: nowMs },
    revision: snapshot.revision,
    own: snapshot.agent,
    floor: snapshot.floor === null ? null : floorView(snapshot.floor),
    attention: snapshot.attention,
    voiceLinked: snapshot.voiceLinked,
    clockOffsetMs: snapshot.at - nowMs,
    resyncing: false,
    // Whatever ended while nobody could tell us shows in the lists only.
    recordsVersion: view.recordsVersion + (view.revision === null && !missedEnd ? 0 : 1),
  }
}

/** A page that stays open for weeks keeps no more than a lead would look back on. */
const sentKept = 50

const hasConsult = (call: LiveCall | null): boolean => (call?.controls.consult ?? null) !== null

/** People who take no calls have no own view, and are told nothing that belongs into one. */
const withOwn = (view: LiveView, part: Partial<OwnView>): LiveView =>
  view.own === null ? view : { ...view, own: { ...view.own, ...part } }

function withChange(view: LiveView, change: Change): LiveView {
  if (isFloorChange(change))
    return view.floor === null ? view : { ...view, floor: withFloorChange(view.floor, change) }
  switch (change.type) {
    case 'own-state':
      return withOwn(view, { state: change.state, reachability: change.reachability })
    case 'own-call':
      return {
        ...withOwn(view, { call: change.call }),
        ...(hasConsult(change.call) ? { lastConsultEnded: null } : {}),
      }
    case 'own-consult-ended': {
      const call = view.own?.call?.callId === change.callId ? view.own.call : null
      const target = call?.controls.consult?.target ?? null
      return { ...view, lastConsultEnded: { callId: change.callId, outcome: change.outcome, target } }
    }
    case 'ready-gate':
      return withOwn(view, { readyGate: change.gate })
    case 'call-backs':
      return withOwn(view, { callBacks: change.count })
    case 'phone-elsewhere':
      return withOwn(view, { phoneElsewhere: change.elsewhere })
    case 'own-call-ended': {
      const call = view.own?.call?.callId === change.callId ? view.own.call : null
      const known = call ?? (view.lastEnded?.callId === change.callId ? view.lastEnded.call : null)
      return {
        ...view,
        own: view.own === null || call === null ? view.own : { ...view.own, call: null },
        lastEnded: {
          callId: change.callId,
          termination: change.termination,
          talkMs: change.talkMs,
          call: known,
        },
        recordsVersion: view.recordsVersion + 1,
      }
    }
    case 'own-help':
      return view.own === null
        ? view
        : {
            ...view,
            own: { ...view.own, help: change.help },
            lastHelpEnded: change.end === null ? null : { help: view.own.help, end: change.end },
          }
    case 'notice':
      return view.own === null
        ? view
        : {
            ...view,
            own: {
              ...view.own,
              notices: [
                ...view.own.notices.filter((one) => one.noticeId !== change.notice.noticeId),
                change.notice,
              ],
            },
          }
    case 'notice-gone':
      return view.own === null
        ? view
        : {
            ...view,
            own: {
              ...view.own,
              notices: view.own.notices.filter((one) => one.noticeId !== change.noticeId),
            },
          }
    case 'sent':
      return {
        ...view,
        sent: [change.sent, ...view.sent.filter((one) => one.batchId !== change.sent.batchId)]
          .toSorted((one, other) => other.at - one.at)
          .slice(0, sentKept),
      }
    case 'attention':
      return { ...view, attention: change.attention }
    case 'floor-signed-out':
      return {
        ...view,
        lastSignedOut: {
          personId: change.personId,
          displayName: change.displayName,
          signedOut: change.signedOut,
        },
      }
    case 'voice-linked':
      return { ...view, voiceLinked: change.linked }
    case 'records-changed':
      return { ...view, recordsVersion: view.recordsVersion + 1 }
    default:
      return change satisfies never
  }
}
