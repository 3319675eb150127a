import type { AgentState, CallId, PersonId, Reachability, Result, SignInId } from '@hearthline/shared'
import { ok, refuse } from '@hearthline/shared'
import type { NewsDesk } from '../news.ts'
import type { Clock, Timer } from '../ports.ts'
import { missedRingsAfter, offline, transition, type AgentEvent, type Standing } from './agent-machine.ts'
import type { AgentRow, AgentSignIns, AgentStore, WrapUpRecord } from './ports.ts'
import type { Presence } from './presence.ts'

/** Ready without a socket or a phone for this long is not ready (AGENT-8). */
const lineGraceMs = 30_000

export interface ShownStanding {
  state: AgentState
  reachability: Reachability
  missedRings: number
}

export interface AgentService {
  /** The agent as stored; offline for somebody who was never here. */
  find(personId: PersonId): AgentRow
  present(): AgentRow[]
  reachability(personId: PersonId): Reachability
  /** What screens see of one agent. */
  standing(personId: PersonId): ShownStanding
  /** The same of everybody, read once; good for this turn of the event loop. */
  standings(): (personId: PersonId) => ShownStanding
  /**
   * Applies one event and saves it by compare-and-set, inside the running dbTransaction if there is one.
   * @returns the state after it, or why not; the stored state is then unchanged.
   */
  apply(personId: PersonId, event: AgentEvent): Result<AgentState>
  /** An agent's browser has proved itself under this sign-in; the phone stays where it is held (AGENT-13). */
  signedIn(personId: PersonId, signInId: SignInId): void
  /**
   * This sign-in is over; nothing to an agent whose phone another one holds. One more that is here gets the phone.
   * @param replaced the same device signs in again: a call or wrap-up waits for it (AGENT-14).
   */
  signedOut(personId: PersonId, signInId: SignInId, replaced: boolean): void
  /**
   * From now on this sign-in holds the phone. Refusal: `agent-offline`.
   * @param mayBeReady whether Ready is open there; else a Ready agent is not ready any more.
   */
  takePhone(personId: PersonId, signInId: SignInId, mayBeReady: boolean): Result<null>
  /** Everybody who stands in this call. */
  inCall(callId: CallId): PersonId[]
  /** Whether the agent whose phone this sign-in holds is in a call, an own one or one in which they are asked. */
  isOnCall(signInId: SignInId): boolean
  /** Re-arms every timer from the store; call once, before anything else. */
  start(): void
  dispose(): void
}

interface Deps {
  store: AgentStore
  presence: Presence
  signIns: AgentSignIns
  wrapUps: WrapUpRecord
  /** Whether the gate of Ready is open in this sign-in. */
  readyIsOpen(signInId: SignInId): boolean
  news: NewsDesk
  clock: Clock
}

