import type { CallId, LegId } from '@hearthline/shared'
import type { Timer } from '../../ports.ts'
import type { Line, LineEvent, MediaOutcome, RoomRequest } from '../ports.ts'
import type { CallRecording } from './call-recording.ts'
import type { CallEvent, CallState, Effect, Refusal, TimerName } from './call-state.ts'
import type { CallServiceDeps } from './deps.ts'
import type { Confirmation } from './control-answer.ts'
import type { DigitLegs } from './digit-legs.ts'
import { hearingIn } from './hearing-matrix.ts'
import { withoutTelephoneEvents } from './sdp-digits.ts'
import type { TalkWatch } from './talk-watch.ts'

/** A call in this node's memory: its state and the things its effects act on. */
export interface LiveCall {
  readonly callId: CallId
  state: CallState
  readonly lines: Map<LegId, Line>
  readonly timers: Map<TimerName, Timer>
  readonly queue: CallEvent[]
  busy: boolean
  readonly recording: CallRecording
  readonly talk: TalkWatch
  readonly digits: DigitLegs
  readonly confirmation: Confirmation
  dispatch(event: CallEvent): Refusal | null
}

/** What a leg said, as an event of its call. */
export const ofLeg = (event: LineEvent, legId: LegId, atMs: number): CallEvent =>
  event.type === 'line-control' || event.type === 'line-lost'
    ? { ...event, legId, atMs }
    : { ...event, legId }

/** Carries out one effect through the ports. What comes of it returns as an event of the same call. */
export function runEffect(
  call: LiveCall,
  effect: Exclude<Effect, { type: 'close' }>,
  deps: CallServiceDeps,
  newLegId: () => LegId,
): void {
  const { callId } = call
  const line = (legId: LegId): Line | undefined => call.lines.get(legId)
  const openLine = (legId: LegId, make: (onEvent: (event: LineEvent) => void) => Line): void => {
    // A later leg under the same id (the next trunk) silences the one before.
    let current: Line | null = null
    current = make((event) => {
      if (current !== null && call.lines.get(legId) === current)
        call.dispatch(ofLeg(event, legId, deps.clock.nowMs()))
    })
    call.lines.set(legId, current)
  }

  switch (effect.type) {
    case 'journal':
      deps.journal.append(effect.event)
      return
    case 'media': {
      const { request } = effect
      const offered =
        request.type === 'answer-rtp'
          ? { ...request, offerSdp: withDigits(call, request.legId, request.offerSdp) }
          : request
      sendToRoom(call, offered, deps)
      return
    }
    case 'hearing':
      sendToRoom(
        call,
        { type: 'set-hearing', callId, hearing: hearingIn(effect.situation, effect.legs) },
        deps,
      )
      return
    case 'dial': {
      const { route } = effect
      const offerSdp = deps.customerLines.sendsDigitsByInfo(route.trunkId)
        ? withoutTelephoneEvents(effect.offerSdp)
        : effect.offerSdp
      call.digits.over(effect.legId, route.trunkId)
      openLine(effect.legId, (onEvent) => deps.customerLines.dial({ callId, route, offerSdp }, onEvent))
      return
    }
    case 'ring-agent': {
      const { legId, signInId, display, offerSdp } = effect
      openLine(legId, (onEvent) => deps.agentLines.ring({ callId, signInId, display, offerSdp }, onEvent))
      return
    }
    case 'ask-route': {
      if (call.state.call.direction !== 'inbound') return
      const { trunkId, customerNumber, calledNumber } = call.state.call
      deps
        .askRoute({ callId, trunkId, customerNumber, calledNumber, tried: [...effect.tried] })
        .then((route) => route ?? { type: 'nobody' as const, teamId: null })
        .catch((error: unknown) => {
          deps.log.error({ callId, err: error }, 'asking for a route failed')
          return { type: 'nobody' as const, teamId: null }
        })
        .then((route) => call.dispatch({ type: 'routed', route, legId: newLegId() }))
        .catch((error: unknown) => deps.log.error({ callId, err: error }, 'routing failed'))
      return
    }
    case 'line-progress':
      line(effect.legId)?.progress(effect.status, effect.sdp)
      return
    case 'line-accept':
      line(effect.legId)?.accept(effect.sdp)
      return
    case 'line-end':
      line(effect.legId)?.end(effect.cause)
      call.lines.delete(effect.legId)
      return
    case 'line-reinvite':
      line(effect.legId)?.reinvite(withDigits(call, effect.legId, effect.offerSdp))
      return
    case 'reinvite-accept':
      line(effect.legId)?.acceptReinvite(withDigits(call, effect.legId, effect.sdp))
      return
    case 'reinvite-refuse':
      line(effect.legId)?.refuseReinvite(effect.status)
      return
    case 'answer-control': {
      const to = line(effect.legId)
      if (to !== undefined) call.confirmation.answer(to, effect.controlId, effect.answer)
      return
    }
    case 'ask-phone': {
      const { legId, signInId } = effect
      void deps
        .phoneAnswers(signInId)
        .then((answers) =>
          answers ? null : call.dispatch({ type: 'phone-frozen', legId, atMs: deps.clock.nowMs() }),
        )
      return
    }
    case 'send-digit':
      if (call.digits.wantsInfo(effect.legId)) line(effect.legId)?.sendDigit(effect.digit)
      return
    case 'arm': {
      const { timer, delayMs } = effect
      call.timers.get(timer)?.cancel()
      const set = deps.clock.setTimer(delayMs, () => {
        call.timers.delete(timer)
        call.dispatch({ type: 'timer', timer, atMs: deps.clock.nowMs() })
      })
      call.timers.set(timer, set)
      return
    }
    case 'disarm':
      call.timers.get(effect.timer)?.cancel()
      call.timers.delete(effect.timer)
      return
    case 'start-recording':
      call.recording
        .start(effect.agentSide, effect.customerSide)
        .then((started) =>
          // With its room lost it is started again in the next one.
          started === 'lost'
            ? null
            : call.dispatch({ type: started === 'on' ? 'recording-started' : 'recording-failed' }),
        )
        .catch((error: unknown) => deps.log.error({ callId, err: error }, 'starting a recording failed'))
      return
    case 'resume-recording':
      call.recording
        .resume(effect.agentSide, effect.customerSide)
        .then((resumed) => (resumed === 'failed' ? call.dispatch({ type: 'recording-failed' }) : null))
        .catch((error: unknown) => deps.log.error({ callId, err: error }, 'resuming a recording failed'))
      return
    default:
      effect satisfies never
  }
}

