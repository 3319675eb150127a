import type { AgentState, BreakReason, CallId, Problem, Result } from '@hearthline/shared'
import { ok, refuse, wrapUpExtensionMs, wrapUpExtensions } from '@hearthline/shared'

/** Where an agent returns to when a call that nobody answered is over. */
export type Standing =
  | { type: 'ready' }
  | { type: 'break'; reason: BreakReason }
  | { type: 'not-ready'; reason: 'signed-in' | 'missed-ring' | 'line-lost' }

/** The state that screens see, and, in a call, where the agent stood before it. */
export interface AgentStanding {
  state: AgentState
  /** Non-null exactly while the state is `on-call`. */
  before: Standing | null
}

export type AgentEvent =
  | { type: 'signed-in' }
  | { type: 'signed-out' }
  /** `checked`: the gate of Ready is open in the agent's sign-in (CHECK-3). */
  | { type: 'go-ready'; reachable: boolean; checked: boolean }
  | { type: 'take-break'; reason: BreakReason }
  /** A lead puts the agent there (AGENT-10). */
  | {
      type: 'force'
      to: { type: 'ready' } | { type: 'break'; reason: BreakReason }
      reachable: boolean
      checked: boolean
    }
  /** The agent places a call, or the router rings them: only from Ready. */
  | { type: 'reserve'; callId: CallId }
  /** The voice node says so: true from whatever state but Offline. */
  | { type: 'call-opened'; callId: CallId }
  | { type: 'call-ended'; callId: CallId; answered: boolean; wrapUpMs: number }
  | { type: 'ring-ended'; callId: CallId; outcome: 'missed' | 'declined' | 'unreachable' | 'cancelled' }
  | { type: 'wrap-up-saved'; callId: CallId; next: 'ready' | 'break' }
  | { type: 'wrap-up-extended'; callId: CallId }
  | { type: 'wrap-up-over' }
  | { type: 'line-lost' }

type AgentEffect =
  /** The wrap-up ended without an outcome: the record gets `unfinished`. */
  { type: 'wrap-up-unfinished'; callId: CallId } | { type: 'wrap-up-closed'; callId: CallId }

export interface AgentTransition extends AgentStanding {
  effects: AgentEffect[]
}

/** Offline since `sinceMs`: what is true of everybody who never signed in. */
export const offline = (sinceMs: number): AgentStanding => ({
  state: { type: 'offline', since: sinceMs },
  before: null,
})

/**
 * Decides what an event does to an agent (docs/spec/agents.md). Pure.
 * @param nowMs Unix milliseconds; becomes `since` of a new state.
 * @param mayReturn whether a wrap-up may end in Ready (CHECK-3); matters to nothing else.
 * @returns the new standing with its effects, or a Problem: the state stays. Late events (of a call that is not the
 * agent's, a timer that is no longer true) get `conflict` and are nobody's mistake.
 */
export function transition(
  current: AgentStanding,
  event: AgentEvent,
  nowMs: number,
  mayReturn = true,
): Result<AgentTransition> {
  const { state } = current
  const rested: Standing = mayReturn ? { type: 'ready' } : { type: 'not-ready', reason: 'signed-in' }
  switch (event.type) {
    case 'signed-in':
      // A second sign-in of somebody in a call takes nothing away from the call.
      if (state.type === 'on-call' || state.type === 'wrap-up') return late('the agent is busy with a call')
      return to({ type: 'not-ready', reason: 'signed-in' }, nowMs)
    case 'signed-out':
      if (state.type === 'offline') return late('already offline')
      return ok({
        ...offline(nowMs),
        effects: state.type === 'wrap-up' ? unfinished(state.callId) : [],
      })
    case 'go-ready':
      if (state.type === 'on-call') return refuse(busy)
      if (state.type === 'wrap-up') return refuse(inWrapUp)
      if (state.type === 'offline' || !event.reachable) return refuse(notRegistered)
      if (state.type === 'ready') return ok({ ...current, effects: [] })
      return event.checked ? to({ type: 'ready' }, nowMs) : refuse(unchecked)
    case 'take-break':
      if (state.type === 'on-call') return refuse(busy)
      if (state.type === 'wrap-up') return refuse(inWrapUp)
      if (state.type === 'offline') return refuse(notRegistered)
      return to({ type: 'break', reason: event.reason }, nowMs)
    case 'force':
      return forced(current, event, nowMs)
    case 'reserve':
      if (state.type === 'on-call') return refuse(busy)
      if (state.type === 'wrap-up') return refuse(inWrapUp)
      if (state.type !== 'ready') return refuse(notReady)
      return onCall(event.callId, { type: 'ready' }, nowMs)
    case 'call-opened':
      return opened(current, event.callId, nowMs)
    case 'call-ended':
      if (state.type !== 'on-call' || state.callId !== event.callId) return late('not in this call')
      if (!event.answered) return to(current.before ?? { type: 'ready' }, nowMs)
      return ok({
        state: {
          type: 'wrap-up',
          callId: event.callId,
          since: nowMs,
          endsAt: nowMs + event.wrapUpMs,
          extensionsLeft: wrapUpExtensions,
        },
        before: null,
        effects: [],
      })
    case 'ring-ended':
      if (state.type !== 'on-call' || state.callId !== event.callId) return late('not ringing for this call')
      return to(afterRing(event.outcome, current.before), nowMs)
    case 'wrap-up-saved':
      if (state.type !== 'wrap-up' || state.callId !== event.callId)
        return late('not in wrap-up of this call')
      return to(event.next === 'ready' ? rested : { type: 'break', reason: 'break' }, nowMs, [
        { type: 'wrap-up-closed', callId: event.callId },
      ])
    case 'wrap-up-extended':
      if (state.type !== 'wrap-up' || state.callId !== event.callId)
        return late('not in wrap-up of this call')
      if (state.extensionsLeft === 0) return late('no extension is left')
      return ok({
        state: {
          ...state,
          endsAt: state.endsAt + wrapUpExtensionMs,
          extensionsLeft: state.extensionsLeft - 1,
        },
        before: null,
        effects: [],
      })
    case 'wrap-up-over':
      // An extension that crossed the timer wins: the timer that fires early is late news.
      if (state.type !== 'wrap-up' || nowMs < state.endsAt) return late('wrap-up is not over')
      return to(rested, nowMs, unfinished(state.callId))
    case 'line-lost':
      if (state.type !== 'ready') return late('not ready')
      return to({ type: 'not-ready', reason: 'line-lost' }, nowMs)
    default:
      return event satisfies never
  }
}

