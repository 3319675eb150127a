import type { RecordingPauseReason } from '@hearthline/shared'
import { useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { AudioChoice } from './audio-choice.ts'
import { type Ask, canAsk, type ConsultTo, type ControlGroup } from './controls-machine.ts'
import { type ControlsView, controlsView } from './controls-view.ts'
import { type DialTarget, isOutgoing, type PhoneState } from './phone-machine.ts'
import { phoneStore, type PhoneView } from './phone-store.ts'

export const usePhoneView = <Value>(select: (view: PhoneView) => Value): Value => useStore(phoneStore, select)

export const usePhone = (): PhoneState => usePhoneView((view) => view.phone)
export const useCallLog = () => usePhoneView((view) => view.log)
export const useLineQuality = () =>
  useStore(
    phoneStore,
    useShallow(({ quality, history }: PhoneView) => ({ quality, history })),
  )

/** What the agent may do with the phone now; a missing command is a disabled button. */
export interface PhoneCommands {
  place: ((to: DialTarget) => void) | undefined
  redial: (() => void) | undefined
  answer: (() => void) | undefined
  decline: (() => void) | undefined
  hangUp: (() => void) | undefined
  toggleMute: (() => void) | undefined
  dismiss: (() => void) | undefined
  /** Brings the phone into this tab, or onto this device. */
  takePhone: (() => void) | undefined
  /** Gets a call back that is parked, or runs without this phone. */
  pullBack: (() => void) | undefined
}

export function usePhoneCommands(): PhoneCommands {
  const { call, line } = usePhone()
  const service = usePhoneView((view) => view.service)
  const draining = usePhoneView((view) => view.draining)
  const here = usePhoneView((view) => view.owner.type === 'here')
  const takePhone = usePhoneView((view) => view.takePhone)
  const lastDialled = usePhoneView((view) => view.lastDialled)
  const parked = usePhoneView(
    ({ recovery }) => (recovery.type === 'parked' && !recovery.pulling) || recovery.type === 'failed',
  )
  return useMemo(() => {
    const when = <Command>(allowed: boolean, command: Command): Command | undefined =>
      allowed && here && service !== null ? command : undefined
    const talking = isOutgoing(call) || call.type === 'connected'
    const muted = 'muted' in call && call.muted
    const canPlace =
      (call.type === 'idle' || call.type === 'ended') && line === 'registered' && !draining && !parked
    return {
      place: when(canPlace, (to: DialTarget) => service?.dispatch({ type: 'place', to })),
      redial: when(canPlace && lastDialled !== null, () => {
        if (lastDialled !== null) service?.dispatch({ type: 'place', to: lastDialled })
      }),
      answer: when(call.type === 'incoming' && !draining, () => service?.dispatch({ type: 'answer' })),
      decline: when(call.type === 'incoming', () => service?.dispatch({ type: 'decline' })),
      hangUp: when(talking || call.type === 'answering', () => service?.dispatch({ type: 'hang-up' })),
      toggleMute: when(talking, () => service?.dispatch({ type: 'set-mute', muted: !muted })),
      dismiss: when(call.type === 'ended', () => service?.dispatch({ type: 'dismiss' })),
      takePhone: here ? undefined : (takePhone ?? undefined),
      pullBack: when(parked, () => service?.pullBack()),
    }
  }, [call, line, service, draining, here, takePhone, lastDialled, parked])
}

/** How hold, mute, recording pause and consult stand, as confirmed. */
export function useControls(): ControlsView {
  const controls = usePhoneView((view) => view.controls)
  const muted = usePhoneView(({ phone: { call } }) => 'muted' in call && call.muted)
  const sending = usePhoneView((view) => view.sending)
  return useMemo(() => controlsView(controls, { muted, sending }), [controls, muted, sending])
}

/** Controls of the call that stands; a missing one is not possible now. Pressing is not being: see `useControls`. */
export interface CallCommands {
  hold: (() => void) | undefined
  resume: (() => void) | undefined
  /** Talk first. */
  consult: ((to: ConsultTo) => void) | undefined
  /** Transfer now. */
  transfer: ((to: ConsultTo) => void) | undefined
  swap: (() => void) | undefined
  join: (() => void) | undefined
  complete: (() => void) | undefined
  leaveConsult: (() => void) | undefined
  pauseRecording: ((reason: RecordingPauseReason) => void) | undefined
  resumeRecording: (() => void) | undefined
  /** `0`–`9`, `*`, `#`; anything else is not sent. */
  sendDigit: ((digit: string) => void) | undefined
  /** Takes the words about a press that came to nothing off the screen. */
  forgetFailure: ((group: ControlGroup) => void) | undefined
}

/** @param recording whether the call is being recorded, by control's word */
export function useCallCommands(recording: boolean): CallCommands {
  const { call } = usePhone()
  const controls = usePhoneView((view) => view.controls)
  const service = usePhoneView((view) => view.service)
  const here = usePhoneView((view) => view.owner.type === 'here')
  return useMemo(() => {
    const connected = call.type === 'connected' && here && service !== null
    const when = <Command>(allowed: boolean, command: Command): Command | undefined =>
      connected && allowed ? command : undefined
    const press = (ask: Ask) => when(canAsk(controls, ask.type), () => service?.ask(ask))
    const beside = (blind: boolean) =>
      when(canAsk(controls, 'consult'), (to: ConsultTo) => service?.ask({ type: 'consult', to, blind }))
    return {
      hold: press({ type: 'hold' }),
      resume: press({ type: 'resume' }),
      consult: beside(false),
      transfer: beside(true),
      swap: press({ type: 'swap' }),
      join: press({ type: 'join' }),
      complete: press({ type: 'complete' }),
      leaveConsult: press({ type: 'leave-consult' }),
      pauseRecording: when(recording && canAsk(controls, 'pause-recording'), (reason: RecordingPauseReason) =>
        service?.ask({ type: 'pause-recording', reason }),
      ),
      resumeRecording: press({ type: 'resume-recording' }),
      sendDigit: when(true, (digit: string) => service?.sendDigit(digit)),
      forgetFailure: when(true, (group: ControlGroup) => service?.forgetFailure(group)),
    }
  }, [call.type, controls, service, here, recording])
}

/** What was dialled into the call, masked but for the last tone; and whether tones could not be sent. */
export const useDigits = () =>
  useStore(
    phoneStore,
    useShallow(({ digits, digitsFailed }: PhoneView) => ({ digits, failed: digitsFailed })),
  )

/** The number that was typed last, where no call came of it: to be mended, not typed again. Else empty. */
export const useUndialled = (): string =>
  usePhoneView(({ phone: { call }, lastDialled }) =>
    call.type === 'ended' && call.party === null && lastDialled?.type === 'number' ? lastDialled.text : '',
  )

export const useRecovery = () => usePhoneView((view) => view.recovery)
export const useUnheard = () => usePhoneView((view) => view.unheard)
export const useOwner = () => usePhoneView((view) => view.owner)
/** A device that was unplugged in the call, until it is back or another one is chosen. */
export const useDeviceTrouble = () => usePhoneView((view) => view.trouble)

/** Devices, the microphone's state, and the commands on them. */
export function useAudio() {
  const audio = useStore(
    phoneStore,
    useShallow(({ microphone, devices, choice }: PhoneView) => ({ microphone, devices, choice })),
  )
  const service = usePhoneView((view) => view.service)
  return useMemo(
    () => ({
      ...audio,
      /** Asks the browser for the microphone. Resolves true when it is open. */
      openMicrophone: service === null ? undefined : async () => (await service.openMicrophone()) !== null,
      choose: service === null ? undefined : (choice: Partial<AudioChoice>) => service.choose(choice),
    }),
    [audio, service],
  )
}

/**
 * Reads the loudness of one side about 15 times a second into `show`, which writes it to the page itself: a re-render
 * per reading would cost more than the call. Shows 0 while there is nothing to hear.
 */
export function useMeter(side: 'mine' | 'theirs', show: (level: number) => void): void {
  const stream = usePhoneView((view) => view[side])
  const service = usePhoneView((view) => view.service)
  const target = useRef(show)
  useEffect(() => {
    target.current = show
  }, [show])
  useEffect(() => {
    target.current(0)
    if (stream === null || service === null) return undefined
    const meter = service.meter(stream)
    const timer = setInterval(() => target.current(meter.read()), 66)
    return () => {
      clearInterval(timer)
      meter.dispose()
      target.current(0)
    }
  }, [stream, service])
}
