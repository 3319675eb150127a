import type { CallId, MonitorMode } from '@hearthline/shared'
import { useMemo } from 'react'
import type { Followed } from './follow-machine.ts'
import { isRunning, type Listening } from './listening-state.ts'
import { usePhoneView } from './use-phone.ts'

export const useListening = (): Listening => usePhoneView((view) => view.listening)

/** Join, leave, and what a supervisor may do with a leg that stands; a missing command is a disabled button. */
interface ListeningCommands {
  listen: ((callId: CallId) => void) | undefined
  stop: (() => void) | undefined
  dismiss: (() => void) | undefined
  setMode: ((mode: MonitorMode) => void) | undefined
  /** The talk button is down, or let go. */
  talk: ((on: boolean) => void) | undefined
  stayOn: ((on: boolean) => void) | undefined
  /** Asks for the microphone again after it failed. */
  openMicrophone: (() => void) | undefined
}

const canSpeak = (leg: Listening): boolean =>
  leg.type === 'listening' && leg.mode !== 'listen' && leg.change.type !== 'pending'

export function useListeningCommands(): ListeningCommands {
  const service = usePhoneView((view) => view.service)
  const running = usePhoneView((view) => isRunning(view.listening))
  const seated = usePhoneView((view) => view.listening.type === 'listening')
  const speaking = usePhoneView((view) => canSpeak(view.listening))
  const microphone = usePhoneView((view) =>
    view.listening.type === 'listening' ? view.listening.microphone.type : 'none',
  )
  const registered = usePhoneView((view) => view.phone.line === 'registered' && view.follow !== null)
  return useMemo(() => {
    const when = <Command>(allowed: boolean, command: Command): Command | undefined =>
      allowed && service !== null ? command : undefined
    const ready = speaking && microphone === 'ready'
    return {
      listen: when(registered, (callId: CallId) => service?.listening({ type: 'listen', callId })),
      stop: when(running, () => service?.listening({ type: 'stop' })),
      dismiss: when(true, () => service?.listening({ type: 'dismiss' })),
      setMode: when(seated, (mode: MonitorMode) => service?.listening({ type: 'set-mode', mode })),
      talk: when(ready, (on: boolean) => service?.listening({ type: 'talk', on })),
      stayOn: when(ready, (on: boolean) => service?.listening({ type: 'stay-on', on })),
      openMicrophone: when(speaking && microphone === 'failed', () =>
        service?.listening({ type: 'open-microphone' }),
      ),
    }
  }, [service, running, seated, speaking, microphone, registered])
}

/** Whose calls this lead joins one after the other; null for nobody. */
export const useFollowed = (): Followed | null =>
  usePhoneView((view) => (view.following.type === 'agent' ? view.following.agent : null))

export function useFollowCommands() {
  const follow = usePhoneView((view) => view.follow)
  return { follow: follow?.follow, unfollow: follow?.unfollow }
}