export function createAgentService(deps: Deps): AgentService {
  const { store, presence, signIns, wrapUps, news, clock } = deps
  const timers = new Map<PersonId, { kind: 'wrap-up' | 'grace'; timer: Timer }>()
  let disposed = false

  const find = (personId: PersonId): AgentRow => store.find(personId) ?? absent(personId)
  const shown = ({ state, signInId, missedRings }: AgentRow): ShownStanding => ({
    state,
    reachability: presence.of(signInId),
    missedRings,
  })
  const reachable = (row: AgentRow) => {
    const { socket, phone } = presence.of(row.signInId)
    return socket && phone
  }

  /** One timer an agent: the end of wrap-up, or the grace of a lost line. */
  const arm = (row: AgentRow) => {
    const losing = row.state.type === 'ready' && !reachable(row)
    // News of a loss that goes on, e.g. of one more missed check, must not start its grace anew.
    if (losing && timers.get(row.personId)?.kind === 'grace') return
    timers.get(row.personId)?.timer.cancel()
    timers.delete(row.personId)
    if (disposed) return
    if (row.state.type === 'wrap-up') {
      const delayMs = Math.max(0, row.state.endsAt - clock.nowMs())
      const timer = clock.setTimer(delayMs, () => void apply(row.personId, { type: 'wrap-up-over' }))
      timers.set(row.personId, { kind: 'wrap-up', timer })
    } else if (losing) {
      const timer = clock.setTimer(lineGraceMs, () => void apply(row.personId, { type: 'line-lost' }))
      timers.set(row.personId, { kind: 'grace', timer })
    }
  }

  const save = (row: AgentRow, change: Partial<Omit<AgentRow, 'personId' | 'version'>>): boolean =>
    store.save({ ...row, ...change })

  /** CHECK-3: the line has just carried a call; but that of a sign-in which came after it has carried nothing. */
  const mayReturn = ({ personId, signInId, state }: AgentRow): boolean =>
    state.type !== 'wrap-up' ||
    signInId === null ||
    wrapUps.carried(personId, state.callId, signInId) ||
    deps.readyIsOpen(signInId)

  const applyFor = (
    personId: PersonId,
    event: AgentEvent,
    signInId: SignInId | null | 'same',
  ): Result<AgentState> =>
    news.commit(() => {
      const row = find(personId)
      const nowMs = clock.nowMs()
      const result = transition(row, event, nowMs, mayReturn(row))
      if (!result.ok) return result
      const { state, before, effects } = result.value
      const saved = save(row, {
        state,
        before,
        signInId: signInId === 'same' ? row.signInId : signInId,
        missedRings: missedRingsAfter(row.missedRings, event),
      })
      if (!saved) return refuse({ code: 'conflict', detail: 'The agent was changed meanwhile.' })
      for (const effect of effects) {
        if (effect.type === 'wrap-up-unfinished') wrapUps.unfinished(personId, effect.callId)
        else wrapUps.closed(personId, effect.callId, nowMs)
      }
      if (state.type === 'wrap-up' && row.state.type !== 'wrap-up')
        wrapUps.started(personId, state.callId, nowMs)
      news.tell({ type: 'agent', personId })
      if (signInId !== 'same' && signInId !== row.signInId) news.tell({ type: 'phone', personId })
      return ok(state)
    })
  const apply = (personId: PersonId, event: AgentEvent) => applyFor(personId, event, 'same')

  /** This sign-in makes the agent reachable from now on; the state stays. */
  const hold = (row: AgentRow, signInId: SignInId): boolean => {
    // Where a call or ring leads back to moves to the new browser as well, whose line nobody may have checked.
    const isShut = row.before?.type === 'ready' && !deps.readyIsOpen(signInId)
    const before: Standing | null = isShut ? { type: 'not-ready', reason: 'signed-in' } : row.before
    if (!save(row, { signInId, before, missedRings: 0 })) return false
    news.tell({ type: 'agent', personId: row.personId })
    news.tell({ type: 'phone', personId: row.personId })
    return true
  }
  const signedIn = (personId: PersonId, signInId: SignInId): void => {
    const row = find(personId)
    if (row.signInId === signInId && row.state.type !== 'offline') return
    if (row.signInId !== null && row.signInId !== signInId && signIns.isLive(row.signInId)) return
    const result = applyFor(personId, { type: 'signed-in' }, signInId)
    // In a call or wrap-up the state stays, but from now on the new browser makes the agent reachable.
    if (!result.ok) hold(row, signInId)
  }

  // Only what is committed: a rollback must take no timer with it.
  const committed = news.subscribe((item) => {
    if (item.type === 'agent') arm(find(item.personId))
  })
  const ended = presence.subscribe((signInId) => {
    for (const row of store.present())
      if (row.signInId === signInId) news.tell({ type: 'agent', personId: row.personId })
  })

  return {
    find,
    present: () => store.present(),
    reachability: (personId) => presence.of(find(personId).signInId),
    standing: (personId) => shown(find(personId)),
    standings: () => {
      const rows = new Map(store.all().map((row) => [row.personId, row]))
      return (personId) => shown(rows.get(personId) ?? absent(personId))
    },
    apply,
    signedIn,
    signedOut: (personId, signInId, replaced) => {
      const row = find(personId)
      const others = signIns.liveOf(personId).filter((other) => other !== signInId)
      if (row.signInId !== signInId) {
        // Who held it is gone, too, and nobody has come back for the call that it waited with.
        const waited = row.signInId !== null && !signIns.isLive(row.signInId)
        if (waited && others.length === 0) applyFor(personId, { type: 'signed-out' }, null)
        return
      }
      const { type } = row.state
      if (replaced && (type === 'on-call' || type === 'wrap-up')) return
      applyFor(personId, { type: 'signed-out' }, null)
      const here = others.find((other) => presence.of(other).socket)
      if (here !== undefined) signedIn(personId, here)
    },
    takePhone: (personId, signInId, mayBeReady) => {
      const row = find(personId)
      if (row.signInId === signInId) return ok(null)
      if (row.state.type === 'offline' || (row.state.type === 'ready' && !mayBeReady)) {
        const moved = applyFor(personId, { type: 'signed-in' }, signInId)
        return moved.ok ? ok(null) : moved
      }
      return hold(row, signInId)
        ? ok(null)
        : refuse({ code: 'conflict', detail: 'The agent was changed meanwhile.' })
    },
    isOnCall: (signInId) => store.isOnCall(signInId),
    inCall: (callId) =>
      store
        .present()
        .flatMap(({ personId, state }) =>
          state.type === 'on-call' && state.callId === callId ? [personId] : [],
        ),
    start: () => {
      for (const row of store.present()) {
        if (row.signInId !== null && signIns.isLive(row.signInId)) arm(row)
        else if (isBusy(row) && signIns.liveOf(row.personId).length > 0) arm(row)
        else applyFor(row.personId, { type: 'signed-out' }, null)
      }
    },
    dispose: () => {
      disposed = true
      ended()
      committed()
      for (const { timer } of timers.values()) timer.cancel()
      timers.clear()
    },
  }
}

const isBusy = ({ state }: AgentRow) => state.type === 'on-call' || state.type === 'wrap-up'

/** Somebody who was never here. */
const absent = (personId: PersonId): AgentRow => ({
  personId,
  signInId: null,
  ...offline(0),
  missedRings: 0,
  version: 0,
})
