import type { CallId, MonitorMode, PersonId, SignInId } from '@hearthline/shared'
import { CallId as CallIdSchema, LegId } from '@hearthline/shared'
import type { LiveCallSnapshot, VoiceStatus } from '../../protocol/voice-link.ts'
import type { CallArrivals } from '../ports.ts'
import { transition } from './call-machine.ts'
import { createCallRecording } from './call-recording.ts'
import type { CallServiceDeps } from './deps.ts'
import type { CallEvent, CallState, Refusal, Transition } from './call-state.ts'
import { consultEvent, consultProblem, losesConsult } from './consult-asking.ts'
import type { ConsultCommand, ConsultProblem } from './consult-asking.ts'
import { createConfirmation } from './control-answer.ts'
import { createDigitLegs } from './digit-legs.ts'
import { openLines } from './ending.ts'
import { ofLeg, runEffect } from './effects.ts'
import type { LiveCall } from './effects.ts'
import { receiveInbound } from './inbound.ts'
import { modeProblem } from './mode-problem.ts'
import type { ModeProblem } from './mode-problem.ts'
import { placeOutbound } from './outbound.ts'
import { takeRoomEvent } from './room-events.ts'
import { withoutTelephoneEvents } from './sdp-digits.ts'
import { agentOf, snapshotOf } from './snapshot.ts'
import { unheardNews, unheardSide } from './unheard.ts'
import { createTalkWatch } from './talk-watch.ts'

/** The live calls of this node. Every method may be called at any time with any id; late ones find nothing. */
export interface CallService extends CallArrivals {
  snapshot(): LiveCallSnapshot[]
  /** Of every call in which somebody is not heard though they should be. */
  unheard(): VoiceStatus[]
  /** Rings, dials, talks or listens: SIP legs that are open now. */
  legCount(): number
  /** @returns why there was nothing to end, or null. */
  end(
    callId: CallId,
    kind: 'ended-by-lead' | 'revoked',
  ): Extract<ModeProblem, 'call-not-found' | 'call-ended'> | null
  cutListening(callId: CallId, personId: PersonId): boolean
  /** Switches a supervisor's leg in place; the mode it has already is fine. @returns why not, or null. */
  setMode(callId: CallId, personId: PersonId, mode: MonitorMode): ModeProblem | null
  /** Calls somebody beside the customer (CTL-6). @returns why not, or null. */
  consult(command: ConsultCommand): ConsultProblem | null
  /** A sign-in is over: its supervising legs go, its calls end (`end`) or go on to their own end (`drain`). */
  dropSignIn(signInId: SignInId, calls: 'end' | 'drain'): void
  /** Ends every call and waits until the recordings are sealed. Idempotent. */
  dispose(): Promise<void>
}

/** A command that crosses the end of its call comes within seconds; so many ends are remembered. */
const rememberedEnds = 2_000

