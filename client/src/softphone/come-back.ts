import type { CallId, LiveCall, PersonId } from '@hearthline/shared'
import { type FloorView, liveStore } from '../realtime/index.ts'
import { isRunning, type Listening } from './listening-state.ts'
import { type PhoneService, phoneStore } from './phone-store.ts'

/** What is known when it is asked whether a customer waits for this lead. */
export interface ComeBackSight {
  lead: PersonId
  calls: Iterable<LiveCall>
  listening: Listening
  registered: boolean
  /** The call that this tab spoke in until it was reloaded. */
  kept: CallId | null
  /** When this was last tried, and now; both by the browser's clock. */
  triedMs: number | null
  nowMs: number
}

const againMs = 1_000

/**
 * The call whose customer waits for this lead, who took it over and has lost their leg: a reload in this tab at once,
 * any other loss once the voice node has parked the call. Null: none, or they have left it themselves (PHONE-15).
 */
export function waitsForLead(sight: ComeBackSight): CallId | null {
  const { lead, listening, registered, kept, triedMs, nowMs } = sight
  if (!registered || isRunning(listening)) return null
  if (triedMs !== null && nowMs - triedMs < againMs) return null
  for (const call of sight.calls) {
    if (call.takenOverBy?.personId !== lead || call.phase !== 'connected') continue
    const given = listening.type === 'over' && listening.callId === call.callId
    if (given && listening.end.type !== 'failed') continue
    if (call.callId === kept || call.parkedUntil !== null) return call.callId
  }
  return null
}

const keptKey = 'hearthline-took-over'

/** Which call this tab has taken over, and whether the microphone was on, over a reload. */
const memory = {
  read: (): { callId: string; speaking: boolean } | null => {
    try {
      const [callId, speaking] = (sessionStorage.getItem(keptKey) ?? '').split(' ')
      return callId ? { callId, speaking: speaking === 'speaking' } : null
    } catch {
      // Blocked by the browser's settings: the call is had back once it is parked, with the microphone off.
      return null
    }
  },
  write: (listening: Listening): void => {
    try {
      if (listening.type === 'listening' && listening.mode === 'take-over') {
        const { microphone } = listening
        const speaking = microphone.type === 'ready' && (microphone.stays || microphone.held)
        sessionStorage.setItem(keptKey, `${listening.callId} ${speaking ? 'speaking' : 'quiet'}`)
      } else if (listening.type === 'over' && listening.end.type !== 'failed')
        sessionStorage.removeItem(keptKey)
    } catch {
      // As above.
    }
  },
}

/** Brings a lead back into the call they have taken over. @returns a function that ends it */
export function comeBackTo(lead: PersonId, service: Pick<PhoneService, 'listening'>): () => void {
  let triedMs: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = (): void => {
    const { listening, phone, draining } = phoneStore.getState()
    const floor: FloorView | null = liveStore.getState().floor
    const kept = memory.read()
    const calls = floor === null ? [] : [...floor.calls.values()]
    const callId = waitsForLead({
      lead,
      calls,
      listening,
      registered: phone.line === 'registered' && !draining,
      kept: calls.find((call) => call.callId === kept?.callId)?.callId ?? null,
      triedMs,
      nowMs: Date.now(),
    })
    if (callId === null) return
    triedMs = Date.now()
    service.listening({ type: 'come-back', callId, speaking: kept?.callId === callId && kept.speaking })
  }
  const stopFloor = liveStore.subscribe((view, before) => {
    if (view.floor !== before.floor) look()
  })
  const stopPhone = phoneStore.subscribe((view, before) => {
    if (view.listening === before.listening && view.phone.line === before.phone.line) return
    memory.write(view.listening)
    look()
    // What was refused a moment ago is asked for again while the customer waits.
    clearTimeout(timer)
    if (view.listening.type === 'over') timer = setTimeout(look, againMs)
  })
  look()
  return () => {
    clearTimeout(timer)
    stopFloor()
    stopPhone()
  }
}
