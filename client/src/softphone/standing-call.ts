import type { CallControls, CallId, LiveCall, Result } from '@hearthline/shared'
import {
  type Ask,
  type ControlsEffect,
  type ControlsEvent,
  controlsStep,
  type ConsultTo,
} from './controls-machine.ts'
import { asReason } from './end-reason.ts'
import { freshHearing, type Hearing, hearingStep, joined, together, type Unheard } from './hearing-watch.ts'
import type { Microphone } from './microphone.ts'
import {
  freshPath,
  type PathEffect,
  type PathEvent,
  pathStep,
  type PathState,
  silentMs,
} from './path-machine.ts'
import { phoneStore } from './phone-store.ts'
import { recoveryOf } from './recovery.ts'
import type { SipLine } from './sip-line-contract.ts'
import { type ControlResult, restartTimeoutMs } from './sip-session.ts'
import type { Sound } from './sound.ts'
import { packetsOf } from './stats-report.ts'
import type { Ticker } from './ticker.ts'

/** What a call that stands touches outside its own rules. */
export interface StandingPorts {
  now: () => number
  every: Ticker['every']
  line: () => SipLine | null
  consult: (callId: CallId, to: ConsultTo, blind: boolean) => Promise<Result<CallControls>>
  microphone: Microphone
  peak: Sound['peak']
  /** Controls have changed: what is sent follows them before anything else happens. */
  changed: () => void
}