export function createCallService(deps: CallServiceDeps): CallService {
  const { random, log } = deps
  const live = new Map<CallId, LiveCall>()
  /** In order of time. */
  const ended = new Set<CallId>()
  const closings = new Set<Promise<void>>()
  let disposing: Promise<void> | null = null

  const notLive = (callId: CallId) => (ended.has(callId) ? 'call-ended' : 'call-not-found')
  const newLegId = () => LegId.parse(random.uuid())

  const close = (call: LiveCall): void => {
    for (const timer of call.timers.values()) timer.cancel()
    call.timers.clear()
    call.lines.clear()
    call.talk.dispose()
    live.delete(call.callId)
    ended.add(call.callId)
    for (const oldest of ended) {
      if (ended.size <= rememberedEnds) break
      ended.delete(oldest)
    }
    const closing = call.recording
      .close()
      .catch((error: unknown) => log.error({ callId: call.callId, err: error }, 'closing a room failed'))
      .finally(() => closings.delete(closing))
    closings.add(closing)
  }

  const apply = (call: LiveCall, result: Transition): void => {
    call.state = result.state
    for (const effect of result.effects) {
      if (effect.type === 'close') close(call)
      else runEffect(call, effect, deps, newLegId)
    }
  }

  /**
   * Events of one call are taken strictly one after another, also those that effects raise at once.
   * @returns why `event` changed nothing; null also when it waits for its turn.
   */
  const dispatch = (call: LiveCall, event: CallEvent): Refusal | null => {
    call.queue.push(event)
    if (call.busy) return null
    call.busy = true
    let first: Refusal | null | undefined
    try {
      for (let next = call.queue.shift(); next !== undefined; next = call.queue.shift()) {
        const before = call.state
        const result = transition(before, next)
        if (first === undefined) first = result.refusal
        if (result.refusal !== null)
          log.debug(
            { callId: call.callId, phase: before.phase, event: next.type, refusal: result.refusal },
            'event refused',
          )
        apply(call, result)
        call.talk.follow(call.state)
        tellLife(call, before, result.state)
        const unheard = unheardNews(before, result.state)
        if (unheard !== null) deps.tellStatus(unheard)
      }
    } finally {
      call.busy = false
    }
    return first ?? null
  }

  const tellLife = (call: LiveCall, before: CallState, after: CallState): void => {
    const { callId } = call
    if (before.phase === 'connected' && after.phase === 'connected') {
      if (before.takenOver === null && after.takenOver !== null) log.info({ callId }, 'call taken over')
      else if (before.agent.personId !== after.agent.personId) log.info({ callId }, 'call transferred')
      return
    }
    if (before.phase === after.phase) return
    if (after.phase === 'connected') log.info({ callId }, 'call answered')
    else if (after.phase === 'ended')
      log.info({ callId, kind: after.termination.kind, fault: after.termination.fault }, 'call ended')
    else if (after.phase === 'outside') log.info({ callId }, 'call given to a number outside')
    else log.debug({ callId, phase: after.phase }, 'call moved on')
  }

  const open = (callId: CallId, first: Transition, legs: LiveCall['lines']): LiveCall => {
    const call: LiveCall = {
      callId,
      state: first.state,
      lines: legs,
      timers: new Map(),
      queue: [],
      busy: true,
      recording: createCallRecording(callId, deps),
      talk: createTalkWatch({
        clock: deps.clock,
        tell: ({ state, sinceMs }) => deps.tellStatus({ type: 'talk', callId, state, sinceMs }),
      }),
      digits: createDigitLegs(deps.customerLines),
      confirmation: createConfirmation(),
      dispatch: (event) => dispatch(call, event),
    }
    live.set(callId, call)
    log.info({ callId, direction: first.state.call.direction }, 'call opened')
    apply(call, first)
    call.busy = false
    return call
  }

  const isFull = (): boolean => live.size >= deps.maxCalls || !deps.journal.hasRoom() || disposing !== null

  const unsubscribe = deps.plane.onEvent((event) => {
    const call = live.get(event.callId)
    if (call !== undefined) takeRoomEvent(call, event, deps)
  })

  return {
    place: (placement, arrived) => {
      const { callId } = placement
      if (live.has(callId)) return 'used'
      if (isFull()) return 'full'
      const agentLegId = newLegId()
      const call = open(
        callId,
        placeOutbound(
          {
            direction: 'outbound',
            callId,
            agent: placement.agent,
            teamId: placement.teamId,
            agentLegId,
            customerLegId: newLegId(),
            routes: deps.customerLines.orderByHealth(placement.routes),
            number: placement.number,
            record: placement.record,
            ringTimeoutMs: placement.ringTimeoutMs,
          },
          arrived.offerSdp,
        ),
        new Map([[agentLegId, arrived.line]]),
      )
      arrived.listen((event) => call.dispatch(ofLeg(event, agentLegId, deps.clock.nowMs())))
      return 'taken'
    },

    receive: (arrival, arrived) => {
      if (isFull()) return 'full'
      const callId = CallIdSchema.parse(random.uuid())
      const customerLegId = newLegId()
      const call = open(
        callId,
        receiveInbound({
          direction: 'inbound',
          callId,
          customerLegId,
          ...arrival,
          offerSdp:
            arrived.offerSdp !== null && deps.customerLines.sendsDigitsByInfo(arrival.trunkId)
              ? withoutTelephoneEvents(arrived.offerSdp)
              : arrived.offerSdp,
        }),
        new Map([[customerLegId, arrived.line]]),
      )
      call.digits.over(customerLegId, arrival.trunkId)
      arrived.listen((event) => call.dispatch(ofLeg(event, customerLegId, deps.clock.nowMs())))
      return 'taken'
    },

    listen: ({ callId, listener }, arrived) => {
      const call = live.get(callId)
      if (call?.state.phase !== 'connected') return 'no-such-call'
      const legId = newLegId()
      call.lines.set(legId, arrived.line)
      call.dispatch({ type: 'supervisor-arrived', legId, ...listener, offerSdp: arrived.offerSdp })
      arrived.listen((event) => call.dispatch(ofLeg(event, legId, deps.clock.nowMs())))
      return 'taken'
    },

    rejoin: ({ callId, agent }, arrived) => {
      const call = live.get(callId)
      if (call?.state.phase !== 'connected' || call.state.agent.personId !== agent.personId)
        return 'no-such-call'
      const legId = newLegId()
      call.lines.set(legId, arrived.line)
      call.dispatch({ type: 'agent-returned', legId, ...agent, offerSdp: arrived.offerSdp })
      arrived.listen((event) => call.dispatch(ofLeg(event, legId, deps.clock.nowMs())))
      return 'taken'
    },

    snapshot: () => [...live.values()].flatMap(({ state, talk }) => snapshotOf(state, talk.current())),
    unheard: () =>
      [...live.values()].flatMap(({ callId, state }) => {
        const side = unheardSide(state)
        return side === null ? [] : [{ type: 'unheard' as const, callId, side }]
      }),
    legCount: () => [...live.values()].reduce((sum, call) => sum + openLines(call.state).length, 0),

    end: (callId, kind) => {
      const call = live.get(callId)
      if (call === undefined) return notLive(callId)
      call.dispatch({ type: 'end-requested', kind })
      return null
    },
    cutListening: (callId, personId) => {
      const call = live.get(callId)
      call?.dispatch({ type: 'supervisor-cut', who: { personId } })
      return call !== undefined
    },
    setMode: (callId, personId, mode) => {
      const call = live.get(callId)
      if (call === undefined) return notLive(callId)
      const atMs = deps.clock.nowMs()
      return modeProblem(call.dispatch({ type: 'mode-asked', personId, mode, atMs }))
    },
    consult: (command) => {
      const call = live.get(command.callId)
      if (call === undefined) return notLive(command.callId)
      const { customerLines, clock } = deps
      const event = consultEvent(command, { customerLines, newLegId, atMs: clock.nowMs() })
      return event === null ? 'no-trunk' : consultProblem(call.dispatch(event))
    },
    dropSignIn: (signInId, calls) => {
      for (const call of live.values()) {
        call.dispatch({ type: 'supervisor-cut', who: { signInId } })
        const { phase } = call.state
        if (losesConsult(call.state, signInId, calls)) call.dispatch({ type: 'agent-dropped', signInId })
        // Who is only being rung has no call yet that could end or drain.
        if (phase === 'ringing-agent' || (phase === 'joining-inbound' && calls === 'end'))
          call.dispatch({ type: 'agent-dropped', signInId })
        else if (calls === 'end' && agentOf(call.state)?.signInId === signInId)
          call.dispatch({ type: 'end-requested', kind: 'revoked' })
      }
    },

    dispose: () => {
      disposing ??= (async () => {
        for (const call of live.values()) call.dispatch({ type: 'end-requested', kind: 'voice-node-lost' })
        await Promise.all(closings)
        unsubscribe()
      })()
      return disposing
    },
  }
}
