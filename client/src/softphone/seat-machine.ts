import type { CallId, MonitorMode } from '@hearthline/shared'
import type { EndReason } from './end-reason.ts'
import type { MicrophoneFailure } from './microphone.ts'

/**
 * The lead's own microphone. Captured at the first speaking mode of a call, given back when they are back in listen
 * for good. It starts off in every new mode, and its being off is the lead's own doing: nobody else can see or set it.
 */
export type OwnMicrophone =
  | { type: 'none' }
  | { type: 'asking' }
  /** `held`: the talk button is down. `stays`: on without it. */
  | { type: 'ready'; held: boolean; stays: boolean }
  | { type: 'failed'; failure: MicrophoneFailure }

/** A switch on its way. `after`: what was pressed meanwhile. */
export type ModeChange =
  | { type: 'none' }
  | { type: 'pending'; to: MonitorMode; step: 'microphone' | 'network'; after: MonitorMode | null }
  | { type: 'failed'; to: MonitorMode; reason: EndReason }

/** A supervisor's leg that the voice node has in the room: it hears, and in some modes it is heard. */
export interface Seat {
  type: 'listening'
  callId: CallId
  sinceMs: number
  /** As confirmed, never as pressed. */
  mode: MonitorMode
  modeSinceMs: number
  change: ModeChange
  microphone: OwnMicrophone
  /** When control's last word about this leg began to hold, server clock; older words say nothing new. */
  toldMs: number | null
  /** Confirmed by an answer to us and not yet by a push, which may come later than the next answer. */
  unpushed: readonly MonitorMode[]
}

export type SeatEvent =
  // the lead
  | { type: 'set-mode'; mode: MonitorMode }
  | { type: 'talk'; on: boolean }
  | { type: 'stay-on'; on: boolean }
  | { type: 'open-microphone' }
  // control
  | { type: 'mode-set'; callId: CallId; mode: MonitorMode }
  | { type: 'mode-refused'; callId: CallId; mode: MonitorMode; reason: EndReason }
  | { type: 'seat-pushed'; callId: CallId; mode: MonitorMode; modeSince: number }
  // the browser
  | { type: 'microphone-open'; callId: CallId }
  | { type: 'microphone-failed'; failure: MicrophoneFailure }
  | { type: 'rested' }

export type SeatEffect =
  | { type: 'capture'; callId: CallId }
  /** The open microphone's track goes into the leg that stands: no new offer is needed for it. */
  | { type: 'attach'; callId: CallId }
  | { type: 'speak'; on: boolean }
  | { type: 'put-mode'; callId: CallId; mode: MonitorMode }
  /** `rested` is wanted once nobody has spoken for a while. */
  | { type: 'rest' }
  | { type: 'release' }

type Step = { state: Seat; effects: SeatEffect[] }

export const speaks = (mode: MonitorMode): boolean => mode !== 'listen'

/** As the voice node seats every supervisor: in listen, without a microphone. */
export const seated = (callId: CallId, nowMs: number): Seat => ({
  type: 'listening',
  callId,
  sinceMs: nowMs,
  mode: 'listen',
  modeSinceMs: nowMs,
  change: { type: 'none' },
  microphone: { type: 'none' },
  toldMs: null,
  unpushed: [],
})

/** The agent's place in the call, had back with an own leg that carries the microphone from the start. */
export const tookOverAgain = (callId: CallId, speaking: boolean, nowMs: number): Seat => ({
  ...seated(callId, nowMs),
  mode: 'take-over',
  microphone: { type: 'ready', held: false, stays: speaking },
})

/** What leaving a seat gives back. */
export const releasing = (seat: Seat): SeatEffect[] =>
  seat.microphone.type === 'none' ? [] : [{ type: 'release' }]

