import { accessRoutes, callRoutes, type PersonId, supervisionRoutes } from '@hearthline/shared'
import { getI18n } from 'react-i18next'
import { loadPatiently } from '../app/lazy.ts'
import { currentMe } from '../app/session.ts'
import { loadTexts } from '../i18n/i18n.ts'
import { toast } from '../ui/components/toast.tsx'
import { call } from '../api/call.ts'
import { liveStore, reportLine, serverNowMs } from '../realtime/index.ts'
import { readChoice } from './audio-choice.ts'
import { createAudioOut } from './audio-out.ts'
import type { Followed } from './follow-machine.ts'
import { createMicrophone, listAudioDevices, microphoneAllowed } from './microphone.ts'
import { createPhone } from './phone-service.ts'
import { initialPhoneView, type PhoneService, phoneStore } from './phone-store.ts'
import { createSound } from './sound.ts'

export type { AudioChoice } from './audio-choice.ts'
export type { LogEntry } from './call-log.ts'
export type { EndReason, PhoneFailure } from './end-reason.ts'
export type { Followed } from './follow-machine.ts'
export type { Listening } from './listening-state.ts'
export type { MicrophoneState } from './microphone.ts'
export type { DialTarget, Line, Party, PhoneCall, PhoneState } from './phone-machine.ts'
export type { ConsultTo, ControlGroup } from './controls-machine.ts'
export type { ControlsView, ControlView } from './controls-view.ts'
export type { DeviceTrouble, Owner } from './phone-store.ts'
export type { Recovery } from './recovery.ts'
export { type Seat, speaks } from './seat-machine.ts'
export { hasSession, isOutgoing, partyOf } from './phone-machine.ts'
export { useReasonText } from './use-reason-text.ts'
export { useFollowCommands, useFollowed, useListening, useListeningCommands } from './use-listening.ts'
export {
  type CallCommands,
  type PhoneCommands,
  useAudio,
  useCallCommands,
  useCallLog,
  useControls,
  useDeviceTrouble,
  useDigits,
  useLineQuality,
  useMeter,
  useOwner,
  usePhone,
  usePhoneCommands,
  useRecovery,
  useUnheard,
} from './use-phone.ts'

/** Says that following has ended, in the words of the pages that a lead opens later. */
async function tellFollowEnded({ personId, displayName }: Followed): Promise<void> {
  const i18n = getI18n()
  await loadPatiently(() => loadTexts(i18n, 'late'))
  const t = i18n.getFixedT(null, 'liveCall')
  toast({
    key: `follow ${personId}`,
    tone: 'idle',
    title: t('follow.ended', { name: displayName }),
    text: t('follow.endedText'),
  })
}

/** What only leads need loads for leads only; until it has, a lead's phone cannot listen yet. */
function superviseWith(lead: PersonId, service: PhoneService): { dispose: () => void } {
  let disposed = false
  let stop: (() => void) | null = null
  const load = async (): Promise<void> => {
    const { supervise } = await loadPatiently(() => import('./supervise.ts'), [400, 1_600, 5_000, 15_000])
    if (disposed) return
    stop = supervise(lead, service, (agent) => {
      // Without the words there is nothing to say; the page shows that nobody is followed.
      tellFollowEnded(agent).catch(() => undefined)
    })
  }
  // Given up after 22 s without a network: every page that needs it says that the phone has no line.
  load().catch(() => undefined)
  return {
    dispose: () => {
      disposed = true
      stop?.()
    },
  }
}

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
    setMode: (callId, mode) => call(supervisionRoutes.setMode, { params: { callId }, body: { mode } }),
    microphone,
    keepsMicrophone: me.role === 'agent',
    sound,
    play: out.play,
    reportLine,
  })
  phoneStore.setState({ service })

  const supervision = me.role === 'lead' ? superviseWith(me.personId, service) : null
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
      supervision?.dispose()
      navigator.mediaDevices?.removeEventListener('devicechange', refreshDevices)
      service.dispose()
      out.dispose()
      phoneStore.setState(initialPhoneView, true)
    },
  }
}
