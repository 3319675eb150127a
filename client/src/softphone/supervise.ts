import type { CallId, PersonId } from '@hearthline/shared'
import { type FloorView, liveStore } from '../realtime/index.ts'
import type { FollowSight, Followed } from './follow-machine.ts'
import { comeBackTo } from './come-back.ts'
import { createFollowing } from './follow-service.ts'
import { createListening } from './listening-service.ts'
import { isRunning } from './listening-state.ts'
import { type PhoneService, phoneStore } from './phone-store.ts'

const browserStorage = (): Storage | null => {
  try {
    return sessionStorage
  } catch {
    // Blocked by the browser's settings.
    return null
  }
}

/** What following may know of an agent, from what control has pushed and what this phone does. */
function sightOf(floor: FloorView | null, agentId: PersonId): FollowSight {
  const { phone, listening, draining } = phoneStore.getState()
  const agent = floor?.agents.get(agentId)
  const callId = floor?.callOf.get(agentId)
  const call = callId === undefined ? undefined : floor?.calls.get(callId)
  const joinable = call?.phase === 'connected' && call.takenOverBy === null
  return {
    agent:
      floor === null ? 'unknown' : agent === undefined || agent.state.type === 'offline' ? 'gone' : 'here',
    call: joinable ? call.callId : null,
    inCall: isRunning(listening) ? listening.callId : null,
    canDial: phone.line === 'registered' && !draining,
  }
}

/**
 * Makes a lead's phone able to supervise: tells it what control says about its leg, and follows whom the lead follows.
 * @returns a function that ends both
 */
export function supervise(
  lead: PersonId,
  service: Pick<PhoneService, 'listening' | 'supervise'>,
  tellEnded: (agent: Followed) => void,
): () => void {
  service.supervise(createListening)
  const following = createFollowing(lead, {
    look: (agentId) => sightOf(liveStore.getState().floor, agentId),
    join: (callId) => service.listening({ type: 'listen', callId }),
    tellEnded,
    write: (next) => phoneStore.setState({ following: next }),
    storage: browserStorage(),
  })
  phoneStore.setState({ follow: { follow: following.follow, unfollow: following.unfollow } })

  const seatOf = (floor: FloorView | null, callId: CallId) =>
    floor?.calls.get(callId)?.supervisors.find((one) => one.personId === lead)

  const stopFloor = liveStore.subscribe((view, before) => {
    if (view.floor === before.floor) return
    const { listening } = phoneStore.getState()
    if (isRunning(listening)) {
      const { callId } = listening
      const seat = seatOf(view.floor, callId)
      if (seat !== undefined && seat !== seatOf(before.floor, callId))
        service.listening({ type: 'seat-pushed', callId, mode: seat.mode, modeSince: seat.modeSince })
      if (view.floor?.calls.has(callId) === false && before.floor?.calls.has(callId) === true)
        service.listening({ type: 'call-gone', callId })
    }
    following.look()
  })
  const stopPhone = phoneStore.subscribe((view, before) => {
    if (view.microphone !== before.microphone && view.microphone.type === 'failed')
      service.listening({ type: 'microphone-failed', failure: view.microphone.failure })
    if (view.listening !== before.listening || view.phone.line !== before.phone.line) following.look()
  })
  following.look()
  const stopComing = comeBackTo(lead, service)
  return () => {
    stopComing()
    stopFloor()
    stopPhone()
  }
}