/** SDP of either side with the way of digits that the leg's trunk wants (CTL-15), in every round of a call. */
const withDigits = (call: LiveCall, legId: LegId, sdp: string): string =>
  call.digits.isByInfo(legId) ? withoutTelephoneEvents(sdp) : sdp

function sendToRoom(call: LiveCall, request: RoomRequest, deps: CallServiceDeps): void {
  const { callId } = call
  const carryOut = async (): Promise<boolean> => {
    const outcome = await deps.plane.send(request)
    const event = readOutcome(request, outcome, deps.clock.nowMs())
    if (event !== null) call.dispatch(event)
    else if (outcome.type === 'problem')
      deps.log.warn({ callId, request: request.type, code: outcome.code }, 'media request refused')
    return outcome.type !== 'problem'
  }
  const isDone = carryOut().catch((error: unknown) => {
    deps.log.error({ callId, request: request.type, err: error }, 'media request failed')
    return false
  })
  call.confirmation.expect(request, isDone)
}

/** What an answer of the media plane means to the call; null when nothing hangs on it. */
function readOutcome(request: RoomRequest, outcome: MediaOutcome, atMs: number): CallEvent | null {
  const code = outcome.type === 'problem' ? outcome.code : null
  switch (request.type) {
    case 'answer-browser':
    case 'offer-browser':
    case 'offer-rtp':
    case 'answer-rtp': {
      const { type: step, legId } = request
      return outcome.type === 'sdp'
        ? { type: 'sdp-made', step, legId, sdp: outcome.sdp, atMs }
        : { type: 'media-refused', step, legId, code: code ?? 'peer-failed' }
    }
    case 'accept-browser-answer':
    case 'accept-rtp-answer': {
      const { type: step, legId } = request
      return code === null ? { type: 'sdp-taken', step, legId } : { type: 'media-refused', step, legId, code }
    }
    case 'open-room':
      return code === null ? null : { type: 'media-refused', step: 'open-room', legId: null, code }
    case 'play-once':
      // Nothing to hear means nothing to wait for.
      return code === null ? null : { type: 'prompt-ended', legId: request.legId }
    case 'set-hearing':
    case 'start-recording':
    case 'set-recorded-sides':
    case 'watch-levels':
    case 'pause-recording':
    case 'watch-silence':
    case 'close-leg':
    case 'close-room':
      return null
    default:
      return request satisfies never
  }
}
