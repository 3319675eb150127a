import { accessRoutes, agentRoutes, CallId, callRoutes, type Me, supervisionRoutes } from '@hearthline/shared'
import { getI18n } from 'react-i18next'
import { call } from '../api/call.ts'
import { type LiveView, liveStore, reportLine, serverNowMs } from '../realtime/index.ts'
import { readChoice } from './audio-choice.ts'
import { createAudioOut } from './audio-out.ts'
import { type DeviceEffect, devicesChanged } from './devices.ts'
import { createMicrophone, listAudioDevices, microphoneAllowed } from './microphone.ts'
import { watchNetwork } from './network-watch.ts'
import { hasSession, type Party, partyOf } from './phone-machine.ts'
import { createPhone } from './phone-service.ts'
import { initialPhoneView, phoneStore } from './phone-store.ts'
import { createRingOut } from './ring-out.ts'
import { createSound } from './sound.ts'
import { superviseWith } from './supervise-lead.ts'
import { createTicker } from './ticker.ts'

const mutedKey = 'hearthline-muted'

/** Which call this tab's agent has muted, so that a reload does not open their microphone. */
const muteMemory = {
  read: (): CallId | null => {
    try {
      const kept = CallId.safeParse(sessionStorage.getItem(mutedKey))
      return kept.success ? kept.data : null
    } catch {
      // Storage is blocked: a reload forgets it, and the dock shows the microphone as open.
      return null
    }
  },
  write: (callId: CallId | null): void => {
    try {
      if (callId === null) sessionStorage.removeItem(mutedKey)
      else sessionStorage.setItem(mutedKey, callId)
    } catch {
      // As above.
    }
  },
}

const takePhone = (): void => {
  // Refused or unheard, the dock goes on showing the other device, and the button stays.
  void call(agentRoutes.takePhone)
}

const ringWords = () => {
  const t = getI18n().getFixedT(null, 'call')
  return {
    title: t('ring.incoming'),
    from: ({ customer }: Party): string =>
      customer?.displayName || customer?.maskedNumber || t('ring.unknown'),
    missed: t('ring.missed'),
  }
}