const watchEveryMs = 250
/** A slow line is given longer at every try, so that it is not offered to for ever. */
const longestRestartMs = 5_000
const maskAfterMs = 1_000
const tones = /^[0-9*#]$/

export interface Standing {
  /** This call stands now; null: none does. */
  follow: (callId: CallId | null) => void
  controls: (event: ControlsEvent) => void
  ask: (ask: Ask) => void
  sendDigit: (digit: string) => void
  path: (event: PathEvent) => void
  /** What control says about the own call. */
  told: (own: LiveCall | null) => void
  dispose: () => void
}

/** Looks after the call that stands: its controls, its tones, its audio path, and who is not heard. */
export function createStanding(ports: StandingPorts): Standing {
  const { getState, setState } = phoneStore
  let callId: CallId | null = null
  let path: PathState = freshPath(true)
  /** Offers in a row that nobody answered in time. */
  let unanswered = 0
  let hearing: Hearing = freshHearing(0)
  let measured: Unheard = 'none'
  let own: LiveCall | null = null
  let peak: { stream: MediaStream; read: () => number | null; dispose: () => void } | null = null
  let stopWatch: (() => void) | null = null
  let maskTimer: ReturnType<typeof setTimeout> | undefined

  const controls = (event: ControlsEvent): void => {
    const before = getState().controls
    const { state, effects } = controlsStep(before, event)
    if (state === before) return
    setState({ controls: state })
    ports.changed()
    for (const effect of effects) void send(effect)
  }

  const send = async ({ id, callId: of, ask }: ControlsEffect): Promise<void> => {
    const result = ask.type === 'consult' ? await consult(of, ask) : await byInfo(of, ask)
    controls(
      result.ok
        ? { type: 'answered', id, controls: result.controls }
        : { type: 'refused', id, reason: result.reason },
    )
  }
  const byInfo = async (of: CallId, ask: Exclude<Ask, { type: 'consult' }>): Promise<ControlResult> =>
    (await ports.line()?.control(of, ask)) ?? {
      ok: false,
      reason: { type: 'phone', failure: 'control-lost' },
    }
  const consult = async (of: CallId, ask: Extract<Ask, { type: 'consult' }>): Promise<ControlResult> => {
    const answered = await ports.consult(of, ask.to, ask.blind)
    return answered.ok
      ? { ok: true, controls: answered.value }
      : { ok: false, reason: asReason(answered.problem) }
  }

  const sendDigit = (digit: string): void => {
    if (callId === null || !tones.test(digit)) return
    const sent = ports.line()?.sendTone(callId, digit) ?? false
    setState({ digitsFailed: !sent })
    if (!sent) return
    clearTimeout(maskTimer)
    setState(({ digits }) => ({ digits: '•'.repeat(digits.length) + digit }))
    maskTimer = setTimeout(
      () => setState(({ digits }) => ({ digits: '•'.repeat(digits.length) })),
      maskAfterMs,
    )
  }

  const onPath = (event: PathEvent): void => {
    const step = pathStep(path, event, ports.now())
    // The silence of a broken path says nothing of the one that follows it.
    if (path.path.type === 'mending' && step.state.path.type === 'fine')
      hearing = { ...hearing, heardMs: ports.now() }
    path = step.state
    for (const effect of step.effects) mend(effect)
    show()
  }
  const mend = (effect: PathEffect): void => {
    switch (effect) {
      case 'reconnect':
        ports.line()?.reconnect()
        return
      case 'restart-ice':
        void restart()
        return
      default:
        effect satisfies never
    }
  }
  const restart = async (): Promise<void> => {
    const of = callId
    const withinMs = Math.min(longestRestartMs, restartTimeoutMs * 2 ** unanswered)
    const ok = of === null ? false : ((await ports.line()?.restartIce(of, withinMs)) ?? false)
    unanswered = ok ? 0 : unanswered + 1
    if (of !== null && of === callId) onPath({ type: 'restarted', ok })
  }

  /** Only what has changed is written: this runs twice a second. */
  const show = (): void => {
    const view = getState()
    const unheard = callId === null ? 'none' : joined(measured, own?.unheard ?? null)
    const next = recoveryOf(
      view.recovery,
      {
        call: view.phone.call,
        path: callId === null ? null : path,
        own,
        mos: view.quality?.mos ?? null,
      },
      ports.now(),
    )
    if (view.unheard !== unheard) setState({ unheard })
    if (view.recovery !== next) setState({ recovery: next })
  }

  const watch = async (): Promise<void> => {
    const of = callId
    onPath({ type: 'tick' })
    if (of === null) return
    const stats = await ports.line()?.peerOf(of)?.getStats()
    if (of !== callId) return
    const { phone, controls: held } = getState()
    const muted = 'muted' in phone.call && phone.call.muted
    const onHold = held.told.hold !== null && held.told.consult === null
    const stream = ports.microphone.stream()
    const track = stream?.getAudioTracks()[0]
    const mending = path.path.type === 'mending'
    const step = hearingStep(hearing, {
      atMs: ports.now(),
      packets: stats === undefined ? null : packetsOf(stats.values()),
      peak: stream === null ? null : readPeak(stream),
      track: track === undefined || track.readyState === 'ended' ? 'ended' : track.muted ? 'muted' : 'live',
      speaking: !muted && !onHold && getState().sending,
      listening: !onHold && !(mending && path.path.type === 'mending' && !path.path.suspected),
    })
    if (step.came) onPath({ type: 'heard' })
    hearing = step.hearing
    measured = together(
      step.unheard === 'agent' || step.unheard === 'both' || (track === undefined && !muted),
      step.unheard === 'customer' || step.unheard === 'both',
    )
    onPath({ type: 'silent', on: step.quietMs >= silentMs })
  }

  const readPeak = (stream: MediaStream): number | null => {
    if (peak?.stream !== stream) {
      peak?.dispose()
      peak = { stream, ...ports.peak(stream) }
    }
    return peak.read()
  }

  const follow = (next: CallId | null): void => {
    if (next === callId) return
    callId = next
    stopWatch?.()
    stopWatch = null
    peak?.dispose()
    peak = null
    measured = 'none'
    hearing = freshHearing(ports.now())
    path = freshPath(getState().phone.line === 'registered')
    clearTimeout(maskTimer)
    setState({ digits: '', digitsFailed: false })
    controls({ type: 'call', callId: next })
    if (next !== null) {
      if (own?.callId === next) controls({ type: 'pushed', callId: next, controls: own.controls })
      // A closing connection has no statistics any more; the next tick finds the watch stopped.
      stopWatch = ports.every(watchEveryMs, () => void watch().catch(() => undefined))
    }
    show()
  }

  return {
    follow,
    controls,
    ask: (ask) => controls({ type: 'ask', ask }),
    sendDigit,
    path: onPath,
    told: (next) => {
      const before = own
      own = next
      if (next !== null && next.controls !== before?.controls)
        controls({ type: 'pushed', callId: next.callId, controls: next.controls })
      show()
    },
    dispose: () => follow(null),
  }
}
