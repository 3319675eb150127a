import { useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { AudioChoice } from './audio-choice.ts'
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
  answer: (() => void) | undefined
  decline: (() => void) | undefined
  hangUp: (() => void) | undefined
  toggleMute: (() => void) | undefined
  dismiss: (() => void) | undefined
}

export function usePhoneCommands(): PhoneCommands {
  const { call, line } = usePhone()
  const service = usePhoneView((view) => view.service)
  const draining = usePhoneView((view) => view.draining)
  return useMemo(() => {
    const when = <Command>(allowed: boolean, command: Command): Command | undefined =>
      allowed && service !== null ? command : undefined
    const talking = isOutgoing(call) || call.type === 'connected'
    const muted = 'muted' in call && call.muted
    return {
      place: when(
        (call.type === 'idle' || call.type === 'ended') && line === 'registered' && !draining,
        (to: DialTarget) => service?.dispatch({ type: 'place', to }),
      ),
      answer: when(call.type === 'incoming' && !draining, () => service?.dispatch({ type: 'answer' })),
      decline: when(call.type === 'incoming', () => service?.dispatch({ type: 'decline' })),
      hangUp: when(talking || call.type === 'answering', () => service?.dispatch({ type: 'hang-up' })),
      toggleMute: when(talking, () => service?.dispatch({ type: 'set-mute', muted: !muted })),
      dismiss: when(call.type === 'ended', () => service?.dispatch({ type: 'dismiss' })),
    }
  }, [call, line, service, draining])
}

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
