import { accessRoutes, callRoutes, supervisionRoutes } from '@hearthline/shared'
import { currentMe } from '../app/session.ts'
import { call } from '../api/call.ts'
import { liveStore, reportLine, serverNowMs } from '../realtime/index.ts'
import { readChoice } from './audio-choice.ts'
import { createAudioOut } from './audio-out.ts'
import { createMicrophone, listAudioDevices, microphoneAllowed } from './microphone.ts'
import { createPhone } from './phone-service.ts'
import { initialPhoneView, phoneStore } from './phone-store.ts'
import { createSound } from './sound.ts'

export type { AudioChoice } from './audio-choice.ts'
export type { LogEntry } from './call-log.ts'
export type { EndReason, PhoneFailure } from './end-reason.ts'
export type { Listening } from './listening-machine.ts'
export type { MicrophoneState } from './microphone.ts'
export type { DialTarget, Line, Party, PhoneCall, PhoneState } from './phone-machine.ts'
export { hasSession, isOutgoing, partyOf } from './phone-machine.ts'
export { useReasonText } from './use-reason-text.ts'
export {
  useAudio,
  useCallLog,
  useLineQuality,
  useListening,
  useListeningCommands,
  useMeter,
  usePhone,
  usePhoneCommands,
} from './use-phone.ts'

const refreshDevices = (): void => {
  void listAudioDevices().then((devices) => phoneStore.setState({ devices }))
}

/** Runs the phone of whoever is signed in (agents and leads) until disposed. JsSIP loads with it, not with the page. */
export function startPhone(): { drain: () => void; dispose: () => void } {
  const me = currentMe()
  if (me === null || me.role === 'administrator') return { drain: () => undefined, dispose: () => undefined }

  const sound = createSound()
  const out = createAudioOut()
  const microphone = createMicrophone((state, stream) =>
    phoneStore.setState({ microphone: state, mine: stream }),
  )
  phoneStore.setState({ ...initialPhoneView, choice: readChoice() }, true)
  const service = createPhone({
    now: () => Date.now(),
    accountLifeMs: (account) => account.expiresAt - serverNowMs(),
    mintAccount: () => call(accessRoutes.sipAccount),
    askTicket: (to) => call(callRoutes.place, { body: { to } }),
    withdraw: (callId) => call(callRoutes.withdraw, { params: { callId } }),
    askMonitorTicket: (callId) =>
      call(supervisionRoutes.monitor, { params: { callId }, body: { mode: 'listen' } }),
    openLine: async (account, events) => (await import('./sip-line.ts')).openSipLine(account, events),
    microphone,
    sound,
    play: out.play,
    reportLine,
  })
  phoneStore.setState({ service })

  const unsubscribe = liveStore.subscribe((view, before) => {
    const pushed = view.own?.call
    if (pushed !== undefined && pushed !== null && pushed !== before.own?.call) service.callPushed(pushed)
    if (view.lastEnded !== null && view.lastEnded !== before.lastEnded)
      service.callEnded(view.lastEnded.callId, {
        type: 'termination',
        kind: view.lastEnded.termination.kind,
      })
  })
  navigator.mediaDevices?.addEventListener('devicechange', refreshDevices)
  if (me.role === 'agent') {
    refreshDevices()
    void microphoneAllowed().then((allowed) => (allowed ? service.openMicrophone() : null))
  }

  let disposed = false
  return {
    drain: service.drain,
    dispose: () => {
      if (disposed) return
      disposed = true
      unsubscribe()
      navigator.mediaDevices?.removeEventListener('devicechange', refreshDevices)
      service.dispose()
      out.dispose()
      phoneStore.setState(initialPhoneView, true)
    },
  }
}