/** Opens the phone of this tab on the browser's own microphone, sound, network and storage. */
export function openBrowserPhone(me: Me): {
  drain: () => void
  handOver: () => Promise<void>
  dispose: () => void
} {
  const ticker = createTicker(() => Date.now())
  const sound = createSound(ticker.every)
  const ringOut = createRingOut(sound, ticker.every, ringWords)
  const out = createAudioOut()
  const microphone = createMicrophone((state, stream) =>
    phoneStore.setState({ microphone: state, mine: stream }),
  )
  const choice = readChoice()
  sound.ringAt(choice.ringerId)
  phoneStore.setState({ ...initialPhoneView, choice }, true)
  const service = createPhone({
    personId: me.personId,
    now: () => Date.now(),
    accountLifeMs: (account) => account.expiresAt - serverNowMs(),
    browserMs: (serverMs) => serverMs - (serverNowMs() - Date.now()),
    mintAccount: () => call(accessRoutes.sipAccount),
    askTicket: (to) => call(callRoutes.place, { body: { to } }),
    withdraw: (callId) => call(callRoutes.withdraw, { params: { callId } }),
    askRejoin: (callId) => call(callRoutes.rejoin, { params: { callId } }),
    consult: (callId, to, blind) => call(callRoutes.consult, { params: { callId }, body: { to, blind } }),
    askMonitorTicket: (callId) =>
      call(supervisionRoutes.monitor, { params: { callId }, body: { mode: 'listen' } }),
    openLine: async (account, events) => (await import('./sip-line.ts')).openSipLine(account, events),
    setMode: (callId, mode) => call(supervisionRoutes.setMode, { params: { callId }, body: { mode } }),
    microphone,
    keepsMicrophone: me.role === 'agent',
    sound,
    play: out.play,
    ring: ringOut.ring,
    every: ticker.every,
    muteMemory,
    reportLine,
  })
  phoneStore.setState({ service })

  const supervision = me.role === 'lead' ? superviseWith(me.personId, service) : null
  const follow = (view: LiveView, before: LiveView | null): void => {
    const own = view.own?.call ?? null
    if (view.own?.phoneElsewhere !== before?.own?.phoneElsewhere) {
      const elsewhere = view.own?.phoneElsewhere ?? null
      phoneStore.setState(
        elsewhere === null
          ? { owner: { type: 'here' }, takePhone: null }
          : {
              owner: { type: 'device', deviceName: elsewhere.deviceName, sinceMs: elsewhere.since },
              takePhone,
            },
      )
    }
    if (own !== (before?.own?.call ?? null) || view.own?.phoneElsewhere !== before?.own?.phoneElsewhere) {
      if (own !== null) service.callPushed(own)
      // Not told anything yet is not the same as having no call.
      if (view.own !== null) service.ownCall(own)
    }
    if (view.lastEnded !== null && view.lastEnded !== before?.lastEnded)
      service.callEnded(view.lastEnded.callId, {
        type: 'termination',
        kind: view.lastEnded.termination.kind,
      })
    const missed = missedRing(view)
    if (missed !== null && missed !== (before === null ? missed : missedRing(before))) {
      phoneStore.setState({ missedRingMs: Date.now() })
      ringOut.missed(partyOf(phoneStore.getState().phone.call))
    }
  }
  follow(liveStore.getState(), null)
  const stopLive = liveStore.subscribe(follow)

  const perform = (effect: DeviceEffect): void => {
    switch (effect) {
      case 'mute':
        service.dispatch({ type: 'set-mute', muted: true })
        return
      case 'open-microphone':
        void service.openMicrophone()
        return
      case 'play-anywhere':
        out.play(phoneStore.getState().theirs, null)
        return
      default:
        effect satisfies never
    }
  }
  const lookAtDevices = (): void => {
    const { devices, choice: chosen, microphone: state, phone, trouble } = phoneStore.getState()
    if (me.role !== 'agent') return
    const sight = { devices, choice: chosen, microphone: state, inCall: hasSession(phone.call), trouble }
    const next = devicesChanged(sight)
    if (next.trouble !== trouble) phoneStore.setState({ trouble: next.trouble })
    for (const effect of next.effects) perform(effect)
  }
  const refresh = async (): Promise<void> => {
    phoneStore.setState({ devices: await listAudioDevices() })
    lookAtDevices()
  }
  const refreshDevices = (): void => void refresh()
  // An unplugged microphone ends its track first; which devices are left is told a moment later.
  const stopMicrophone = phoneStore.subscribe((view, before) => {
    if (view.microphone !== before.microphone && view.microphone.type === 'failed') refreshDevices()
  })
  navigator.mediaDevices?.addEventListener('devicechange', refreshDevices)
  const unlock = (): void => sound.unlock()
  addEventListener('pointerdown', unlock)
  addEventListener('keydown', unlock)
  const stopNetwork = watchNetwork(service.networkChanged)
  const stopWaking = ticker.onWoke(() => {
    // For the pre-shift check: this computer or tab goes to sleep.
    performance.mark('hearthline-stood-still')
    service.networkChanged()
  })
  if (me.role === 'agent') {
    refreshDevices()
    void microphoneAllowed().then((allowed) => (allowed ? service.openMicrophone() : null))
  }

  let disposed = false
  const dispose = (): void => {
    if (disposed) return
    disposed = true
    stopLive()
    stopMicrophone()
    stopNetwork()
    stopWaking()
    supervision?.dispose()
    navigator.mediaDevices?.removeEventListener('devicechange', refreshDevices)
    removeEventListener('pointerdown', unlock)
    removeEventListener('keydown', unlock)
    ringOut.dispose()
    service.dispose()
    out.dispose()
    ticker.dispose()
    phoneStore.setState(initialPhoneView, true)
  }
  return {
    drain: service.drain,
    handOver: async () => {
      await service.handOver()
      dispose()
    },
    dispose,
  }
}

/** Since when this agent is Not ready for a ring that they let pass. */
const missedRing = ({ own }: LiveView): number | null =>
  own?.state.type === 'not-ready' && own.state.reason === 'missed-ring' ? own.state.since : null