/** As the agent's own choice, but out of wrap-up, too: what they did not save by then is unfinished. */
function forced(
  current: AgentStanding,
  { to: wanted, reachable, checked }: Extract<AgentEvent, { type: 'force' }>,
  nowMs: number,
): Result<AgentTransition> {
  const { state } = current
  if (state.type === 'on-call') return refuse(busy)
  if (state.type === 'offline') return refuse(signedOut)
  if (wanted.type === 'ready' && !reachable) return refuse(notRegistered)
  if (wanted.type === 'ready' && state.type === 'ready') return ok({ ...current, effects: [] })
  if (wanted.type === 'ready' && !checked) return refuse(unchecked)
  return to(wanted, nowMs, state.type === 'wrap-up' ? unfinished(state.callId) : [])
}

/** Rings missed since the last answered call or the sign-in, after this event has been applied (AGENT-12). */
export function missedRingsAfter(missedRings: number, event: AgentEvent): number {
  switch (event.type) {
    case 'ring-ended':
      return event.outcome === 'missed' || event.outcome === 'declined' ? missedRings + 1 : missedRings
    case 'call-ended':
      return event.answered ? 0 : missedRings
    case 'signed-in':
      return 0
    default:
      return missedRings
  }
}

function opened(current: AgentStanding, callId: CallId, nowMs: number): Result<AgentTransition> {
  const { state } = current
  switch (state.type) {
    case 'offline':
      return late('signed out')
    case 'on-call':
      return state.callId === callId ? ok({ ...current, effects: [] }) : late('in another call')
    case 'wrap-up':
      return onCall(callId, { type: 'ready' }, nowMs, unfinished(state.callId))
    case 'ready':
      return onCall(callId, { type: 'ready' }, nowMs)
    case 'break':
      return onCall(callId, { type: 'break', reason: state.reason }, nowMs)
    case 'not-ready':
      return onCall(callId, { type: 'not-ready', reason: state.reason }, nowMs)
    default:
      return state satisfies never
  }
}

function afterRing(
  outcome: 'missed' | 'declined' | 'unreachable' | 'cancelled',
  before: Standing | null,
): Standing {
  switch (outcome) {
    case 'missed':
    case 'declined':
      return { type: 'not-ready', reason: 'missed-ring' }
    case 'unreachable':
      return { type: 'not-ready', reason: 'line-lost' }
    case 'cancelled':
      return before ?? { type: 'ready' }
    default:
      return outcome satisfies never
  }
}

const to = (standing: Standing, nowMs: number, effects: AgentEffect[] = []): Result<AgentTransition> =>
  ok({ state: { ...standing, since: nowMs }, before: null, effects })

const onCall = (
  callId: CallId,
  before: Standing,
  nowMs: number,
  effects: AgentEffect[] = [],
): Result<AgentTransition> => ok({ state: { type: 'on-call', callId, since: nowMs }, before, effects })

const unfinished = (callId: CallId): AgentEffect[] => [
  { type: 'wrap-up-unfinished', callId },
  { type: 'wrap-up-closed', callId },
]

const late = (detail: string) => refuse<Problem>({ code: 'conflict', detail })
const busy: Problem = { code: 'agent-busy', detail: 'The agent is in a call.' }
const inWrapUp: Problem = { code: 'agent-in-wrap-up', detail: 'Save the outcome of the last call first.' }
const notReady: Problem = { code: 'agent-not-ready', detail: 'The agent is not Ready.' }
const signedOut: Problem = { code: 'agent-offline', detail: 'The agent is signed out.' }
const unchecked: Problem = {
  code: 'line-check-needed',
  detail: 'Ready opens after the check of the line, or by a team lead.',
}
const notRegistered: Problem = {
  code: 'agent-not-registered',
  detail: 'Ready needs the live connection and a registered phone.',
}
