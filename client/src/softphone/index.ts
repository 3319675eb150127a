import { currentMe } from '../app/session.ts'
import { openBrowserPhone } from './browser-phone.ts'
import { createOwnership } from './ownership.ts'
import { initialPhoneView, phoneStore } from './phone-store.ts'
import { readMirror, showMirror, viewForOthers } from './tab-mirror.ts'

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
  useUndialled,
  usePhone,
  usePhoneCommands,
  useRecovery,
  useUnheard,
} from './use-phone.ts'

/** What the pre-shift check measures and tries; loads with its page alone. */
export const loadLineCheck = () => import('./line-check.ts')

export interface RunningPhone {
  /** The sign-in is over: the call that stands goes on to its end. */
  drain: () => void
  dispose: () => void
}
const nothing: RunningPhone = { drain: () => undefined, dispose: () => undefined }

/**
 * Runs the phone of whoever is signed in (agents and leads) until disposed: in one tab of an agent's browser; the others
 * show what it does. JsSIP loads with the phone, not with the page.
 */
export function startPhone(): RunningPhone {
  const me = currentMe()
  if (me === null || me.role === 'administrator') return nothing
  // A lead's leg hangs on the page that joined, and pages beside each other are how leads work.
  return me.role === 'lead' ? openBrowserPhone(me) : startOwned(me.signInId, () => openBrowserPhone(me))
}

const leftKey = 'hearthline-phone-left'
const momentMs = 10_000

/** Written as the page goes, so that a tab that was duplicated has none, and read once. */
const noteLeaving = (): void => {
  try {
    sessionStorage.setItem(leftKey, String(Date.now()))
  } catch {
    // Storage is blocked: a reload beside another tab leaves the phone with that one.
  }
}
function leftAMomentAgo(): boolean {
  try {
    const leftMs = Number(sessionStorage.getItem(leftKey) ?? 0)
    sessionStorage.removeItem(leftKey)
    return Date.now() - leftMs < momentMs
  } catch {
    return false
  }
}

function startOwned(signInId: string, open: () => ReturnType<typeof openBrowserPhone>): RunningPhone {
  let phone: ReturnType<typeof openBrowserPhone> | null = null
  const channel =
    'BroadcastChannel' in globalThis ? new BroadcastChannel(`hearthline-phone:${signInId}`) : null
  const ownership = createOwnership(
    signInId,
    {
      // Missing outside of a secure page.
      locks: 'locks' in navigator ? navigator.locks : null,
      channel,
      tabId: crypto.randomUUID(),
      hadIt: leftAMomentAgo(),
      after: (delayMs, run) => {
        const timer = setTimeout(run, delayMs)
        return () => clearTimeout(timer)
      },
    },
    {
      gained: () => {
        phone ??= open()
      },
      lost: async () => {
        const leaving = phone
        phone = null
        await leaving?.handOver()
        phoneStore.setState({ ...initialPhoneView, owner: { type: 'tab' }, takePhone: ownership.take }, true)
      },
      asked: () => ownership.publish(viewForOthers(phoneStore.getState())),
      mirrored: (raw) => {
        const view = readMirror(raw)
        if (view !== null && phone === null) showMirror(view)
      },
    },
  )
  const stopMirror = phoneStore.subscribe((view, before) => {
    if (phone === null) return
    const now = viewForOthers(view)
    const was = viewForOthers(before)
    if (Object.entries(now).some(([part, value]) => Reflect.get(was, part) !== value)) ownership.publish(now)
  })
  const leaving = (): void => {
    if (phone !== null) noteLeaving()
  }
  addEventListener('pagehide', leaving)
  return {
    drain: () => phone?.drain(),
    dispose: () => {
      removeEventListener('pagehide', leaving)
      stopMirror()
      phone?.dispose()
      phone = null
      ownership.dispose()
      phoneStore.setState(initialPhoneView, true)
    },
  }
}