/** What a seat does next. Events of another call are not for it. */
export function seatStep(seat: Seat, event: SeatEvent, nowMs: number): Step {
  const stay: Step = { state: seat, effects: [] }
  const { change, microphone, callId } = seat
  switch (event.type) {
    case 'set-mode':
      return wish(seat, event.mode)
    case 'mode-set':
      if (change.type !== 'pending' || change.to !== event.mode) return stay
      return confirmed({ ...seat, unpushed: [...seat.unpushed, event.mode] }, event.mode, change.after, nowMs)
    case 'mode-refused': {
      if (change.type !== 'pending' || change.to !== event.mode) return stay
      const back: Seat = { ...seat, change: { type: 'none' } }
      if (change.after !== null && change.after !== seat.mode) return wish(back, change.after)
      return {
        state: { ...seat, change: { type: 'failed', to: event.mode, reason: event.reason } },
        effects: resting(seat),
      }
    }
    case 'seat-pushed': {
      if (seat.toldMs !== null && event.modeSince <= seat.toldMs) return stay
      const told: Seat = { ...seat, toldMs: event.modeSince }
      const known = seat.unpushed.indexOf(event.mode)
      // A leg begins in listen: another mode is the word about a leg that sat here before.
      if (known === -1 && seat.toldMs === null && event.mode !== 'listen' && !isAwaited(seat, event.mode))
        return stay
      if (known !== -1) return { state: { ...told, unpushed: seat.unpushed.slice(known + 1) }, effects: [] }
      const sure: Seat = { ...told, unpushed: [] }
      if (change.type === 'pending' && isAwaited(seat, event.mode))
        return confirmed(sure, event.mode, change.after, nowMs)
      return event.mode === seat.mode
        ? { state: sure, effects: [] }
        : confirmed(sure, event.mode, change.type === 'pending' ? change.to : null, nowMs)
    }
    case 'talk':
    case 'stay-on': {
      if (microphone.type !== 'ready' || !speaks(seat.mode) || change.type === 'pending') return stay
      const next = {
        ...microphone,
        ...(event.type === 'talk' ? { held: event.on } : { stays: event.on }),
      }
      return {
        state: { ...seat, microphone: next },
        effects: [{ type: 'speak', on: next.held || next.stays }],
      }
    }
    case 'open-microphone':
      if (!speaks(seat.mode) || (microphone.type !== 'failed' && microphone.type !== 'none')) return stay
      return { state: { ...seat, microphone: { type: 'asking' } }, effects: capturing(callId) }
    case 'microphone-open': {
      const open: Seat = { ...seat, microphone: { type: 'ready', held: false, stays: false } }
      const attach: SeatEffect = { type: 'attach', callId }
      if (change.type !== 'pending' || change.step !== 'microphone')
        return { state: open, effects: [attach, ...resting(open)] }
      return {
        state: { ...open, change: { ...change, step: 'network' } },
        effects: [attach, { type: 'put-mode', callId, mode: change.to }],
      }
    }
    case 'microphone-failed': {
      if (microphone.type !== 'asking' && microphone.type !== 'ready') return stay
      const without: Seat = { ...seat, microphone: { type: 'failed', failure: event.failure } }
      // A mode in which nobody can be heard would only frighten: the lead stays where they are.
      if (change.type !== 'pending' || change.step !== 'microphone') return { state: without, effects: [] }
      const reason: EndReason = { type: 'phone', failure: event.failure }
      return { state: { ...without, change: { type: 'failed', to: change.to, reason } }, effects: [] }
    }
    case 'rested':
      if (speaks(seat.mode) || change.type === 'pending' || microphone.type !== 'ready') return stay
      return { state: { ...seat, microphone: { type: 'none' } }, effects: [{ type: 'release' }] }
    default:
      return event satisfies never
  }
}

/** The lead presses a mode. Whatever it is, the microphone is off from here on: nobody hears half a sentence. */
function wish(seat: Seat, mode: MonitorMode): Step {
  const { change, callId } = seat
  if (change.type === 'pending') {
    if (change.step === 'microphone') {
      const next: ModeChange = mode === seat.mode ? { type: 'none' } : { ...change, to: mode }
      return { state: { ...seat, change: next }, effects: [] }
    }
    return { state: { ...seat, change: { ...change, after: mode === change.to ? null : mode } }, effects: [] }
  }
  if (mode === seat.mode) {
    return change.type === 'none'
      ? { state: seat, effects: [] }
      : { state: { ...seat, change: { type: 'none' } }, effects: [] }
  }
  if (seat.mode === 'take-over') return { state: seat, effects: [] }
  const quiet: SeatEffect = { type: 'speak', on: false }
  const microphone = silenced(seat.microphone)
  if (speaks(mode) && microphone.type !== 'ready') {
    return {
      state: {
        ...seat,
        microphone: { type: 'asking' },
        change: { type: 'pending', to: mode, step: 'microphone', after: null },
      },
      effects: microphone.type === 'asking' ? [] : capturing(callId),
    }
  }
  return {
    state: { ...seat, microphone, change: { type: 'pending', to: mode, step: 'network', after: null } },
    effects: [quiet, { type: 'put-mode', callId, mode }],
  }
}

/** The voice node has it in effect. */
function confirmed(seat: Seat, mode: MonitorMode, next: MonitorMode | null, nowMs: number): Step {
  const state: Seat = {
    ...seat,
    mode,
    modeSinceMs: nowMs,
    change: { type: 'none' },
    microphone: silenced(seat.microphone),
  }
  const effects: SeatEffect[] = [{ type: 'speak', on: false }, ...resting(state)]
  if (next === null || next === mode) return { state, effects }
  const further = wish(state, next)
  return { state: further.state, effects: [...effects, ...further.effects] }
}

const isAwaited = ({ change }: Seat, mode: MonitorMode): boolean =>
  change.type === 'pending' && change.step === 'network' && change.to === mode

const silenced = (microphone: OwnMicrophone): OwnMicrophone =>
  microphone.type === 'ready' ? { type: 'ready', held: false, stays: false } : microphone

/** Off before it is even open. */
const capturing = (callId: CallId): SeatEffect[] => [
  { type: 'speak', on: false },
  { type: 'capture', callId },
]

const resting = (seat: Seat): SeatEffect[] =>
  !speaks(seat.mode) && seat.microphone.type === 'ready' ? [{ type: 'rest' }] : []
